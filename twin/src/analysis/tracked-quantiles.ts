import { QUANTILES, type QuantileName } from '../port.ts'

/** Residuals that the quantiles rest on, of the last times. */
const KEPT = 400
/** Memory of how large residuals are of late [outcomes]. */
const SCALE_OUTCOMES = 60
/** Step of the tracking, in usual sizes of a residual. */
const STEP = 0.04
/** Quantiles are sought anew after so many outcomes. */
const RENEW = 10
const LEAST = 10
/** The point counts beside the middle of the last residuals as so many of them that do not overlap [outcomes]. */
const MIDDLE_PRIOR = 200

/**
 * Quantiles about a point forecast: those of the last residuals over what is their size of late, each moved on so that it is passed as often as it
 * says (quantile tracking: Angelopoulos, Candès and Tibshirani 2023). Only outcomes that are told count.
 */
export class TrackedQuantiles {
	readonly #middleShare: number
	readonly #kept: number[] = []
	#place = 0
	#scale = 0
	#since = 0
	readonly #base: number[] = QUANTILES.map(() => 0)
	readonly #moved: number[] = QUANTILES.map(() => 0)

	/** `ahead`: rows from a forecast to its outcome; forecasts that overlap miss alike. */
	constructor(ahead: number) {
		this.#middleShare = KEPT / (KEPT + MIDDLE_PRIOR * ahead)
	}

	/** What was forecast came out `residual` away from the point; `told`: the quantiles that were told of it, about the point, or null. */
	learn(residual: number, told: readonly number[] | null): void {
		const size = Math.abs(residual)
		const before = this.#scale
		this.#scale += (size - before) / Math.min(SCALE_OUTCOMES, this.#kept.length + 1)
		const over = this.#scale > 0 ? residual / (0.5 * (before + this.#scale) || this.#scale) : 0
		if (this.#kept.length < KEPT) this.#kept.push(over)
		else this.#kept[this.#place] = over
		this.#place = (this.#place + 1) % KEPT
		if (told !== null)
			for (const [n, name] of QUANTILES.entries()) {
				const q = told[n] as number
				// An outcome on the quantile itself tells nothing.
				const below = residual < q ? 1 : residual === q ? Number(name) : 0
				this.#moved[n] = (this.#moved[n] as number) - STEP * (below - Number(name))
			}
		if (this.#since++ % RENEW === 0 || this.#kept.length < KEPT / 4) this.#renew()
	}

	/** About the point forecast, in the order of `QUANTILES`, not falling. */
	quantiles(): readonly number[] {
		const q = this.#base.map((base, n) => this.#scale * (base + (this.#moved[n] as number)))
		const median = Math.floor(q.length / 2)
		q[median] = (q[median] as number) * this.#middleShare
		for (let n = median - 1; n >= 0; n--) q[n] = Math.min(q[n] as number, q[n + 1] as number)
		for (let n = median + 1; n < q.length; n++) q[n] = Math.max(q[n] as number, q[n - 1] as number)
		return q
	}

	#renew(): void {
		if (this.#kept.length < LEAST) return
		const sorted = [...this.#kept].sort((a, b) => a - b)
		for (const [n, name] of QUANTILES.entries()) this.#base[n] = quantileOf(sorted, name)
	}
}

function quantileOf(sorted: readonly number[], name: QuantileName): number {
	const at = Math.min(sorted.length - 1, Math.max(0, Number(name) * (sorted.length + 1) - 1))
	const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number]
	return low + (high - low) * (at - Math.floor(at))
}
