import type { Batch } from './batch.ts'
import type { TimeRange } from './port.ts'
import { ORIGINS, type Origin } from './row.ts'

/** A span in which values of one origin kept coming. Stored by its start, so that a longer one replaces a shorter. */
export interface RecordedSpan extends TimeRange {
	readonly origin: Origin
}

export type Current = Readonly<Record<Origin, TimeRange | null>>

/** What a batch adds to the record of when there was a record: the spans to store, and the one that may still grow. */
export interface RecordedChange {
	readonly spans: readonly RecordedSpan[]
	readonly current: Current
}

/**
 * Values later than the present span by at most `silenceMs` make it longer; later ones start a new span; earlier ones (a
 * backlog) are spans of their own. A report by exception leaves no trace of "unchanged", so this is what tells it from
 * "nobody was there". `origins`: those that the rows are of, where that is known.
 */
export function extendRecorded(
	current: Current,
	rows: Batch,
	silenceMs: number,
	origins: ReadonlySet<Origin> = new Set(ORIGINS),
): RecordedChange {
	const of = (origin: Origin) => extendOne(current[origin], origins.has(origin) ? rows : [], origin, silenceMs)
	const plant = of('plant')
	const twin = of('twin')
	return { spans: [...plant.spans, ...twin.spans], current: { plant: plant.current, twin: twin.current } }
}

function extendOne(current: TimeRange | null, rows: Batch, origin: Origin, silenceMs: number) {
	const spans: RecordedSpan[] = []
	let newest = current
	for (const segment of segments(rows, origin, silenceMs)) {
		const { fromMs, toMs } = segment
		if (newest === null || fromMs > newest.toMs + silenceMs) newest = { fromMs, toMs }
		else {
			if (fromMs < newest.fromMs) spans.push({ origin, fromMs, toMs })
			if (toMs >= newest.fromMs - silenceMs && toMs > newest.toMs) newest = { fromMs: newest.fromMs, toMs }
		}
		if (newest !== current && spans.at(-1)?.fromMs !== newest.fromMs) spans.push({ origin, ...newest })
		else if (newest !== current) spans[spans.length - 1] = { origin, ...newest }
	}
	return { spans, current: newest }
}

/** Runs of times that are never further apart than the silence, in the order in which they came. */
function segments(rows: Batch, origin: Origin, silenceMs: number): TimeRange[] {
	const found: { fromMs: number; toMs: number }[] = []
	let run: { fromMs: number; toMs: number } | null = null
	const add = (fromMs: number, toMs: number): void => {
		if (run !== null && toMs >= run.fromMs - silenceMs && fromMs <= run.toMs + silenceMs) {
			if (fromMs < run.fromMs) run.fromMs = fromMs
			if (toMs > run.toMs) run.toMs = toMs
		} else {
			run = { fromMs, toMs }
			found.push(run)
		}
	}
	for (const row of rows) {
		if (row.row === 'sample' && row.origin === origin) add(row.tMs, row.tMs)
		else if (row.row === 'block' && origin === 'plant') {
			const { leastMs, newestMs, columns } = row
			if (newestMs - leastMs <= silenceMs) add(leastMs, newestMs)
			else for (let i = row.from; i < row.to; i++) add(columns.timesMs[i]!, columns.timesMs[i]!)
		}
	}
	return found
}
