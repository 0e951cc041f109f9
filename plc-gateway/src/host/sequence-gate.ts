import type { Payload } from '../sparkplug/index.ts'

export interface HeldMessage {
	readonly type: 'NDATA' | 'DBIRTH' | 'DDATA' | 'DDEATH'
	readonly device: string | null
	readonly payload: Payload
}

export interface GateVerdict {
	/** Messages whose turn it is now. */
	readonly ready: readonly HeldMessage[]
	/** The message belongs to a place that the sequence has passed. */
	readonly late: boolean
	/** With this message a hole was noticed. */
	readonly gapOpened: boolean
	/** A message stamped before the birth had taken the place of this one, which is stamped after it. */
	readonly displaced: boolean
	/** The number whose turn it was; null before a birth. */
	readonly expected: number | null
}

/** How far behind a message may be and still count as late rather than as far ahead. */
const LATE_WINDOW = 16
const MAX_HELD = 1_000
/** Values in all messages held: who floods a node that has no birth must not fill the memory. */
const MAX_HELD_METRICS = 20_000

/** Lets the messages of one node pass in the order of their sequence numbers (0 to 255) and holds those that came too early. */
export class SequenceGate {
	readonly #reorderMs: number
	/** null: no birth yet. */
	#expected: number | null = null
	#held: HeldMessage[] = []
	/** Metrics in all of them. */
	#heldMetrics = 0
	#gapSinceMs: number | null = null
	#lastTimestampMs = -Infinity
	#birthTimestampMs = -Infinity
	/** The number that was next when the session ended. */
	#endedAt: number | null = null
	/** Whether a message stamped before the birth was taken, since its number fitted. */
	#tookOlder = false

	constructor(reorderMs: number) {
		this.#reorderMs = reorderMs
	}

	/** The newest stamp of what has passed since the birth, and of the birth itself, ms since 1970. */
	get lastTimestampMs(): number {
		return this.#lastTimestampMs
	}

	/** Keeps a message that came before the birth. */
	hold(message: HeldMessage): void {
		this.#held.push(message)
		this.#heldMetrics += message.payload.metrics.length
		while (this.#held.length > MAX_HELD || this.#heldMetrics > MAX_HELD_METRICS) {
			this.#heldMetrics -= this.#held.shift()?.payload.metrics.length ?? 0
		}
	}

	/** The session is over; what is held may be of the next one. */
	endSession(): void {
		this.#endedAt = this.#expected
		this.#expected = null
		this.#gapSinceMs = null
	}

