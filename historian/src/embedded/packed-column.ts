import type { DuckDBVector } from '@duckdb/node-api'

/**
 * Columns as the engine holds them: numbers side by side, copied whole, and the few cells that hold nothing marked. The client's own
 * way sets cell by cell, which for a column of 2048 cells costs ten times the copy.
 */
export type Numbers = Int32Array | BigInt64Array | Uint8Array | Float64Array

export interface PackedColumn {
	readonly kind: 'integer' | 'bigint' | 'tiny' | 'double'
	readonly numbers: Numbers
	readonly rows: number
	/** Cells that hold nothing, in order; null where only those of `filled` hold something. */
	readonly empty: readonly number[] | null
	readonly filled?: readonly number[]
}

/** A text in few of the rows, nothing in the others. */
export interface SparseText {
	readonly kind: 'text'
	readonly rows: number
	readonly at: readonly number[]
	readonly texts: readonly string[]
}

/** Whether they are numbers and every cell holds one. */
export function isFull(column: PackedColumn | SparseText): boolean {
	return column.kind !== 'text' && column.empty?.length === 0
}

/** Whether no cell does. */
export function isBlank(column: PackedColumn | SparseText): boolean {
	return column.kind === 'text' ? column.at.length === 0 : column.empty === null && !column.filled?.length
}

/** Fills a vector of a chunk with the cells [from, to) of a column. */
export function fillPacked(vector: DuckDBVector, column: PackedColumn | SparseText, from: number, to: number): void {
	if (column.kind === 'text') {
		const inside = within(column.at, from, to)
		if (inside[1] - inside[0] < to - from) emptyAll(vector, to - from)
		for (let k = inside[0]; k < inside[1]; k++) vector.setItem(column.at[k]! - from, column.texts[k]!)
	} else if (column.empty === null) {
		emptyAll(vector, to - from)
		const filled = column.filled ?? []
		const [first, end] = within(filled, from, to)
		for (let k = first; k < end; k++) vector.setItem(filled[k]! - from, column.numbers[filled[k]!]!)
	} else {
		const [first, end] = within(column.empty, from, to)
		const items: unknown = Reflect.get(vector, 'items')
		const part = column.numbers.subarray(from, to)
		if (end - first === to - from) emptyAll(vector, to - from)
		else if (isLike(items, part)) items.set(part as never)
		else for (let i = 0; i < part.length; i++) vector.setItem(i, part[i]!)
		if (end - first < to - from) for (let k = first; k < end; k++) vector.setItem(column.empty[k]! - from, null)
	}
	vector.flush()
}

function isLike(items: unknown, part: Numbers): items is Numbers {
	return ArrayBuffer.isView(items) && items.constructor === part.constructor && 'length' in items && items.length === part.length
}

/** One bit for each cell, all cleared at once where the client lets us, else one by one. */
function emptyAll(vector: DuckDBVector, rows: number): void {
	vector.setItem(0, null)
	const validity: unknown = Reflect.get(vector, 'validity')
	const bits: unknown = typeof validity === 'object' && validity !== null ? Reflect.get(validity, 'data') : null
	if (bits instanceof BigUint64Array) bits.fill(0n)
	else for (let i = 1; i < rows; i++) vector.setItem(i, null)
}

/** Places in an ordered list whose values lie in [from, to): the first, and the one after the last. */
function within(ordered: readonly number[], from: number, to: number): [number, number] {
	return [lowerBound(ordered, from), lowerBound(ordered, to)]
}

function lowerBound(ordered: readonly number[], value: number): number {
	let low = 0
	let high = ordered.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (ordered[middle]! < value) low = middle + 1
		else high = middle
	}
	return low
}
