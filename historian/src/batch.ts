import { type ReadingColumns, readingAt } from '@emberline/twin'
import { isName, isStorableTime, type Row, readingRow, type SampleRow } from './row.ts'

/** What goes to a store at once, in the order in which it was handed over. */
export type Batch = readonly (Row | ReadingBlock)[]

/** Readings that every store can take, still side by side: a store that takes columns need not make a row of each. */
export class ReadingBlock {
	readonly row = 'block'
	/** Its readings are those of the columns from here on, up to `to` (not included). */
	readonly from: number
	readonly to: number
	readonly columns: ReadingColumns
	readonly leastMs: number
	readonly newestMs: number

	private constructor(columns: ReadingColumns, from: number, to: number) {
		let leastMs = Number.POSITIVE_INFINITY
		let newestMs = Number.NEGATIVE_INFINITY
		for (let i = from; i < to; i++) {
			const tMs = columns.timesMs[i]!
			if (tMs < leastMs) leastMs = tMs
			if (tMs > newestMs) newestMs = tMs
		}
		this.columns = columns
		this.from = from
		this.to = to
		this.leastMs = leastMs
		this.newestMs = newestMs
	}

	/** Null where there is something among them that a store has to look at by itself. */
	static of(columns: ReadingColumns): ReadingBlock | null {
		if (columns.count === 0 || !areNames(columns.tags)) return null
		for (let i = 0; i < columns.count; i++) {
			if (!Number.isFinite(columns.values[i]) || !isStorableTime(columns.timesMs[i]!)) return null
		}
		return new ReadingBlock(columns, 0, columns.count)
	}

	get size(): number {
		return this.to - this.from
	}

	/** Its oldest readings, so many of them. */
	first(count: number): ReadingBlock {
		return new ReadingBlock(this.columns, this.from, this.from + count)
	}

	/** All but so many of its oldest. */
	after(count: number): ReadingBlock {
		return new ReadingBlock(this.columns, this.from + count, this.to)
	}

	rows(): SampleRow[] {
		return Array.from({ length: this.size }, (_, i) => readingRow(readingAt(this.columns, this.from + i)))
	}
}

export function sizeOf(entry: Row | ReadingBlock): number {
	return entry.row === 'block' ? entry.size : 1
}

export function rowsIn(batch: Batch): number {
	return batch.reduce((sum, entry) => sum + sizeOf(entry), 0)
}

/** For a store that takes rows alone. */
export function rowsOf(batch: Batch): Row[] {
	return batch.flatMap((entry) => (entry.row === 'block' ? entry.rows() : entry))
}

/** How many of a list of names were looked at and found good: the list only grows. */
const goodNames = new WeakMap<readonly string[], number>()

function areNames(tags: readonly string[]): boolean {
	const known = goodNames.get(tags) ?? 0
	for (let place = known; place < tags.length; place++) if (!isName(tags[place]!)) return false
	if (known < tags.length) goodNames.set(tags, tags.length)
	return true
}
