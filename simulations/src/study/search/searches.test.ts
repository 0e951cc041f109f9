import { describe, expect, it } from 'vitest'
import { frontOf, paretoSearch, type Weighed } from './front.ts'
import { GaussianProcess, gaussianProcessSearch } from './gaussian-process.ts'
import type { Judged } from './judged.ts'

describe('search by a Gaussian process', () => {
	/** Branin on the unit square: least value 0.397887 at three places. */
	const branin = ([u, v]: readonly number[]) => {
		const [x, y] = [15 * u! - 5, 15 * v!]
		const a = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6
		return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10
	}

	function searched(evaluations: number, constraint?: (x: readonly number[]) => number): readonly Judged[] {
		const search = gaussianProcessSearch({ start: [0.5, 0.5], seed: 1, evaluations })
		let tried = 0
		let step = search.next()
		while (!step.done) {
			tried += step.value.length
			step = search.next(
				step.value.map((x) => ({ value: branin(x), constraints: constraint === undefined ? [] : [constraint(x)] })),
			)
		}
		expect(tried).toBe(evaluations)
		return step.value
	}

	it('comes near the least value of Branin with 36 points', () => {
		expect(searched(36)[0]!.value).toBeLessThan(0.41)
	}, 120_000)

	it('keeps a constraint that cuts off two of the three least values', () => {
		const [best] = searched(36, ([u]) => 0.7 - u!)
		expect(best!.x[0]).toBeGreaterThanOrEqual(0.7)
		expect(best!.value).toBeLessThan(0.5)
	}, 120_000)

	it('goes through what it knows and is unsure far from it', () => {
		const points = [[0.1], [0.4], [0.6], [0.9]]
		const fit = new GaussianProcess(
			points,
			points.map(([x]) => Math.sin(6 * x!)),
			1,
		)
		for (const [x] of points) expect(fit.at([x!]).mean).toBeCloseTo(Math.sin(6 * x!), 2)
		expect(fit.at([0.4]).sd).toBeLessThan(0.01)
		expect(fit.at([0.75]).sd).toBeGreaterThan(fit.at([0.6]).sd)
	})
})

describe('front of two values', () => {
	it('of ZDT1 lies on its known curve, from end to end', () => {
		const search = paretoSearch({ start: [0.5, 0.5, 0.5, 0.5], seed: 1, population: 40, generations: 80 })
		let step = search.next()
		while (!step.done)
			step = search.next(
				step.value.map(([first, ...rest]) => {
					const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length
					return { values: [first!, g * (1 - Math.sqrt(first! / g))], constraints: [] }
				}),
			)
		const front = frontOf(step.value)
		expect(front.length).toBeGreaterThan(30)
		// g is 1 on the front: f2 = 1 - sqrt(f1).
		const apart = front.map(({ values: [a, b] }) => b! - (1 - Math.sqrt(a!)))
		expect(apart.reduce((sum, d) => sum + d, 0) / apart.length).toBeLessThan(0.03)
		expect(front[0]!.values[0]).toBeLessThan(0.05)
		expect(front.at(-1)!.values[0]).toBeGreaterThan(0.9)
	})

	it('leaves out what breaks a constraint and what another beats', () => {
		const one = (a: number, b: number, g = -1): Weighed => ({ x: [], values: [a, b], constraints: [g] })
		const front = frontOf([one(1, 3), one(2, 2), one(2.5, 2.5), one(3, 1), one(0, 0, 0.1), one(1, 3)])
		expect(front.map(({ values }) => values)).toEqual([
			[1, 3],
			[2, 2],
			[3, 1],
		])
	})
})
