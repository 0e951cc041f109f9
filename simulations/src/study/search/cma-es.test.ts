import { describe, expect, it } from 'vitest'
import { type CmaOptions, cmaEs, mirrored } from './cma-es.ts'

type Problem = { readonly value: (x: readonly number[]) => number; readonly constraints?: (x: readonly number[]) => number[] }

function search({ value, constraints = () => [] }: Problem, options: CmaOptions) {
	const asking = cmaEs(options)
	let evaluations = 0
	let step = asking.next()
	while (!step.done) {
		evaluations += step.value.length
		step = asking.next(step.value.map((x) => ({ value: value(x), constraints: constraints(x) })))
	}
	return { evaluations, best: step.value[0]! }
}

const rosenbrock = (x: readonly number[]) =>
	x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0)

describe('CMA-ES', () => {
	it('brings Rosenbrock in 10 dimensions under 1e-8 within 12,000 evaluations', () => {
		const found = Array.from({ length: 20 }, (_, seed) =>
			search({ value: rosenbrock }, { start: new Array(10).fill(0), step: 0.5, seed, evaluations: 12_000, target: 1e-8 }),
		).filter(({ best }) => best.value < 1e-8)
		expect(found.length).toBeGreaterThanOrEqual(19)
		const median = found.map(({ evaluations }) => evaluations).sort((a, b) => a - b)[Math.floor(found.length / 2)]
		expect(median).toBeLessThan(6000)
	})

	it('leaves a valley that is not the lowest by starting again elsewhere', () => {
		// Rastrigin in 3 dimensions: 1 valley in hundreds is the lowest.
		const rastrigin = (x: readonly number[]) => x.reduce((sum, v) => sum + 10 + v * v - 10 * Math.cos(2 * Math.PI * v), 0)
		const { best } = search(
			{ value: rastrigin },
			{ start: [3, 3, 3], step: 0.5, bounds: [-5, 5], seed: 1, evaluations: 20_000, target: 1e-6 },
		)
		expect(best.value).toBeLessThan(1e-6)
	})

	it('finds an optimum that lies on the bounds', () => {
		const { best } = search(
			{ value: ([a, b]) => a! - 2 * b! },
			{ start: [0.5, 0.5], step: 0.3, bounds: [0, 1], seed: 1, evaluations: 1500 },
		)
		expect(best.value).toBeCloseTo(-2, 6)
		expect(mirrored(1.25, 0, 1)).toBeCloseTo(0.75, 12)
		expect(mirrored(-0.25, 0, 1)).toBeCloseTo(0.25, 12)
	})

	describe.each([1, 2, 3])('with constraints, seed %i', (seed) => {
		it('a sphere cut by a plane', () => {
			const problem = {
				value: (x: readonly number[]) => x.reduce((s, v) => s + v * v, 0),
				constraints: ([a]: readonly number[]) => [1 - a!],
			}
			const { best } = search(problem, { start: new Array(10).fill(2), step: 0.5, seed, evaluations: 4000 })
			expect(best.value).toBeCloseTo(1, 6)
		})

		it('G6 of Michalewicz and Schoenauer: -6961.81388 in the tip of a sliver', () => {
			const at = ([u, v]: readonly number[]) => [13 + 87 * u!, 100 * v!] as const
			const problem = {
				value: (x: readonly number[]) => (at(x)[0] - 10) ** 3 + (at(x)[1] - 20) ** 3,
				constraints: (x: readonly number[]) => {
					const [a, b] = at(x)
					return [100 - (a - 5) ** 2 - (b - 5) ** 2, (a - 6) ** 2 + (b - 5) ** 2 - 82.81]
				},
			}
			const { best } = search(problem, { start: [0.5, 0.5], step: 0.3, bounds: [0, 1], seed, evaluations: 5000 })
			expect(best.constraints.every((g) => g <= 0)).toBe(true)
			expect(best.value).toBeLessThan(-6961.8)
			expect(best.value).toBeGreaterThanOrEqual(-6961.8139)
		})

		it('G4 of Michalewicz and Schoenauer: -30665.539 with six constraints in five dimensions', () => {
			const low = [78, 33, 27, 27, 27]
			const high = [102, 45, 45, 45, 45]
			const at = (u: readonly number[]) =>
				u.map((v, i) => low[i]! + v * (high[i]! - low[i]!)) as [number, number, number, number, number]
			const problem = {
				value: (u: readonly number[]) => {
					const [a, , c, , e] = at(u)
					return 5.3578547 * c ** 2 + 0.8356891 * a * e + 37.293239 * a - 40792.141
				},
				constraints: (u: readonly number[]) => {
					const [a, b, c, d, e] = at(u)
					const f = 85.334407 + 0.0056858 * b * e + 0.0006262 * a * d - 0.0022053 * c * e
					const g = 80.51249 + 0.0071317 * b * e + 0.0029955 * a * b + 0.0021813 * c ** 2
					const h = 9.300961 + 0.0047026 * c * e + 0.0012547 * a * c + 0.0019085 * c * d
					return [f - 92, -f, g - 110, 90 - g, h - 25, 20 - h]
				},
			}
			const { best } = search(problem, { start: new Array(5).fill(0.5), step: 0.3, bounds: [0, 1], seed, evaluations: 5000 })
			expect(best.constraints.every((g) => g <= 0)).toBe(true)
			expect(best.value).toBeLessThan(-30665.5)
			expect(best.value).toBeGreaterThan(-30665.54)
		})
	})
})
