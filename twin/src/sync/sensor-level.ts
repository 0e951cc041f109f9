/**
 * What an instrument shows beyond what the model, its parameters and its bias say, as a level that wanders, and how much one reading scatters
 * about it. Gain and scatter are learnt from the innovations themselves, so that these come out white and of unit variance on a line whose
 * noise and model errors nobody has told. Plain JSON.
 */
export interface SensorLevel {
	/** Measured minus expected, slowly varying, in the unit of the tag. */
	readonly level: number
	/** Share of an innovation that the level takes up: how fast it wanders beside the noise. */
	readonly gain: number
	/** Share of an innovation that the next one still has: noise with a memory, of a controller or a slow transmitter. */
	readonly carry: number
	/** Last deviation from the level. */
	readonly off: number
	/** Variance of an innovation. */
	readonly variance: number
	/** Mean square of the last innovations over that variance: through a change they are wider for a while. */
	readonly burst: number
	/** Readings taken. */
	readonly count: number
	/** Readings in a row that were far out, and all to the same side. */
	readonly far: number
	/** Last innovation over its sd, when it was measured, and the usual time between two. */
	readonly last: number
	readonly tMs: number
	readonly spacingMs: number
	/** Mean of products of innovations 1 to `LAGS` readings apart, of unit variance, of the last minutes; newest innovations, newest first. */
	readonly products: readonly number[]
	readonly recent: readonly number[]
	/** Mean square of the normalised innovations of the last minutes: 1 when all is as it should be. */
	readonly square: number
}

export const LAGS = 5
export const GAIN_FIRST = 0.1
const GAIN_RANGE = [0.002, 0.9] as const
/** Step of the gain for a product of neighbouring innovations of one variance. */
const GAIN_STEP = 0.02
/** The same of the memory of noise, and how long that may be. */
const CARRY_STEP = 0.004
const CARRY_MAX = 0.8
/** Memory of the variance, and of the whiteness that is shown. */
const VARIANCE_S = 300
const SHOWN_S = 120
/** Innovations of so many readings tell of a burst, from this mean square on: chance alone comes there once in a million. */
const BURST_READINGS = 20
const BURST_FROM = 2.5
const BURST_MAX = 1000
/** An innovation further out than so many sd teaches the variance no more than one of so many. */
const FAR_SD = 4
/** So many of them in a row are a step and no noise: the level goes there. */
const STEP_READINGS = 3
const STEP_GAIN = 0.8
/** Noise that is learnt is between these shares of what was assumed of noise and model together. */
const NOISE_RANGE = [0.001, 4] as const
/** Nobody stamps better than this: it counts where the expected value moves [s] [A]. */
export const TIMING_S = 0.3

export const noLevel = (noise: number, gain = GAIN_FIRST): SensorLevel => ({
	level: 0,
	gain: Math.min(GAIN_RANGE[1], Math.max(GAIN_RANGE[0], gain)),
	carry: 0,
	off: 0,
	variance: noise * noise,
	burst: 1,
	count: 0,
	far: 0,
	last: 0,
	tMs: 0,
	spacingMs: 0,
	products: [],
	recent: [],
	square: 1,
})

