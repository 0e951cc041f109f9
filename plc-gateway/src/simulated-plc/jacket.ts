import { type HeatingConfig, WATER } from '@emberline/line-config'

const WATER_KG_PER_M3 = 997
const OUTLET_LAG_S = 20

/** Water jacket round the furnace, all modules on one circuit. Without one in the line file no water flows. */
export class Jacket {
	flowM3PerS = 0
	inletK: number
	outletK: number
	/** Into the water, W. */
	heatW = 0
	readonly #config: HeatingConfig['coolant']

	constructor(heating: HeatingConfig) {
		this.#config = heating.coolant
		this.inletK = heating.coolant?.inletK ?? heating.ambientK
		this.outletK = this.inletK
	}

	/** `wallW`: what leaves the insulation of all modules. `warmK`: above the usual inlet. `share`: of the usual flow; none carries nothing away. */
	step(dtS: number, wallW: number, warmK: number, share: number): void {
		if (this.#config === undefined) return
		this.inletK = this.#config.inletK + warmK
		this.flowM3PerS = share * this.#config.flowM3PerS
		this.heatW = share > 0 ? this.#config.share * wallW : 0
		if (share <= 0) return
		const rise = this.heatW / (this.flowM3PerS * WATER_KG_PER_M3 * WATER.liquidHeatJPerKgK)
		this.outletK += (dtS / (dtS + OUTLET_LAG_S)) * (this.inletK + rise - this.outletK)
	}
}
