import { HistorianError } from './historian-error.ts'
import type { Historian, TimeRange, TrendPoint, TrendQuery } from './port.ts'

/** One step of web, [positionM, positionM + step): extremes and mean of what was measured as it passed. Null where nothing was. */
export interface WebTrendPoint extends Omit<TrendPoint, 'tMs'> {
	readonly positionM: number
}

export interface WebTrendQuery extends TimeRange {
	readonly series: string
	/** Encoder as the web passed the coating nip [m]. */
	readonly fromM: number
	readonly toM: number
	/** 1 to 10,000. */
	readonly maxPoints: number
	/** Where along the path the series is measured [m from the nip]; 0 compares by the nip itself. */
	readonly measuredAtM?: number
}

/** Position of the web by the twin, resets of the encoder added up, and by the encoder where there is no twin. */
const POSITIONS = ['stat/webPositionM', 'Line/Web/Position'] as const
/** Time steps in which web and values are brought together. */
const STEPS = 50_000
const MOST_POINTS = 10_000
const WORSE: readonly TrendPoint['quality'][] = ['good', 'uncertain', 'bad', 'stale']

/** A series over web instead of time: for each step of web the extremes of all that was measured on it, so that no spike is lost. */
export async function queryByWeb(historian: Historian, query: WebTrendQuery): Promise<readonly WebTrendPoint[]> {
	const { series, fromM, toM, maxPoints, fromMs, toMs, measuredAtM = 0 } = query
	if (!(toM > fromM) || !Number.isInteger(maxPoints) || maxPoints < 1 || maxPoints > MOST_POINTS)
		throw new HistorianError(
			'BAD_QUERY',
			`From ${fromM} m to ${toM} m in ${maxPoints} points: expected a second place behind the first and 1 to ${MOST_POINTS} points`,
		)
	const range = { fromMs, toMs, maxPoints: STEPS }
	let places: readonly TrendPoint[] = []
	for (const position of POSITIONS) {
		places = await historian.query({ series: position, ...range })
		if (places.length > 0) break
	}
	const values = await historian.query({ series, ...range })
	const stepM = (toM - fromM) / maxPoints
	const bins = Array.from({ length: maxPoints }, (_, i) => ({
		positionM: fromM + i * stepM,
		sum: 0,
		weight: 0,
		min: Number.POSITIVE_INFINITY,
		max: Number.NEGATIVE_INFINITY,
		count: 0,
		worst: -1,
	}))
	for (let i = 0; i < Math.min(places.length, values.length); i++) {
		const { min, max } = places[i]!
		const value = values[i]!
		if (min === null || max === null) continue
		const first = Math.max(0, Math.floor((min - measuredAtM - fromM) / stepM))
		// Up to where the next step begins: the web did not jump.
		const until = Math.max(max, places[i + 1]?.min ?? max) - measuredAtM
		const last = Math.min(maxPoints - 1, Math.max(first, Math.ceil((until - fromM) / stepM) - 1))
		if (max - measuredAtM < fromM || min - measuredAtM >= toM) continue
		for (let k = first; k <= last; k++) {
			const bin = bins[k]!
			bin.worst = Math.max(bin.worst, WORSE.indexOf(value.quality))
			bin.count += value.count
			if (value.mean === null || value.min === null || value.max === null) continue
			const weight = Math.max(1, value.count)
			bin.sum += value.mean * weight
			bin.weight += weight
			bin.min = Math.min(bin.min, value.min)
			bin.max = Math.max(bin.max, value.max)
		}
	}
	return bins.map(({ positionM, sum, weight, min, max, count, worst }) => ({
		positionM,
		mean: weight > 0 ? sum / weight : null,
		min: weight > 0 ? min : null,
		max: weight > 0 ? max : null,
		count,
		quality: worst < 0 ? 'stale' : WORSE[worst]!,
	}))
}

/** Times at which a text series had a value, within the range: when a lot was in the hopper, or a recipe in force. */
export async function timesWhile(
	historian: Historian,
	series: string,
	is: string,
	range: TimeRange,
): Promise<readonly TimeRange[]> {
	const before = await historian.latest(series, range.fromMs)
	const changes = await historian.samples({ series, fromMs: range.fromMs, toMs: range.toMs, limit: 1_000_000 })
	const spans: TimeRange[] = []
	let sinceMs = before?.value === is ? range.fromMs : null
	for (const { tMs, value } of changes) {
		if (value === is) sinceMs ??= tMs
		else if (sinceMs !== null) {
			if (tMs > sinceMs) spans.push({ fromMs: sinceMs, toMs: tMs - 1 })
			sinceMs = null
		}
	}
	if (sinceMs !== null && sinceMs <= range.toMs) spans.push({ fromMs: sinceMs, toMs: range.toMs })
	return spans
}

/** Which time is asked for, by what was made: the tag of the recipe, or the precursor lot in the hopper. */
export interface MadeOf {
	readonly recipe?: string
	readonly lot?: string
}

/** A trend only of the times at which this recipe was in force and this lot in the hopper, one part for each, with no value from outside. */
export async function queryWhile(
	historian: Historian,
	query: TrendQuery,
	made: MadeOf,
): Promise<readonly (TimeRange & { readonly points: readonly TrendPoint[] })[]> {
	let spans: readonly TimeRange[] = [{ fromMs: query.fromMs, toMs: query.toMs }]
	for (const [series, is] of [
		['Line/Recipe/ID', made.recipe],
		['Feed/Hopper/LotID', made.lot],
	] as const)
		if (is !== undefined) spans = overlaps(spans, await timesWhile(historian, series, is, query))
	const wholeMs = spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs + 1, 0)
	return Promise.all(
		spans.map(async (span) => {
			const maxPoints = Math.max(1, Math.floor((query.maxPoints * (span.toMs - span.fromMs + 1)) / wholeMs))
			return { ...span, points: await historian.query({ series: query.series, ...span, maxPoints, exact: true }) }
		}),
	)
}

function overlaps(some: readonly TimeRange[], others: readonly TimeRange[]): TimeRange[] {
	return some.flatMap((a) =>
		others.flatMap((b) => {
			const fromMs = Math.max(a.fromMs, b.fromMs)
			const toMs = Math.min(a.toMs, b.toMs)
			return fromMs <= toMs ? { fromMs, toMs } : []
		}),
	)
}
