import { PACKML_COMMAND_NUMBER } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { commandNumber, NO_TAGS, noTimes, tagsIn, tagsOut, timesAfter } from './pack-tags.ts'
import { createUnit, unitAfter, unitIn } from './unit-machine.ts'

const cmd = (CntrlCmd: number, more = {}) => ({ ...NO_TAGS, CntrlCmd, CmdChangeRequest: true, ...more })
const oven = createUnit('oven', {})

describe('PackTags in', () => {
	it.each(Object.entries(PACKML_COMMAND_NUMBER))('%s is command %i, on the rising edge of the request only', (name, number) => {
		expect(tagsIn(NO_TAGS, cmd(number))).toEqual([{ kind: 'command', command: name }])
		expect(tagsIn(cmd(number), cmd(number))).toEqual([])
		expect(tagsIn(NO_TAGS, { ...cmd(number), CmdChangeRequest: false })).toEqual([])
		expect(commandNumber(name as keyof typeof PACKML_COMMAND_NUMBER)).toBe(number)
	})

	it('state complete acts on its rising edge', () => {
		const on = { ...NO_TAGS, stateComplete: true }
		expect(tagsIn(NO_TAGS, on)).toEqual([{ kind: 'state-complete' }])
		expect(tagsIn(on, on)).toEqual([])
	})

	it('hold beats state complete in the same cycle, and abort beats all', () => {
		const start = PACKML_COMMAND_NUMBER.START
		expect(tagsIn(NO_TAGS, { ...NO_TAGS, stateComplete: true, hold: true })).toEqual([{ kind: 'command', command: 'HOLD' }])
		expect(tagsIn(NO_TAGS, cmd(start, { stateComplete: true, hold: true }))).toEqual([{ kind: 'command', command: 'HOLD' }])
		expect(tagsIn(NO_TAGS, cmd(start, { stateComplete: true, hold: true, abort: true }))).toEqual([
			{ kind: 'command', command: 'ABORT' },
		])
		expect(tagsIn(NO_TAGS, cmd(PACKML_COMMAND_NUMBER.STOP, { hold: true }))).toEqual([{ kind: 'command', command: 'STOP' }])
	})

	it('mode and speed come beside a command, and a number that PackML does not have is told', () => {
		const tags = { ...cmd(11), UnitMode: 3, UnitModeChangeRequest: true, MachSpeed: 40 }
		expect(tagsIn(NO_TAGS, tags)).toEqual([
			{ kind: 'mode', number: 3 },
			{ kind: 'speed', webSpeedMPerS: 0.04 },
			{ kind: 'unknown-command', number: 11 },
		])
	})
})

describe('PackTags out', () => {
	it('tell mode, state, reason and how long, now and altogether', () => {
		let at = unitIn(oven, 'Execute', 0)
		let times = timesAfter(noTimes(0), at, 60_000)
		at = unitAfter(oven, at, { type: 'HOLD', tMs: 60_000, reason: 402 })
		times = timesAfter(times, at, 60_500)
		const view = {
			tMs: 60_500,
			times,
			requested: { unitMode: 2, command: 4 },
			machSpeedMPerS: 0.05,
			curMachSpeedMPerS: 0.049,
			machDesignSpeedMPerS: 0.09,
			equipment: { blocked: true, starved: false },
		}
		const tags = tagsOut(at, view)
		expect(tags).toMatchObject({
			'Status/UnitModeCurrent': 1,
			'Status/UnitModeChangeInProcess': true,
			'Status/UnitModeRequested': 2,
			// HOLD leads to Holding.
			'Status/StateRequested': 10,
			'Status/StateCurrent': 10,
			'Status/StateChangeInProcess': true,
			'Status/CurMachSpeed': 49,
			'Status/EquipmentInterlock/Blocked': true,
			'Status/EquipmentInterlock/Starved': false,
			'Admin/StopReason/ID': 402,
			'Admin/StateCurrentTime': 0,
			'Admin/ModeCurrentTime': 60,
			'Admin/AccTimeSinceReset': 60,
			'Admin/ModeCumulativeTime': [60, 0, 0],
		})
		expect((tags['Admin/StateCumulativeTime'] as number[])[5]).toBe(60)
	})
})
