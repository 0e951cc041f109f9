import type { ActiveAlarm } from '@emberline/twin'
import { type StateFrom, transition } from 'xstate'
import { type AlarmContext, type AlarmEvent, alarmMachine } from './alarm-machine.ts'
import type { AlarmPriority, AlarmRecord, AlarmState, Words } from './alarm-record.ts'

/** What an alarm is, whatever its state. */
export interface AlarmFacts extends Omit<ActiveAlarm, 'words' | 'sinceMs'> {
	readonly priority: AlarmPriority
	readonly words: Words
	/** Plant time at which the condition began. */
	readonly sinceMs: number
}

/** An alarm as it is kept over a restart. Plain JSON. */
export interface SavedAlarm {
	readonly facts: AlarmFacts
	readonly state: AlarmState
	readonly context: AlarmContext
	readonly changedMs: number
}

const CHATTER_CHANGES = 3
const CHATTER_MS = 60_000

/** One alarm: its machine, and what is shown of it. */
export class Alarm {
	facts: AlarmFacts
	held = false
	firstOut = false
	changedMs: number
	#at: StateFrom<typeof alarmMachine>
	/** Of the last changes of its condition. */
	#changesMs: number[] = []
	#chattering = false

	constructor(facts: AlarmFacts, latching: boolean, nowMs: number, saved?: SavedAlarm) {
		this.facts = facts
		this.changedMs = saved?.changedMs ?? nowMs
		const fresh = { latching, active: false, suppressed: false, latched: false, untilMs: null, reason: '', by: '' }
		this.#at = alarmMachine.resolveState({ value: saved?.state ?? 'normal', context: { ...fresh, ...saved?.context } })
	}

	get state(): AlarmState {
		return this.#at.value
	}

	get context(): AlarmContext {
		return this.#at.context
	}

	/** False where the present state has no such move. */
	send(event: AlarmEvent, nowMs: number): boolean {
		if (!this.#at.can(event)) return false
		const before = this.state
		this.#at = transition(alarmMachine, this.#at, event)[0]
		if (event.type === 'RAISE' || event.type === 'CLEAR') this.#changesMs = [...this.#changesMs, nowMs].slice(-CHATTER_CHANGES)
		this.noteChattering(nowMs)
		if (this.state !== before) this.changedMs = nowMs
		return true
	}

	/** True when it began or ceased to chatter. */
	noteChattering(nowMs: number): boolean {
		const before = this.#chattering
		this.#chattering = this.#changesMs.length === CHATTER_CHANGES && nowMs - (this.#changesMs[0] ?? 0) <= CHATTER_MS
		return this.#chattering !== before
	}

	record(): AlarmRecord {
		const { active, untilMs, reason, by } = this.context
		const { facts, state, changedMs, held, firstOut } = this
		return { ...facts, state, active, changedMs, held, firstOut, chattering: this.#chattering, untilMs, reason, by }
	}

	saved(): SavedAlarm {
		return { facts: this.facts, state: this.state, context: this.context, changedMs: this.changedMs }
	}
}
