import { describe, expect, it } from 'vitest'
import { PACKML_STATES } from './packml.ts'
import { createUnit, type UnitEvent, type UnitSnapshot, unitAfter, unitDueMs, unitIn } from './unit-machine.ts'

const oven = createUnit('oven', {
	Starting: [
		{ name: 'purge', lastsS: 60, until: ['purgeProved'] },
		{ name: 'warm-up', until: ['warm'] },
	],
	Execute: [
		{ name: 'heating', stays: true, on: { SPLICE: 'splicing' } },
		{ name: 'splicing', lastsS: 10, leadsTo: 'heating' },
	],
})

const run = (from: UnitSnapshot, events: readonly UnitEvent[]) => events.reduce((s, e) => unitAfter(oven, s, e), from)

describe('unit machine', () => {
	it('stays in a mode until its time has passed and its conditions hold', () => {
		let unit = unitAfter(oven, unitIn(oven, 'Idle', 0), { type: 'START', tMs: 1000 })
		expect([unit.state, unit.mode]).toEqual(['Starting', 'purge'])
		expect(unitDueMs(oven, unit)).toBeNull()
		unit = unitAfter(oven, unit, { type: 'TICK', tMs: 70_000 })
		expect(unit.mode).toBe('purge')
		unit = unitAfter(oven, unit, { type: 'CONDITION', tMs: 70_000, name: 'purgeProved', holds: true })
		expect(unit.mode).toBe('warm-up')
		unit = unitAfter(oven, unit, { type: 'CONDITION', tMs: 90_000, name: 'warm', holds: true })
		expect([unit.state, unit.mode, unit.context.sinceMs]).toEqual(['Execute', 'heating', 90_000])
	})

	it('goes through two modes at once when both are over', () => {
		const unit = run(unitIn(oven, 'Idle', 0), [
			{ type: 'CONDITION', tMs: 0, name: 'warm', holds: true },
			{ type: 'CONDITION', tMs: 0, name: 'purgeProved', holds: true },
			{ type: 'START', tMs: 0 },
			{ type: 'TICK', tMs: 60_000 },
		])
		expect(unit.state).toBe('Execute')
	})

	it('takes an own event to its mode and returns when that is over', () => {
		let unit = unitAfter(oven, unitIn(oven, 'Execute', 0), { type: 'SPLICE', tMs: 1000 })
		expect(unit.mode).toBe('splicing')
		expect(unitDueMs(oven, unit)).toBe(11_000)
		unit = unitAfter(oven, unit, { type: 'TICK', tMs: 11_000 })
		expect([unit.state, unit.mode]).toEqual(['Execute', 'heating'])
	})

	it('goes wherever the plant says, and from then on leaves acting states to the plant', () => {
		for (const from of PACKML_STATES) {
			for (const to of PACKML_STATES) {
				const unit = unitAfter(oven, unitIn(oven, from, 0), { type: 'PLANT_STATE', tMs: 5000, state: to })
				expect(unit.state).toBe(to)
				expect(unit.context.led).toBe('plant')
				expect(unitAfter(oven, unit, { type: 'TICK', tMs: 9e9 }).state).toBe(to)
				if (from === to) expect(unit.context.sinceMs).toBe(0)
			}
		}
	})

	it('notes a move of the plant that PackML does not have, and forgets it at the next good one', () => {
		let unit = run(unitIn(oven, 'Aborted', 0), [
			{ type: 'PLANT_STATE', tMs: 1000, state: 'Aborted' },
			{ type: 'PLANT_STATE', tMs: 2000, state: 'Execute' },
		])
		expect(unit.context.disagreement).toEqual({ tMs: 2000, from: 'Aborted', to: 'Execute' })
		unit = unitAfter(oven, unit, { type: 'PLANT_STATE', tMs: 3000, state: 'Held' })
		expect(unit.context.disagreement).toBeNull()
	})

	it('goes on from a snapshot that was JSON in between exactly as without', () => {
		const events: UnitEvent[] = [
			{ type: 'START', tMs: 1000 },
			{ type: 'CONDITION', tMs: 30_000, name: 'purgeProved', holds: true },
			{ type: 'TICK', tMs: 61_000 },
			{ type: 'CONDITION', tMs: 90_000, name: 'warm', holds: true },
			{ type: 'SPLICE', tMs: 95_000 },
			{ type: 'TICK', tMs: 105_000 },
			{ type: 'HOLD', tMs: 110_000, reason: 412 },
			{ type: 'TICK', tMs: 111_000 },
		]
		const whole = run(unitIn(oven, 'Idle', 0), events)
		expect(whole.state).toBe('Held')
		for (let cut = 0; cut <= events.length; cut++) {
			const half = JSON.parse(JSON.stringify(run(unitIn(oven, 'Idle', 0), events.slice(0, cut)))) as UnitSnapshot
			expect(run(half, events.slice(cut))).toEqual(whole)
		}
	})
})
