const WHOLE_MS = 10_000
/** After a longer stall the times in it are left out. */
const CATCH_UP_MS = 600_000

/** The whole 10 s of plant time that lie between the ticks of a live twin: what is written there is written at that very time. */
export class WholeTimes {
	#lastMs: number | null = null

	/** Those after the tick before and before this one, ms. */
	before(tMs: number): number[] {
		const fromMs = Math.max(this.#lastMs ?? tMs, tMs - CATCH_UP_MS)
		this.#lastMs = tMs
		const times: number[] = []
		for (let at = (Math.floor(fromMs / WHOLE_MS) + 1) * WHOLE_MS; at < tMs; at += WHOLE_MS) times.push(at)
		return times
	}
}
