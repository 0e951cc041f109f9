import type { LineConfig, Recipe } from '@emberline/line-config'
import { type RangeFlagCode, rangeFlags, type SteadyLine } from '@emberline/twin'

/** What one run on the settled line tells, units in the names, in the order in which runs carry them. */
export const OUTPUTS = [
	'good_g_per_h',
	'net_g_per_h',
	'energy_kWh_per_kg',
	'water_L_per_kg',
	'whole_line_kW',
	'peak_K',
	'size_nm',
	'reduction',
	'heat_rate_K_s',
	'quench_rate_K_s',
	't_above_s',
	'dose_eq_s',
	'quench_exit_K',
	'moisture_kg_per_kg',
	'volatile_velocity_m_s',
	'residual_nacl_wtpct',
	'alloy_wtpct',
	'emitter_K',
	'screw_rpm',
	'tension_N',
	'layer-not-lumped',
	'melt-undefined',
	'metal-boils',
	'oxide-not-reducible',
	'brine-saturated',
	'front-above-eutectic',
] as const
export type OutputName = (typeof OUTPUTS)[number]
export const OUTPUT_INDEX = Object.fromEntries(OUTPUTS.map((name, n) => [name, n])) as Readonly<Record<OutputName, number>>

/** Flags of the engineer as outputs: how far beyond its limit, as a share of that; 0 where there is no flag. Blow-off is a limit of the line besides. */
export const FLAG_OUTPUTS = [
	'layer-not-lumped',
	'melt-undefined',
	'metal-boils',
	'oxide-not-reducible',
	'brine-saturated',
	'front-above-eutectic',
] as const satisfies readonly (OutputName & RangeFlagCode)[]

/** Values in the order of `OUTPUTS`. `good_g_per_h` leaves out what is too near to a splice, and is 0 where the powder is not good. */
export function outputsOf(line: LineConfig, recipe: Recipe, steady: SteadyLine): number[] {
	const { parcel, product, controls, samples } = steady
	const { good } = recipe
	const isGood =
		parcel.peakK >= good.peakK[0] &&
		parcel.peakK <= good.peakK[1] &&
		product.sizeNm <= good.sizeMaxNm &&
		product.reduction >= good.reductionMin
	const nearSplice = Math.min(1, (2 * good.spliceDistanceM) / line.web.rollLengthM)
	const flags = rangeFlags(line, recipe, steady)
	const values: Record<OutputName, number> = {
		good_g_per_h: isGood ? product.netGPerH * (1 - nearSplice) : 0,
		net_g_per_h: product.netGPerH,
		energy_kWh_per_kg: product.energyKWhPerKg,
		water_L_per_kg: product.waterLPerKg,
		whole_line_kW: product.wholeLineKW,
		peak_K: parcel.peakK,
		size_nm: product.sizeNm,
		reduction: product.reduction,
		heat_rate_K_s: parcel.heatRateKPerS ?? 0,
		quench_rate_K_s: parcel.quenchRateKPerS ?? 0,
		t_above_s: parcel.tAboveS,
		dose_eq_s: parcel.doseEqS,
		quench_exit_K: samples.findLast(({ station }) => station === 'Quench')?.temperatureK ?? 0,
		moisture_kg_per_kg: parcel.moistureKgPerKg,
		volatile_velocity_m_s: product.volatileVelocityMaxMPerS,
		residual_nacl_wtpct: product.residualNaClWtpct,
		alloy_wtpct: product.alloyWtpct,
		emitter_K: Math.max(...controls.emitterSetpointK),
		screw_rpm: controls.screwRevPerS * 60,
		tension_N: line.web.tensionN,
		...flagsAsOutputs(flags),
	}
	return OUTPUTS.map((name) => values[name])
}

function flagsAsOutputs(flags: ReturnType<typeof rangeFlags>): Record<(typeof FLAG_OUTPUTS)[number], number> {
	const beyond = (code: RangeFlagCode) =>
		Math.max(
			0,
			...flags.filter((flag) => flag.code === code).map(({ value, limit }) => Math.abs(value - limit) / Math.abs(limit) + 1e-6),
		)
	return Object.fromEntries(FLAG_OUTPUTS.map((code) => [code, beyond(code)])) as Record<(typeof FLAG_OUTPUTS)[number], number>
}
