/**
 * Plant time between readings: the machine's steady clock, set by what the plant's own time stamps say.
 *
 * The offset is the median of the newest stamps, so one message with a wrong clock moves nothing. Until there are a few, plant time is a
 * guess, which the plant's own may be behind. From then on it never runs backwards; a plant whose clock is set back stands still until it
 * has caught up.
 */
export class PlantClock {
	readonly #steadyMs: () => number
	readonly #speed: number
	readonly #offsets: number[] = []
	#offsetMs: number
	#lastMs = Number.NEGATIVE_INFINITY

	/** `startMs` is what plant time is taken for before the first reading; `speed` is plant seconds in one second (simulated plant only). */
	constructor(options: { readonly steadyMs: () => number; readonly startMs: number; readonly speed: number }) {
		this.#steadyMs = options.steadyMs
		this.#speed = options.speed
		this.#offsetMs = options.startMs - options.steadyMs() * options.speed
	}

	/** Whether the plant has said what time it is. */
	get isSet(): boolean {
		return this.#offsets.length >= LEAST
	}

	/** Takes the newest time stamp of a batch that has just arrived. */
	take(sourceMs: number): void {
		if (!Number.isFinite(sourceMs)) return
		this.#offsets.push(sourceMs - this.#steadyMs() * this.#speed)
		if (this.#offsets.length > WINDOW) this.#offsets.shift()
		if (this.isSet) this.#offsetMs = median(this.#offsets)
	}

	/** Plant time now, whole ms. */
	nowMs(): number {
		const nowMs = Math.round(this.#steadyMs() * this.#speed + this.#offsetMs)
		if (!this.isSet) return nowMs
		this.#lastMs = Math.max(this.#lastMs, nowMs)
		return this.#lastMs
	}
}

const WINDOW = 41
/** The fewest whose median one wrong stamp does not move. */
const LEAST = 3

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.floor(sorted.length / 2)] ?? 0
}
