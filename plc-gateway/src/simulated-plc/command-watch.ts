/** The metric of the node by which the PLC sees that the gateway lives; its number must go on changing. */
export const HEARTBEAT = 'Gateway/Heartbeat'

/** Beats come every second; after this silence nothing is taken any more. */
const BEAT_SILENCE_MS = 5_000
/** A write that was under way for longer is not carried out late. */
const WRITE_LIFE_MS = 2_000

/**
 * What a PLC asks of a write before it looks at its value: that it is fresh, and that the gateway which sent it still lives.
 * A gateway that never beats is taken at its word; one that did and fell silent is not.
 */
export class CommandWatch {
	/** The last number heard. */
	beat = 0
	/** Writes not taken. */
	refused = 0
	readonly #speed: number
	#beatAtMs: number | null = null

	/** `speed`: plant seconds in one second. In fast time the plant's clock runs away from the writer's, so age says nothing then. */
	constructor(speed: number) {
		this.#speed = speed
	}

	/** `nowSteadyMs`: wall time that is never set. */
	beats(count: unknown, nowSteadyMs: number): void {
		const number = typeof count === 'bigint' ? Number(count) : count
		if (typeof number !== 'number' || number === this.beat) return
		this.beat = number
		this.#beatAtMs = nowSteadyMs
	}

	/** A gateway that beat has not done so for longer than it may. */
	isSilent(nowSteadyMs: number): boolean {
		return this.#beatAtMs !== null && nowSteadyMs - this.#beatAtMs > BEAT_SILENCE_MS
	}

	/** Whether a write stamped `sentMs` (plant time; null: not stamped) may be taken at plant time `plantMs`. */
	takes(sentMs: number | null, plantMs: number, nowSteadyMs: number): boolean {
		const silent = this.isSilent(nowSteadyMs)
		const old = this.#speed === 1 && sentMs !== null && plantMs - sentMs > WRITE_LIFE_MS
		if (silent || old) this.refused++
		return !silent && !old
	}
}
