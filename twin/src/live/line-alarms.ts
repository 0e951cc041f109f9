import type { LineConfig } from '@emberline/line-config'
import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import { AlarmLatch, type AlarmLatchSnapshot } from '../monitor/alarm-latch.ts'
import { type LimitRule, limitConditions, limitRules } from '../monitor/limits.ts'
import { lostConditions, stateConditions, stateDisagreement } from '../monitor/state-watch.ts'
import type { ActiveAlarm, Health, SoftSensors } from '../port.ts'

/** What the alarms of one instant are judged on. */
export interface AlarmView {
	readonly tMs: number
	readonly health: Health
	readonly healthReason: string
	readonly machines: LineMachinesSnapshot
	readonly soft: SoftSensors
	/** Newest usable number of a tag. */
	number(tag: string): number | undefined
}

/** Limits of the line file, states that cannot be, and the twin lost. No diagnosis. */
export class LineAlarms {
	readonly #rules: readonly LimitRule[]
	readonly #latch: AlarmLatch

	constructor(config: LineConfig, from?: AlarmLatchSnapshot) {
		this.#rules = limitRules(config)
		this.#latch = new AlarmLatch(from)
	}

	update(view: AlarmView): readonly ActiveAlarm[] {
		const lost = view.health === 'lost'
		return this.#latch.update(view.tMs, [
			...lostConditions(lost, view.healthReason),
			...stateConditions(stateDisagreement(view.machines, view.tMs)),
			...limitConditions(this.#rules, {
				tMs: view.tMs,
				value: (source) => (source.startsWith('soft/') ? softValue(view.soft, source, lost) : view.number(source)),
				runningForMs: (station) => {
					const { state, context } = station === 'Line' ? view.machines.line : view.machines.stations[station]
					return state === 'Execute' ? view.tMs - context.sinceMs : null
				},
			}),
		])
	}

	snapshot(): AlarmLatchSnapshot {
		return this.#latch.snapshot()
	}
}

/** A lost twin's soft sensors raise nothing. */
function softValue(soft: SoftSensors, source: string, lost: boolean): number | undefined {
	const value = soft[source.slice('soft/'.length) as keyof SoftSensors]
	if (lost || value === null || value === undefined || typeof value === 'string') return undefined
	return typeof value === 'number' ? value : value.x
}
