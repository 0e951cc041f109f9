import { PACKML_COMMAND_NUMBER, PACKML_STATE_NUMBER, type PackMlCommandName, type PackMlStateName } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { type Goal, UnitStates } from './unit-states.ts'

const STATES = Object.keys(PACKML_STATE_NUMBER) as PackMlStateName[]
const COMMANDS = Object.keys(PACKML_COMMAND_NUMBER) as PackMlCommandName[]

function unitIn(state: PackMlStateName): UnitStates {
	const unit = new UnitStates()
	unit.begin(state)
	return unit
}

describe('PackML states of the PLC', () => {
	it('take 39 of the 170 pairs of state and command, and a refused one changes nothing', () => {
		let taken = 0
		for (const state of STATES)
			for (const command of COMMANDS) {
				const unit = unitIn(state)
				if (unit.command(command, 1)) taken++
				else expect(unit.state).toBe(state)
			}
		expect(taken).toBe(39)
	})

	it.each<[Goal, PackMlStateName, number]>([
		['Execute', 'Stopped', 20],
		['Execute', 'Held', 10],
		['Execute', 'Aborted', 30],
		['Stopped', 'Execute', 10],
		['Stopped', 'Unholding', 10],
		['Suspended', 'Execute', 10],
		['Held', 'Execute', 10],
		['Aborted', 'Execute', 10],
	])('find their way to %s from %s by commands that are allowed', (goal, from, withinS) => {
		const unit = unitIn(from)
		for (let s = 0; s < withinS; s++) unit.follow(goal, s, true)
		expect(unit.state).toBe(goal)
	})

	it('stay in an acting state until the station is ready', () => {
		const unit = unitIn('Idle')
		for (let s = 0; s < 100; s++) unit.follow('Execute', s, false)
		expect(unit.state).toBe('Starting')
	})
})
