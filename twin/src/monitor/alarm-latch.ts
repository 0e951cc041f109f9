import type { ActiveAlarm } from '../port.ts'

/** A condition that may be an alarm, as it is at one instant. */
export interface AlarmCondition extends Omit<ActiveAlarm, 'sinceMs'> {
	/** Past its limit; `near` while inside it by less than the dead band. */
	readonly now: 'out' | 'near' | 'in'
	/** How long it must be out before it counts. */
	readonly onDelayMs: number
}

interface Held {
	readonly outSinceMs: number
	readonly active: boolean
}

/** Plain JSON. */
export type AlarmLatchSnapshot = Readonly<Record<string, Held>>

/** Keeps alarms on with on-delay and dead band: an alarm stands from when its condition went out until it is in by more than the dead band. */
export class AlarmLatch {
	#held: Record<string, Held>

	constructor(from: AlarmLatchSnapshot = {}) {
		this.#held = { ...from }
	}

	/** Those active now, worst first, then oldest. A condition that is not given any more is over. */
	update(tMs: number, conditions: readonly AlarmCondition[]): readonly ActiveAlarm[] {
		const held: Record<string, Held> = {}
		const active: ActiveAlarm[] = []
		for (const { now, onDelayMs, ...alarm } of conditions) {
			const before = this.#held[alarm.id]
			const out = now === 'out' || (now === 'near' && before?.active === true)
			if (!out || alarm.id in held) continue
			const outSinceMs = before?.outSinceMs ?? tMs
			const on = before?.active === true || tMs - outSinceMs >= onDelayMs
			held[alarm.id] = { outSinceMs, active: on }
			if (on) active.push({ ...alarm, sinceMs: outSinceMs })
		}
		this.#held = held
		return active.sort((a, b) => a.priority - b.priority || a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1))
	}

	snapshot(): AlarmLatchSnapshot {
		return { ...this.#held }
	}
}
