import type { PackMlState } from '../port.ts'

/** A roll or recipe change: the coordinator holds the line, waits for its time, and brings it back. Plain JSON. */
export interface PlannedChange {
	readonly what: 'roll' | 'recipe'
	/** Time of the change itself, from Held on. Heat-up or cool-down to the new set-points comes after it, over web at thread speed. */
	readonly lastsS: number
	readonly step: 'asked' | 'holding' | 'changing'
	/** When it is done; known while it goes on. */
	readonly doneMs: number | null
}

/** Stop reasons of planned changes. */
export const CHANGE_REASON: Readonly<Record<PlannedChange['what'], number>> = { roll: 101, recipe: 102 }

export interface ChangeMove {
	/** Null when the change is over, done or given up. */
	readonly change: PlannedChange | null
	readonly order: 'hold' | 'begin' | 'end' | null
}

/** What comes next of a change with the line in this state. A line that is stopped or aborted gives it up. */
export function changeMove(change: PlannedChange, line: PackMlState, tMs: number): ChangeMove {
	if (change.step === 'asked' && line === 'Execute') return { change: { ...change, step: 'holding' }, order: 'hold' }
	if (change.step === 'holding' && line === 'Held') {
		return { change: { ...change, step: 'changing', doneMs: tMs + Math.round(change.lastsS * 1000) }, order: 'begin' }
	}
	if (change.step === 'changing' && line === 'Held')
		return change.doneMs !== null && tMs >= change.doneMs ? { change: null, order: 'end' } : { change, order: null }
	const onItsWay = change.step === 'asked' ? line !== 'Aborted' && line !== 'Stopped' : line === 'Execute' || line === 'Holding'
	return { change: onItsWay ? change : null, order: null }
}
