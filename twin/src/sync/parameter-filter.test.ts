import { describe, expect, it } from 'vitest'
import { ParameterFilter } from './parameter-filter.ts'

const filter = () =>
	new ParameterFilter({
		prior: [1, 1, 0],
		priorSd: [0.1, 0.2, 4],
		range: [
			[0.2, 5],
			[0.2, 5],
			[-50, 50],
		],
		relaxS: 8 * 3600,
	})

describe('parameter filter', () => {
	it('gives the textbook mean and variance for one scalar measurement', () => {
		const f = filter()
		f.update({ residual: 0.1, row: [1, 0, 0], variance: 0.03 })
		expect(f.mean[0]).toBeCloseTo(1 + (0.01 / 0.04) * 0.1, 12)
		expect(f.sd(0) ** 2).toBeCloseTo((0.01 * 0.03) / 0.04, 12)
		expect([f.mean[1], f.mean[2], f.sd(1), f.sd(2)]).toEqual([1, 0, 0.2, 4])
	})

	it('does not tell a parameter from a bias that looks the same: their difference stays as wide as it was', () => {
		const f = filter()
		for (let i = 0; i < 100; i++) f.update({ residual: 0, row: [40, 0, 1], variance: 0.01 })
		expect(f.sdOf([40, 0, 1])).toBeLessThan(0.05)
		expect(f.sd(0)).toBeGreaterThan(0.05)
		expect(f.sd(2)).toBeGreaterThan(2)
	})

	it('forgets towards its prior, mean and spread', () => {
		const f = filter()
		f.update({ residual: 0.5, row: [0, 1, 0], variance: 1e-4 })
		expect(f.sd(1)).toBeLessThan(0.02)
		f.age(100 * 3600)
		expect(f.mean[1]).toBeCloseTo(1, 3)
		expect(f.sd(1)).toBeCloseTo(0.2, 4)
		f.age(1e9)
		expect(f.sd(0)).toBeCloseTo(0.1, 12)
	})

	it('moves little for a gross error and not at all for a residual that is no number', () => {
		const f = filter()
		f.update({ residual: 1000, row: [1, 0, 0], variance: 1e-4 })
		expect(Math.abs((f.mean[0] as number) - 1)).toBeLessThan(0.1)
		const before = f.snapshot()
		expect(f.update({ residual: Number.NaN, row: [1, 0, 0], variance: 1 })).toBe(0)
		expect(f.snapshot()).toEqual(before)
	})

	it('stays symmetric with no negative variance over thousands of updates', () => {
		const f = filter()
		for (let i = 0; i < 5000; i++) {
			f.update({ residual: Math.sin(i) * 0.1, row: [Math.sin(i * 0.7), Math.cos(i), 1], variance: 0.01 })
			if (i % 10 === 0) f.age(60)
		}
		for (let i = 0; i < 3; i++) {
			expect(f.covariance[i * 3 + i]).toBeGreaterThanOrEqual(0)
			for (let j = 0; j < 3; j++) expect(f.covariance[i * 3 + j]).toBe(f.covariance[j * 3 + i])
		}
	})
})
