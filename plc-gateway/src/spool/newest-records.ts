/** The newest records of a log as they are, without a gap in their numbers; the older half is forgotten when they weigh too much. */
export class NewestRecords<T> {
	readonly #mostWeight: number
	readonly #weigh: (record: T) => number
	#first = 0
	#records: T[] = []
	#weight = 0

	/** `mostWeight`: of all records kept, as `weigh` says. */
	constructor(mostWeight: number, weigh: (record: T) => number) {
		this.#mostWeight = mostWeight
		this.#weigh = weigh
	}

	add(number: number, record: T): void {
		if (number !== this.#first + this.#records.length || this.#records.length === 0) {
			this.#records = []
			this.#first = number
			this.#weight = 0
		}
		this.#records.push(record)
		this.#weight += this.#weigh(record)
		while (this.#weight > this.#mostWeight && this.#records.length > 0) {
			this.forget(this.#first + Math.ceil(this.#records.length / 2) - 1)
		}
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
		for (let i = 0; i < gone; i++) this.#weight -= this.#weigh(this.#records[i] as T)
		this.#records = this.#records.slice(gone)
		this.#first += gone
	}
}
