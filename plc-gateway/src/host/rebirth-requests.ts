/** When one node may be asked for its birth: one request at a time, the waits between them growing while they do not help. */
export class RebirthRequests {
	readonly #firstMs: number
	readonly #maxMs: number
	#dueMs: number | null = null
	#reason = ''
	#lastAskedMs = -Infinity
	#waitMs = 0

	constructor(p: { readonly firstMs: number; readonly maxMs: number }) {
		this.#firstMs = p.firstMs
		this.#maxMs = p.maxMs
	}

	/** Wants a birth in `delayMs` at the earliest; nothing changes when one is wanted already. */
	want(reason: string, nowMs: number, delayMs: number): void {
		if (this.#dueMs !== null) return
		// Twice the longest wait without asking: what was wrong then is over.
		if (nowMs - this.#lastAskedMs > 2 * this.#maxMs) this.#waitMs = 0
		this.#dueMs = Math.max(nowMs + delayMs, this.#lastAskedMs + this.#waitMs)
		this.#reason = reason
	}

	/** The reason of a request that is due now, which counts as asked; null when there is none. */
	takeDue(nowMs: number): string | null {
		if (this.#dueMs === null || nowMs < this.#dueMs) return null
		this.#dueMs = null
		this.#lastAskedMs = nowMs
		this.#waitMs = Math.min(this.#maxMs, Math.max(this.#firstMs, this.#waitMs * 2))
		return this.#reason
	}

	/** Whether a birth was asked for within the last `withinMs`. */
	askedWithin(withinMs: number, nowMs: number): boolean {
		return nowMs - this.#lastAskedMs < withinMs
	}

	/** A birth came, asked for or not. */
	answered(): void {
		this.#dueMs = null
	}

	/** A new connection: what was asked on the old one is forgotten. */
	reset(): void {
		this.#dueMs = null
		this.#lastAskedMs = -Infinity
		this.#waitMs = 0
	}
}
