import type { QuenchConfig } from '@emberline/line-config'

const WATER_J_PER_L_K = 4186 * 0.997
/** Plate to its water, W/m2K of plate; makes the nominal duty of a pilot hold its plates near 303 K. */
const PLATE_TO_WATER_W_PER_M2K = 1900
/** Cooled copper behind each m2 of plate, J/m2K. */
const PLATE_HEAT_J_PER_M2K = 24_000

/** Cooled plates along the quench, in a row on one water circuit. */
export class QuenchPlates {
	readonly platesK: number[]
	coolantInK: number
	coolantOutK: number
	coolantFlowM3PerS = 0
	readonly #areaM2: number

	constructor(config: QuenchConfig, clothWidthM: number) {
		this.#areaM2 = (2 * config.lengthM * clothWidthM) / config.plates
		this.coolantInK = config.coolantInletK
		this.coolantOutK = config.coolantInletK
		this.platesK = Array.from({ length: config.plates }, () => config.coolantInletK)
	}

	/** `heatW`: what each plate and its gas took from the web. The gas gives it to the water in the recirculation cooler. */
	step(dtS: number, heatW: readonly number[], flowM3PerS: number, inletK: number): void {
		this.coolantFlowM3PerS = flowM3PerS
		this.coolantInK = inletK
		const waterWPerK = Math.max(1, flowM3PerS * 1000 * WATER_J_PER_L_K)
		const exchange = PLATE_TO_WATER_W_PER_M2K * this.#areaM2
		let waterK = inletK
		for (const [n, plateK] of this.platesK.entries()) {
			const toWaterW = flowM3PerS > 0 ? exchange * (plateK - waterK) : 0
			waterK += toWaterW / waterWPerK
			this.platesK[n] = plateK + (dtS * ((heatW[n] ?? 0) - toWaterW)) / (PLATE_HEAT_J_PER_M2K * this.#areaM2)
		}
		this.coolantOutK += (dtS / (dtS + 6)) * (waterK - this.coolantOutK)
	}
}