/** One reading that is `residual` off the expected one: its normalised innovation, and what is known after it. */
export function withReading(
	before: SensorLevel,
	r: {
		readonly tMs: number
		readonly residual: number
		/** Assumed sd of one reading, and of noise and model together: bounds of what is learnt. */
		readonly noise: number
		readonly floor: number
		/** Change of the expected value, per second. */
		readonly slopePerS: number
	},
): { readonly z: number; readonly level: SensorLevel } {
	if (before.count === 0) {
		const first = { ...before, level: r.residual, variance: before.variance, count: 1, tMs: r.tMs }
		return { z: 0, level: first }
	}
	if (r.tMs <= before.tMs) return { z: lateInnovation(before, r), level: before }
	const sinceMs = r.tMs - before.tMs
	const spacingMs = before.spacingMs === 0 ? sinceMs : before.spacingMs
	// A level that nobody looked at has wandered on: for a local level, its variance grows by gain^2 * variance a reading.
	const missed = Math.min(1e4, Math.max(0, sinceMs / spacingMs - 1))
	const wandered = missed * before.gain * before.gain * before.variance
	const timing = (TIMING_S * r.slopePerS) ** 2
	const usual = before.variance + wandered + timing
	const bursts = before.burst > BURST_FROM
	const variance = usual * (bursts ? before.burst : 1)
	const off = r.residual - before.level
	const innovation = off - (missed < 0.5 ? before.carry * before.off : 0)
	const z = innovation / Math.sqrt(variance)
	const far = innovation ** 2 < FAR_SD ** 2 * usual ? 0 : z * before.last > 0 ? before.far + 1 : 1
	const gain = Math.min(
		GAIN_RANGE[1],
		Math.max(
			far < STEP_READINGS ? 0 : STEP_GAIN,
			before.gain,
			1 / (before.count + 1),
			wandered / variance,
			r.slopePerS === 0 ? 0 : 0.5 * (timing / variance),
		),
	)
	// A mean with weights that rise: what was assumed of the noise is soon forgotten, however wrong. Steady readings teach how they scatter, moving ones do not.
	const calm = timing < 0.1 * before.variance && missed < 3 && !bursts
	const bounded = Math.max(-FAR_SD, Math.min(FAR_SD, z))
	const share = Math.max(1 - Math.exp(-sinceMs / 1000 / VARIANCE_S), 2 / (before.count + 2))
	const least = (NOISE_RANGE[0] * r.noise) ** 2
	const most = (NOISE_RANGE[1] * Math.hypot(r.noise, r.floor)) ** 2
	const learnt = calm ? before.variance * (1 + share * (bounded * bounded - 1)) : before.variance
	const neighbours = Math.max(-1, Math.min(1, bounded * before.last))
	const shown = 1 - Math.exp(-sinceMs / 1000 / SHOWN_S)
	const products: number[] = []
	const recent = [bounded]
	for (let k = 0; k < LAGS; k++) {
		const was = before.products[k] ?? 0
		const then = before.recent[k]
		products.push(then === undefined ? was : was + shown * (bounded * then - was))
		if (then !== undefined && k < LAGS - 1) recent.push(then)
	}
	return {
		z,
		level: {
			level: before.level + gain * innovation,
			carry: calm ? Math.max(-CARRY_MAX, Math.min(CARRY_MAX, before.carry + CARRY_STEP * neighbours)) : before.carry,
			off: off - gain * innovation,
			gain: calm ? Math.min(GAIN_RANGE[1], Math.max(GAIN_RANGE[0], before.gain * (1 + GAIN_STEP * neighbours))) : before.gain,
			variance: Math.min(most, Math.max(least, learnt)),
			burst:
				before.burst + (Math.min(BURST_MAX, innovation ** 2 / usual) - before.burst) / Math.min(BURST_READINGS, before.count + 1),
			count: before.count + 1,
			far,
			last: bounded,
			tMs: r.tMs,
			spacingMs: spacingMs + 0.02 * (Math.min(sinceMs, 10 * spacingMs) - spacingMs),
			products,
			recent,
			square: before.square + shown * (bounded * bounded - before.square),
		},
	}
}

/** Normalised innovation of a reading that came after newer ones: the level has wandered on since, by so much the more uncertain it was then. */
function lateInnovation(
	{ level, gain, variance, tMs, spacingMs }: SensorLevel,
	r: { readonly tMs: number; readonly residual: number },
): number {
	const steps = spacingMs > 0 ? (tMs - r.tMs) / spacingMs : 0
	return (r.residual - level) / Math.sqrt(variance * (1 + gain * gain * steps))
}

/** Variance of the level itself: of a local level, its gain times the variance of an innovation. */
export const levelVariance = ({ gain, variance }: SensorLevel): number => gain * variance

/** How white the innovations of the last minutes are. */
export interface Whiteness {
	/** Mean square of the normalised innovations, 1 expected. */
	readonly nis: number
	/** Correlation of neighbours, 0 expected. */
	readonly lag1: number
	/** Ljung and Box's Q over `LAGS` lags (Biometrika 65 (1978) 297); white ones stay under `chiSquare95`. */
	readonly ljungBox: number
	readonly white: boolean
}

/** Upper 5 % of chi-square with `LAGS` = 5 degrees of freedom. */
const CHI_SQUARE_95 = 11.07

/** Null before there are readings enough to tell. */
export function whitenessOf({ products, square, count, spacingMs }: SensorLevel): Whiteness | null {
	if (count < 10 * LAGS || spacingMs <= 0) return null
	// An exponential mean over the time SHOWN_S weighs as much as twice that many readings, taken alike.
	const n = Math.min(count, (2 * SHOWN_S * 1000) / spacingMs)
	const correlation = products.map((p) => p / Math.max(1e-6, square))
	const ljungBox = n * (n + 2) * correlation.reduce((sum, r, k) => sum + (r * r) / (n - k - 1), 0)
	return { nis: square, lag1: correlation[0] ?? 0, ljungBox, white: ljungBox < CHI_SQUARE_95 }
}
