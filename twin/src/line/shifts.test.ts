import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineTwin } from '../live/line-twin.ts'
import type { LineFrame } from '../port.ts'
import { shiftAt } from './shifts.ts'

const line = loadLine()
const at = (text: string) => Date.parse(`2026-11-30T${text}Z`)

describe('the shift', () => {
	it.each([
		['05:59:59', 3, '2026-11-29T22:00:00Z', '2026-11-30T06:00:00Z'],
		['06:00:00', 1, '2026-11-30T06:00:00Z', '2026-11-30T14:00:00Z'],
		['13:59:59', 1, '2026-11-30T06:00:00Z', '2026-11-30T14:00:00Z'],
		['22:30:00', 3, '2026-11-30T22:00:00Z', '2026-12-01T06:00:00Z'],
	])('at %s is number %i', (time, number, startMs, endMs) => {
		const shift = { number, startMs: Date.parse(startMs), endMs: Date.parse(endMs) }
		expect(shiftAt(line.shifts, at(time))).toEqual(shift)
		expect(shiftAt([...line.shifts].reverse(), at(time))).toEqual({ ...shift, number: 4 - number })
	})

	it('is the whole day where there is but one', () => {
		expect(shiftAt(['07:30'], at('07:29:00'))).toEqual({ number: 1, startMs: at('07:30:00') - 86_400_000, endMs: at('07:30:00') })
	})
})

it('a frame says where the line is in its plan, and in which shift', () => {
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	const twin = createLineTwin({ line, recipes, seed: 1, initial: 'warm' })
	const frames: LineFrame[] = []
	twin.frames$.subscribe((frame) => frames.push(frame))
	const tMs = at('13:00:00')
	twin.tick({ tMs })
	expect(frames.at(-1)?.plan?.item).toBeNull()
	const item = { id: 'r1', kind: 'run', start_ms: tMs, length_m: 400, recipe: 'HTR', expected_s: 8000 } as const
	twin.command({ kind: 'schedule', tMs, scheduleId: 'p', items: [item] })
	for (let s = 1; s <= 10; s++) twin.tick({ tMs: tMs + s * 1000 })
	const plan = frames.at(-1)?.plan
	expect(plan?.item).toMatchObject({ id: 'r1', kind: 'run', recipe: 'HTR', sinceMs: tMs, lengthM: 400 })
	expect(plan?.item?.doneM).toBeCloseTo(10 * line.web.speedMPerS, 1)
	expect(plan?.shift).toEqual({ number: 1, startMs: at('06:00:00'), endMs: at('14:00:00') })
})
