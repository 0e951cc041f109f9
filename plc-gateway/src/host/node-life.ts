import type { MetricValue, Payload } from '../sparkplug/index.ts'

/** After a death, a birth with its number may still be on the way from the same session. */
const BIRTH_AFTER_DEATH_MS = 250
/** A birth of an older session may come this long after one of a newer session. */
export const LATE_BIRTH_MS = 2_000

/** A birth or a death: its number, its stamp, and when it came by the host's steady clock, ms. */
interface LifeEvent {
	readonly bdSeq: number | null
	readonly timestampMs: number | undefined
	readonly atMs: number
}

/** Tells the sessions of one node apart, by the numbers and stamps of their births and deaths. */
export class NodeLife {
	#birth: LifeEvent | null = null
	#death: LifeEvent | null = null
	#numberRepeats = false

	/** Birth-death sequence number of the last birth. */
	get bdSeq(): number | null {
		return this.#birth?.bdSeq ?? null
	}

	/** Births of one number came more often than they were asked for: an old death then looks like a new one. */
	get numberRepeats(): boolean {
		return this.#numberRepeats
	}

	/** A birth just after the death of its own number, that is not stamped after it: it belongs to the session that died. */
	isOfDeadSession(birth: LifeEvent): boolean {
		const death = this.#death
		if (death === null || birth.bdSeq !== death.bdSeq || birth.atMs - death.atMs >= BIRTH_AFTER_DEATH_MS) return false
		// A death stamped after its birth was no Will: a birth after that is a new session with an old number.
		const before = this.#birth?.timestampMs
		if (before === undefined || death.timestampMs === undefined || birth.timestampMs === undefined) return true
		return !(death.timestampMs > before && birth.timestampMs > death.timestampMs)
	}

	/** A birth that a newer one overtook: behind it in number and in time, and hard upon it. */
	isOfOlderSession(birth: LifeEvent): boolean {
		const newer = this.#birth
		if (newer === null || birth.bdSeq === null || newer.bdSeq === null) return false
		if (birth.timestampMs === undefined || newer.timestampMs === undefined) return false
		const ahead = (birth.bdSeq - newer.bdSeq) & 0xff
		const isBehind = (ahead === 0 || ahead >= 128) && birth.timestampMs < newer.timestampMs
		if (!isBehind || birth.atMs - newer.atMs >= LATE_BIRTH_MS) return false
		if (ahead === 0) this.#numberRepeats = true
		return true
	}

	born(birth: LifeEvent, wasAskedFor: boolean): void {
		this.#numberRepeats = birth.bdSeq === this.bdSeq && this.#birth !== null && (this.#numberRepeats || !wasAskedFor)
		this.#birth = birth
		this.#death = null
	}

	/** Also a death that does not count: it may be of a session whose birth is still on the way. */
	died(death: LifeEvent): void {
		this.#death = death
	}

	/** How long a birth would still be taken for one of the session that died, ms. */
	doubtMs(nowMs: number): number {
		return this.#death === null ? 0 : Math.max(0, this.#death.atMs + BIRTH_AFTER_DEATH_MS - nowMs)
	}
}

export function lifeEvent(payload: Payload, atMs: number): LifeEvent {
	const value: MetricValue | null | undefined = payload.metrics.find(({ name }) => name === 'bdSeq')?.value
	const bdSeq = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null
	return { bdSeq, timestampMs: payload.timestampMs, atMs }
}
