/** Expected readings of the last minutes, so that a reading that comes late is compared with what was expected when it was measured. */
export interface ExpectedAt {
	readonly tMs: number
	/** In the order of the observables; null where nothing was expected. */
	readonly expected: (number | null)[]
}

/** How far back a reading may come. */
export const RING_MS = 180_000
/** Entries closer together than this are not kept. */
const SPACING_MS = 150

export class ExpectedRing {
	readonly #entries: ExpectedAt[]

	constructor(from: readonly ExpectedAt[] = []) {
		this.#entries = from.map((e) => ({ tMs: e.tMs, expected: [...e.expected] }))
	}

	/** Notes what is expected now. Time must not fall. */
	push(tMs: number, expected: readonly (number | null)[]): void {
		const last = this.#entries.at(-1)
		const before = this.#entries.at(-2)
		if (last !== undefined && before !== undefined && last.tMs - before.tMs < SPACING_MS) this.#entries.pop()
		this.#entries.push({ tMs, expected: [...expected] })
		while ((this.#entries[0] as ExpectedAt).tMs < tMs - RING_MS) this.#entries.shift()
	}

	/** What reading `index` was expected to be at an instant; undefined where the ring does not reach. The newest holds for what is ahead. */
	at(index: number, tMs: number): number | null | undefined {
		const entries = this.#entries
		const last = entries.at(-1)
		if (last === undefined) return undefined
		if (tMs >= last.tMs) return last.expected[index] ?? null
		let low = 0
		let high = entries.length - 1
		while (high - low > 1) {
			const middle = (low + high) >> 1
			if ((entries[middle] as ExpectedAt).tMs <= tMs) low = middle
			else high = middle
		}
		const [a, b] = [entries[low] as ExpectedAt, entries[high] as ExpectedAt]
		if (low < high && tMs >= a.tMs) {
			const [x, y] = [a.expected[index] ?? null, b.expected[index] ?? null]
			if (x === null || y === null) return null
			return b.tMs > a.tMs ? x + ((y - x) * (tMs - a.tMs)) / (b.tMs - a.tMs) : y
		}
		return undefined
	}

	/** A quantity was somewhere else than thought from an instant on: what was expected of it since then moves too. */
	shift(index: number, by: number, fromMs: number): void {
		for (let i = this.#entries.length - 1; i >= 0; i--) {
			const { tMs, expected } = this.#entries[i] as ExpectedAt
			if (tMs < fromMs && i < this.#entries.length - 1) break
			const was = expected[index]
			if (was !== null && was !== undefined) expected[index] = was + by
		}
	}

	/** What was expected at an instant was reckoned anew. */
	replace(tMs: number, expected: readonly (number | null)[]): void {
		const entry = this.#entries.findLast((one) => one.tMs === tMs)
		entry?.expected.splice(0, entry.expected.length, ...expected)
	}

	clear(): void {
		this.#entries.length = 0
	}

	snapshot(): readonly ExpectedAt[] {
		return this.#entries.map((e) => ({ tMs: e.tMs, expected: [...e.expected] }))
	}
}