	/** Whether a message goes on where the session that ended left off: its death may have overtaken it. */
	isOfEndedSession({ seq, timestampMs }: Payload): boolean {
		if (this.#endedAt === null || seq === undefined || timestampMs === undefined) return false
		return ((seq - this.#endedAt) & 0xff) < LATE_WINDOW && timestampMs >= this.#lastTimestampMs
	}

	forget(): void {
		this.#endedAt = null
		this.#expected = null
		this.#keep([])
		this.#gapSinceMs = null
	}

	/**
	 * A birth begins the sequence anew. Of the messages held, those stamped before it belong to the session before;
	 * one of the same millisecond belongs to the side that its number fits.
	 */
	start(
		seq: number,
		timestampMs: number | null,
	): { readonly before: readonly HeldMessage[]; readonly ready: readonly HeldMessage[] } {
		const held = this.#held
		this.#expected = (seq + 1) & 0xff
		this.#gapSinceMs = null
		this.#endedAt = null
		this.#tookOlder = false
		this.#birthTimestampMs = timestampMs ?? -Infinity
		this.#lastTimestampMs = this.#birthTimestampMs
		const isNew = ({ payload }: HeldMessage): boolean => {
			if (payload.timestampMs === undefined || timestampMs === null || payload.seq === undefined) return false
			if (payload.timestampMs !== timestampMs) return payload.timestampMs > timestampMs
			return ((payload.seq - seq) & 0xff) <= held.length + LATE_WINDOW
		}
		this.#keep(held.filter(isNew))
		return { before: held.filter((message) => !isNew(message)), ready: this.#drain() }
	}

	/** Whether it is this number's turn and nothing is held. */
	isNext(seq: number, timestampMs: number): boolean {
		return seq === this.#expected && this.#held.length === 0 && timestampMs >= this.#birthTimestampMs
	}

	/** Takes the message whose turn it is, as `isNext` said. */
	pass(timestampMs: number): void {
		this.#expected = ((this.#expected ?? 0) + 1) & 0xff
		if (timestampMs > this.#lastTimestampMs) this.#lastTimestampMs = timestampMs
	}

	accept(message: HeldMessage, nowMs: number): GateVerdict {
		const { seq, timestampMs } = message.payload
		const expected = this.#expected
		// Some senders leave the number out: there is nothing to order by.
		if (seq === undefined || this.#expected === null)
			return { ready: [message], late: false, gapOpened: false, displaced: false, expected }
		const ahead = (seq - this.#expected) & 0xff
		if (ahead === 0 && !this.#isOfNewerSession(message)) {
			// A clock that was set back looks the same, so it is not refused.
			if (timestampMs !== undefined && timestampMs < this.#birthTimestampMs) this.#tookOlder = true
			this.#step(message)
			const ready = [message, ...this.#drain()]
			this.#gapSinceMs = this.#held.length > 0 ? (this.#gapSinceMs ?? nowMs) : null
			return { ready, late: false, gapOpened: false, displaced: false, expected }
		}
		const isBehind = ahead >= 256 - LATE_WINDOW && (timestampMs ?? -Infinity) <= this.#lastTimestampMs
		const isOfOlderSession = timestampMs !== undefined && timestampMs < this.#birthTimestampMs
		if (isBehind || isOfOlderSession) {
			const displaced = isBehind && !isOfOlderSession && this.#tookOlder
			return { ready: [], late: true, gapOpened: false, displaced, expected }
		}
		const gapOpened = this.#gapSinceMs === null
		this.hold(message)
		this.#gapSinceMs ??= nowMs
		return { ready: [], late: false, gapOpened, displaced: false, expected }
	}

	/** The held messages, when a hole was not closed in time; the gate then waits for a birth. */
	takeOverdue(nowMs: number): readonly HeldMessage[] | null {
		if (this.#gapSinceMs === null || nowMs - this.#gapSinceMs < this.#reorderMs) return null
		const held = this.#held
		this.#keep([])
		this.#gapSinceMs = null
		return held
	}

	/** A device's birth that fits a hole, but is stamped after what came behind the hole: its node's birth is still on the way. */
	#isOfNewerSession({ type, payload }: HeldMessage): boolean {
		const { timestampMs } = payload
		return (
			type === 'DBIRTH' &&
			timestampMs !== undefined &&
			this.#held.some((held) => held.payload.timestampMs !== undefined && held.payload.timestampMs < timestampMs)
		)
	}

	#keep(held: HeldMessage[]): void {
		this.#held = held
		this.#heldMetrics = held.reduce((sum, { payload }) => sum + payload.metrics.length, 0)
	}

	#drain(): HeldMessage[] {
		const ready: HeldMessage[] = []
		for (;;) {
			const at = this.#held.findIndex(({ payload }) => payload.seq === this.#expected)
			if (at < 0) return ready
			const message = this.#held[at] as HeldMessage
			this.#held.splice(at, 1)
			this.#heldMetrics -= message.payload.metrics.length
			this.#step(message)
			ready.push(message)
		}
	}

	#step(message: HeldMessage): void {
		this.#expected = ((message.payload.seq ?? 0) + 1) & 0xff
		this.#lastTimestampMs = Math.max(this.#lastTimestampMs, message.payload.timestampMs ?? -Infinity)
	}
}
