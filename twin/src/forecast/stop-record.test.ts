import { describe, expect, it } from 'vitest'
import type { PackMlState } from '../port.ts'
import { StopRecord, stopBeliefs } from './stop-record.ts'

const LINE = {
	stops: [
		{ station: 'Feed' as const, code: 201, words: 'feeder bridging', meanTimeBetweenS: 36_000, meanTimeToRepairS: 360 },
		{ station: 'Wash' as const, code: 601, words: 'filter clogged', meanTimeBetweenS: 57_600, meanTimeToRepairS: 480 },
	],
}

/** States with their lengths in s and the reason that is told, one frame a second. */
function lived(days: readonly (readonly [PackMlState, number, number?])[], record = new StopRecord(LINE), fromS = 0): StopRecord {
	let s = fromS
	for (const [state, forS, stopReason = 0] of days)
		for (const until = s + forS; s < until; s++)
			record.frame({ tMs: s * 1000, health: 'tracking', line: { state, sinceMs: 0, stopReason } })
	return record
}
const rate = (record: StopRecord, code: number) => {
	const { shape, exposureS } = record.beliefs().find((cause) => cause.code === code)!
	return shape / exposureS
}

describe('the stop record', () => {
	it('begins at what the line file says', () => {
		const [bridging] = stopBeliefs(LINE)
		expect(bridging!.shape / bridging!.exposureS).toBeCloseTo(1 / 36_000, 12)
		expect(Math.exp(bridging!.logRepairMean)).toBeGreaterThan(200)
		expect(Math.exp(bridging!.logRepairMean)).toBeLessThan(360)
		// 1 / (1 + 360/36000 + 480/57600), repairs a little longer for their mean is not known.
		expect(new StopRecord(LINE).availability()).toBeCloseTo(0.98, 2)
	})

	it('expects fewer stops the longer the line runs without one', () => {
		const record = lived([['Execute', 36_001]])
		expect(rate(record, 201)).toBeCloseTo(1 / 72_000, 8)
	})

	it('counts a stop by its own reason and the time to its repair', () => {
		const record = lived([
			['Execute', 3601],
			['Aborting', 5],
			['Aborted', 1195, 201],
			['Clearing', 100],
			['Stopped', 100],
			['Resetting', 5],
			['Starting', 60],
			['Execute', 3600],
		])
		expect(rate(record, 201)).toBeCloseTo(2 / (36_000 + 7199), 7)
		expect(rate(record, 601)).toBeCloseTo(1 / (57_600 + 7199), 7)
		const { seen } = record.snapshot()
		expect(Object.keys(seen)).toEqual(['201'])
		expect(Math.exp(seen['201']!.logSum)).toBeCloseTo(1400, 0)
	})

	it('counts no planned stop, nor a stop that began before it looked', () => {
		const record = lived([
			['Held', 300, 601],
			['Execute', 600],
			['Held', 480, 101],
			['Unholding', 60],
			['Execute', 600],
		])
		expect(record.snapshot().seen).toEqual({})
	})

	it('learns causes that the line file does not list', () => {
		const record = lived([
			['Execute', 7200],
			['Held', 900, 299],
			['Execute', 7200],
		])
		const found = record.beliefs().find(({ code }) => code === 299)!
		expect(found.exposureS / found.shape).toBeGreaterThan(14_400)
		expect(found.exposureS / found.shape).toBeLessThan(100_000)
	})

	it('goes on from its snapshot as if it had never stopped', () => {
		const half = lived([
			['Execute', 1000],
			['Held', 100, 601],
		])
		const on = new StopRecord(LINE, JSON.parse(JSON.stringify(half.snapshot())))
		const rest = [
			['Held', 200, 601],
			['Execute', 900],
		] as const
		expect(lived(rest, on, 1100).snapshot()).toEqual(lived(rest, half, 1100).snapshot())
		expect(on.snapshot().seen['601']!.count).toBe(1)
	})
})
