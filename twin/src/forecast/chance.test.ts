import { describe, expect, it } from 'vitest'
import { chance, normalProbability, normalQuantile } from './chance.ts'
import { sortedQuantile, summary } from './quantiles.ts'
import { drawMeanTimesBetween, drawRemainingRepairS, drawRepairS, logRepairMean, REPAIR_LOG_SD } from './repairs.ts'

const draws = (n: number, draw: (member: number) => number) => Array.from({ length: n }, (_, member) => draw(member))
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('chance', () => {
	it('gives the same numbers for the same seed, member and purpose, and others for any other', () => {
		const first = (seed: number, member: number, purpose: 'stops' | 'repairs') => chance(seed, member, purpose).uniform()
		expect(first(7, 3, 'stops')).toBe(first(7, 3, 'stops'))
		const all = [first(7, 3, 'stops'), first(8, 3, 'stops'), first(7, 4, 'stops'), first(7, 3, 'repairs')]
		expect(new Set(all).size).toBe(4)
	})

	it('is even over members although each has a stream of its own', () => {
		const u = draws(4000, (member) => chance(1, member, 'stops').uniform())
		expect(mean(u)).toBeCloseTo(0.5, 1)
		expect(mean(u.map((x) => (x - 0.5) ** 2))).toBeCloseTo(1 / 12, 2)
	})

	it('inverts the normal distribution', () => {
		for (const p of [1e-12, 1e-4, 0.01, 0.3, 0.5, 0.8413447460685429, 0.999]) {
			expect(normalProbability(normalQuantile(p)) / p).toBeCloseTo(1, 6)
		}
		expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7)
		expect(normalProbability(-1)).toBeCloseTo(0.15865525393145707, 14)
	})
})

describe('stops', () => {
	const repair = { logRepairMean: logRepairMean(600), logRepairSd: REPAIR_LOG_SD }

	it('keep their mean times and rates', () => {
		const cause = { code: 201, shape: 3, exposureS: 3 * 7200, ...repair }
		const rates = draws(4000, (m) => 1 / drawMeanTimesBetween([cause], chance(2, m, 'stops'))[0]!)
		expect(mean(rates) * 7200).toBeCloseTo(1, 1)
		// A gamma rate of shape 3 has a variance of a third of its square.
		expect(mean(rates.map((r) => (r * 7200 - 1) ** 2))).toBeCloseTo(1 / 3, 1)
		expect(mean(draws(4000, (m) => drawRepairS(repair, chance(2, m, 'repairs')))) / 600).toBeCloseTo(1, 1)
	})

	it('expect more time to come from a repair that is already long', () => {
		const left = (elapsedS: number) => mean(draws(2000, (m) => drawRemainingRepairS(repair, elapsedS, chance(3, m, 'repairs'))))
		expect(left(1200)).toBeGreaterThan(left(300))
		expect(left(1e7)).toBeGreaterThan(0)
		expect(Number.isFinite(left(1e9))).toBe(true)
	})

	it('agree with drawing whole repairs and keeping those that outlast the time gone', () => {
		const whole = draws(20000, (m) => drawRepairS(repair, chance(4, m, 'repairs'))).filter((s) => s > 400)
		const rest = draws(8000, (m) => drawRemainingRepairS(repair, 400, chance(5, m, 'repairs')))
		expect(mean(rest) / (mean(whole) - 400)).toBeGreaterThan(0.93)
		expect(mean(rest) / (mean(whole) - 400)).toBeLessThan(1.07)
	})
})

describe('quantiles', () => {
	it('lie between the ordered values and never fall', () => {
		const s = summary([5, 1, 4, 2, 3])!
		expect(s.mean).toBe(3)
		expect(s.q['0.5']).toBe(3)
		const values = Object.values(s.q)
		expect(values).toEqual([...values].sort((a, b) => a - b))
		expect(sortedQuantile([1, 2], 0)).toBe(1)
		expect(sortedQuantile([1, 2], 1)).toBe(2)
	})

	it('leave out what is not a number, and say nothing of nothing', () => {
		expect(summary([Number.NaN, 2])?.mean).toBe(2)
		expect(summary([])).toBeNull()
	})
})
