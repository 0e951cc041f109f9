import type { Payload } from '../sparkplug/index.ts'
import { MetricTable, type Owner, type ReadResult } from './metric-table.ts'
import type { DeviceState, DeviceStatus, HostCounters, HostValue } from './types.ts'

export type MutableCounters = { -readonly [K in keyof HostCounters]: number }

export function noCounts(): MutableCounters {
	return {
		messages: 0,
		values: 0,
		births: 0,
		deaths: 0,
		seqGaps: 0,
		rebirthsAsked: 0,
		undecodable: 0,
		oversized: 0,
		badValues: 0,
		unknownMetrics: 0,
		beforeBirth: 0,
		late: 0,
		notLive: 0,
		historical: 0,
		connectionsLost: 0,
		retained: 0,
	}
}

/** What the parts of a host session share. */
export interface HostContext {
	/** For stamps, ms since 1970. */
	readonly nowMs: () => number
	/** For durations, ms. */
	readonly steadyMs: () => number
	readonly counters: MutableCounters
	emit(values: readonly HostValue[]): void
	fault(code: string, source: string, message: string): void
	/** What was refused and why, where it is no fault by itself: the last of each kind can be seen. */
	refused(code: string, source: string, message: string): void
	/** Something of the status is no longer as it was. */
	changed(): void
}

export type StaleCause = 'silence' | 'birth' | 'broker'

/** A node itself or one of its devices: its metrics, and whether they are to be believed. */
export class Unit {
	readonly owner: Owner
	readonly silenceLimitMs: number | null
	/** Stamp of its last birth, ms since 1970. */
	bornTimestampMs = -Infinity
	readonly #context: HostContext
	#table: MetricTable
	#state: DeviceState = 'unknown'
	#reason = 'no birth yet'
	#staleCause: StaleCause | null = null
	#heardMs: number | null = null
	#dataMs: number | null = null
	/** Since when its node was born again without it; null when it is not waited for. */
	#awaitsBirthSinceMs: number | null = null

	constructor(context: HostContext, owner: Owner, silenceLimitMs: number | null) {
		this.#context = context
		this.owner = owner
		this.silenceLimitMs = silenceLimitMs
		this.#table = new MetricTable(owner)
	}

	get state(): DeviceState {
		return this.#state
	}

	get table(): MetricTable {
		return this.#table
	}

	get dataMs(): number | null {
		return this.#dataMs
	}

	/** DATA can be read: it is born, and its node was not born again since. */
	get isReadable(): boolean {
		return this.#awaitsBirthSinceMs === null && (this.#state === 'online' || this.#state === 'stale')
	}

	/** Something came from it or its node. What silence alone made stale is good again. */
	heard(): void {
		this.#heardMs = this.#context.steadyMs()
		if (this.#staleCause !== 'silence') return
		this.#setState('online', '', null)
		this.#context.emit(this.#table.lastValues())
	}

	/** Takes over a birth of its own. */
	born(payload: Payload): ReadResult {
		this.bornTimestampMs = payload.timestampMs ?? -Infinity
		this.#table = new MetricTable(this.owner)
		const result = this.#table.birth(payload, this.#context.nowMs())
		this.#awaitsBirthSinceMs = null
		this.#dataMs = this.#context.steadyMs()
		this.#setState('online', '', null)
		return result
	}

	gotData(): void {
		this.#dataMs = this.#context.steadyMs()
	}

	/** Its node was born again: its own birth has to follow. */
	awaitBirth(): void {
		if (this.#state === 'online' || this.#state === 'stale') this.#awaitsBirthSinceMs = this.#context.steadyMs()
	}

	/** Whether its birth has not followed within `graceMs`. */
	birthIsOverdue(graceMs: number): boolean {
		return this.#awaitsBirthSinceMs !== null && this.#context.steadyMs() - this.#awaitsBirthSinceMs > graceMs
	}

	die(reason: string): void {
		this.#awaitsBirthSinceMs = null
		const wasBelieved = this.#state === 'online'
		this.#setState('offline', reason, null)
		if (wasBelieved) this.#context.emit(this.#table.staleValues(reason))
	}

	turnStale(reason: string, cause: StaleCause): void {
		if (this.#state !== 'online') {
			// A stale unit must not come back by being heard when there is more to it than silence.
			if (this.#state === 'stale' && cause !== 'silence') this.#staleCause = cause
			return
		}
		this.#setState('stale', reason, cause)
		this.#context.emit(this.#table.staleValues(reason))
	}

	checkSilence(): void {
		if (this.#state !== 'online' || this.silenceLimitMs === null || this.#heardMs === null) return
		const silentMs = this.#context.steadyMs() - this.#heardMs
		if (silentMs > this.silenceLimitMs) this.turnStale(`nothing heard for ${(silentMs / 1000).toFixed(1)} s`, 'silence')
	}

	status(): DeviceStatus {
		const now = this.#context.steadyMs()
		return {
			state: this.#state,
			reason: this.#reason,
			silentMs: this.#heardMs === null ? null : now - this.#heardMs,
			lastDataAgeMs: this.#dataMs === null ? null : now - this.#dataMs,
		}
	}

	#setState(state: DeviceState, reason: string, staleCause: StaleCause | null): void {
		this.#staleCause = staleCause
		if (this.#state === state && this.#reason === reason) return
		this.#state = state
		this.#reason = reason
		this.#context.changed()
	}
}
