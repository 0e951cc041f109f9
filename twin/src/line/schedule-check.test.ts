import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineTwin } from '../live/line-twin.ts'
import type { Fault, ScheduleItem } from '../port.ts'
import { scheduleMistakes } from './schedule-check.ts'

const config = loadLine()
const T0 = 1_790_000_000_000
const run = (id: string, more: Partial<ScheduleItem>): ScheduleItem => ({
	id,
	kind: 'run',
	length_m: 400,
	recipe: 'HTR',
	expected_s: 8000,
	...more,
})

describe('a plan', () => {
	it('in order, each after the other or at its own time, has no mistake', () => {
		const plan: ScheduleItem[] = [
			run('r1', { start_ms: T0 }),
			{ id: 'c1', kind: 'rollChange', after: 'r1', expected_s: 480 },
			{ id: 'x1', kind: 'recipeChange', after: 'c1', recipe: 'NTS', expected_s: 1350 },
			run('r2', { after: 'x1', recipe: 'nts-bisnsb', start_ms: T0 + 1000 }),
			run('r3', { start_ms: T0 + 17_830_000 }),
		]
		expect(scheduleMistakes(plan, config)).toEqual([])
		expect(scheduleMistakes([], config)).toEqual([])
	})

	it('tells each mistake, not only the first', () => {
		const plan: ScheduleItem[] = [
			run('r1', { start_ms: T0 }),
			run('r2', { start_ms: T0 + 7_000_000, recipe: 'GOLD' }),
			{ id: 'x1', kind: 'recipeChange', after: 'r2', expected_s: 100 },
			run('r3', { start_ms: T0 + 1000 }),
		]
		const words = scheduleMistakes(plan, config)
		expect(words).toHaveLength(4)
		expect(words[0]).toMatch('r2: no recipe "GOLD" on this line, expected one of HTR, NTS')
		expect(words.slice(1)).toEqual([
			'r2: overlaps r1 by 1000 s',
			'x1: a recipe change without its recipe',
			'r3: starts before x1, which stands in front of it',
		])
	})

	it('with a mistake is refused whole by the twin, which keeps the one it has', () => {
		const recipes = { 'htr-bisb': loadRecipe('HTR', config), 'nts-bisnsb': loadRecipe('NTS', config) }
		const twin = createLineTwin({ line: config, recipes, seed: 1 })
		const faults: Fault[] = []
		twin.frames$.subscribe((frame) => faults.push(...frame.faults))
		twin.command({ kind: 'schedule', tMs: T0, scheduleId: 'good', items: [run('r1', { start_ms: T0 })] })
		twin.tick({ tMs: T0 })
		twin.command({
			kind: 'schedule',
			tMs: T0,
			scheduleId: 'bad',
			items: [run('r1', { start_ms: T0 }), run('r2', { start_ms: T0 + 1 })],
		})
		twin.tick({ tMs: T0 + 1000 })
		expect(twin.snapshot().schedule.scheduleId).toBe('good')
		expect(faults.filter((f) => f.code === 'bad-schedule').map((f) => f.message)).toEqual([
			'the plan is kept as it was: r2: overlaps r1 by 8000 s',
		])
	})
})
