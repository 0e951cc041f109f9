import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** Least squares with something known beforehand of each unknown (maximum a posteriori), within bounds. */
export interface FitProblem {
	/** What is known of each unknown before the data: mean and one standard deviation; the fit starts at the mean. */
	readonly priorMean: readonly number[]
	readonly priorSd: readonly number[]
	readonly low: readonly number[]
	readonly high: readonly number[]
	/** Step of the finite differences of each unknown, in its unit. */
	readonly step: readonly number[]
	/** Residuals over their standard deviation: independent, of unit variance when the model holds. */
	residuals(x: readonly number[]): Float64Array
}

export interface Fit {
	readonly x: readonly number[]
	/** Of the unknowns at the minimum, by the curvature there. */
	readonly covariance: Matrix
	/** Slopes of the residuals at the minimum, a row for each. */
	readonly jacobian: Matrix
	/** Residuals at the minimum, over their standard deviation. */
	readonly residuals: Float64Array
	/** Twice the negative logarithm of the posterior, up to a constant, at the minimum. */
	readonly cost: number
	readonly steps: number
	readonly converged: boolean
}

/** A residual beyond this many sd counts linearly and not by its square (Huber, Ann. Math. Statist. 35 (1964) 73). */
const HUBER_SD = 2.5
const STEPS_MAX = 40
const COST_RELATIVE = 1e-6
const DAMPING_FIRST = 1e-3
const DAMPING_MAX = 1e8

/**
 * Levenberg and Marquardt with the prior as further rows and gross errors weighed down:
 *
 *   (J'WJ + P + m diag) d = -(J'W r + P (x - mean))        m rises until the step lowers the cost
 *
 * `progress` is told the steps made.
 */
export function fitMap(problem: FitProblem, progress: (steps: number) => void = () => {}): Fit {
	const free = problem.priorMean.map((_, i) => i)
	let at = evaluated(problem, problem.priorMean)
	let [damping, steps, converged] = [DAMPING_FIRST, 0, false]
	let slopes = jacobian(problem, at)
	while (steps < STEPS_MAX && !converged) {
		progress(++steps)
		const { curvature, gradient } = normal(problem, at, slopes, free)
		let next = at
		for (; damping <= DAMPING_MAX; damping *= 4) {
			next = evaluated(problem, moved(problem, at.x, free, solved(damped(curvature, damping), gradient)))
			if (next.cost < at.cost) break
		}
		if (!(next.cost < at.cost)) {
			converged = true
			break
		}
		converged = at.cost - next.cost < COST_RELATIVE * (1 + next.cost)
		damping = Math.max(1e-9, damping / 10)
		at = next
		slopes = jacobian(problem, at)
	}
	const { curvature } = normal(problem, at, slopes, free)
	return { ...at, jacobian: slopes, covariance: inverse(curvature), steps, converged }
}

/** Where twice the logarithm of the likelihood has fallen by this, the 95 % interval of one unknown ends: chi-square of one degree. */
export const PROFILE_DROP = 3.841
const Z95 = 1.96
/** An interval that differs from that of the curvature by no more than this share is as normal as it is taken for. */
const NORMAL_SHARE = 0.2
const REFITS = 3

export interface Profile {
	/** 95 % interval by the profile; null where it runs into a bound. */
	readonly low: number | null
	readonly high: number | null
	/** The curvature's interval tells the same. */
	readonly isNormal: boolean
}

/**
 * Profile of the likelihood of one unknown: it is held away from the minimum while all others are fitted again, and the interval ends where
 * the cost has risen by `PROFILE_DROP`. The rise is taken as that of a parabola through the minimum and the last point, twice.
 */
export function profileOf(problem: FitProblem, fit: Fit, k: number): Profile {
	const sd = Math.sqrt(fit.covariance.get(k, k))
	const centre = fit.x[k] as number
	const side = (sign: 1 | -1): number | null => {
		const bound = (sign > 0 ? problem.high[k] : problem.low[k]) as number
		let byX = Z95 * sd
		for (let n = 0; n < 2; n++) {
			const held = centre + sign * byX
			if (sign * (bound - held) <= 0) return null
			const rise = refitted(problem, fit, k, held) - fit.cost
			byX *= Math.sqrt(PROFILE_DROP / Math.max(rise, 0.05 * PROFILE_DROP))
		}
		return sign * (bound - centre - sign * byX) > 0 ? centre + sign * byX : null
	}
	const [low, high] = [side(-1), side(1)]
	const near = (end: number | null) => end !== null && Math.abs(Math.abs(end - centre) / (Z95 * sd) - 1) <= NORMAL_SHARE
	return { low, high, isNormal: near(low) && near(high) }
}

