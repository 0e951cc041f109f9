import { QUALITIES } from '@emberline/twin'
import { type SampleRow, VALUE_KINDS } from '../row.ts'
import type { Column } from './duckdb.ts'

const QUALITY_PLACE = Object.fromEntries(QUALITIES.map((quality, place) => [quality, place]))
const TWO_TO_32 = 4_294_967_296

/** Rows of table `samples` as its columns, filled in one pass; `most` rows at most. */
export class SampleColumns {
	#rows = 0
	readonly #ids: Int32Array
	readonly #timesMs: BigInt64Array
	/** The same memory as low and high halves: a BigInt for each time would cost more than all the rest. */
	readonly #halves: Int32Array
	readonly #kinds: Uint8Array
	readonly #numbers: Float64Array
	readonly #noNumber: number[] = []
	readonly #textAt: number[] = []
	readonly #texts: string[] = []
	readonly #qualities: Uint8Array
	readonly #reasonAt: number[] = []
	readonly #reasons: string[] = []
	readonly #sds: Float64Array
	readonly #withSd: number[] = []

	constructor(most: number) {
		this.#ids = new Int32Array(most)
		this.#timesMs = new BigInt64Array(most)
		this.#halves = new Int32Array(this.#timesMs.buffer)
		this.#kinds = new Uint8Array(most)
		this.#numbers = new Float64Array(most)
		this.#qualities = new Uint8Array(most)
		this.#sds = new Float64Array(most)
	}

	get rows(): number {
		return this.#rows
	}

	get ids(): number[] {
		return Array.from(this.#ids.subarray(0, this.#rows))
	}

	get timesMs(): bigint[] {
		return Array.from(this.#timesMs.subarray(0, this.#rows))
	}

	/** A number, `quality` by its place in `QUALITIES`. */
	addNumber(seriesId: number, tMs: number, value: number, quality: number): void {
		const at = this.#place(seriesId, tMs)
		this.#kinds[at] = VALUE_KINDS.number
		this.#numbers[at] = value
		this.#qualities[at] = quality
	}

	add(seriesId: number, row: SampleRow): void {
		const { value } = row
		const at = this.#place(seriesId, row.tMs)
		if (typeof value === 'number') {
			this.#kinds[at] = VALUE_KINDS.number
			this.#numbers[at] = value
		} else if (typeof value === 'boolean') {
			this.#kinds[at] = VALUE_KINDS.boolean
			this.#numbers[at] = value ? 1 : 0
		} else {
			this.#noNumber.push(at)
			this.#kinds[at] = value === null ? VALUE_KINDS.null : VALUE_KINDS.string
			if (value !== null) {
				this.#textAt.push(at)
				this.#texts.push(value)
			}
		}
		this.#qualities[at] = QUALITY_PLACE[row.quality] ?? 2
		if (row.reason !== null) {
			this.#reasonAt.push(at)
			this.#reasons.push(row.reason)
		}
		if (row.sd !== null) {
			this.#withSd.push(at)
			this.#sds[at] = row.sd
		}
	}

	#place(seriesId: number, tMs: number): number {
		const at = this.#rows++
		this.#ids[at] = seriesId
		// Times are after 1970, so both halves are of a number that is not negative; machines are little-endian.
		this.#halves[2 * at] = tMs | 0
		this.#halves[2 * at + 1] = Math.floor(tMs / TWO_TO_32)
		return at
	}

	/** In the order of the table. */
	get columns(): readonly Column[] {
		const rows = this.#rows
		return [
			{ kind: 'integer', rows, numbers: this.#ids, empty: [] },
			{ kind: 'bigint', rows, numbers: this.#timesMs, empty: [] },
			{ kind: 'tiny', rows, numbers: this.#kinds, empty: [] },
			{ kind: 'double', rows, numbers: this.#numbers, empty: this.#noNumber },
			{ kind: 'text', rows, at: this.#textAt, texts: this.#texts },
			{ kind: 'tiny', rows, numbers: this.#qualities, empty: [] },
			{ kind: 'text', rows, at: this.#reasonAt, texts: this.#reasons },
			{ kind: 'double', rows, numbers: this.#sds, empty: null, filled: this.#withSd },
		]
	}
}
