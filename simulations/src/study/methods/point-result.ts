import { mean } from 'simple-statistics'
import { beyondAt, type Limit, type LimitsAsked, shareBroken } from '../limits.ts'
import { OUTPUT_INDEX, type OutputName } from '../outputs.ts'
import { percent, type ResultTable } from '../report/findings.ts'
import type { Outcome, SettledRun } from '../runner/run.ts'
import { type Point, SHOWN, type VariedName } from '../set-points.ts'
import type { DrawnOf } from '../unknowns.ts'

/** What came of one point over its draws. */
export interface PointResult {
	readonly point: Point
	readonly goodGph: number
	readonly draws: Outcome
	/** Share of the draws that breaks each limit, in the order of the limits. */
	readonly pBroken: readonly number[]
}

export type Ranges = Readonly<
	Partial<Record<VariedName, { readonly from: number; readonly to: number; readonly steps: number } | undefined>>
>

export const variedNames = (vary: Ranges): VariedName[] => Object.keys(vary) as VariedName[]

/** The point at fractions 0 to 1 of each range. */
export const pointAt = (vary: Ranges, x: readonly number[]): Point =>
	Object.fromEntries(
		variedNames(vary).map((name, i) => {
			const { from, to } = vary[name]!
			return [name, from + x[i]! * (to - from)]
		}),
	)

/** Where a point lies in the ranges, or the nearest there is: fractions 0 to 1. */
export const fractionsOf = (vary: Ranges, point: Point): number[] =>
	variedNames(vary).map((name) => {
		const { from, to } = vary[name]!
		return Math.min(1, Math.max(0, ((point[name] ?? from) - from) / (to - from)))
	})

export const drawnRun = (
	setting: string,
	point: Point,
	over: { readonly of: DrawnOf; readonly seed: number; readonly count: number },
): SettledRun => ({ kind: 'settled', setting, point, over: over.of.unknown.length === 0 ? { values: {} } : over })

/** A draw on which no line can run makes nothing. */
export const meanOf = (draws: Outcome, output: OutputName): number =>
	mean(draws.map((row) => (Number.isFinite(row[OUTPUT_INDEX[output]]!) ? row[OUTPUT_INDEX[output]]! : 0)))

export const pointResult = (point: Point, draws: Outcome, limits: readonly Limit[]): PointResult => ({
	point,
	goodGph: meanOf(draws, 'good_g_per_h'),
	draws,
	pBroken: limits.map((limit) => shareBroken(limit, draws)),
})

/** The limit furthest beyond, above 0 where one is broken too often. */
export const worstBeyond = (limits: readonly Limit[], draws: Outcome): number =>
	Math.max(...limits.map((limit) => beyondAt(limit, draws)))

/** Whether a limit breaks more often than it may. */
export const isBroken = (limit: Limit, pBroken: number): boolean => pBroken > 1 - limit.probability + 1e-9

export const keepsAll = (limits: readonly Limit[], { pBroken }: PointResult): boolean =>
	limits.every((limit, i) => !isBroken(limit, pBroken[i]!))

/** How surely, in words. */
export const surelyWords = ({ probability, windowProbability }: LimitsAsked): string =>
	`at least ${percent(probability)}${windowProbability === undefined ? '' : ` (the window of the recipe in ${percent(windowProbability)})`}`

/** Content of results.csv for points: SI values of what is varied, means, and the share of the draws that breaks each limit. */
export const pointTable = (results: readonly PointResult[], limits: readonly Limit[]): ResultTable => ({
	columns: [
		...Object.keys(results[0]?.point ?? {}),
		'good_g_per_h',
		'net_g_per_h',
		'energy_kWh_per_kg',
		'water_L_per_kg',
		...limits.map(({ name }) => `p_broken_${name}`),
	],
	rows: results.map(({ point, goodGph, draws, pBroken }) => [
		...Object.values(point),
		goodGph,
		...(['net_g_per_h', 'energy_kWh_per_kg', 'water_L_per_kg'] as const).map((name) => meanOf(draws, name)),
		...pBroken,
	]),
})

export const shown = (name: VariedName, value: number): string =>
	`${Number((value * SHOWN[name].factor).toPrecision(4))} ${SHOWN[name].unit}`
export const axisName = (name: VariedName): string => `${SHOWN[name].words}, ${SHOWN[name].unit}`
