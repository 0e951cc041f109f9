import { describe, expect, it } from 'vitest'
import type { PackMlCommand, PackMlState } from '../port.ts'
import { nextStates, PACKML_COMMANDS, PACKML_STATES, reaches } from './packml.ts'
import { createUnit, unitAfter, unitDueMs, unitIn } from './unit-machine.ts'

const plain = createUnit('plain', {})

/** TR88.00.02-2022, a row a state; a state that stands for itself refuses the command. Order: PACKML_COMMANDS. */
const COLUMNS = ['RESET', 'START', 'STOP', 'HOLD', 'UNHOLD', 'SUSPEND', 'UNSUSPEND', 'ABORT', 'CLEAR', 'COMPLETE']
const TABLE: Record<PackMlState, string> = {
	Clearing: '. . . . . . . Aborting . .',
	Stopped: 'Resetting . . . . . . Aborting . .',
	Starting: '. . Stopping . . . . Aborting . .',
	Idle: '. Starting Stopping . . . . Aborting . .',
	Suspended: '. . Stopping Holding . . Unsuspending Aborting . Completing',
	Execute: '. . Stopping Holding . Suspending . Aborting . Completing',
	Stopping: '. . . . . . . Aborting . .',
	Aborting: '. . . . . . . . . .',
	Aborted: '. . . . . . . . Clearing .',
	Holding: '. . Stopping . . . . Aborting . .',
	Held: '. . Stopping . Unholding . . Aborting . Completing',
	Unholding: '. . Stopping . . . . Aborting . .',
	Suspending: '. . Stopping . . . . Aborting . .',
	Unsuspending: '. . Stopping . . . . Aborting . .',
	Resetting: '. . Stopping . . . . Aborting . .',
	Completing: '. . Stopping . . . . Aborting . .',
	Completed: 'Resetting . Stopping . . . . Aborting . .',
}
const cells = Object.entries(TABLE).flatMap(([state, row]) =>
	row.split(' ').map((to, i) => [state as PackMlState, COLUMNS[i] as PackMlCommand, to === '.' ? state : to] as const),
)

describe('PackML', () => {
	it('has 17 states and 10 commands, 39 cells of 170 accepted', () => {
		expect(new Set(PACKML_STATES).size).toBe(17)
		expect(PACKML_COMMANDS).toEqual(COLUMNS)
		expect(cells).toHaveLength(170)
		expect(cells.filter(([from, , to]) => from !== to)).toHaveLength(39)
	})

	it.each(cells)('in %s, %s leads to %s', (state, command, to) => {
		const before = unitIn(plain, state, 1000)
		const after = unitAfter(plain, before, { type: command, tMs: 1500, reason: 7 })
		expect(after.state).toBe(to)
		if (to === state) expect(after).toEqual(before)
		else expect(after.context).toMatchObject({ sinceMs: 1500, stopReason: 7 })
	})

	it.each([
		['Resetting', 'Idle'],
		['Starting', 'Execute'],
		['Completing', 'Completed'],
		['Holding', 'Held'],
		['Unholding', 'Execute'],
		['Suspending', 'Suspended'],
		['Unsuspending', 'Execute'],
		['Stopping', 'Stopped'],
		['Aborting', 'Aborted'],
		['Clearing', 'Stopped'],
	] as const)('%s ends in %s once its time has passed, not before', (state, to) => {
		const before = unitIn(plain, state, 1000)
		expect(unitDueMs(plain, before)).toBe(2000)
		expect(unitAfter(plain, before, { type: 'TICK', tMs: 1999 }).state).toBe(state)
		expect(unitAfter(plain, before, { type: 'TICK', tMs: 2000 }).state).toBe(to)
	})

	it('has no way from Aborted to Execute without Clear, Reset and Start', () => {
		expect([...nextStates('Aborted')]).toEqual(['Clearing'])
		expect(reaches('Aborted', 'Stopped')).toBe(true)
		for (const state of ['Idle', 'Execute', 'Held', 'Completed'] as const) expect(reaches('Aborted', state)).toBe(false)
		expect(reaches('Stopped', 'Execute')).toBe(false)
		expect(reaches('Idle', 'Execute')).toBe(true)
	})
})
