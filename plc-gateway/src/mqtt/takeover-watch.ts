/** How long the one that notices stays away, ms. */
export const TAKEOVER_HOLD_OFF_MS = 10_000

const WINDOW_MS = 30_000
const MAX_LOSSES = 3

/** Tells two clients with one id, who end each other's connection for ever, from an ordinary loss. */
export class TakeoverWatch {
	#lossesMs: number[] = []

	/** A connection that was up has ended. True when that happened too often to be chance. */
	lost(nowMs: number): boolean {
		this.#lossesMs = [...this.#lossesMs.filter((ms) => nowMs - ms < WINDOW_MS), nowMs]
		return this.#lossesMs.length > MAX_LOSSES
	}
}
