/** The newest records of a log as they are, without a gap in their numbers; the oldest of them are forgotten when there are too many. */
export class NewestRecords<T> {
	readonly #most: number
	#first = 0
	#records: T[] = []

	/** `most`: records kept. */
	constructor(most: number) {
		this.#most = most
	}

	add(number: number, record: T): void {
		if (number !== this.#first + this.#records.length || this.#records.length === 0) {
			this.#records = []
			this.#first = number
		}
		this.#records.push(record)
		if (this.#records.length > this.#most) this.forget(this.#first + (this.#most >> 1) - 1)
	}

	/** At most `count` from a number on; null when that one is not here. */
	from(number: number, count: number): readonly T[] | null {
		const at = number - this.#first
		return at < 0 || at >= this.#records.length ? null : this.#records.slice(at, at + count)
	}

	/** Up to and with this number. */
	forget(upTo: number): void {
		const gone = Math.min(this.#records.length, upTo - this.#first + 1)
		if (gone <= 0) return
		this.#records = this.#records.slice(gone)
		this.#first += gone
	}
}
