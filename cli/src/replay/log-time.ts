import { PlantClock } from '../plant-clock.ts'

/** Plant time between two ticks. */
const TICK_MS = 1000
/** Over a longer hole no tick is made: the twin takes the plant up anew behind it. */
const HOLE_MS = 3_600_000

/**
 * Plant time of a log: the clock of the live twin, with the arrivals for its steady time. It ticks on whole seconds up to the newest
 * message and no further, so that what a log tells does not depend on what comes after.
 */
export class LogTime {
	readonly #clock: PlantClock
	#arrivedMs = 0
	#sentMs: number | null = null
	#nextMs: number | null = null
	#begun = false
	#wrong = 0

	constructor() {
		this.#clock = new PlantClock({ steadyMs: () => this.#arrivedMs, startMs: 0, speed: 1 })
	}

	/** Arrival times that were not followed: earlier than the last, or far ahead while the plant's own stamps were not. */
	get wrong(): number {
		return this.#wrong
	}

	/** Ticks that are due before a message that arrived now; `sentMs`: its own stamp. */
	*until(arrivedMs: number, sentMs: number | null): Generator<number> {
		this.#arrive(arrivedMs, sentMs)
		if (!this.#clock.isSet) return
		const nowMs = this.#clock.nowMs()
		this.#nextMs ??= Math.ceil(nowMs / TICK_MS) * TICK_MS
		if (nowMs - this.#nextMs > HOLE_MS) this.#nextMs = Math.floor(nowMs / TICK_MS) * TICK_MS
		for (; this.#nextMs <= nowMs; this.#nextMs += TICK_MS) yield this.#nextMs
	}

	/** The newest stamp of the readings of a message. */
	take(newestMs: number): void {
		this.#clock.take(newestMs)
	}

	#arrive(arrivedMs: number, sentMs: number | null): void {
		if (!this.#begun) {
			this.#begun = true
			this.#arrivedMs = arrivedMs
		} else {
			const onMs = arrivedMs - this.#arrivedMs
			const sentOnMs = sentMs === null || this.#sentMs === null ? null : sentMs - this.#sentMs
			const leaps = onMs > HOLE_MS && (sentOnMs === null || sentOnMs < onMs / 2)
			if (onMs < 0 || leaps) this.#wrong++
			else this.#arrivedMs = arrivedMs
		}
		if (sentMs !== null) this.#sentMs = sentMs
	}
}
