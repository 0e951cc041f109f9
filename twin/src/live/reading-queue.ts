import type { Reading } from '../port.ts'

/** Readings that wait for the tick of their time. The size is stated, and so is the loser: the oldest. */
export const QUEUE_MAX = 50_000
/** A reading further ahead of the tick than this is of a clock that is wrong; it is used at once instead of waiting. */
export const AHEAD_MAX_MS = 30_000

/** Plain JSON. */
export interface ReadingQueueSnapshot {
	readonly waiting: readonly Reading[]
	readonly lost: number
}

export class ReadingQueue {
	#waiting: Reading[]
	#lost: number

	constructor(from: ReadingQueueSnapshot = { waiting: [], lost: 0 }) {
		this.#waiting = [...from.waiting]
		this.#lost = from.lost
	}

	/** Readings that were dropped because nobody ticked. */
	get lost(): number {
		return this.#lost
	}

	push(batch: readonly Reading[]): void {
		for (const reading of batch) this.#waiting.push(reading)
		const over = this.#waiting.length - QUEUE_MAX
		if (over > 0) {
			this.#waiting.splice(0, over)
			this.#lost += over
		}
	}

	/** Those measured up to `untilMs`, in the order of their time, and those too far ahead of `nowMs` to wait for. */
	due(untilMs: number, nowMs: number): readonly Reading[] {
		const due: Reading[] = []
		const rest: Reading[] = []
		for (const reading of this.#waiting) {
			const waits = reading.tMs > untilMs && reading.tMs <= nowMs + AHEAD_MAX_MS
			if (waits) rest.push(reading)
			else due.push(reading)
		}
		this.#waiting = rest
		return due.sort((a, b) => a.tMs - b.tMs)
	}

	snapshot(): ReadingQueueSnapshot {
		return { waiting: [...this.#waiting], lost: this.#lost }
	}
}
