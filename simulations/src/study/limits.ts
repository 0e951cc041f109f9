import type { LineConfig, Recipe } from '@emberline/line-config'
import { FLAG_OUTPUTS, OUTPUT_INDEX, type OutputName } from './outputs.ts'

/** One limit on one output: at most, or at least, so much. */
export interface Limit {
	readonly name: string
	readonly output: OutputName
	readonly side: 'most' | 'least'
	readonly limit: number
	/** What is far beyond: half of the window where there are two sides, else the limit itself. */
	readonly scale: number
	readonly of: 'powder' | 'window' | 'line' | 'plc' | 'flag'
	/** Kept in at least this share of the draws. */
	readonly probability: number
}

/** Which limits count, and how surely: those of the window may be held less surely than what product and line must not break. */
export interface LimitsAsked {
	readonly within: readonly Limit['of'][]
	readonly probability: number
	readonly windowProbability?: number | undefined
}

/** All limits of recipe, line and PLC on a settled run, and the flags of the engineer. */
export function limitsOf(line: LineConfig, recipe: Recipe, asked: LimitsAsked): readonly Limit[] {
	const surely = (group: Limit['of']) => (group === 'window' ? (asked.windowProbability ?? asked.probability) : asked.probability)
	const most = (output: OutputName, limit: number, group: Limit['of'], scale = Math.abs(limit)): Limit => ({
		name: `${group === 'window' ? 'window_' : ''}${output}_max`,
		output,
		side: 'most',
		limit,
		scale,
		of: group,
		probability: surely(group),
	})
	const least = (output: OutputName, limit: number, group: Limit['of'], scale = Math.abs(limit)): Limit => ({
		...most(output, limit, group, scale),
		name: `${group === 'window' ? 'window_' : ''}${output}_min`,
		side: 'least',
	})
	const within = (output: OutputName, [low, high]: readonly [number, number], group: Limit['of']) => [
		least(output, low, group, (high - low) / 2),
		most(output, high, group, (high - low) / 2),
	]
	const { limits, writeRanges } = line
	const { good, window } = recipe
	const all: Limit[] = [
		...within('peak_K', good.peakK, 'powder'),
		most('size_nm', good.sizeMaxNm, 'powder'),
		least('reduction', good.reductionMin, 'powder'),
		...(window === undefined
			? []
			: [
					...within('peak_K', window.peakK, 'window'),
					...within('heat_rate_K_s', window.heatRateKPerS, 'window'),
					...within('quench_rate_K_s', window.quenchRateKPerS, 'window'),
					...within('t_above_s', window.timeAboveS, 'window'),
					...within('dose_eq_s', window.doseEqS, 'window'),
				]),
		most('emitter_K', limits.emitterTemperatureMaxK, 'line'),
		most('quench_exit_K', limits.quenchExitTemperatureMaxK, 'line'),
		most('moisture_kg_per_kg', limits.furnaceMoistureMaxKgPerKg, 'line'),
		...within('tension_N', limits.tensionN, 'line'),
		most('volatile_velocity_m_s', limits.volatileVelocityMaxMPerS, 'line'),
		most('residual_nacl_wtpct', limits.residualNaClMaxWtpct, 'line'),
		most('water_L_per_kg', limits.waterPerProductMaxM3PerKg * 1000, 'line'),
		most('energy_kWh_per_kg', limits.energyPerProductMaxJPerKg / 3.6e6, 'line'),
		most('screw_rpm', writeRanges.screwRevPerS[1] * 60, 'plc'),
		...FLAG_OUTPUTS.map(
			(code): Limit => ({ name: code, output: code, side: 'most', limit: 0, scale: 1, of: 'flag', probability: surely('flag') }),
		),
	]
	return all.filter((limit) => asked.within.includes(limit.of))
}

/** How far one run is beyond a limit, in units of its scale; negative where it is kept, 1 where no line can run. */
export function beyond({ output, side, limit, scale }: Limit, outputs: readonly number[]): number {
	const value = outputs[OUTPUT_INDEX[output]]!
	if (!Number.isFinite(value)) return 1
	return (side === 'most' ? value - limit : limit - value) / scale
}

/** Share of the draws that break a limit. */
export const shareBroken = (limit: Limit, draws: readonly (readonly number[])[]): number =>
	draws.reduce((count, outputs) => count + (beyond(limit, outputs) > 0 ? 1 : 0), 0) / draws.length

/**
 * How far beyond a limit the line is in the draw that so great a share of the draws falls below; above 0 where the limit is broken more
 * often than it may. `reserve`: as if it might be broken less often by this share. By straight lines between the draws, so that it moves with the set-points without steps.
 */
export function beyondAt(limit: Limit, draws: readonly (readonly number[])[], reserve = 0): number {
	const level = 1 - (1 - limit.probability) * (1 - reserve)
	const sorted = draws.map((outputs) => beyond(limit, outputs)).sort((a, b) => a - b)
	const place = Math.min(level * sorted.length, sorted.length - 1)
	const below = Math.floor(place)
	const low = sorted[below]!
	return low + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - low)
}
