import { formatHostState, parseHostState } from '../mqtt/host-state.ts'
import type { OutgoingMessage } from '../mqtt/link.ts'
import { formatTopic } from '../sparkplug/index.ts'

/** A stranger's stamp so far ahead of our clock is not followed, ms. */
const MAX_AHEAD_MS = 24 * 3_600_000

/** The host's own STATE: what it says of itself, and what others say in its name. */
export class StateAnnouncer {
	readonly topic: string
	readonly #nowMs: () => number
	/** Of this connection's Will and birth. */
	#timestamp = 0
	/** The newest stamp of a false one that was not ours. */
	#newestFalse = 0

	constructor(hostId: string, nowMs: () => number) {
		this.topic = formatTopic({ type: 'STATE', hostId })
		this.#nowMs = nowMs
	}

	/** The Will of the next connection; its stamp is that of the birth too. */
	will(): OutgoingMessage {
		this.#timestamp = Math.max(Math.floor(this.#nowMs()), this.#timestamp + 1, this.#newestFalse + 1)
		return this.#message(false, this.#timestamp)
	}

	birth(): OutgoingMessage {
		return this.#message(true, this.#timestamp)
	}

	/** The last message before leaving. */
	death(): OutgoingMessage {
		return this.#message(false, Math.max(Math.floor(this.#nowMs()), this.#timestamp))
	}

	/**
	 * What to do about a STATE heard on the own topic. A false one is answered with the truth; if its stamp is newer,
	 * edge nodes follow it and not the answer, so the session has to begin anew with a newer stamp of its own.
	 */
	heard(payload: Uint8Array): 'nothing' | 'answer' | 'answer-and-reconnect' {
		const state = parseHostState(payload)
		if (state === null || state.online) return 'nothing'
		if (state.timestamp <= this.#timestamp || state.timestamp > this.#nowMs() + MAX_AHEAD_MS) return 'answer'
		this.#newestFalse = state.timestamp
		return 'answer-and-reconnect'
	}

	#message(online: boolean, timestamp: number): OutgoingMessage {
		return { topic: this.topic, payload: formatHostState({ online, timestamp }), qos: 1, retain: true }
	}
}
