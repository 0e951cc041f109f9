import { type Batch, type ReadingBlock, rowsIn, sizeOf } from './batch.ts'
import type { Row } from './row.ts'

/** First in, first out, of a stated size in rows: when it is full the oldest rows are given up and counted. */
export class Outbox {
	readonly #capacity: number
	#entries: (Row | ReadingBlock)[] = []
	/** Entries before it are gone; they are cut off now and then, not one by one. */
	#head = 0
	#size = 0
	dropped = 0

	constructor(capacity: number) {
		this.#capacity = capacity
	}

	get size(): number {
		return this.#size
	}

	push(entry: Row | ReadingBlock): void {
		this.#entries.push(entry)
		this.#size += sizeOf(entry)
		this.#shed()
		if (this.#head > 4096 && this.#head * 2 > this.#entries.length) this.#compact()
	}

	/** The oldest rows, at most `count`; they are the caller's until they come back with `putBack`. */
	take(count: number): Batch {
		const taken: (Row | ReadingBlock)[] = []
		let room = Math.min(count, this.#size)
		this.#size -= room
		while (room > 0) {
			const oldest = this.#entries[this.#head]!
			if (oldest.row === 'block' && oldest.size > room) {
				taken.push(oldest.first(room))
				this.#entries[this.#head] = oldest.after(room)
				break
			}
			taken.push(oldest)
			this.#head++
			room -= sizeOf(oldest)
		}
		if (this.#size === 0) this.#compact()
		return taken
	}

	/** Rows that could not be stored go to the front again, as far as there is room: the oldest lose. */
	putBack(batch: Batch): void {
		this.#entries = [...batch, ...this.#entries.slice(this.#head)]
		this.#head = 0
		this.#size += rowsIn(batch)
		this.#shed()
	}

	#shed(): void {
		for (let over = this.#size - this.#capacity; over > 0; over = this.#size - this.#capacity) {
			const oldest = this.#entries[this.#head]!
			const gone = Math.min(over, sizeOf(oldest))
			if (oldest.row === 'block' && gone < oldest.size) this.#entries[this.#head] = oldest.after(gone)
			else this.#head++
			this.#size -= gone
			this.dropped += gone
		}
	}

	#compact(): void {
		this.#entries = this.#entries.slice(this.#head)
		this.#head = 0
	}
}
