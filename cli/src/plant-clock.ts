/**
 * Plant time between readings: the machine's steady clock, set by what the plant's own time stamps say.
 *
 * The offset is the median of the newest stamps, so one message with a wrong clock moves nothing. Until there are a few, plant time is a
 * guess, which the plant's own may be behind. From then on it never runs backwards; a plant whose clock is set back stands still until it
 * has caught up.
 *
 * A plant in fast time is a simulated one in this process: while the process stalls, so does the plant, and a second of it would be a
 * minute too much. Of a stall only its first moment counts then.
 */
export class PlantClock {
	readonly #steadyMs: () => number
	readonly #speed: number
	readonly #offsets: number[] = []
	#offsetMs: number
	/** Steady time when it was last looked at, and what of it counts. */
	#lookedMs: number
	#countedMs: number
	#lastMs = Number.NEGATIVE_INFINITY

	/** `startMs` is what plant time is taken for before the first reading; `speed` is plant seconds in one second (simulated plant only). */
	constructor(options: { readonly steadyMs: () => number; readonly startMs: number; readonly speed: number }) {
		this.#steadyMs = options.steadyMs
		this.#speed = options.speed
		this.#lookedMs = options.steadyMs()
		this.#countedMs = this.#lookedMs
		this.#offsetMs = options.startMs - this.#countedMs * options.speed
	}

	/** Whether the plant has said what time it is. */
	get isSet(): boolean {
		return this.#offsets.length >= LEAST
	}

	/** Takes the newest time stamp of a batch that has just arrived. */
	take(sourceMs: number): void {
		if (!Number.isFinite(sourceMs)) return
		this.#offsets.push(sourceMs - this.#count() * this.#speed)
		if (this.#offsets.length > WINDOW) this.#offsets.shift()
		if (this.isSet) this.#offsetMs = median(this.#offsets)
	}

	/** Plant time now, whole ms. */
	nowMs(): number {
		const nowMs = Math.round(this.#count() * this.#speed + this.#offsetMs)
		if (!this.isSet) return nowMs
		this.#lastMs = Math.max(this.#lastMs, nowMs)
		return this.#lastMs
	}

	#count(): number {
		const nowMs = this.#steadyMs()
		const passedMs = nowMs - this.#lookedMs
		this.#lookedMs = nowMs
		this.#countedMs += this.#speed > 1 ? Math.min(passedMs, STALL_MS) : passedMs
		return this.#countedMs
	}
}

const WINDOW = 41
/** The clock is looked at ten times a second; longer without a look is a stall. */
const STALL_MS = 250
/** The fewest whose median one wrong stamp does not move. */
const LEAST = 3

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b)
	return sorted[Math.floor(sorted.length / 2)] ?? 0
}