/** Least cost with one unknown held; slopes of the minimum serve all along. */
function refitted(problem: FitProblem, fit: Fit, k: number, held: number): number {
	const free = fit.x.map((_, i) => i).filter((i) => i !== k)
	const away = held - (fit.x[k] as number)
	const share = (i: number) => fit.covariance.get(i, k) / fit.covariance.get(k, k)
	let at = evaluated(
		problem,
		fit.x.map((x, i) => within(problem, i, i === k ? held : x + share(i) * away)),
	)
	for (let n = 0; n < REFITS; n++) {
		const { curvature, gradient } = normal(problem, at, fit.jacobian, free)
		const next = evaluated(problem, moved(problem, at.x, free, solved(curvature, gradient)))
		if (!(next.cost < at.cost - 1e-4)) break
		at = next
	}
	return at.cost
}

interface Point {
	readonly x: readonly number[]
	readonly residuals: Float64Array
	readonly cost: number
}

function evaluated(problem: FitProblem, x: readonly number[]): Point {
	const residuals = problem.residuals(x)
	let cost = 0
	for (const r of residuals) cost += Math.abs(r) <= HUBER_SD ? r * r : HUBER_SD * (2 * Math.abs(r) - HUBER_SD)
	for (const [i, value] of x.entries()) cost += ((value - (problem.priorMean[i] as number)) / (problem.priorSd[i] as number)) ** 2
	return { x, residuals, cost: Number.isFinite(cost) ? cost : Number.POSITIVE_INFINITY }
}

function jacobian(problem: FitProblem, { x, residuals }: Point): Matrix {
	const slopes = new Matrix(residuals.length, x.length)
	for (const [i, value] of x.entries()) {
		// Towards the inside, so that no bound is crossed.
		const step = (problem.step[i] as number) * (value + (problem.step[i] as number) > (problem.high[i] as number) ? -1 : 1)
		const there = problem.residuals(x.map((one, k) => (k === i ? one + step : one)))
		for (let row = 0; row < residuals.length; row++)
			slopes.set(row, i, ((there[row] as number) - (residuals[row] as number)) / step)
	}
	return slopes
}

/** Curvature and slope of half the cost, of the unknowns that are free. */
function normal(problem: FitProblem, at: Point, slopes: Matrix, free: readonly number[]) {
	// By the root of the weight on both sides, so that the product is symmetric to the last bit.
	const roots = Array.from(at.residuals, (r) => Math.sqrt(Math.min(1, HUBER_SD / Math.abs(r))))
	const weighed = slopes.subMatrixColumn([...free]).mulColumnVector(roots)
	const curvature = weighed.transpose().mmul(weighed)
	const gradient = weighed.transpose().mmul(Matrix.columnVector(at.residuals).mulColumnVector(roots))
	for (const [row, i] of free.entries()) {
		const precision = 1 / (problem.priorSd[i] as number) ** 2
		curvature.set(row, row, curvature.get(row, row) + precision)
		gradient.set(row, 0, gradient.get(row, 0) + precision * ((at.x[i] as number) - (problem.priorMean[i] as number)))
	}
	return { curvature, gradient }
}

function damped(curvature: Matrix, damping: number): Matrix {
	const more = curvature.clone()
	for (let i = 0; i < more.rows; i++) more.set(i, i, more.get(i, i) * (1 + damping))
	return more
}

const solved = (curvature: Matrix, gradient: Matrix): readonly number[] =>
	new CholeskyDecomposition(curvature).solve(gradient).mul(-1).to1DArray()

const inverse = (curvature: Matrix): Matrix => new CholeskyDecomposition(curvature).solve(Matrix.eye(curvature.rows))

const within = (problem: FitProblem, i: number, value: number) =>
	Math.min(problem.high[i] as number, Math.max(problem.low[i] as number, value))

function moved(problem: FitProblem, x: readonly number[], free: readonly number[], by: readonly number[]): readonly number[] {
	const next = [...x]
	for (const [row, i] of free.entries()) next[i] = within(problem, i, (x[i] as number) + (by[row] as number))
	return next
}
