import { GAS, type LineConfig, METALS, type MetalSymbol, NACL, type Recipe } from '@emberline/line-config'
import { ATMOSPHERE_PA } from '../physics/constants.ts'
import { FREEZE_FRONT_MAX_K } from '../physics/freeze-drying.ts'
import { carriedGrainM, layerBiot } from '../physics/powder-layer.ts'
import { exchangeFactor, POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { brineSaturationWtpct, NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import type { StationName } from '../port.ts'
import type { SteadyLine } from './model-port.ts'

/** What an engineer must know before trusting a set-point: where the model or the material leaves its safe ground. */
export type RangeFlagCode =
	| 'layer-not-lumped'
	| 'powder-blow-off'
	| 'melt-undefined'
	| 'metal-boils'
	| 'oxide-not-reducible'
	| 'brine-saturated'
	| 'front-above-eutectic'

export interface RangeFlag {
	readonly code: RangeFlagCode
	readonly station: StationName
	/** From 1. */
	readonly zone: number
	readonly value: number
	readonly limit: number
	readonly unit: string
	readonly words: string
}

/** Above it the layer has a temperature of its own at each depth. */
const BIOT_MAX = 0.5
/** About the melting point of NaCl a peak does not tell how much has melted [K]. */
const MELT_UNDEFINED_K = [1060, 1090] as const

/** All flags of a line at rest; empty when nothing is near the end of what is known. */
export function rangeFlags(config: LineConfig, recipe: Recipe, steady: SteadyLine): readonly RangeFlag[] {
	return [
		...layerFlags(config, steady),
		...blowOffFlags(config, steady),
		...meltFlags(recipe, steady),
		...metalFlags(recipe, steady),
		...brineFlags(config, steady),
		...frontFlags(config),
	]
}

/** The module where the powder comes closest to having an inside and an outside temperature. */
function layerFlags(config: LineConfig, steady: SteadyLine): readonly RangeFlag[] {
	const { feed, heating } = config.stations
	const thicknessM = steady.parcel.dryLoadingKgPerM2 / feed.layerDensityKgPerM3
	let worst = { value: 0, zone: 1 }
	for (const sample of steady.samples) {
		if (sample.station !== 'Heating') continue
		const webEmissivity = POWDER_EMISSIVITY_WHITE + POWDER_EMISSIVITY_GAIN * sample.x1
		const value = layerBiot({
			exchange: exchangeFactor({ emitterEmissivity: heating.emitterEmissivity, webEmissivity }),
			temperatureK: sample.temperatureK,
			filmWPerM2K: heating.filmCoefficientWPerM2K,
			thicknessM,
			conductivityWPerMK: feed.layerConductivityWPerMK,
		})
		if (value > worst.value) worst = { value, zone: sample.zone }
	}
	if (worst.value <= BIOT_MAX) return []
	const words = 'the powder layer is too thick for one temperature (Biot number): its inside lags behind its face'
	return [{ code: 'layer-not-lumped', station: 'Heating', ...worst, limit: BIOT_MAX, unit: '', words }]
}

function blowOffFlags(config: LineConfig, steady: SteadyLine): readonly RangeFlag[] {
	const value = steady.product.volatileVelocityMaxMPerS
	const limit = config.limits.volatileVelocityMaxMPerS
	if (value <= limit) return []
	const grainM = carriedGrainM({
		// Grains are mostly salt.
		densityKgPerM3: NACL.densitySolidKgPerM3,
		speedMPerS: value,
		viscosityPaS: GAS.offGasViscosityPaS,
	})
	const words = `the gas of the citrate carries away grains of up to ${Math.round(grainM * 1e6)} um`
	const zone = firstZone(steady, (sample) => sample.x1 > 0.5)
	return [{ code: 'powder-blow-off', station: 'Heating', zone, value, limit, unit: 'm/s', words }]
}

function meltFlags(recipe: Recipe, steady: SteadyLine): readonly RangeFlag[] {
	const { peakK } = steady.parcel
	const [low, high] = MELT_UNDEFINED_K
	if (recipe.precursor.saltPerCitrateKgPerKg.value === 0 || peakK < low || peakK > high) return []
	const words = `a peak of ${low} to ${high} K does not tell how much of the NaCl melts (${NACL_MELTING_K} K): go below or above`
	const limit = peakK < NACL_MELTING_K ? low : high
	return [{ code: 'melt-undefined', station: 'Heating', zone: peakZone(steady), value: peakK, limit, unit: 'K', words }]
}

function metalFlags(recipe: Recipe, steady: SteadyLine): readonly RangeFlag[] {
	const { peakK } = steady.parcel
	const zone = peakZone(steady)
	return (Object.keys(recipe.precursor.metals) as MetalSymbol[]).flatMap((symbol): RangeFlag[] => {
		const metal = METALS[symbol]
		const boilingK = metal.vapourB / (metal.vapourA - Math.log10(ATMOSPHERE_PA))
		const at = { station: 'Heating', zone, value: peakK, unit: 'K' } as const
		if (peakK > boilingK)
			return [{ ...at, code: 'metal-boils', limit: boilingK, words: `${symbol} is above its boiling point: it leaves as vapour` }]
		if (peakK >= metal.reductionK) return []
		const words = `carbon does not reduce the oxide of ${symbol} at this peak under 1 bar of CO: another reductant must`
		return [{ ...at, code: 'oxide-not-reducible', limit: metal.reductionK, words }]
	})
}

function brineFlags(config: LineConfig, steady: SteadyLine): readonly RangeFlag[] {
	const value = steady.product.brineWtpct
	const limit = brineSaturationWtpct(config.stations.wash.temperatureK)
	if (value < limit) return []
	const words = 'the first wash stage is saturated: salt stays solid in the powder, and the residual is more than reckoned'
	return [{ code: 'brine-saturated', station: 'Wash', zone: 1, value, limit, unit: 'wt%', words }]
}

function frontFlags(config: LineConfig): readonly RangeFlag[] {
	const { drying } = config.stations
	if (drying.method !== 'freeze' || drying.frontTemperatureK <= FREEZE_FRONT_MAX_K) return []
	const words = `the ice sublimes too near the eutectic of water and NaCl (${NACL.eutecticK} K): the cake melts, and dries no more as reckoned`
	const value = drying.frontTemperatureK
	return [{ code: 'front-above-eutectic', station: 'Drying', zone: 1, value, limit: FREEZE_FRONT_MAX_K, unit: 'K', words }]
}

const peakZone = (steady: SteadyLine): number => {
	const heating = steady.samples.filter((sample) => sample.station === 'Heating')
	return heating.reduce((best, sample) => (sample.temperatureK > best.temperatureK ? sample : best), heating[0]!).zone
}

/** First zone of the furnace where something is so. */
const firstZone = (steady: SteadyLine, is: (sample: SteadyLine['samples'][number]) => boolean): number =>
	steady.samples.find((sample) => sample.station === 'Heating' && is(sample))?.zone ?? 1
