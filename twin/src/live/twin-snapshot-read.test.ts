import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../port.ts'
import { createLineTwin } from './line-twin.ts'
import { TwinCore } from './twin-core.ts'
import { readTwinSnapshot } from './twin-snapshot-read.ts'

const line = loadLine('line1')
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
const options = { line, recipes, seed: 1 }
const T0 = 1_790_000_000_000

const json = (value: unknown) => JSON.parse(JSON.stringify(value))
const fresh = json(new TwinCore(options).snapshot())
/** A snapshot with one place of it set otherwise; undefined takes it out. */
function but(path: string, value: unknown): Record<string, unknown> {
	const all = structuredClone(fresh)
	const keys = path.split('.')
	const last = keys.pop() as string
	const at = keys.reduce((part, key) => part[key], all)
	if (value === undefined) delete at[last]
	else at[last] = value
	return all
}

describe('a snapshot that is read', () => {
	it.each([
		['no object', null, 'snapshot: found null, expected an object'],
		['a later version', but('version', 5), 'snapshot: found version 5, expected 1 to 4'],
		['no version', but('version', undefined), 'snapshot: found version none, expected 1 to 4'],
		['another line', but('line', 'pilot'), 'snapshot: found one of line pilot, expected one of line1'],
		['no schedule', but('schedule', undefined), 'snapshot: schedule: found nothing, expected an object'],
		['no filter', but('estimator.filter', undefined), 'snapshot: estimator.filter: found nothing, expected an object'],
		[
			'a filter of fewer parameters',
			but('estimator.filter.mean', [1, 1]),
			'snapshot: estimator.filter.mean: found 2 values, expected',
		],
		['text for a number', but('ownFromM', 'far'), 'snapshot: ownFromM: found a string, expected a number'],
		['no web', but('model.state.parcels', undefined), 'snapshot: model.state.parcels: found nothing, expected an object'],
	])('with %s is refused, with what to do', (_, found, message) => {
		let error: unknown
		try {
			readTwinSnapshot(options, found)
		} catch (thrown) {
			error = thrown
		}
		expect(error).toMatchObject({ code: 'SNAPSHOT' })
		expect(String(error)).toContain(message)
		expect(String(error)).toContain('start the twin without it')
	})

	it('of which a field of the web is missing is refused by the line', () => {
		expect(() => createLineTwin(options, but('model.state.parcels.peakK', undefined) as never)).toThrow('has no peakK')
		expect(() => createLineTwin(options, but('model.state.numbers.fedM', undefined) as never)).toThrow('has no fedM')
	})

	it('of version 1 is brought up to date', () => {
		const { pending, interlocks, ...rest } = fresh
		expect(readTwinSnapshot(options, { ...rest, version: 1, interlocks: interlocks.board })).toEqual(fresh)
		expect(pending).toEqual([])
	})

	it('keeps faults that no frame has told, what waits for its tick, and what interlocks heard before the plant spoke', () => {
		const first = createLineTwin(options)
		const reading = (tag: string, value: number, tMs: number): Reading => ({ tag, value, tMs, quality: 'good' })
		first.readings([reading('Quench/Web/ExitTemperature', 500, T0)])
		first.tick({ tMs: T0 })
		first.command({ kind: 'schedule', tMs: T0, scheduleId: 's', items: [{ id: 'a', kind: 'run', recipe: 'XYZ' }] })
		first.readings([reading('Line/Status/StateCurrent', 6, T0 + 1500), reading('Line/Status/CurMachSpeed', 45, T0 + 1500)])
		const saved = json(first.snapshot())
		expect(saved.pending).toHaveLength(1)
		expect(saved.interlocks.heard).toHaveProperty(['Quench/Web/ExitTemperature'])
		expect(saved.queue.waiting).toHaveLength(2)
		const second = createLineTwin(options, saved)
		for (const tMs of [T0 + 1000, T0 + 2000, T0 + 3000]) {
			const told = [first, second].map((twin) => {
				let frame = ''
				const watch = twin.frames$.subscribe((one) => {
					frame = JSON.stringify(one)
				})
				twin.tick({ tMs })
				watch.unsubscribe()
				return frame
			})
			expect(told[1]).toBe(told[0])
		}
		expect(json(second.snapshot())).toEqual(json(first.snapshot()))
	})
})
