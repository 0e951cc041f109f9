import type { LineModel } from '../line/model-port.ts'

type Web = Pick<LineModel, 'shiftWeb'>

/** Plain JSON. */
export interface WebTrackingSnapshot {
	/** By pyrometer: variance of the model's web at its place, beyond what steady running leaves [K2]. */
	readonly variance: readonly number[]
	/** How fast it goes astray behind the shutter [K/s]. */
	readonly rateKPerS: readonly number[]
	/** Residuals since the last correction [K], and how many. */
	readonly sum: readonly number[]
	readonly count: readonly number[]
}

/** How fast the model's web goes astray [K2/s]: behind the shutter or standing, and while what acts on it changes [A]. */
const SHUT_K2_PER_S = 9
const MOVING_K2_PER_S = 2
/** Once all web has passed under the same conditions it is where parameters and biases say, within this time. */
const STEADY_S = 10
const VARIANCE_MAX_K2 = 200 ** 2
/** What a pyrometer and the model are off alike in steady running is no error of the web [K2] [A]. */
const SYSTEMATIC_K2 = 9
const RATE_MAX_K_PER_S = 30
/** Smaller shifts are not worth the while [K]. */
const LEAST_K = 0.2

/**
 * Keeps the web in the furnace at what the pyrometers see while it stands, waits behind the shutter or runs through a change: there no steady
 * parameter tells how warm it is, and what it has become goes with it out of the furnace. In steady running nothing is moved: what is left
 * then teaches parameters and biases.
 */
export class WebTracking {
	readonly #placesM: readonly number[]
	readonly #fromM: number
	#variance: number[]
	#rateKPerS: number[]
	#sum: number[]
	#count: number[]

	/** `placesM`: what each pyrometer sees; `fromM`: furnace mouth. */
	constructor(places: { readonly placesM: readonly number[]; readonly fromM: number }, from?: WebTrackingSnapshot) {
		this.#placesM = places.placesM
		this.#fromM = places.fromM
		this.#variance = [...(from?.variance ?? places.placesM.map(() => 0))]
		this.#rateKPerS = [...(from?.rateKPerS ?? places.placesM.map(() => 0))]
		this.#sum = [...(from?.sum ?? places.placesM.map(() => 0))]
		this.#count = [...(from?.count ?? places.placesM.map(() => 0))]
	}

	/** Time goes on by `dtS`; behind the shutter the web goes on astray as it did. */
	age(model: Web, dtS: number, state: 'steady' | 'moving' | 'shut'): void {
		if (state !== 'shut') this.#rateKPerS.fill(0)
		else if (dtS > 0)
			this.#shift(
				model,
				this.#rateKPerS.map((rate) => rate * dtS),
				true,
			)
		const drift = state === 'shut' ? SHUT_K2_PER_S : MOVING_K2_PER_S
		const keep = Math.exp(-dtS / STEADY_S)
		this.#variance = this.#variance.map((v) => (state === 'steady' ? v * keep : Math.min(VARIANCE_MAX_K2, v + drift * dtS)))
	}

	/** A pyrometer showed so much more than expected of the web at its place. */
	residual(pyrometer: number, residualK: number): void {
		this.#sum[pyrometer] = (this.#sum[pyrometer] as number) + residualK
		this.#count[pyrometer] = (this.#count[pyrometer] as number) + 1
	}

	/** Moves the model's web; gives by how much at each pyrometer [K]. `noise` [K] is that of one reading, `biasSd` [K] what is not known of its bias. */
	correct(
		model: Web,
		p: {
			readonly stands: boolean
			readonly shut: boolean
			readonly sinceS: number
			readonly noise: readonly number[]
			readonly biasSd: readonly number[]
		},
	): number[] {
		const byK = this.#placesM.map((_, n) => {
			const [count, variance] = [this.#count[n] as number, this.#variance[n] as number]
			if (count === 0) return 0
			const own = (p.noise[n] as number) ** 2 / count + (p.biasSd[n] as number) ** 2 + SYSTEMATIC_K2
			const gain = variance / (variance + own)
			this.#variance[n] = (1 - gain) * variance
			const mean = (this.#sum[n] as number) / count
			const move = gain * mean
			// The second gain of a tracker of place and speed in balance (Kalata, IEEE Trans. AES 20 (1984) 174).
			if (p.shut && p.sinceS > 0) {
				const rate = (this.#rateKPerS[n] as number) + (((gain * gain) / (2 - gain)) * mean) / p.sinceS
				this.#rateKPerS[n] = Math.max(-RATE_MAX_K_PER_S, Math.min(RATE_MAX_K_PER_S, rate))
			}
			return Math.abs(move) < LEAST_K ? 0 : move
		})
		this.#sum.fill(0)
		this.#count.fill(0)
		this.#shift(model, byK, p.stands)
		return byK
	}

	/** Standing web is as far off from the furnace mouth on; web that comes in is right at the mouth and goes astray on its way. */
	#shift(model: Web, byK: readonly number[], fromMouth: boolean): void {
		if (byK.some((k) => k !== 0)) model.shiftWeb([this.#fromM, ...this.#placesM], [fromMouth ? (byK[0] as number) : 0, ...byK])
	}

	clear(): void {
		this.#variance.fill(0)
		this.#rateKPerS.fill(0)
		this.#sum.fill(0)
		this.#count.fill(0)
	}

	snapshot(): WebTrackingSnapshot {
		return { variance: [...this.#variance], rateKPerS: [...this.#rateKPerS], sum: [...this.#sum], count: [...this.#count] }
	}
}
