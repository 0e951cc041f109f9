/** How one reading scatters about the level of its instrument and how that level wanders, found by likelihood. */
export interface TunedNoise {
	/** Of one reading, in the unit of the tag. */
	readonly sd: number
	/** Of the level after one second. */
	readonly driftPerRootS: number
	/** By how much the logarithm of the likelihood is greater than with the spreads that were given. */
	readonly gained: number
	readonly readings: number
}

const LEAST_READINGS = 120
/** Drift over noise, per second, as variances: decades that are searched. */
const LOG_RATIO = [-7, 1] as const
const GOLDEN = (Math.sqrt(5) - 1) / 2
const SEARCH_TO = 0.02
/** A residual beyond so many sd counts as one of so many. */
const FAR_SD = 4

/**
 * Fits a level that wanders and readings that scatter about it to residuals a second apart, by greatest likelihood:
 *
 *   y = l + e,  var e = r;   l moves by w each second,  var w = q
 *
 * r has a closed form for each q/r (Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989, section 3.4), so q/r alone
 * is searched. A NaN is a gap: the level begins anew. `given`: sd of one reading and share of an innovation that the level takes up, as they
 * were. Null where there are too few readings, or all are the same.
 */
export function tunedNoise(series: readonly number[], given: { readonly sd: number; readonly gain: number }): TunedNoise | null {
	const readings = series.filter((x) => !Number.isNaN(x)).length
	const at = (logRatio: number) => likelihood(series, 10 ** logRatio)
	if (readings < LEAST_READINGS || !(at(-3).r > 0)) return null
	let [low, high] = LOG_RATIO as readonly [number, number] as [number, number]
	let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
	let [fa, fb] = [at(a).logLikelihood, at(b).logLikelihood]
	while (high - low > SEARCH_TO) {
		if (fa > fb) {
			;[high, b, fb] = [b, a, fa]
			a = high - GOLDEN * (high - low)
			fa = at(a).logLikelihood
		} else {
			;[low, a, fa] = [a, b, fb]
			b = low + GOLDEN * (high - low)
			fb = at(b).logLikelihood
		}
	}
	const logRatio = (low + high) / 2
	const { r, logLikelihood } = at(logRatio)
	// A level's gain k in balance belongs to q/r = k^2/(1 - k).
	const before = likelihood(series, given.gain ** 2 / (1 - given.gain), given.sd ** 2).logLikelihood
	return { sd: Math.sqrt(r), driftPerRootS: Math.sqrt(r * 10 ** logRatio), gained: logLikelihood - before, readings }
}

/** Of q/r, at the r that suits it best or at one that is given. */
function likelihood(
	series: readonly number[],
	ratio: number,
	given?: number,
): { readonly logLikelihood: number; readonly r: number } {
	let [level, p, known] = [0, 0, false]
	let [squares, logs, count] = [0, 0, 0]
	let scale = given ?? 0
	for (const y of series) {
		if (Number.isNaN(y)) {
			known = false
			continue
		}
		if (!known) {
			;[level, p, known] = [y, 1 + ratio, true]
			continue
		}
		const f = p + 1
		const v = y - level
		scale = count > 20 && given === undefined ? squares / count : scale
		const bound = FAR_SD ** 2 * scale * f
		squares += (scale > 0 ? Math.min(v * v, bound) : v * v) / f
		logs += Math.log(f)
		count++
		level += (p / f) * v
		p = p / f + ratio
	}
	const r = given ?? squares / Math.max(1, count)
	return { logLikelihood: -0.5 * (count * Math.log(2 * Math.PI * r) + logs + squares / r), r }
}

/** Gain in balance of a level with this noise: k^2/(1 - k) = q/r. */
export function gainOf({ sd, driftPerRootS }: { readonly sd: number; readonly driftPerRootS: number }): number {
	const ratio = (driftPerRootS / sd) ** 2
	return (Math.sqrt(ratio * ratio + 4 * ratio) - ratio) / 2
}
