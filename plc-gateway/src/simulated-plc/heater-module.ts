import { GAS, type HeatingConfig } from '@emberline/line-config'
import { carbonHeat, STEFAN_BOLTZMANN_W_PER_M2K4 } from './matter.ts'

/** What the module gave away over the last step, W. `closure` of them all is exact: the gas takes what is left. */
export interface ModuleFlows {
	readonly gasW: number
	readonly wallW: number
	readonly slotW: number
	/** From the insulation to the jacket and the hall. */
	readonly outerW: number
}

/** What wear and fouling make of a module: factors on the metered power, on the most it takes and on its losses. */
export interface ModuleWear {
	readonly gain: number
	readonly powerMax: number
	readonly loss: number
}

/** One heating module: emitters and insulation as two bodies, sheath gas between emitters and web, a PI controller with its own ramp. */
export class HeaterModule {
	emitterK: number
	wallK: number
	gasK: number
	/** Power that the meter shows, W. */
	powerW = 0
	/** It takes all the power that it can. */
	atFullPower = false
	setpointK: number
	/** Into coated web and margins, by radiation and by gas, over the last step, W. */
	toWebW = 0
	flows: ModuleFlows = { gasW: 0, wallW: 0, slotW: 0, outerW: 0 }
	readonly #config: HeatingConfig
	readonly #module: HeatingConfig['modules'][number]
	readonly #emitterM2: number
	readonly #inner: number
	readonly #outer: number
	readonly #wallHeatJPerK: number
	readonly #slotWPerK4: number
	readonly #gasWPerK: number
	readonly #gain: number
	#integralW = 0
	#rampK: number

	constructor(p: {
		readonly config: HeatingConfig
		readonly index: number
		readonly lossFactor: number
		readonly gain: number
	}) {
		const { config, index, lossFactor } = p
		const module = config.modules[index]
		if (module === undefined) throw new RangeError(`heating module ${index + 1}: the line has ${config.modules.length}`)
		this.#config = config
		this.#module = module
		this.#gain = p.gain
		this.#emitterM2 = 2 * config.emitterWidthM * module.lengthM
		const insulationM2 = config.insulationAreaRatio * this.#emitterM2
		this.#inner = (lossFactor * 2 * config.insulationConductivityWPerMK * insulationM2) / config.insulationThicknessM
		this.#outer = 1 / (1 / this.#inner + 1 / (config.outerFilmCoefficientWPerM2K * config.outerAreaRatio * this.#emitterM2))
		this.#wallHeatJPerK =
			config.insulationDensityKgPerM3 * config.insulationSpecificHeatJPerKgK * insulationM2 * config.insulationThicknessM
		const slots = (index === 0 ? 1 : 0) + (index === config.modules.length - 1 ? 1 : 0)
		this.#slotWPerK4 =
			lossFactor * slots * config.emitterWidthM * config.slotHeightM * config.slotFactor * STEFAN_BOLTZMANN_W_PER_M2K4
		this.#gasWPerK = config.gasFlowNormalM3PerS * GAS.nitrogenNormalDensityKgPerM3 * GAS.nitrogenHeatJPerKgK
		this.emitterK = config.ambientK
		this.wallK = config.ambientK
		this.gasK = config.gasInletK
		this.setpointK = config.ambientK
		this.#rampK = config.ambientK
	}

	/** Emitters at a temperature for hours: the wall has followed. */
	soak(temperatureK: number): void {
		const { ambientK } = this.#config
		this.emitterK = temperatureK
		this.wallK = (this.#inner * temperatureK + this.#outer * ambientK) / (this.#inner + this.#outer)
		this.setpointK = temperatureK
		this.#rampK = temperatureK
	}

	/** Gas between emitters and web, for this web temperature [K]. */
	settleGas(webMeanK: number, webAreaM2: number): void {
		const { filmCoefficientWPerM2K: film, gasInletK } = this.#config
		const web = 2 * film * webAreaM2
		const emitters = film * this.#emitterM2
		this.gasK = (this.#gasWPerK * gasInletK + web * webMeanK + emitters * this.emitterK) / (this.#gasWPerK + web + emitters)
	}

	/** Radiation of the emitters onto a black body over their whole area [W]. */
	facingW(bodyK: number): number {
		return this.#emitterM2 * STEFAN_BOLTZMANN_W_PER_M2K4 * (this.emitterK ** 4 - bodyK ** 4)
	}

	/** `enabled` false: contactor open. `toWebW` is what coated web and margins took by radiation, `gasToWebW` what the gas gave them. */
	step(p: {
		readonly dtS: number
		readonly enabled: boolean
		readonly targetK: number
		readonly toWebW: number
		readonly gasToWebW: number
		readonly wear: ModuleWear
	}): void {
		const { ambientK, filmCoefficientWPerM2K: film } = this.#config
		const { wear } = p
		const toGasW = film * this.#emitterM2 * (this.emitterK - this.gasK)
		const wallW = wear.loss * this.#inner * (this.emitterK - this.wallK)
		const slotW = wear.loss * this.#slotWPerK4 * (this.emitterK ** 4 - ambientK ** 4)
		const outerW = wear.loss * this.#outer * (this.wallK - ambientK)
		this.powerW = p.enabled
			? this.#control(p.dtS, p.targetK, toGasW + wallW + slotW, wear.powerMax * this.#module.powerMaxW)
			: this.#rest()
		this.emitterK += (p.dtS * (wear.gain * this.#gain * this.powerW - p.toWebW - toGasW - wallW - slotW)) / this.#emitterHeatJPerK
		this.wallK += (p.dtS * (wallW - outerW)) / this.#wallHeatJPerK
		this.toWebW = p.toWebW + p.gasToWebW
		this.flows = { gasW: toGasW - p.gasToWebW, wallW, slotW, outerW }
	}

	get #emitterHeatJPerK(): number {
		return this.#config.emitterArealMassKgPerM2 * this.#emitterM2 * carbonHeat.at(this.emitterK)
	}

	/** PI with the steady losses fed forward; the integral stands still while the power is at a limit in the direction of the error. */
	#control(dtS: number, targetK: number, lossesW: number, powerMaxW: number): number {
		const { heatUpRateKPerS, controlIntegralTimeS } = this.#config
		this.setpointK = targetK
		// The ramp starts from the emitter, so that a restart neither waits nor jumps.
		const fromK = Math.max(this.#rampK, this.emitterK - 5)
		this.#rampK = Math.min(targetK, fromK + heatUpRateKPerS * dtS)
		// Heat for the ramp itself is fed forward, or the integral would have to unlearn it at the top.
		const rampW = Math.max(0, (this.#emitterHeatJPerK * (this.#rampK - fromK)) / dtS)
		const error = this.#rampK - this.emitterK
		const wanted = lossesW + rampW + this.#module.controlGainWPerK * error + this.#integralW
		const power = Math.max(0, Math.min(powerMaxW, wanted))
		this.atFullPower = power === powerMaxW
		const stuck = (wanted > power && error > 0) || (wanted < power && error < 0)
		if (!stuck) this.#integralW += (this.#module.controlGainWPerK / controlIntegralTimeS) * error * dtS
		return power
	}

	#rest(): number {
		this.#integralW = 0
		this.#rampK = this.emitterK
		this.atFullPower = false
		return 0
	}
}
