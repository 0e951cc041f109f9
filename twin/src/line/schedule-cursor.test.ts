import { describe, expect, it } from 'vitest'
import type { ScheduleItem } from '../port.ts'
import { type LineNow, NO_SCHEDULE, progressed, withSchedule } from './schedule-cursor.ts'

const plan: ScheduleItem[] = [
	{ id: 'r1', kind: 'run', start_ms: 0, length_m: 100, recipe: 'HTR', expected_s: 2000 },
	{ id: 'c1', kind: 'rollChange', after: 'r1', expected_s: 480 },
	{ id: 'x1', kind: 'recipeChange', after: 'c1', recipe: 'NTS', expected_s: 1500 },
	{ id: 'r2', kind: 'run', after: 'x1', length_m: 800, recipe: 'NTS', expected_s: 16000 },
	{ id: 's1', kind: 'stop', after: 'r2', expected_s: 1800 },
]
const running = (tMs: number): LineNow => ({ tMs, state: 'Execute', stopReason: 0, webSpeedMPerS: 0.05 })
const standing = (tMs: number, stopReason: number): LineNow => ({ tMs, state: 'Held', stopReason, webSpeedMPerS: 0 })

describe('schedule cursor', () => {
	it('takes up a run in its middle with the metres since its start', () => {
		expect(withSchedule(NO_SCHEDULE, 'a', plan, running(400_000)).cursor).toEqual({ itemId: 'r1', sinceMs: 400_000, doneM: 20 })
	})

	it('takes up the item that the stop reason names', () => {
		expect(withSchedule(NO_SCHEDULE, 'a', plan, standing(2_100_000, 101)).cursor?.itemId).toBe('c1')
	})

	it('waits for a plan that is still to come, counts nothing before it, and takes its first item up at its start', () => {
		const startingAt = (start_ms: number) => plan.map((item) => (item.id === 'r1' ? { ...item, start_ms } : item))
		const waits = { itemId: 'r1', sinceMs: 10_000, doneM: 0 }
		let at = withSchedule(NO_SCHEDULE, 'a', startingAt(10_000), running(5000))
		expect(at.cursor).toEqual(waits)
		at = progressed(at, running(9000), 0.5)
		at = progressed(at, standing(9999, 101), 0)
		expect(at.cursor).toEqual(waits)
		expect(progressed(at, running(11_000), 0.05).cursor).toEqual({ ...waits, doneM: 0.05 })
		const moved = withSchedule(at, 'b', startingAt(7000), running(9000)).cursor
		expect(moved).toEqual({ itemId: 'r1', sinceMs: 9000, doneM: 0.1 })
		expect(withSchedule(NO_SCHEDULE, 'a', [], running(0)).cursor).toBeNull()
	})

	it('counts metres of Execute and follows the plant from item to item, to the end', () => {
		let at = withSchedule(NO_SCHEDULE, 'a', plan, running(0))
		const go = (now: LineNow, runM = 0) => {
			at = progressed(at, now, runM)
			return at.cursor?.itemId
		}
		expect(go(running(1000), 0.05)).toBe('r1')
		expect(at.cursor?.doneM).toBeCloseTo(0.05)
		expect(go(standing(2000, 201))).toBe('r1')
		expect(go(running(3000), 99.9)).toBe('r1')
		expect(go(standing(4000, 101))).toBe('c1')
		expect(go(standing(5000, 102))).toBe('x1')
		expect(go(running(6000), 0.01)).toBe('r2')
		expect(go(standing(7000, 103))).toBe('s1')
		expect(go(running(8000))).toBeUndefined()
		expect(at.cursor).toBeNull()
	})

	it('keeps its place when the same plan comes again, with done items still in it', () => {
		const at = progressed(withSchedule(NO_SCHEDULE, 'a', plan, running(0)), running(1000), 5)
		expect(withSchedule(at, 'b', [...plan, { id: 'r9', kind: 'run' }], running(2000)).cursor).toEqual(at.cursor)
	})

	it('stays before its first run while the line stands for a stop that was planned', () => {
		const at = withSchedule(NO_SCHEDULE, 'a', plan, standing(0, 103))
		expect(progressed(at, standing(1000, 103), 0).cursor?.itemId).toBe('r1')
		expect(progressed(at, running(2000), 1).cursor?.itemId).toBe('r1')
	})
})
