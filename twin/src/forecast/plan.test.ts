import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { ScheduleItem } from '../port.ts'
import { type PlanStart, remainingPlan } from './plan.ts'

const LINE = loadLine('line1')
const SCHEDULE: readonly ScheduleItem[] = [
	{ id: 'r1', kind: 'run', start_ms: 0, length_m: 400, recipe: 'HTR', expected_s: 8000 },
	{ id: 'c1', kind: 'rollChange', after: 'r1', expected_s: 480 },
	{ id: 'x1', kind: 'recipeChange', after: 'c1', recipe: 'NTS', expected_s: 1500 },
	{ id: 'r2', kind: 'run', after: 'x1', length_m: 800, recipe: 'NTS' },
]
const at = (change: Partial<PlanStart>): PlanStart => ({
	tMs: 3_600_000,
	recipe: 'htr-bisb',
	stop: null,
	schedule: SCHEDULE,
	cursor: null,
	rollRemainingM: null,
	...change,
})

describe('remaining plan', () => {
	it('begins with what is left of the item going on', () => {
		const tasks = remainingPlan(at({ cursor: { itemId: 'r1', sinceMs: 0, doneM: 150 } }), LINE)
		expect(tasks.map((task) => task.kind)).toEqual(['run', 'stand', 'stand', 'run'])
		expect(tasks[0]).toEqual({ kind: 'run', recipe: 'htr-bisb', lengthM: 250, notBeforeS: 0 })
		expect(tasks[3]).toMatchObject({ recipe: 'nts-bisnsb', lengthM: 800 })
	})

	it('counts the time already gone of a roll change', () => {
		const [first] = remainingPlan(at({ cursor: { itemId: 'c1', sinceMs: 3_500_000, doneM: 0 } }), LINE)
		expect(first).toMatchObject({ what: 'rollChange', expectedS: 480, elapsedS: 100, recipe: 'htr-bisb' })
	})

	it('waits for an item that may not begin yet', () => {
		const later: ScheduleItem[] = [{ id: 'r9', kind: 'run', start_ms: 3_700_000, length_m: 10 }]
		const [first] = remainingPlan(at({ schedule: later, cursor: { itemId: 'r9', sinceMs: 3_600_000, doneM: 0 } }), LINE)
		expect(first).toMatchObject({ notBeforeS: 100, lengthM: 10 })
	})

	it('lets a line that runs before its plan begins go on with the first run, and one that stands wait for it', () => {
		const later: ScheduleItem[] = [{ id: 'r9', kind: 'run', start_ms: 3_700_000, length_m: 10 }]
		const cursor = { itemId: 'r9', sinceMs: 3_700_000, doneM: 0 }
		expect(remainingPlan(at({ schedule: later, cursor }), LINE)).toMatchObject([{ notBeforeS: 0, lengthM: 10 }])
		const stop = { state: 'Stopped' as const, sinceMs: 0, reason: 103 }
		expect(remainingPlan(at({ schedule: later, cursor, stop }), LINE)).toMatchObject([{ notBeforeS: 100, lengthM: 10 }])
	})

	it('goes on with the recipe where there is no schedule, roll by roll', () => {
		const tasks = remainingPlan(at({ schedule: [], rollRemainingM: 120 }), LINE)
		expect(tasks[0]).toMatchObject({ kind: 'run', lengthM: 120 })
		expect(tasks[1]).toMatchObject({ kind: 'stand', what: 'rollChange' })
		expect(tasks[2]).toMatchObject({ kind: 'run', lengthM: LINE.web.rollLengthM })
		expect(remainingPlan(at({ schedule: [] }), LINE)).toEqual([
			{ kind: 'run', recipe: 'htr-bisb', lengthM: Infinity, notBeforeS: 0 },
		])
	})

	it('leaves a line standing that somebody stopped with nothing more to do', () => {
		expect(remainingPlan(at({ stop: { state: 'Stopped', sinceMs: 0, reason: 0 } }), LINE)).toEqual([])
	})
})
