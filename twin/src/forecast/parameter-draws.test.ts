import { describe, expect, it } from 'vitest'
import type { ModelParameters } from '../line/model-port.ts'
import { parameterVector } from '../sync/parameters.ts'
import { parameterDraws } from './parameter-draws.ts'

const MEAN: ModelParameters = {
	emissivity: 0.97,
	zoneLoss: [1.1, 1, 1, 1],
	feeder: 1.02,
	arealHeat: 1,
	quench: 1,
	drying: 1,
	wash: 1,
	charYield: 1,
	coarsening: 1,
	evaporation: 1,
	yield: 0.98,
}
const COUNT = parameterVector(MEAN).length

const covariance = (sd: (i: number) => number, correlation = 0) =>
	Array.from({ length: COUNT * COUNT }, (_, n) => {
		const [i, j] = [Math.floor(n / COUNT), n % COUNT]
		if (i === j) return sd(i) ** 2
		return i + j === 1 ? correlation * sd(i) * sd(j) : 0
	})

const draws = (cov: readonly number[]) => {
	const draw = parameterDraws(MEAN, cov, 11)
	return Array.from({ length: 2000 }, (_, member) => parameterVector(draw(member)))
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('parameters of the members', () => {
	it('have the mean and the spread of the posterior', () => {
		const drawn = draws(covariance(() => 0.1))
		for (const [i, m] of parameterVector(MEAN).entries()) {
			const values = drawn.map((d) => d[i]!)
			expect(mean(values) / m).toBeCloseTo(1, 2)
			expect(Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)))).toBeCloseTo(0.1, 2)
		}
	})

	it('keep the correlation of the posterior', () => {
		const drawn = draws(covariance(() => 0.05, -0.8))
		const [a, b] = [drawn.map((d) => Math.log(d[0]!)), drawn.map((d) => Math.log(d[1]!))]
		const [ma, mb] = [mean(a), mean(b)]
		const along = mean(a.map((x, n) => (x - ma) * (b[n]! - mb)))
		const spread = Math.sqrt(mean(a.map((x) => (x - ma) ** 2)) * mean(b.map((x) => (x - mb) ** 2)))
		expect(along / spread).toBeCloseTo(-0.8, 1)
	})

	it('are the mean itself where nothing is uncertain', () => {
		expect(draws(covariance(() => 0))[7]).toEqual(parameterVector(MEAN))
	})

	it('are never negative however little is known', () => {
		for (const drawn of draws(covariance(() => 3))) for (const value of drawn) expect(value).toBeGreaterThan(0)
	})
})
