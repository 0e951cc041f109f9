import { type Score, scoreOf } from './score.ts'
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
	readonly error: number
	readonly bias: number
	readonly crps: number
	readonly persistence: number
	readonly smoothing: number
	/** % of outcomes inside the 50, 80, 90 and 95 % intervals. */
	readonly cover: readonly [number, number, number, number]
	readonly mean: number
}

type Totals = TruthLine['totals']
const AMOUNTS: Readonly<Record<string, (totals: Totals, zone: number | undefined) => number | undefined>> = {
	grams: (totals) => totals.grams,
	good_grams: (totals) => totals.good_grams,
	metres: (totals) => totals.metres,
	scrap_m: (totals) => totals.scrap_m,
	kWh: (totals, zone) => (zone === undefined ? totals.kWh : totals.zone_kWh[zone - 1]),
}
const INTERVALS = [
	['0.25', '0.75'],
	['0.1', '0.9'],
	['0.05', '0.95'],
	['0.025', '0.975'],
] as const
/** Rates of the baselines are taken over this. */
const WINDOW_MS = 900_000
const SMOOTHING = 0.3

/** Every target and horizon of forecast.jsonl beside what came, with two baselines that know only the past. */
export function forecastRows(file: string, truth: readonly TruthLine[]): readonly ForecastRow[] {
	const at = new Map(truth.map((line) => [line.t, line]))
	const [startMs, endMs] = [truth[0]!.t, truth.at(-1)!.t]
	const groups = new Map<string, ForecastLine[]>()
	for (const { value } of readLines(file)) {
		const line = value as unknown as ForecastLine
		if (AMOUNTS[line.target] === undefined || line.origin + line.h_s * 1000 > endMs || line.origin < startMs) continue
		const key = `${line.target} ${line.zone ?? ''} ${line.h_s}`
		groups.set(key, [...(groups.get(key) ?? []), line])
	}
	return [...groups.values()].flatMap((lines): ForecastRow[] => {
		const { target, zone, h_s } = lines[0]!
		const total = (t: number) => {
			const line = at.get(t)
			return line === undefined ? undefined : AMOUNTS[target]!(line.totals, zone)
		}
		const rows = lines.flatMap((line) => {
			const [then, now] = [total(line.origin + h_s * 1000), total(line.origin)]
			return then === undefined || now === undefined
				? []
				: [{ line, came: then - now, ...baselines(total, line.origin, h_s, startMs) }]
		})
		if (rows.length === 0) return []
		const mean = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length
		const known = rows.filter(({ persistence }) => persistence !== null)
		const meanKnown = (of: (row: (typeof rows)[number]) => number) => known.reduce((sum, row) => sum + of(row), 0) / known.length
		return [
			{
				target,
				zone: zone ?? null,
				h_s,
				count: rows.length,
				mean: mean(({ came }) => came),
				error: mean(({ line, came }) => Math.abs(line.mean - came)),
				bias: mean(({ line, came }) => line.mean - came),
				crps: mean(({ line, came }) => crps(line.q, came)),
				persistence: meanKnown(({ persistence, came }) => Math.abs((persistence ?? 0) - came)),
				smoothing: meanKnown(({ smoothing, came }) => Math.abs((smoothing ?? 0) - came)),
				cover: INTERVALS.map(
					([low, high]) => 100 * mean(({ line, came }) => (came >= (line.q[low] ?? 0) && came <= (line.q[high] ?? 0) ? 1 : 0)),
				) as unknown as ForecastRow['cover'],
			},
		]
	})
}

/** Persistence: the last quarter of an hour goes on; smoothing: its exponentially weighted past does. Null before there is one. */
function baselines(total: (t: number) => number | undefined, origin: number, hS: number, startMs: number) {
	const windows = (hS * 1000) / WINDOW_MS
	let [level, latest] = [null as number | null, null as number | null]
	for (let t = origin - Math.floor((origin - startMs) / WINDOW_MS) * WINDOW_MS; t + WINDOW_MS <= origin; t += WINDOW_MS) {
		const [a, b] = [total(t), total(t + WINDOW_MS)]
		if (a === undefined || b === undefined) continue
		latest = b - a
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

export function scoreForecast(rows: readonly ForecastRow[]): readonly Score[] {
	const row = (target: string, h_s: number, zone: number | null = null) =>
		rows.find((one) => one.target === target && one.h_s === h_s && one.zone === zone)
	const change = (mine: number | undefined, other: number | undefined) =>
		mine === undefined || other === undefined ? null : 100 * (mine / other - 1)
	const hour = row('grams', 3600)
	const zones = rows.filter(({ target, zone, h_s }) => target === 'kWh' && zone !== null && h_s === 3600)
	const worst = zones.length === 0 ? null : Math.max(...zones.map(({ error, mean }) => (100 * error) / mean))
	const covers = rows
		.filter(({ count }) => count >= 8)
		.map(({ cover }) => Math.max(...[50, 80, 90, 95].map((asked, n) => Math.abs(cover[n]! - asked))))
	return [
		scoreOf('grams in the next hour, error over persistence', change(hour?.error, hour?.persistence), '%', {
			must: -55,
			aim: -70,
		}),
		scoreOf('grams in the next hour, error over smoothing', change(hour?.error, hour?.smoothing), '%', { must: -55, aim: -70 }),
		scoreOf('kWh of a zone in the next hour, worst error', worst, '%', { must: 4, aim: 2 }),
		scoreOf(
			'coverage of intervals, mean of the worst miss of each target',
			covers.length > 0 ? covers.reduce((sum, x) => sum + x, 0) / covers.length : null,
			'points',
			{ must: 6, aim: 3 },
		),
	]
}
