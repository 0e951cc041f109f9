import type { Row } from './row.ts'

/** First in, first out, of a stated size: when it is full the oldest row is given up and counted. */
export class Outbox {
	readonly #capacity: number
	#rows: Row[] = []
	/** Rows before it are gone; they are cut off now and then, not one by one. */
	#head = 0
	dropped = 0

	constructor(capacity: number) {
		this.#capacity = capacity
	}

	get size(): number {
		return this.#rows.length - this.#head
	}

	push(row: Row): void {
		if (this.size >= this.#capacity) {
			this.#head++
			this.dropped++
		}
		this.#rows.push(row)
		if (this.#head > 4096 && this.#head * 2 > this.#rows.length) this.#compact()
	}

	/** The oldest rows, at most `count`; they are the caller's until they come back with `putBack`. */
	take(count: number): readonly Row[] {
		const taken = this.#rows.slice(this.#head, this.#head + count)
		this.#head += taken.length
		if (this.size === 0) this.#compact()
		return taken
	}

	/** Rows that could not be stored go to the front again, as far as there is room: the oldest lose. */
	putBack(rows: readonly Row[]): void {
		const room = Math.max(0, this.#capacity - this.size)
		const kept = rows.length > room ? rows.slice(rows.length - room) : rows
		this.dropped += rows.length - kept.length
		this.#rows = [...kept, ...this.#rows.slice(this.#head)]
		this.#head = 0
	}

	#compact(): void {
		this.#rows = this.#rows.slice(this.#head)
		this.#head = 0
	}
}
