import { QUALITIES, type Quality } from '@emberline/twin'
import { HistorianError } from './historian-error.ts'
import type { StoredSample, TimeRange, TrendPoint, TrendQuery } from './port.ts'
import { WORST_USABLE } from './row.ts'

/** `steps` steps of `stepMs`, the first at `fromMs`; the last holds `toMs`. */
export interface TrendGrid extends TimeRange {
	readonly stepMs: number
	readonly steps: number
}

/** What a store finds in one step: extremes and mean over the usable values, worst and last over all. */
export interface Step {
	/** From 0. */
	readonly index: number
	readonly count: number
	readonly mean: number | null
	readonly min: number | null
	readonly max: number | null
	readonly worstQuality: number
	/** Newest value of the step, null when it is no number. */
	readonly last: number | null
	readonly lastQuality: number
}

const MAX_POINTS = 100_000
/** Steps from so long on are whole multiples of the other and start on one, so that rollups of that length fall into them whole. */
const ROUNDS = [
	{ fromMs: 40_000, toMs: 10_000 },
	{ fromMs: 10_000, toMs: 1000 },
] as const

/**
 * The grid both ends of which are points: 180 points over 179 x 10 s are 10 s apart. Steps of 10 s and more are whole seconds and start
 * on one, steps of 40 s and more on tens of seconds.
 */
export function trendGrid({ fromMs, toMs, maxPoints, exact = false }: TrendQuery): TrendGrid {
	if (!Number.isInteger(fromMs) || !Number.isInteger(toMs) || toMs < fromMs)
		throw new HistorianError(
			'BAD_QUERY',
			`From ${fromMs} to ${toMs}: expected two whole ms since 1970, the second not before the first`,
		)
	if (!Number.isInteger(maxPoints) || maxPoints < 1 || maxPoints > MAX_POINTS)
		throw new HistorianError('BAD_QUERY', `${maxPoints} points: expected 1 to ${MAX_POINTS}`)
	const stepOf = (spanMs: number) => (maxPoints === 1 ? spanMs + 1 : Math.max(1, Math.ceil(spanMs / (maxPoints - 1))))
	const roundMs = exact ? 1 : (ROUNDS.find((round) => stepOf(toMs - fromMs) >= round.fromMs)?.toMs ?? 1)
	const firstMs = Math.floor(fromMs / roundMs) * roundMs
	const spanMs = toMs - firstMs
	// A start that was moved back by less than a step's fraction adds no point, but where there is only one.
	const stepMs = Math.ceil(stepOf(maxPoints === 1 ? spanMs : toMs - fromMs) / roundMs) * roundMs
	return { fromMs: firstMs, toMs, stepMs, steps: Math.floor(spanMs / stepMs) + 1 }
}

/**
 * The whole grid from the steps that hold values: an empty step holds the value before it while `recorded` says that a
 * change would have been seen, and is a gap otherwise. `before`: the newest value ahead of the grid; `recorded` goes back to it.
 */
export function trendPoints(
	grid: TrendGrid,
	found: readonly Step[],
	before: StoredSample | null,
	recorded: readonly TimeRange[],
	silenceMs: number,
): TrendPoint[] {
	if (found.length === 0 && before === null) return []
	const spans = joinedSpans(recorded, silenceMs)
	const points: TrendPoint[] = []
	let held = before === null ? null : heldFrom(before)
	let next = 0
	let span = 0
	for (let index = 0; index < grid.steps; index++) {
		const tMs = grid.fromMs + index * grid.stepMs
		const step = found[next]
		if (step?.index === index) {
			next++
			points.push({
				tMs,
				mean: step.mean,
				min: step.min,
				max: step.max,
				count: step.count,
				quality: QUALITIES[step.worstQuality] ?? 'bad',
			})
			held = {
				value: step.lastQuality <= WORST_USABLE ? step.last : null,
				quality: QUALITIES[step.lastQuality] ?? 'bad',
				sinceMs: tMs,
			}
			continue
		}
		while (span < spans.length && spans[span]!.toMs < tMs) span++
		const here = spans[span]
		// What was seen before a pause in recording says nothing about the time after it.
		const known = held !== null && here !== undefined && here.fromMs <= tMs && held.sinceMs >= here.fromMs - grid.stepMs
		const value = known ? held!.value : null
		points.push({ tMs, mean: value, min: value, max: value, count: 0, quality: known ? held!.quality : 'stale' })
	}
	return points
}

interface Held {
	readonly value: number | null
	readonly quality: Quality
	readonly sinceMs: number
}

function heldFrom(sample: StoredSample): Held {
	const { value, quality, tMs } = sample
	const usable = QUALITIES.indexOf(quality) <= WORST_USABLE
	const number = typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : null
	return { value: usable ? number : null, quality, sinceMs: tMs }
}

/** Spans in order of time, made one where no more than the silence lies between them. */
export function joinedSpans(spans: readonly TimeRange[], silenceMs: number): readonly TimeRange[] {
	const joined: { fromMs: number; toMs: number }[] = []
	for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
		const last = joined.at(-1)
		if (last !== undefined && fromMs <= last.toMs + silenceMs) last.toMs = Math.max(last.toMs, toMs)
		else joined.push({ fromMs, toMs })
	}
	return joined
}
