import { existsSync } from 'node:fs'
import { outcomes } from './outcomes.ts'
import { readLines, type TruthLine } from './truth-file.ts'

interface ForecastLine {
	readonly origin: number
	readonly target: string
	readonly zone?: number
	readonly h_s: number
	readonly mean: number
	readonly q: Readonly<Record<string, number>>
}

/** One target at one horizon. Errors are means of absolute differences, in the target's unit. */
export interface ForecastRow {
	readonly target: string
	readonly zone: number | null
	readonly h_s: number
	readonly count: number
	/** Of the median, and of a baseline where it knew something; null: it never did. */
	readonly error: number
	readonly persistence: Against | null
	readonly smoothing: Against | null
	readonly schedule: Against | null
	readonly bias: number
	readonly crps: number
	/** % of outcomes inside the 50, 80, 90 and 95 % intervals. */
	readonly cover: readonly number[]
	readonly mean: number
}

/** Errors of a baseline, and of the forecast at the same origins. */
export interface Against {
	readonly theirs: number
	readonly own: number
}

export const INTERVALS = [
	['0.25', '0.75'],
	['0.1', '0.9'],
	['0.05', '0.95'],
	['0.025', '0.975'],
] as const
/** Rates of the baselines are taken over this. */
const WINDOW_MS = 900_000
const SMOOTHING = 0.3
/** Targets that are no amounts: a rate or a mean goes on as it is. */
const MEANS = ['g_per_h', 'peak_K']

/**
 * Every target and horizon of forecast.jsonl beside what came, with baselines that know only the past. Schedule x availability needs the
 * plan: it is the twin's own, of explain.jsonl, where that file is.
 */
export function forecastRows(file: string, truth: readonly TruthLine[], explainFile?: string): readonly ForecastRow[] {
	const came = outcomes(truth)
	const [startMs, endMs] = [truth[0]!.t, truth.at(-1)!.t]
	const byPlan = explainFile !== undefined && existsSync(explainFile) ? plannedBaselines(explainFile) : new Map()
	const groups = new Map<string, ForecastLine[]>()
	for (const { value } of readLines(file)) {
		const line = value as unknown as ForecastLine
		if (line.origin + line.h_s * 1000 > endMs || line.origin < startMs) continue
		const key = `${line.target} ${line.zone ?? ''} ${line.h_s}`
		groups.set(key, [...(groups.get(key) ?? []), line])
	}
	return [...groups.values()].flatMap((lines): ForecastRow[] => {
		const { target, zone, h_s } = lines[0]!
		const rows = lines.flatMap((line) => {
			const y = came(target, zone, line.origin, line.origin + h_s * 1000)
			if (y === null) return []
			const schedule: number | null = byPlan.get(planKey(line)) ?? null
			return [
				{ line, came: y, schedule, ...simple((from, to) => came(target, zone, from, to), target, line.origin, h_s, startMs) },
			]
		})
		if (rows.length === 0) return []
		const mean = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length
		const median = ({ line }: (typeof rows)[number]) => line.q['0.5'] ?? line.mean
		const against = (of: (row: (typeof rows)[number]) => number | null): Against | null => {
			const known = rows.filter((row) => of(row) !== null)
			if (known.length === 0) return null
			const meanKnown = (x: (row: (typeof rows)[number]) => number) => known.reduce((sum, row) => sum + x(row), 0) / known.length
			return {
				theirs: meanKnown((row) => Math.abs((of(row) ?? 0) - row.came)),
				own: meanKnown((row) => Math.abs(median(row) - row.came)),
			}
		}
		return [
			{
				target,
				zone: zone ?? null,
				h_s,
				count: rows.length,
				mean: mean(({ came }) => came),
				error: mean((row) => Math.abs(median(row) - row.came)),
				bias: mean(({ line, came }) => line.mean - came),
				crps: mean(({ line, came }) => crps(line.q, came)),
				persistence: against(({ persistence }) => persistence),
				smoothing: against(({ smoothing }) => smoothing),
				schedule: against(({ schedule }) => schedule),
				cover: INTERVALS.map(
					([low, high]) => 100 * mean(({ line, came }) => (came >= (line.q[low] ?? 0) && came <= (line.q[high] ?? 0) ? 1 : 0)),
				),
			},
		]
	})
}

const planKey = (line: { readonly origin: number; readonly target: string; readonly zone?: number; readonly h_s: number }) =>
	`${line.origin} ${line.target} ${line.zone ?? ''} ${line.h_s}`

function plannedBaselines(file: string): ReadonlyMap<string, number> {
	type Baseline = Omit<ForecastLine, 'origin'> & { readonly schedule: number | null }
	return new Map(
		readLines(file).flatMap(({ value }) => {
			const { origin, baselines } = value as unknown as { origin: number; baselines: readonly Baseline[] }
			return baselines.flatMap((one) => (one.schedule === null ? [] : [[planKey({ ...one, origin }), one.schedule] as const]))
		}),
	)
}

/** Persistence: the last quarter of an hour goes on; smoothing: its exponentially weighted past does. Null before there is one. */
function simple(came: (from: number, to: number) => number | null, target: string, origin: number, hS: number, startMs: number) {
	const windows = MEANS.includes(target) ? 1 : (hS * 1000) / WINDOW_MS
	let [level, latest] = [null as number | null, null as number | null]
	for (let t = origin - Math.floor((origin - startMs) / WINDOW_MS) * WINDOW_MS; t + WINDOW_MS <= origin; t += WINDOW_MS) {
		const one = came(t, t + WINDOW_MS)
		if (one === null) continue
		latest = one
		level = level === null ? latest : level + SMOOTHING * (latest - level)
	}
	return { persistence: latest === null ? null : latest * windows, smoothing: level === null ? null : level * windows }
}

/** Continuous ranked probability score by its nine quantiles: twice the mean pinball loss. */
export function crps(q: Readonly<Record<string, number>>, came: number): number {
	const losses = Object.entries(q).map(([name, value]) => {
		const level = Number(name)
		return came >= value ? level * (came - value) : (1 - level) * (value - came)
	})
	return (2 * losses.reduce((sum, loss) => sum + loss, 0)) / losses.length
}
