/**
 * Plant time between readings: the machine's steady clock, set by what the plant's own time stamps say.
 *
 * The offset is the median of the newest stamps, so one message with a wrong clock moves nothing. Plant time never runs backwards; a plant
 * whose clock is set back stands still until it has caught up.
 */
export class PlantClock {
	readonly #steadyMs: () => number
	readonly #speed: number
	readonly #offsets: number[] = []
	#offsetMs: number
	#lastMs = 0

	/** `startMs` is what plant time is taken for before the first reading; `speed` is plant seconds in one second (simulated plant only). */
	constructor(options: { readonly steadyMs: () => number; readonly startMs: number; readonly speed: number }) {
		this.#steadyMs = options.steadyMs
		this.#speed = options.speed
		this.#offsetMs = options.startMs - options.steadyMs() * options.speed
	}

	/** Takes the newest time stamp of a batch that has just arrived. */
	take(sourceMs: number): void {
		if (!Number.isFinite(sourceMs)) return
		this.#offsets.push(sourceMs - this.#steadyMs() * this.#speed)
		if (this.#offsets.length > WINDOW) this.#offsets.shift()
		this.#offsetMs = median(this.#offsets)
	}

	/** Plant time now, whole ms. */
	nowMs(): number {
		const nowMs = Math.round(this.#steadyMs() * this.#speed + this.#offsetMs)
		this.#lastMs = Math.max(this.#lastMs, nowMs)
		return this.#lastMs
	}
}

const WINDOW = 41

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.floor(sorted.length / 2)] ?? 0
}
