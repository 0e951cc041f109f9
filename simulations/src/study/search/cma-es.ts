import { chance } from '@emberline/twin'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { AugmentedLagrangian } from './augmented-lagrangian.ts'
import { better, type Judged } from './judged.ts'

export interface CmaOptions {
	/** Where the search begins; its length is the number of dimensions. */
	readonly start: readonly number[]
	/** First step, one standard deviation of each coordinate. */
	readonly step: number
	/** Each coordinate stays within; without, everywhere. Points beyond are mirrored at the bound. */
	readonly bounds?: readonly [number, number]
	readonly seed: number
	/** Points to try at most, over all restarts. */
	readonly evaluations: number
	/** Ends once a value this low is found that keeps every constraint. */
	readonly target?: number
	/** Points in the first generation; 4 + 3 ln(dimensions) without. */
	readonly population?: number
}

/**
 * Least value by evolution with an adapted covariance: CMA-ES with active update and cumulative step sizes (Hansen, The CMA Evolution
 * Strategy: A Tutorial, 2016), constraints g <= 0 by an augmented Lagrangian (Atamna et al. 2017), and restarts with twice the population
 * from elsewhere once a search has settled (IPOP). Yields a generation of points, wants their values and constraints, and returns every
 * point tried, the best first: those that break the least come before those with lower values.
 */
export function* cmaEs(
	options: CmaOptions,
): Generator<readonly (readonly number[])[], readonly Judged[], readonly Omit<Judged, 'x'>[]> {
	const tried: Judged[] = []
	let population = options.population ?? 4 + Math.floor(3 * Math.log(options.start.length))
	const isFound = () =>
		options.target !== undefined &&
		tried.some(({ value, constraints }) => value <= options.target! && constraints.every((g) => g <= 0))
	for (let restart = 0; tried.length < options.evaluations && !isFound(); restart++) {
		yield* descent(options, restart, population, tried, isFound)
		population *= 2
	}
	return tried.sort(better)
}

function* descent(
	options: CmaOptions,
	restart: number,
	lambda: number,
	tried: Judged[],
	isFound: () => boolean,
): Generator<readonly (readonly number[])[], void, readonly Omit<Judged, 'x'>[]> {
	const n = options.start.length
	const { normal, uniform } = chance(options.seed, restart, 'search')
	const [low, high] = options.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
	const w = weightsOf(lambda, n)
	const expectedNorm = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
	const elsewhere = (at: number) =>
		Number.isFinite(high - low) ? low + (high - low) * uniform() : at + 2 * options.step * normal()
	let mean = options.start.map((at) => (restart === 0 ? at : elsewhere(at)))
	let step = options.step
	let pathC: number[] = new Array(n).fill(0)
	let pathS: number[] = new Array(n).fill(0)
	let c = Matrix.eye(n)
	let axes = Matrix.eye(n)
	let lengths: number[] = new Array(n).fill(1)
	let decomposedAt = 0
	const lagrangian = new AugmentedLagrangian(n)
	const recent: number[] = []
	for (let generation = 0; tried.length < options.evaluations; generation++) {
		if (generation - decomposedAt > 1 / ((w.c1 + w.cMu) * n * 10) || generation === 0) {
			const eigen = new EigenvalueDecomposition(c, { assumeSymmetric: true })
			axes = eigen.eigenvectorMatrix
			lengths = eigen.realEigenvalues.map((value) => Math.sqrt(Math.max(value, 1e-30)))
			decomposedAt = generation
		}
		const steps = Array.from({ length: lambda }, () => {
			const z = lengths.map((length) => length * normal())
			return mean.map((_, i) => z.reduce((sum, zk, k) => sum + axes.get(i, k) * zk, 0))
		})
		const asked = steps.map((y) => mean.map((m, i) => mirrored(m + step * y[i]!, low, high)))
		const answers = yield asked
		for (const [k, answer] of answers.entries()) tried.push({ x: asked[k]!, ...answer })
		if (isFound()) return
		lagrangian.begin(answers)
		const fitness = answers.map((answer) => lagrangian.fitness(answer))
		const order = fitness.map((_, k) => k).sort((a, b) => fitness[a]! - fitness[b]!)
		const y = order.map((k) => steps[k]!)
		const shift = mean.map((_, i) => w.positive.reduce((sum, weight, k) => sum + weight * y[k]![i]!, 0))
		mean = mean.map((m, i) => m + step * shift[i]!)
		// C^(-1/2) of the shift.
		const turned = lengths.map((length, k) => shift.reduce((sum, s, i) => sum + axes.get(i, k) * s, 0) / length)
		const whitened = mean.map((_, i) => turned.reduce((sum, t, k) => sum + axes.get(i, k) * t, 0))
		pathS = pathS.map((p, i) => (1 - w.cSigma) * p + Math.sqrt(w.cSigma * (2 - w.cSigma) * w.muEff) * whitened[i]!)
		const norm = Math.hypot(...pathS)
		const moves = norm / Math.sqrt(1 - (1 - w.cSigma) ** (2 * (generation + 1))) < (1.4 + 2 / (n + 1)) * expectedNorm
		pathC = pathC.map((p, i) => (1 - w.cC) * p + (moves ? Math.sqrt(w.cC * (2 - w.cC) * w.muEff) * shift[i]! : 0))
		const stalled = moves ? 0 : w.c1 * w.cC * (2 - w.cC)
		const sumW = w.all.reduce((sum, weight) => sum + weight, 0)
		const next = c.mul(1 + stalled - w.c1 - w.cMu * sumW)
		// Steps that did badly shrink the covariance, but by no more than keeps it positive.
		const scaled = y.map((one, k) => {
			if (w.all[k]! >= 0) return w.all[k]!
			const inAxes = lengths.map((length, axis) => one.reduce((sum, s, i) => sum + axes.get(i, axis) * s, 0) / length)
			return (w.all[k]! * n) / (inAxes.reduce((sum, v) => sum + v * v, 0) + 1e-30)
		})
		for (let i = 0; i < n; i++)
			for (let j = 0; j <= i; j++) {
				let value = next.get(i, j) + w.c1 * pathC[i]! * pathC[j]!
				for (let k = 0; k < lambda; k++) value += w.cMu * scaled[k]! * y[k]![i]! * y[k]![j]!
				next.set(i, j, value)
				next.set(j, i, value)
			}
		c = next
		step *= Math.exp(Math.min(1, (w.cSigma / w.dSigma) * (norm / expectedNorm - 1)))
		lagrangian.learn(
			order.slice(0, w.positive.length).map((k) => answers[k]!),
			w.positive,
		)
		recent.push(Math.min(...fitness))
		if (
			hasSettled(
				recent,
				fitness,
				step * Math.max(...lengths),
				options.step,
				Math.max(...lengths) / Math.min(...lengths),
				n,
				lambda,
			)
		)
			return
	}
}

