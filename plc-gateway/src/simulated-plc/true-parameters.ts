import { Chance } from './random.ts'

/** How this plant differs from its drawings. Factors are over the nominal value (1 = as in the files); biases are reading minus truth. */
export interface TrueParameters {
	/** On the radiant exchange between emitters (or cold plates) and web. */
	readonly emissivity: number
	/** On wall and slot losses of each heating module. */
	readonly zoneLoss: readonly number[]
	/** Heat set free in each module over the power that its meter shows. */
	readonly emitterGain: readonly number[]
	/** On the powder per turn of the screw. */
	readonly feeder: number
	/** On the film coefficient of the quench jets. */
	readonly quench: number
	/** On the drying rate. */
	readonly drying: number
	/** On the areal mass of the cloth, and by it on the heat that the web takes up. */
	readonly arealHeat: number
	/** On the water that the cake drags from stage to stage. */
	readonly wash: number
	/** On what is kept from scraper to scale. */
	readonly yield: number
	/** On the char yields. */
	readonly char: number
	/** On the coarsening rate. */
	readonly coarsening: number
	readonly pyrometerBiasK: readonly number[]
	readonly emitterBiasK: readonly number[]
	/** Reading over truth. */
	readonly arealGauge: number
	readonly moistureGaugeBiasKgPerKg: number
	readonly encoder: number
	readonly scale: number
}

/** The plant as drawn: every factor 1, every bias 0. */
export function nominalParameters(modules: number): TrueParameters {
	const each = (value: number) => Array.from({ length: modules }, () => value)
	return {
		emissivity: 1,
		zoneLoss: each(1),
		emitterGain: each(1),
		feeder: 1,
		quench: 1,
		drying: 1,
		arealHeat: 1,
		wash: 1,
		yield: 1,
		char: 1,
		coarsening: 1,
		pyrometerBiasK: each(0),
		emitterBiasK: each(0),
		arealGauge: 1,
		moistureGaugeBiasKgPerKg: 0,
		encoder: 1,
		scale: 1,
	}
}

/** The plant as built: a few per cent off, another one for each seed. */
export function drawParameters(modules: number, seed: number): TrueParameters {
	const chance = new Chance(seed, 'plant')
	const factor = (sd: number) => 1 + chance.deviation(sd)
	const each = (draw: () => number) => Array.from({ length: modules }, draw)
	return {
		emissivity: factor(0.03),
		zoneLoss: each(() => factor(0.1)),
		emitterGain: each(() => factor(0.015)),
		feeder: factor(0.03),
		quench: factor(0.06),
		drying: factor(0.08),
		arealHeat: factor(0.03),
		wash: factor(0.1),
		yield: factor(0.01),
		char: factor(0.03),
		coarsening: factor(0.05),
		pyrometerBiasK: each(() => chance.deviation(2)),
		emitterBiasK: each(() => chance.deviation(1)),
		arealGauge: factor(0.015),
		moistureGaugeBiasKgPerKg: chance.deviation(0.0005),
		encoder: factor(0.001),
		scale: factor(0.002),
	}
}
