import type { UnitModeName } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import type { PackMlState } from '../port.ts'
import { PACKML_COMMANDS, PACKML_STATES } from './packml.ts'
import { commandRefusal, createUnit, modeRefusal, type UnitEvent, type UnitSnapshot, unitAfter, unitIn } from './unit-machine.ts'
import { statesOf, UNIT_MODE_NAMES } from './unit-modes.ts'

const plain = createUnit('plain', {})
const inMode = (state: PackMlState, unitMode: UnitModeName): UnitSnapshot => {
	const at = unitIn(plain, state, 1000)
	return { ...at, context: { ...at.context, unitMode } }
}

/** TR88.00.02-2022 once more, from the side of the commands. */
const ALL_BUT = (...out: PackMlState[]) => PACKML_STATES.filter((state) => !out.includes(state))
const EXPECTED: Readonly<Record<string, readonly [readonly PackMlState[], PackMlState]>> = {
	RESET: [['Stopped', 'Completed'], 'Resetting'],
	START: [['Idle'], 'Starting'],
	STOP: [ALL_BUT('Stopped', 'Stopping', 'Aborted', 'Aborting', 'Clearing'), 'Stopping'],
	HOLD: [['Execute', 'Suspended'], 'Holding'],
	UNHOLD: [['Held'], 'Unholding'],
	SUSPEND: [['Execute'], 'Suspending'],
	UNSUSPEND: [['Suspended'], 'Unsuspending'],
	ABORT: [ALL_BUT('Aborting', 'Aborted'), 'Aborting'],
	CLEAR: [['Aborted'], 'Clearing'],
	COMPLETE: [['Execute', 'Held', 'Suspended'], 'Completing'],
}
/** States that a mode does without. */
const OFF: Readonly<Record<UnitModeName, readonly PackMlState[]>> = {
	Production: [],
	Maintenance: ['Suspending', 'Suspended', 'Unsuspending', 'Completing', 'Completed'],
	Manual: ['Holding', 'Held', 'Unholding', 'Suspending', 'Suspended', 'Unsuspending', 'Completing', 'Completed'],
}
const SC: Readonly<Partial<Record<PackMlState, PackMlState>>> = {
	Resetting: 'Idle',
	Starting: 'Execute',
	Execute: 'Completing',
	Completing: 'Completed',
	Holding: 'Held',
	Unholding: 'Execute',
	Suspending: 'Suspended',
	Unsuspending: 'Execute',
	Stopping: 'Stopped',
	Aborting: 'Aborted',
	Clearing: 'Stopped',
}

describe.each(UNIT_MODE_NAMES)('in the mode %s', (unitMode) => {
	it('has its states and the four that no mode may do without', () => {
		expect(statesOf(unitMode)).toEqual(ALL_BUT(...OFF[unitMode]))
		for (const state of ['Stopped', 'Idle', 'Execute', 'Aborted'] as const) expect(statesOf(unitMode)).toContain(state)
	})

	it('every one of the 170 cells is as the table says; a refused command changes nothing and has its reason', () => {
		let cells = 0
		let taken = 0
		for (const state of PACKML_STATES) {
			for (const command of PACKML_COMMANDS) {
				const before = inMode(state, unitMode)
				const after = unitAfter(plain, before, { type: command, tMs: 1500 })
				const [from, to] = EXPECTED[command]!
				const takes = from.includes(state) && !OFF[unitMode].includes(to)
				cells++
				if (takes) taken++
				expect([state, command, after.state]).toEqual([state, command, takes ? to : state])
				expect(commandRefusal(plain, before, command) === null).toBe(takes)
				if (!takes) expect(after).toEqual(before)
			}
		}
		expect(cells).toBe(170)
		// A cell counts by the state that it leads to.
		expect(taken).toBe({ Production: 39, Maintenance: 34, Manual: 31 }[unitMode])
	})

	it('every one of the 11 states that complete does so to its end, unless the mode has no such end', () => {
		for (const state of PACKML_STATES) {
			const after = unitAfter(plain, inMode(state, unitMode), { type: 'STATE_COMPLETE', tMs: 1001 })
			const to = SC[state]
			expect([state, after.state]).toEqual([state, to !== undefined && !OFF[unitMode].includes(to) ? to : state])
		}
		expect(Object.keys(SC)).toHaveLength(11)
	})
})

describe('a change of mode', () => {
	it('is taken in Stopped, Idle and Aborted and in no other state, and what refuses it says why', () => {
		for (const state of PACKML_STATES) {
			for (const unitMode of ['Maintenance', 'Manual'] as const) {
				const before = inMode(state, 'Production')
				const event: UnitEvent = { type: 'UNIT_MODE', tMs: 1500, unitMode }
				const takes = ['Stopped', 'Idle', 'Aborted'].includes(state)
				const after = unitAfter(plain, before, event)
				expect([state, after.context.unitMode]).toEqual([state, takes ? unitMode : 'Production'])
				expect(modeRefusal(plain, before, unitMode) === null).toBe(takes)
				if (!takes) expect(after).toEqual(before)
				else expect(after.context.unitModeSinceMs).toBe(1500)
			}
		}
		expect(modeRefusal(plain, inMode('Execute', 'Production'), 'Manual')).toMatch('a mode is changed in Stopped, Idle, Aborted')
		expect(modeRefusal(plain, inMode('Held', 'Production'), 'Manual')).toMatch('Production and Manual do not both have')
		expect(modeRefusal(plain, inMode('Idle', 'Production'), undefined)).toMatch('no such mode')
	})
})
