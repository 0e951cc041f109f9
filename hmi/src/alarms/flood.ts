/** More than so many alarms in the window begin a flood, fewer than the other end it. */
const BEGINS_OVER = 10
const ENDS_UNDER = 5
export const FLOOD_WINDOW_MS = 600_000

/** Whether more alarms come than a person can take in. Told of each that is announced, by the server's clock. */
export class Flood {
	#times: number[] = []
	sinceMs: number | null = null

	announce(nowMs: number): void {
		this.#times.push(nowMs)
		this.update(nowMs)
	}

	/** True when the flood began or ended. */
	update(nowMs: number): boolean {
		this.#times = this.#times.filter((ms) => nowMs - ms < FLOOD_WINDOW_MS)
		const before = this.sinceMs
		if (before === null && this.count > BEGINS_OVER) this.sinceMs = nowMs
		if (before !== null && this.count < ENDS_UNDER) this.sinceMs = null
		return (before === null) !== (this.sinceMs === null)
	}

	get count(): number {
		return this.#times.length
	}
}
