/** What a stretch of time was, for a unit of the line, in the terms of ISO 22400-2. */
export const TIME_CLASSES = ['production', 'setup', 'planned', 'waiting', 'fault', 'unscheduled'] as const
export type TimeClass = (typeof TIME_CLASSES)[number]

const WAITING: readonly string[] = ['Suspending', 'Suspended', 'Unsuspending']
const PRODUCING: readonly string[] = ['Execute', 'Completing']
const RESTING: readonly string[] = ['Idle', 'Stopped', 'Completed', 'Complete']
/** Stop reasons below this are planned, those from it on are a fault (twin.md 8). */
const FIRST_FAULT = 200

/**
 * The class of a PackML state with its stop reason. A unit that is suspended waits for its neighbours: that is no downtime of its own. A
 * unit at rest without a reason had nothing to do; other states without a reason are a way to or from production.
 */
export function timeClass(state: string, stopReason: number): TimeClass {
	if (PRODUCING.includes(state)) return 'production'
	if (WAITING.includes(state)) return 'waiting'
	if (stopReason >= FIRST_FAULT) return 'fault'
	if (stopReason > 0) return 'planned'
	if (state === 'Aborting' || state === 'Aborted') return 'fault'
	return RESTING.includes(state) ? 'unscheduled' : 'setup'
}

export interface TimeSpan {
	readonly from_ms: number
	readonly to_ms: number
}

export interface UnitSpan extends TimeSpan {
	readonly kind: TimeClass
	readonly reason: number
}

/** What a unit did, span after span, from its state at each instant. */
export class UnitHistory {
	readonly #spans: { from_ms: number; to_ms: number; kind: TimeClass; reason: number }[]

	constructor(from: readonly UnitSpan[] = []) {
		this.#spans = from.map((span) => ({ ...span }))
	}

	/** Every span, those too that have just begun, as JSON. */
	snapshot(): UnitSpan[] {
		return this.#spans.map((span) => ({ ...span }))
	}

	at(tMs: number, state: string, stopReason: number): void {
		const kind = timeClass(state, stopReason)
		const last = this.#spans.at(-1)
		if (last !== undefined) last.to_ms = Math.max(last.to_ms, tMs)
		if (last?.kind !== kind || (kind === 'fault' && last.reason !== stopReason && stopReason !== 0))
			this.#spans.push({ from_ms: tMs, to_ms: tMs, kind, reason: stopReason })
	}

	get spans(): readonly UnitSpan[] {
		return this.#spans.filter(({ from_ms, to_ms }) => to_ms > from_ms)
	}

	/** Seconds in a class. */
	seconds(...kinds: readonly TimeClass[]): number {
		return this.spans.reduce((sum, span) => (kinds.includes(span.kind) ? sum + (span.to_ms - span.from_ms) / 1000 : sum), 0)
	}

	/** Where a class was, spans that touch made one. */
	intervals(...kinds: readonly TimeClass[]): TimeSpan[] {
		const found: { from_ms: number; to_ms: number }[] = []
		for (const { kind, from_ms, to_ms } of this.spans) {
			if (!kinds.includes(kind)) continue
			const last = found.at(-1)
			if (last?.to_ms === from_ms) last.to_ms = to_ms
			else found.push({ from_ms, to_ms })
		}
		return found
	}
}
