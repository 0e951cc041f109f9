import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { ScheduleItem } from '../port.ts'
import { createLineMachines, type LineMachineEvent, type LineMachinesSnapshot } from './line-machines.ts'
import { planDueMs, planMove } from './plan-run.ts'
import { type LineNow, NO_SCHEDULE, progressed, withSchedule } from './schedule-cursor.ts'

const machines = createLineMachines(loadLine())
const READY: readonly LineMachineEvent[] = ['emittersWarm', 'dryerWarm', 'purgeProved'].map((name) => ({
	kind: 'condition',
	name,
	holds: true,
}))
const lineNow = ({ tMs, line, webSpeedMPerS }: LineMachinesSnapshot): LineNow => ({
	tMs,
	state: line.state,
	stopReason: line.context.stopReason,
	webSpeedMPerS,
})

/** The line under its plan, second by second: what it did, each with how long it lasted, and the metres of Execute by item. */
function carriedOut(
	items: readonly ScheduleItem[],
	seconds: number,
	from: 'warm' | 'cold',
	at: Readonly<Record<number, LineMachineEvent>> = {},
) {
	let now = machines.step(machines.initial(from, 0), READY, 0)
	let plan = withSchedule(NO_SCHEDULE, 'p', items, lineNow(now))
	let recipe = 'HTR'
	const done: { did: string; lastsS: number }[] = []
	const metres: Record<string, number> = {}
	for (let s = 1; s <= seconds; s++) {
		const move = planMove(plan, now, recipe)
		recipe = move.recipe
		const disturbance = at[s]
		now = machines.step(now, [...move.events, ...(disturbance === undefined ? [] : [disturbance])], s * 1000)
		const runM = now.line.state === 'Execute' ? now.webSpeedMPerS : 0
		const item = plan.cursor?.itemId ?? '-'
		metres[item] = (metres[item] ?? 0) + runM
		plan = progressed(plan, lineNow(now), runM)
		const did = `${plan.cursor?.itemId ?? '-'} ${now.line.state} ${recipe}`
		if (done.at(-1)?.did === did) (done.at(-1) as { lastsS: number }).lastsS++
		else done.push({ did, lastsS: 1 })
		expect(now.refused).toEqual([])
	}
	// A recipe is in force a second after the line stands.
	return { waits: done.filter(({ did, lastsS }) => lastsS > 1 && !/ing /.test(did)), metres, now, plan }
}

const run = (id: string, length_m: number, more: Partial<ScheduleItem> = {}): ScheduleItem => ({
	id,
	kind: 'run',
	length_m,
	expected_s: length_m * 20,
	...more,
})

describe('a plan carried out by the coordinator', () => {
	it('runs the metres, changes rolls and recipes between them in one stop, stops as planned and goes on', () => {
		const plan: ScheduleItem[] = [
			run('r1', 20, { recipe: 'HTR' }),
			{ id: 'c1', kind: 'rollChange', expected_s: 100 },
			{ id: 'x1', kind: 'recipeChange', recipe: 'NTS', expected_s: 900 },
			run('r2', 10, { recipe: 'NTS' }),
			{ id: 's1', kind: 'stop', expected_s: 60 },
			run('r3', 5, { recipe: 'HTR' }),
			run('r4', 5, { recipe: 'HTR' }),
		]
		const { waits, metres, plan: left } = carriedOut(plan, 2000, 'warm')
		expect(waits.map(({ did }) => did)).toEqual([
			'r1 Execute HTR',
			'c1 Held NTS',
			'r2 Execute NTS',
			's1 Stopped HTR',
			'r3 Execute HTR',
			'r4 Execute HTR',
		])
		for (const { id, length_m } of plan)
			if (length_m !== undefined && id !== 'r4') expect(metres[id]).toBeGreaterThanOrEqual(length_m)
		expect(metres.r1).toBeLessThan(20.2)
		expect(metres.r2).toBeLessThan(10.2)
		expect(waits[1]?.lastsS).toBeGreaterThanOrEqual(99)
		expect(waits[1]?.lastsS).toBeLessThanOrEqual(101)
		// The time of a stop counts from its beginning.
		expect(waits[3]?.lastsS).toBeLessThanOrEqual(60)
		// What is worked off leaves a running line running.
		expect(left.cursor?.itemId).toBe('r4')
	})

	it('starts a cold line by itself, and changes the recipe where only the run says so', () => {
		const { waits } = carriedOut([run('r1', 10, { recipe: 'NTS' }), run('r2', 5, { recipe: 'HTR' }), run('r3', 5)], 1500, 'cold')
		expect(waits.map(({ did }) => did)).toEqual(['r1 Execute NTS', 'r2 Execute HTR', 'r3 Execute HTR'])
	})

	it('begins when its first start has come: a cold line stands until then, a warm one runs on as it did', () => {
		const plan = [run('r1', 5, { start_ms: 300_000, recipe: 'NTS' })]
		const cold = carriedOut(plan, 900, 'cold')
		expect(cold.waits.map(({ did }) => did)).toEqual(['r1 Stopped HTR', 'r1 Execute NTS'])
		expect(cold.waits[0]?.lastsS).toBe(300)
		const warm = carriedOut([run('r1', 5, { start_ms: 60_000 })], 100, 'warm')
		expect(warm.plan.cursor).toMatchObject({ itemId: 'r1', sinceMs: 60_000 })
		// Seconds 60 to 100, both of them in it.
		expect(warm.plan.cursor?.doneM).toBeCloseTo(41 * 0.05, 9)
		const now = machines.step(machines.initial('cold', 0), READY, 0)
		expect(planDueMs(withSchedule(NO_SCHEDULE, 'p', plan, lineNow(now)), now)).toBe(300_000)
	})

	it('does not go on before the start that the next run is given', () => {
		const plan = [run('r1', 5), { id: 'c1', kind: 'rollChange' as const, expected_s: 50 }, run('r2', 5, { start_ms: 400_000 })]
		const { waits } = carriedOut(plan, 700, 'warm')
		expect(waits.map(({ did }) => did)).toEqual(['r1 Execute HTR', 'c1 Held HTR', 'r2 Execute HTR'])
		expect((waits[0]?.lastsS ?? 0) + (waits[1]?.lastsS ?? 0)).toBeGreaterThan(380)
	})

	it('goes on where it was after an abort that somebody cleared, and keeps the metres', () => {
		const { waits, metres } = carriedOut(
			[run('r1', 20), { id: 'c1', kind: 'rollChange', expected_s: 60 }, run('r2', 5)],
			1200,
			'warm',
			{
				100: { kind: 'command', command: 'ABORT' },
				200: { kind: 'command', command: 'CLEAR' },
			},
		)
		expect(waits.map(({ did }) => did)).toEqual([
			'r1 Execute HTR',
			'r1 Aborted HTR',
			'r1 Execute HTR',
			'c1 Held HTR',
			'r2 Execute HTR',
		])
		expect(metres.r1).toBeGreaterThanOrEqual(20)
		expect(metres.r1).toBeLessThan(20.2)
	})

	it('says when a run will be out', () => {
		const now = machines.step(machines.initial('warm', 0), READY, 0)
		const plan = withSchedule(NO_SCHEDULE, 'p', [run('r1', 20)], lineNow(now))
		expect(planDueMs(plan, now)).toBe(400_000)
		expect(planMove(NO_SCHEDULE, now, 'HTR')).toEqual({ events: [], recipe: 'HTR' })
	})
})