/** A search that stands still, or whose steps have become too small or too lopsided to help. */
function hasSettled(
	recent: readonly number[],
	fitness: readonly number[],
	longest: number,
	first: number,
	lopsided: number,
	n: number,
	lambda: number,
): boolean {
	const window = recent.slice(-(10 + Math.ceil((30 * n) / lambda)))
	const spread = Math.max(...window, ...fitness) - Math.min(...window, ...fitness)
	const full = window.length >= 10 + Math.ceil((30 * n) / lambda)
	return (full && spread < 1e-12 * (1 + Math.abs(window[0]!))) || longest < 1e-9 * first || lopsided > 1e7
}

/** Recombination weights and learning rates of the tutorial, equations 49 to 58, table 1. */
function weightsOf(lambda: number, n: number) {
	const mu = Math.floor(lambda / 2)
	const raw = Array.from({ length: lambda }, (_, k) => Math.log((lambda + 1) / 2) - Math.log(k + 1))
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
	const squares = (values: readonly number[]) => values.reduce((total, value) => total + value * value, 0)
	const [up, down] = [raw.slice(0, mu), raw.slice(mu)]
	const muEff = sum(up) ** 2 / squares(up)
	const muEffDown = sum(down) ** 2 / squares(down)
	const cC = (4 + muEff / n) / (n + 4 + (2 * muEff) / n)
	const cSigma = (muEff + 2) / (n + muEff + 5)
	const c1 = 2 / ((n + 1.3) ** 2 + muEff)
	const cMu = Math.min(1 - c1, (2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) ** 2 + muEff))
	const downTotal = Math.min(1 + c1 / cMu, 1 + (2 * muEffDown) / (muEff + 2), (1 - c1 - cMu) / (n * cMu))
	const downSum = -sum(down)
	const all = raw.map((value) => (value >= 0 ? value / sum(up) : (value * downTotal) / downSum))
	return {
		positive: up.map((value) => value / sum(up)),
		all,
		muEff,
		cC,
		cSigma,
		c1,
		cMu,
		dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
	}
}

/** Into [low, high] by mirrors at both. */
export function mirrored(x: number, low: number, high: number): number {
	const width = high - low
	if (!Number.isFinite(width)) return x
	const turns = Math.abs((x - low) % (2 * width))
	return low + (turns > width ? 2 * width - turns : turns)
}
