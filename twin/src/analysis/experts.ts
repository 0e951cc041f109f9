import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** Exponential smoothing of one column: its forecast is its level, however far ahead. */
export class Smoothing {
	readonly alpha: number
	#level = Number.NaN

	constructor(alpha: number) {
		this.alpha = alpha
	}

	get level(): number {
		return this.#level
	}

	learn(value: number): void {
		if (Number.isNaN(value)) return
		this.#level = Number.isNaN(this.#level) ? value : this.#level + this.alpha * (value - this.#level)
	}
}

const ALPHAS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] as const

/** The smoothing that did best so many rows ahead, by mean absolute error. */
export function bestAlpha(values: ArrayLike<number>, rows: number, ahead: number): number {
	let best = { alpha: 1, error: Number.POSITIVE_INFINITY }
	for (const alpha of [...ALPHAS, 1]) {
		let [level, error, count] = [Number.NaN, 0, 0]
		for (let t = 0; t + ahead < rows; t++) {
			const value = values[t] as number
			if (!Number.isNaN(value)) level = Number.isNaN(level) ? value : level + alpha * (value - level)
			const came = values[t + ahead] as number
			if (Number.isNaN(level) || Number.isNaN(came)) continue
			error += Math.abs(came - level)
			count++
		}
		if (count > 0 && error / count < best.error) best = { alpha, error: error / count }
	}
	return best.alpha
}

/** Ridge regression by its normal equations, which fade, so that it follows a process that changes. */
export class Ridge {
	readonly #size: number
	readonly #xx: Float64Array
	readonly #xy: Float64Array
	#weight = 0
	coefficients: Float64Array

	constructor(size: number) {
		this.#size = size
		this.#xx = new Float64Array(size * size)
		this.#xy = new Float64Array(size)
		this.coefficients = new Float64Array(size)
	}

	/** `keep`: share of what was learnt that stays. */
	learn(x: Float64Array, y: number, keep: number): void {
		const n = this.#size
		if (keep < 1) {
			for (let k = 0; k < n * n; k++) this.#xx[k] = (this.#xx[k] as number) * keep
			for (let k = 0; k < n; k++) this.#xy[k] = (this.#xy[k] as number) * keep
		}
		this.#weight = this.#weight * keep + 1
		for (let i = 0; i < n; i++) {
			const xi = x[i] as number
			if (xi === 0) continue
			this.#xy[i] = (this.#xy[i] as number) + xi * y
			for (let j = 0; j <= i; j++) this.#xx[i * n + j] = (this.#xx[i * n + j] as number) + xi * (x[j] as number)
		}
	}

	/** `penalty`: of unit features, in rows. */
	solve(penalty: number): void {
		const n = this.#size
		const xx = new Matrix(n, n)
		for (let i = 0; i < n; i++)
			for (let j = 0; j <= i; j++) {
				xx.set(i, j, this.#xx[i * n + j] as number)
				xx.set(j, i, this.#xx[i * n + j] as number)
			}
		for (let i = 0; i < n; i++) xx.set(i, i, xx.get(i, i) + penalty + 1e-9 * (1 + this.#weight))
		const cholesky = new CholeskyDecomposition(xx)
		if (!cholesky.isPositiveDefinite()) return
		this.coefficients = Float64Array.from(cholesky.solve(Matrix.columnVector(Array.from(this.#xy))).to1DArray())
	}

	of(x: Float64Array): number {
		let sum = 0
		for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (this.coefficients[i] as number)
		return sum
	}
}

/** Memory of how good each expert was [outcomes], or so many times the rows ahead; and how sharply the better one is preferred. */
const TRUST_OUTCOMES = 300
const TRUST_AHEAD = 60
const SHARPNESS = 16

/** Weighs experts by their absolute errors of late: the best of them counts most, and a blend of good ones is better than each. */
export class Blend {
	readonly #error: number[]
	readonly #handicap: readonly number[]
	readonly #memory: number
	#count = 0

	/** `handicap`: factor on the error of each expert, above 1 where it has to be better by so much. */
	constructor(handicap: readonly number[], ahead: number) {
		this.#handicap = handicap
		this.#memory = Math.max(TRUST_OUTCOMES, TRUST_AHEAD * ahead)
		this.#error = handicap.map(() => 0)
	}

	learn(forecasts: readonly number[], came: number): void {
		const share = Math.max(1 / ++this.#count, 1 / this.#memory)
		for (const [n, forecast] of forecasts.entries())
			this.#error[n] =
				(this.#error[n] as number) +
				share * ((this.#handicap[n] as number) * Math.abs(came - forecast) - (this.#error[n] as number))
	}

	of(forecasts: readonly number[]): number {
		const best = Math.min(...this.#error)
		const weights = this.#error.map((error) => (best > 0 ? (best / error) ** SHARPNESS : error === best ? 1 : 0))
		const sum = weights.reduce((a, b) => a + b, 0)
		return forecasts.reduce((mean, forecast, n) => mean + (forecast * (weights[n] as number)) / sum, 0)
	}
}
