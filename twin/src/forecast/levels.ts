/**
 * By how much the line's own meters differ from what the model makes of the same time, as a logarithm of the ratio. It wanders slowly,
 * and each quarter of an hour shows it with an error of its own: a local level, tracked by a scalar Kalman filter.
 */
export interface Level {
	readonly mean: number
	readonly variance: number
	/** Variance of what one quarter of an hour shows about the level. */
	readonly noise: number
	/** Quarters of an hour that it was learnt from. */
	readonly count: number
}

/** What is tracked for each recipe: product at the scale, the whole line's energy, fresh water, and the power of each module. */
export interface Levels {
	readonly product: Level
	readonly line: Level
	readonly water: Level
	readonly zone: readonly Level[]
}

/** Spread of what nothing is known of yet [A]: a model fitted to nothing is some per cent off. */
const PRIOR_SD = 0.05
const PRIOR_NOISE_SD = 0.01
/** The level wanders by this in a quarter of an hour [A]: fouling, weather, lots. */
const DRIFT_SD = 0.003
/** A quarter that is further off than this many sd counts as no further: outliers pull, and do not tear. */
const OUTLIER_SD = 3
/** The prior of the noise counts as so many quarters, and the past as no more than so many. */
const NOISE_PRIOR = 2
const NOISE_MEMORY = 30
const NOISE_LEAST = 0.001 ** 2
const WINDOW_S = 900
/** Of what was learnt with another recipe this share is expected to hold with this one [A]. */
const CARRIED = 0.5

const UNKNOWN: Level = { mean: 0, variance: PRIOR_SD ** 2, noise: PRIOR_NOISE_SD ** 2, count: 0 }

export const unknownLevels = (zones: number): Levels => ({
	product: UNKNOWN,
	line: UNKNOWN,
	water: UNKNOWN,
	zone: Array.from({ length: zones }, () => UNKNOWN),
})

/** What is expected of a recipe that has not run yet, by one that has. */
export function carriedOver(levels: Levels): Levels {
	const carry = ({ mean, variance, noise }: Level): Level => {
		const own = CARRIED * variance + (1 - CARRIED) * PRIOR_SD ** 2
		return { mean: CARRIED * mean, variance: own, noise, count: 0 }
	}
	return { product: carry(levels.product), line: carry(levels.line), water: carry(levels.water), zone: levels.zone.map(carry) }
}

/** A window of `overS` showed `logRatio`. `sinceS`: since the last one; windows that overlap count by what is new in them. */
export function learnt(level: Level, logRatio: number, overS: number, sinceS: number): Level {
	if (!Number.isFinite(logRatio)) return level
	const fresh = Math.min(sinceS / overS, 1)
	const variance = level.variance + (DRIFT_SD ** 2 * sinceS) / WINDOW_S
	const windowNoise = (level.noise * WINDOW_S) / overS / Math.max(fresh, 1e-3)
	const total = variance + windowNoise
	const most = OUTLIER_SD * Math.sqrt(total)
	const innovation = Math.min(Math.max(logRatio - level.mean, -most), most)
	const gain = variance / total
	const shown = Math.max((innovation ** 2 - variance) * (overS / WINDOW_S), NOISE_LEAST)
	return {
		mean: level.mean + gain * innovation,
		variance: (1 - gain) * variance,
		noise: level.noise + (fresh / (Math.min(level.count, NOISE_MEMORY) + NOISE_PRIOR + fresh)) * (shown - level.noise),
		count: level.count + fresh,
	}
}

/** Share of what the parameters leave open that measuring has settled, 0 to 1. */
export const settledShare = ({ variance }: Level): number => Math.min(Math.max(1 - variance / PRIOR_SD ** 2, 0), 1)

/** Standard deviation of the level itself, an hour or two ahead. */
export const levelSd = (level: Level): number => Math.sqrt(settledShare(level) * level.variance + 6 * DRIFT_SD ** 2)

/** Standard deviation of what a time of `overS` shows about the level. */
export const noiseSd = ({ noise }: Level, overS: number): number => Math.sqrt((noise * WINDOW_S) / Math.max(overS, WINDOW_S))
