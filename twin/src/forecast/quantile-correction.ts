import { type ForecastTarget, QUANTILES, type QuantileName } from '../port.ts'
import { outcomeKey } from './plant-marks.ts'

/** What is learnt of one target, or of it at one horizon. Plain JSON. */
interface Learnt {
	/** Shift of all quantiles, and of the far ones beside it, in widths of the 90 % interval. */
	readonly middle: number
	readonly far: Readonly<Partial<Record<QuantileName, number>>>
	/** Logarithm of the stretch below and above the median. */
	readonly below: number
	readonly above: number
	/** When it last learnt. */
	readonly learntMs: number
}

export type QuantileCorrectionSnapshot = Readonly<Record<string, Learnt>>

/** Step of the tracking for an outcome, half of it for the target and half for the horizon alone [A]. */
const STEP = 0.06
/** The same for the stretch [A]: what lies in the middle tells of it soon, so it may be quicker. */
const STRETCH_STEP = 0.45
const STRETCH_MOST = Math.log(8) / 2
/** Share of a shrinking that each quantile takes part in: how often the far ones are passed is not seen in the middle [A]. */
const SHRINKS: Readonly<Record<QuantileName, number>> = {
	'0.025': 0,
	'0.05': 0.15,
	'0.1': 0.5,
	'0.25': 1,
	'0.5': 1,
	'0.75': 1,
	'0.9': 0.5,
	'0.95': 0.15,
	'0.975': 0,
}
const FAR: readonly QuantileName[] = ['0.025', '0.05', '0.1', '0.9', '0.95', '0.975']
/** Outcomes closer than this in time tell the same story in part. */
const APART_MS = 900_000
/** Least width, as a share of the median: a quantile that is certain can still be wrong. */
const LEAST_WIDTH = 0.002
/** Twin's own reckoning comes true by the twin's own reckoning: nothing is to be learnt from it. */
const NOT_MEASURED = ['peak_K', 'dose_eq_s']
const NOTHING: Learnt = { middle: 0, far: {}, below: 0, above: 0, learntMs: Number.NEGATIVE_INFINITY }

/**
 * Adaptive conformal correction by quantile tracking: a quantile moves up by `step * level` when the outcome was above it, and down by
 * `step * (1 - level)` when it was below, in widths of the forecast, so that in the long run it is passed as often as it says, whatever the
 * ensemble. The median shifts all, those of the middle half stretch each side about it, and the far ones are tracked beside that one by one. What is learnt at one horizon moves the others of its target by half.
 *
 * Gibbs and Candès (2021); Angelopoulos, Candès and Tibshirani (2023) for the tracking form.
 */
export class QuantileCorrection {
	#learnt: QuantileCorrectionSnapshot

	constructor(from: QuantileCorrectionSnapshot = {}) {
		this.#learnt = from
	}

	corrected(raw: ForecastTarget): ForecastTarget {
		if (NOT_MEASURED.includes(raw.target)) return raw
		const { common, own } = keysOf(raw)
		const width = widthOf(raw)
		const [a, b] = [this.#learnt[common] ?? NOTHING, this.#learnt[own] ?? NOTHING]
		const least = raw.q['0.025'] >= 0 ? 0 : Number.NEGATIVE_INFINITY
		const middle = raw.q['0.5']
		const places = QUANTILES.map((name) => {
			const off = raw.q[name] - middle
			const stretch = off < 0 ? a.below + b.below : a.above + b.above
			const shift = a.middle + b.middle + (a.far[name] ?? 0) + (b.far[name] ?? 0)
			return Math.max(middle + Math.exp(stretch * (stretch < 0 ? SHRINKS[name] : 1)) * off + width * shift, least)
		})
		const moved = outwards(places)
		const q = Object.fromEntries(QUANTILES.map((name, n) => [name, moved[n]!])) as Record<QuantileName, number>
		return { ...raw, mean: Math.max(raw.mean + q['0.5'] - middle, least), q }
	}

	/** `told`: the corrected forecast of a time that has ended; `weight`: how much its outcome tells of those to come, 0 to 1. */
	learn(told: ForecastTarget, came: number, endedMs: number, weight = 1): void {
		if (NOT_MEASURED.includes(told.target)) return
		const { common, own } = keysOf(told)
		/** How much oftener than it should the outcome was below; an outcome on the quantile tells nothing. */
		const excess = (name: QuantileName) => (came < told.q[name] ? 1 : came === told.q[name] ? Number(name) : 0) - Number(name)
		for (const key of [common, own]) {
			const { middle, far, below, above, learntMs } = this.#learnt[key] ?? NOTHING
			const fresh = weight * Math.min(Math.max((endedMs - learntMs) / APART_MS, 0), 1)
			const bounded = (x: number) => Math.min(Math.max(x, -STRETCH_MOST), STRETCH_MOST)
			const one: Learnt = {
				middle: middle - (STEP / 2) * fresh * excess('0.5'),
				far: Object.fromEntries(FAR.map((name) => [name, (far[name] ?? 0) - (STEP / 2) * fresh * excess(name)])),
				below: bounded(below + (STRETCH_STEP / 2) * fresh * excess('0.25')),
				above: bounded(above - (STRETCH_STEP / 2) * fresh * excess('0.75')),
				learntMs: Math.max(endedMs, learntMs),
			}
			this.#learnt = { ...this.#learnt, [key]: one }
		}
	}

	snapshot(): QuantileCorrectionSnapshot {
		return this.#learnt
	}
}

/** Quantiles in order: one that would pass its neighbour towards the median stands on it. */
function outwards(places: readonly number[]): readonly number[] {
	const moved = [...places]
	const median = Math.floor(moved.length / 2)
	for (let n = median - 1; n >= 0; n--) moved[n] = Math.min(moved[n]!, moved[n + 1]!)
	for (let n = median + 1; n < moved.length; n++) moved[n] = Math.max(moved[n]!, moved[n - 1]!)
	return moved
}

function keysOf({ target, zone, hS }: ForecastTarget): { common: string; own: string } {
	const common = outcomeKey(target, zone)
	return { common, own: `${common}@${hS}` }
}

const widthOf = ({ q }: ForecastTarget): number => Math.max(q['0.95'] - q['0.05'], LEAST_WIDTH * Math.abs(q['0.5']))
