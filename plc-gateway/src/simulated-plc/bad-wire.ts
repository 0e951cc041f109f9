import { Chance } from './random.ts'

/** How badly the way between PLC and broker behaves. Shares are of messages, times are wall time but where they say otherwise. */
export interface WireOptions {
	/** Each message takes so long, and up to so much longer; the order is kept. */
	readonly delayMs?: number | undefined
	readonly jitterMs?: number | undefined
	readonly loss?: number | undefined
	readonly duplicate?: number | undefined
	/** Share that later messages overtake. */
	readonly reorder?: number | undefined
	/** Share that comes up to `lateS` of plant time late, whatever has been sent since. */
	readonly late?: number | undefined
	readonly lateS?: number | undefined
	/** The PLC's clock over plant time: ahead at the start, s, and gained since, us per s. */
	readonly skewS?: number | undefined
	readonly driftPpm?: number | undefined
}

export interface WireCounters {
	sent: number
	lost: number
	doubled: number
	overtaken: number
	late: number
}

/** An overtaken message waits until at least one later one has gone. */
const OVERTAKEN_MS = [250, 900] as const
const USUAL_LATE_S = 120

/** Passes messages on as a bad network does; the same seed makes the same fate of the n-th message. */
export class BadWire {
	readonly counters: WireCounters = { sent: 0, lost: 0, doubled: 0, overtaken: 0, late: 0 }
	readonly options: WireOptions
	readonly #chance: Chance
	readonly #speed: number
	readonly #timers = new Set<NodeJS.Timeout>()
	/** When the last message in order is due, so that none passes it. */
	#lastDueMs = 0

	/** `purpose` names the direction; `speed`: plant seconds in one of wall time. */
	constructor(options: WireOptions, seed: number, purpose: string, speed: number) {
		this.options = options
		this.#chance = new Chance(seed, `wire/${purpose}`)
		this.#speed = speed
	}

	/** Hands a message over; `deliver` is called never, once or twice, now or later. */
	pass(deliver: () => void): void {
		const { loss = 0, duplicate = 0, reorder = 0, late = 0, lateS = USUAL_LATE_S } = this.options
		// All draws for every message, so that one option moves no other's.
		const [isLost, isDouble, isOvertaken, isLate, spread] = [0, 0, 0, 0, 0].map(() => this.#chance.uniform(0, 1)) as number[]
		this.counters.sent++
		if ((isLost as number) < loss) {
			this.counters.lost++
			return
		}
		const dueMs = this.#dueMs(spread as number)
		if ((isDouble as number) < duplicate) {
			this.counters.doubled++
			this.#at(dueMs + OVERTAKEN_MS[0] * (spread as number), deliver)
		}
		if ((isLate as number) < late) {
			this.counters.late++
			this.#at(dueMs + (1000 * lateS * (spread as number)) / this.#speed, deliver)
		} else if ((isOvertaken as number) < reorder) {
			this.counters.overtaken++
			this.#at(dueMs + OVERTAKEN_MS[0] + (OVERTAKEN_MS[1] - OVERTAKEN_MS[0]) * (spread as number), deliver)
		} else {
			this.#lastDueMs = dueMs
			this.#at(dueMs, deliver)
		}
	}

	/** The PLC's clock ahead of plant time [ms] after so many plant seconds. */
	aheadMs(plantS: number): number {
		const { skewS = 0, driftPpm = 0 } = this.options
		return 1000 * skewS + (driftPpm * plantS) / 1000
	}

	/** What is still under way is lost. */
	close(): void {
		for (const timer of this.#timers) clearTimeout(timer)
		this.#timers.clear()
	}

	#dueMs(spread: number): number {
		const { delayMs = 0, jitterMs = 0 } = this.options
		return Math.max(this.#lastDueMs, performance.now() + delayMs + jitterMs * spread)
	}

	#at(dueMs: number, deliver: () => void): void {
		const waitMs = dueMs - performance.now()
		if (waitMs <= 0 && this.#timers.size === 0) {
			deliver()
			return
		}
		const timer = setTimeout(
			() => {
				this.#timers.delete(timer)
				deliver()
			},
			Math.max(0, waitMs),
		)
		this.#timers.add(timer)
	}
}
