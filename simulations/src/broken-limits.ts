import type { LineConfig, Recipe } from '@emberline/line-config'
import type { SteadyLine } from '@emberline/twin'
import type { ScenarioSummary } from './summary.ts'

/** Limits of recipe and line that a result breaks, one in words each; empty when it keeps all. */
export function brokenLimits(
	summary: Omit<ScenarioSummary, 'broken' | 'flags' | 'furnace_comparison'>,
	steady: SteadyLine,
	{ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe },
): readonly string[] {
	const { limits } = line
	const { good } = recipe
	const { product, profile } = summary
	const most = (what: string, value: number | null, limit: number, unit: string) =>
		value !== null && value > limit ? [`${what} ${short(value)} ${unit}, limit ${short(limit)} ${unit}`] : []
	const least = (what: string, value: number, limit: number, unit: string) =>
		value < limit ? [`${what} ${short(value)} ${unit}, at least ${short(limit)} ${unit}`] : []
	return [
		...most('peak', profile.peak_K, good.peakK[1], 'K'),
		...least('peak', profile.peak_K, good.peakK[0], 'K'),
		...most('mean size', product.size_nm, good.sizeMaxNm, 'nm'),
		...least('reduction', product.reduction, good.reductionMin, ''),
		...steady.controls.emitterSetpointK.flatMap((k, n) => most(`emitter ${n + 1}`, k, limits.emitterTemperatureMaxK, 'K')),
		...most('web leaving the quench', profile.exit_K, limits.quenchExitTemperatureMaxK, 'K'),
		...most('moisture into the furnace', steady.parcel.moistureKgPerKg, limits.furnaceMoistureMaxKgPerKg, 'kg/kg'),
		...most('volatile velocity', steady.product.volatileVelocityMaxMPerS, limits.volatileVelocityMaxMPerS, 'm/s'),
		...most('residual NaCl', product.residual_nacl_wtpct, limits.residualNaClMaxWtpct, 'wt%'),
		...most('water', summary.water_L_per_kg, limits.waterPerProductMaxM3PerKg * 1000, 'L/kg'),
		...most('energy', summary.energy_kWh_per_kg, limits.energyPerProductMaxJPerKg / 3.6e6, 'kWh/kg'),
	].map((words) => words.trim())
}

const short = (x: number): string => String(Number(x.toPrecision(4)))
