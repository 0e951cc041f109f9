import { describe, expect, it } from 'vitest'
import { frame } from '../test/fixture-line.ts'
import { SPARK_POINTS, SPARK_STEP_MS } from './contract.ts'
import { Sparks } from './sparks.ts'

const T0 = 1_790_000_000_000
const scrap = (sparks: Sparks) => sparks.spans().series['stat/scrapM']

describe('the sparklines', () => {
	it('take a point for every step of plant time and always have the same length', () => {
		const sparks = new Sparks()
		for (let k = 0; k <= 250; k++) sparks.take(frame(T0 + k * 1000, k, { scrapM: k }))
		expect(scrap(sparks)).toHaveLength(SPARK_POINTS)
		expect(scrap(sparks).slice(-3)).toEqual([230, 240, 250])
		for (let k = 26; k < 1000; k++) sparks.take(frame(T0 + k * SPARK_STEP_MS, k))
		expect(scrap(sparks)).toHaveLength(SPARK_POINTS)
	})

	it('keep a gap where no frame came or the twin was lost', () => {
		const sparks = new Sparks()
		sparks.take(frame(T0, 0, { scrapM: 1 }))
		sparks.take(frame(T0 + 3 * SPARK_STEP_MS, 1, { scrapM: 2 }))
		sparks.take(frame(T0 + 4 * SPARK_STEP_MS, 2, { scrapM: 3, health: 'lost' }))
		expect(scrap(sparks).slice(-5)).toEqual([1, null, null, 2, null])
	})

	it('are filled from the historian only where they are empty, and a series that it has not stays a gap', async () => {
		const sparks = new Sparks()
		sparks.take(frame(T0, 0, { scrapM: 7 }))
		await sparks.fill(async (series, fromMs, toMs, points) => {
			if (series === 'soft/peakK') throw new Error('unknown series')
			expect([toMs - fromMs, points]).toEqual([(SPARK_POINTS - 1) * SPARK_STEP_MS, SPARK_POINTS])
			return [0, 1, 2].map((k) => ({ tMs: toMs - k * SPARK_STEP_MS, mean: 100 + k }))
		})
		expect(scrap(sparks).slice(-4)).toEqual([null, 102, 101, 7])
		expect(sparks.spans().series['soft/peakK'].slice(-2)[0]).toBeNull()
	})
})
