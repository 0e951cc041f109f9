/**
 * Kalman filter of things that change slowly: model parameters and sensor biases, one joint covariance.
 *
 * Between measurements each element relaxes towards its prior with a long time constant, so what no data tell keeps its prior spread and
 * does not wander, and what was learnt long ago is believed less. Scalar updates, one measurement after the other.
 */
export interface ParameterFilterSnapshot {
	readonly mean: readonly number[]
	readonly covariance: readonly number[]
}

export interface ScalarMeasurement {
	/** Measured minus expected at the present mean. */
	readonly residual: number
	/** Derivative of the expected value by each element. */
	readonly row: readonly number[]
	/** Variance of the measurement itself. */
	readonly variance: number
}

/** A residual further out than this many of its own standard deviations is given a variance that puts it there: a gross error moves little. */
const GATE_SD = 4

export class ParameterFilter {
	readonly #prior: readonly number[]
	readonly #priorSd: readonly number[]
	readonly #relaxS: number
	readonly #range: readonly (readonly [number, number])[]
	mean: number[]
	/** Row by row, symmetric. */
	covariance: Float64Array
	/** Another number whenever mean or covariance are other ones. */
	version = 0

	constructor(p: {
		readonly prior: readonly number[]
		readonly priorSd: readonly number[]
		readonly range: readonly (readonly [number, number])[]
		/** Time in which what was learnt fades. */
		readonly relaxS: number
		readonly from?: ParameterFilterSnapshot
	}) {
		this.#prior = p.prior
		this.#priorSd = p.priorSd
		this.#relaxS = p.relaxS
		this.#range = p.range
		const n = p.prior.length
		this.mean = [...(p.from?.mean ?? p.prior)]
		this.covariance = new Float64Array(n * n)
		if (p.from !== undefined) this.covariance.set(p.from.covariance)
		else for (let i = 0; i < n; i++) this.covariance[i * n + i] = this.#variancePrior(i)
	}

	sd(i: number): number {
		return Math.sqrt(Math.max(0, this.covariance[i * this.mean.length + i] as number))
	}

	/** Standard deviation of a linear function of the elements. */
	sdOf(row: ArrayLike<number>): number {
		return Math.sqrt(Math.max(0, this.#quadratic(row)))
	}

	/** Lets time pass: mean and covariance relax to the prior (Ornstein-Uhlenbeck). */
	age(dtS: number): void {
		this.version++
		const n = this.mean.length
		const keep = Math.exp(-dtS / this.#relaxS)
		for (let i = 0; i < n; i++) {
			const prior = this.#prior[i] as number
			this.mean[i] = prior + ((this.mean[i] as number) - prior) * keep
			for (let k = i * n; k < (i + 1) * n; k++) this.covariance[k] = (this.covariance[k] as number) * keep * keep
			this.covariance[i * n + i] = (this.covariance[i * n + i] as number) + this.#variancePrior(i) * (1 - keep * keep)
		}
	}

	/** Takes one measurement; returns its normalised innovation (residual over its expected sd). */
	update({ residual, row, variance }: ScalarMeasurement): number {
		const n = this.mean.length
		const pH = new Float64Array(n)
		for (let i = 0; i < n; i++) {
			let sum = 0
			for (let j = 0; j < n; j++) sum += (this.covariance[i * n + j] as number) * (row[j] ?? 0)
			pH[i] = sum
		}
		let spread = variance
		for (let i = 0; i < n; i++) spread += (row[i] ?? 0) * (pH[i] as number)
		if (!(spread > 0) || !Number.isFinite(residual) || !Number.isFinite(spread)) return 0
		const normalised = residual / Math.sqrt(spread)
		this.version++
		const gated = Math.max(spread, (residual / GATE_SD) ** 2)
		for (let i = 0; i < n; i++) {
			const gain = (pH[i] as number) / gated
			const [low, high] = this.#range[i] as readonly [number, number]
			this.mean[i] = Math.min(high, Math.max(low, (this.mean[i] as number) + gain * residual))
			for (let j = 0; j < n; j++) this.covariance[i * n + j] = (this.covariance[i * n + j] as number) - gain * (pH[j] as number)
		}
		for (let i = 0; i < n; i++) {
			for (let j = 0; j < i; j++) this.covariance[i * n + j] = this.covariance[j * n + i] as number
		}
		return normalised
	}

	snapshot(): ParameterFilterSnapshot {
		return { mean: [...this.mean], covariance: [...this.covariance] }
	}

	#variancePrior(i: number): number {
		return (this.#priorSd[i] as number) ** 2
	}

	#quadratic(row: ArrayLike<number>): number {
		const n = this.mean.length
		const { covariance } = this
		const count = Math.min(n, row.length)
		let sum = 0
		for (let i = 0; i < count; i++) {
			const ri = row[i] as number
			if (ri === 0) continue
			for (let j = 0; j < count; j++) sum += ri * (row[j] as number) * (covariance[i * n + j] as number)
		}
		return sum
	}
}
