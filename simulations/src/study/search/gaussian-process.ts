import { normalProbability } from '@emberline/twin'
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { latinHypercube } from '../sampling/latin-hypercube.ts'
import { cmaEs } from './cma-es.ts'
import { better, excess, type Judged } from './judged.ts'

/** Points asked for at once after the first ones: fixed, so that the answer does not depend on how many workers there are. */
const AT_ONCE = 2
/** Points that an acquisition function or a likelihood is tried at. */
const INNER_EVALUATIONS = 300
/** Noise of what is fitted, as a share of its variance: draws are the same everywhere, so there is next to none. */
const NUGGET = 1e-6

/**
 * Least value where each point is dear: a Gaussian process with a Matern 5/2 kernel of one length a coordinate is fitted to all that was
 * tried, one to the values and one to how far the worst constraint is broken, and the next points are where the expected improvement times
 * the chance to keep the constraints is greatest (Gardner et al. 2014). Coordinates are in [0, 1]. Yields points and returns as `cmaEs` does.
 */
export function* gaussianProcessSearch(options: {
	readonly start: readonly number[]
	readonly seed: number
	readonly evaluations: number
}): Generator<readonly (readonly number[])[], readonly Judged[], readonly Omit<Judged, 'x'>[]> {
	const { start, seed, evaluations } = options
	const first = [start, ...latinHypercube(Math.min(2 * start.length + 2, evaluations - 1), start.length, seed)]
	const tried: Judged[] = []
	const take = (points: readonly (readonly number[])[], answers: readonly Omit<Judged, 'x'>[]) =>
		tried.push(...answers.map((answer, n) => ({ x: points[n]!, ...answer })))
	take(first, yield first)
	for (let round = 1; tried.length < evaluations; round++) {
		const next: (readonly number[])[] = []
		const believed = [...tried]
		while (next.length < Math.min(AT_ONCE, evaluations - tried.length)) {
			const x = nextPoint(believed, seed + round * AT_ONCE + next.length)
			next.push(x.at)
			// What is not known yet is taken to be what the model says, so that the second point goes elsewhere.
			believed.push({ x: x.at, value: x.value, constraints: [x.constraint] })
		}
		take(next, yield next)
	}
	return tried.sort(better)
}

function nextPoint(tried: readonly Judged[], seed: number): { at: readonly number[]; value: number; constraint: number } {
	const points = tried.map(({ x }) => x)
	const worst = tried.map(({ constraints }) => Math.max(-1, ...constraints.map((g) => Math.min(g, 1))))
	const ofValue = new GaussianProcess(
		points,
		tried.map(({ value }) => value),
		seed,
	)
	const isConstrained = tried.some(({ constraints }) => constraints.length > 0)
	const ofConstraint = isConstrained ? new GaussianProcess(points, worst, seed) : null
	const kept = tried.filter((one) => excess(one) === 0)
	const lowest = kept.length > 0 ? Math.min(...kept.map(({ value }) => value)) : null
	const worth = (x: readonly number[]) => {
		const constraint = ofConstraint?.at(x)
		const keeps = constraint === undefined ? 1 : normalProbability(-constraint.mean / constraint.sd)
		if (lowest === null) return keeps
		const { mean, sd } = ofValue.at(x)
		const z = (lowest - mean) / sd
		return sd * (z * normalProbability(z) + Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * keeps
	}
	const from = [...tried].sort(better)[0]!.x
	// Logarithms, for the worth is flat and tiny far from where it is great.
	const [top] = least(
		{ start: from, step: 0.25, bounds: [0, 1], seed, evaluations: INNER_EVALUATIONS },
		(x) => -Math.log(worth(x) + 1e-300),
	)
	const at = top!.x
	return { at, value: ofValue.at(at).mean, constraint: ofConstraint?.at(at).mean ?? 0 }
}

/** All that a search of a plain function tried, the lowest first. */
function least(options: Parameters<typeof cmaEs>[0], value: (x: readonly number[]) => number): readonly Judged[] {
	const search = cmaEs(options)
	let step = search.next()
	while (!step.done) step = search.next(step.value.map((x) => ({ value: value(x), constraints: [] })))
	return step.value
}

/** Normal distribution fitted to values at points: mean and standard deviation at any other point. */
export class GaussianProcess {
	readonly #points: readonly (readonly number[])[]
	readonly #lengths: readonly number[]
	readonly #mean: number
	readonly #scale: number
	readonly #root: Matrix
	readonly #weights: Matrix

	/** Length scales are those of the greatest likelihood, found from `seed`. */
	constructor(points: readonly (readonly number[])[], values: readonly number[], seed: number) {
		this.#points = points
		this.#mean = values.reduce((sum, v) => sum + v, 0) / values.length
		this.#scale = Math.sqrt(values.reduce((sum, v) => sum + (v - this.#mean) ** 2, 0) / values.length) || 1
		const scaled = Matrix.columnVector(values.map((v) => (v - this.#mean) / this.#scale))
		const dimensions = points[0]!.length
		const fit = (lengths: readonly number[]) => {
			const factor = new CholeskyDecomposition(covariance(points, lengths))
			return { factor, weights: factor.solve(scaled) }
		}
		const toLengths = (u: readonly number[]) => u.map((v) => 0.05 * 100 ** v)
		const unlikely = (u: readonly number[]) => {
			const { factor, weights } = fit(toLengths(u))
			const determinant = factor.lowerTriangularMatrix.diagonal().reduce((sum, v) => sum + Math.log(v), 0)
			// A weak pull to lengths of about half the range keeps few points from saying too much.
			const pull = toLengths(u).reduce((sum, length) => sum + Math.log(length / 0.5) ** 2 / 8, 0)
			return scaled.transpose().mmul(weights).get(0, 0) / 2 + determinant + pull
		}
		const [best] = least(
			{ start: new Array(dimensions).fill(0.5), step: 0.2, bounds: [0, 1], seed, evaluations: 60 + 10 * dimensions },
			unlikely,
		)
		this.#lengths = toLengths(best!.x)
		const { factor, weights } = fit(this.#lengths)
		this.#root = factor.lowerTriangularMatrix
		this.#weights = weights
	}

	at(x: readonly number[]): { readonly mean: number; readonly sd: number } {
		const near = this.#points.map((point) => matern(point, x, this.#lengths))
		const mean = near.reduce((sum, k, i) => sum + k * this.#weights.get(i, 0), 0)
		// Solves L v = k from the top.
		const v: number[] = []
		for (const [i, k] of near.entries()) {
			let rest = k
			for (let j = 0; j < i; j++) rest -= this.#root.get(i, j) * v[j]!
			v.push(rest / this.#root.get(i, i))
		}
		const variance = Math.max(1e-12, 1 + NUGGET - v.reduce((sum, one) => sum + one * one, 0))
		return { mean: this.#mean + this.#scale * mean, sd: this.#scale * Math.sqrt(variance) }
	}
}

const covariance = (points: readonly (readonly number[])[], lengths: readonly number[]): Matrix =>
	new Matrix(points.map((a, i) => points.map((b, j) => matern(a, b, lengths) + (i === j ? NUGGET : 0))))

/** Matern 5/2, 1 at no distance. */
function matern(a: readonly number[], b: readonly number[], lengths: readonly number[]): number {
	let squares = 0
	for (let i = 0; i < a.length; i++) squares += ((a[i]! - b[i]!) / lengths[i]!) ** 2
	const r = Math.sqrt(5 * squares)
	return (1 + r + (r * r) / 3) * Math.exp(-r)
}
