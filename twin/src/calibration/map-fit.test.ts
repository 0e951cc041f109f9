import { describe, expect, it } from 'vitest'
import { type FitProblem, fitMap, profileOf } from './map-fit.ts'

const wide = { low: [-1e6, -1e6], high: [1e6, 1e6], step: [1e-3, 1e-3] }
/** y = a + b t at t = 0..4, sd 0.5. */
const LINE_T = [0, 1, 2, 3, 4]
const line = (y: readonly number[], prior = { mean: [0, 0], sd: [1e4, 1e4] }): FitProblem => ({
	...wide,
	priorMean: prior.mean,
	priorSd: prior.sd,
	residuals: ([a = 0, b = 0]) => Float64Array.from(LINE_T, (t, n) => ((y[n] as number) - a - b * t) / 0.5),
})

describe('a straight line', () => {
	const y = [1, 3.2, 4.9, 7.1, 8.9]

	it('is fitted as by the normal equations, with their covariance', () => {
		const fit = fitMap(line(y))
		// Normal equations by hand: sums of t 10, t2 30, y 25.1, ty 69.9; determinant 50.
		expect(fit.x[0]).toBeCloseTo((30 * 25.1 - 10 * 69.9) / 50, 5)
		expect(fit.x[1]).toBeCloseTo((5 * 69.9 - 10 * 25.1) / 50, 5)
		expect(fit.covariance.get(0, 0)).toBeCloseTo((0.25 * 30) / 50, 5)
		expect(fit.covariance.get(0, 1)).toBeCloseTo((-0.25 * 10) / 50, 5)
		expect(fit.converged).toBe(true)
	})

	it('has a profile that tells the same interval', () => {
		const problem = line(y)
		const fit = fitMap(problem)
		const sd = Math.sqrt(fit.covariance.get(1, 1))
		const { low, high, isNormal } = profileOf(problem, fit, 1)
		expect(isNormal).toBe(true)
		expect((high as number) - (fit.x[1] as number)).toBeCloseTo(1.96 * sd, 2)
		expect((fit.x[1] as number) - (low as number)).toBeCloseTo(1.96 * sd, 2)
	})

	it('goes half way to what was thought beforehand where both say as much', () => {
		const own = fitMap(line(y))
		const sd = Math.sqrt(own.covariance.get(1, 1))
		const fit = fitMap(line(y, { mean: [own.x[0] as number, 0], sd: [1e-6, sd * Math.sqrt(1 / (1 - 100 / 150))] }))
		expect(fit.x[1]).toBeLessThan(own.x[1] as number)
		expect(fit.covariance.get(1, 1)).toBeLessThan(own.covariance.get(1, 1))
	})

	it('is hardly moved by one gross error', () => {
		const clean = fitMap(line(y)).x[1] as number
		const spoilt = fitMap(line([...y.slice(0, 4), 60])).x[1] as number
		expect(Math.abs(spoilt - clean)).toBeLessThan(1)
	})
})

describe('a curve', () => {
	/** y = exp(-k t): the curvature's interval is too short on one side where little is known of k. */
	const decay: FitProblem = {
		priorMean: [0.5],
		priorSd: [10],
		low: [0],
		high: [20],
		step: [1e-4],
		residuals: ([k = 0]) => Float64Array.from([1, 2, 3], (t) => (Math.exp(-2 * t) - Math.exp(-k * t)) / 0.06),
	}

	it('is followed to its parameter', () => {
		expect(fitMap(decay).x[0]).toBeCloseTo(2, 1)
	})

	it('is told not to be normal where its profile is not', () => {
		const fit = fitMap(decay)
		const { low, high, isNormal } = profileOf(decay, fit, 0)
		expect(isNormal).toBe(false)
		expect((high as number) - 2).toBeGreaterThan(2 - (low as number))
	})
})
