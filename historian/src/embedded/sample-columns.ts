import { QUALITIES, type SampleRow, VALUE_KINDS } from '../row.ts'
import type { Column } from './duckdb.ts'

/** Rows of table `samples` as its columns, filled in one pass. */
export class SampleColumns {
	readonly ids: number[] = []
	readonly timesMs: bigint[] = []
	readonly #kinds: number[] = []
	readonly #numbers: (number | null)[] = []
	readonly #texts: (string | null)[] = []
	readonly #qualities: number[] = []
	readonly #reasons: (string | null)[] = []
	readonly #sds: (number | null)[] = []

	add(seriesId: number, row: SampleRow): void {
		const { value } = row
		this.ids.push(seriesId)
		this.timesMs.push(BigInt(row.tMs))
		if (typeof value === 'number') this.#addValue(VALUE_KINDS.number, value, null)
		else if (typeof value === 'boolean') this.#addValue(VALUE_KINDS.boolean, value ? 1 : 0, null)
		else if (value === null) this.#addValue(VALUE_KINDS.null, null, null)
		else this.#addValue(VALUE_KINDS.string, null, value)
		this.#qualities.push(QUALITIES.indexOf(row.quality))
		this.#reasons.push(row.reason)
		this.#sds.push(row.sd)
	}

	/** In the order of the table. */
	get columns(): readonly Column[] {
		return [
			{ kind: 'integer', values: this.ids },
			{ kind: 'bigint', values: this.timesMs },
			{ kind: 'tiny', values: this.#kinds },
			{ kind: 'double', values: this.#numbers },
			{ kind: 'text', values: this.#texts },
			{ kind: 'tiny', values: this.#qualities },
			{ kind: 'text', values: this.#reasons },
			{ kind: 'double', values: this.#sds },
		]
	}

	#addValue(kind: number, number: number | null, text: string | null): void {
		this.#kinds.push(kind)
		this.#numbers.push(number)
		this.#texts.push(text)
	}
}
