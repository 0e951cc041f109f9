import { type ForecastTarget, QUANTILES, type QuantileName } from '../port.ts'
import { outcomeKey } from './plant-marks.ts'

/** Shifts of the nine quantiles in widths of the 90 % interval, and when they last learnt. Plain JSON. */
interface Shifts {
	readonly shift: readonly number[]
	readonly learntMs: number
}

export type QuantileCorrectionSnapshot = Readonly<Record<string, Shifts>>

/** Step of the tracking for an outcome, half of it for the target and half for the horizon alone [A]. */
const STEP = 0.06
/** Outcomes closer than this in time tell the same story in part. */
const APART_MS = 900_000
/** Least width, as a share of the median: a quantile that is certain can still be wrong. */
const LEAST_WIDTH = 0.002
const LEVELS = QUANTILES.map(Number)
/** Twin's own reckoning comes true by the twin's own reckoning: nothing is to be learnt from it. */
const NOT_MEASURED = ['peak_K', 'dose_eq_s']
const ZERO = QUANTILES.map(() => 0)

/**
 * Adaptive conformal correction by quantile tracking: each quantile moves up by `step * level` when the outcome was above it, and down
 * by `step * (1 - level)` when it was below, in widths of the forecast, so that in the long run it is exceeded as often as it says,
 * whatever the ensemble. What is learnt at one horizon moves the others of its target by half.
 *
 * Gibbs and Candès (2021); Angelopoulos, Candès and Tibshirani (2023) for the tracking form.
 */
export class QuantileCorrection {
	#shifts: QuantileCorrectionSnapshot

	constructor(from: QuantileCorrectionSnapshot = {}) {
		this.#shifts = from
	}

	corrected(raw: ForecastTarget): ForecastTarget {
		if (NOT_MEASURED.includes(raw.target)) return raw
		const { common, own } = keysOf(raw)
		const width = widthOf(raw)
		const [a, b] = [this.#shifts[common]?.shift ?? ZERO, this.#shifts[own]?.shift ?? ZERO]
		const least = raw.q['0.025'] >= 0 ? 0 : Number.NEGATIVE_INFINITY
		const moved = QUANTILES.map((name, n) => Math.max(raw.q[name] + width * (a[n]! + b[n]!), least)).sort((x, y) => x - y)
		const q = Object.fromEntries(QUANTILES.map((name, n) => [name, moved[n]!])) as Record<QuantileName, number>
		return { ...raw, mean: Math.max(raw.mean + q['0.5'] - raw.q['0.5'], least), q }
	}

	/** `told`: the corrected forecast of a time that has ended; `raw`: what it was corrected from. */
	learn(raw: ForecastTarget, told: ForecastTarget, came: number, endedMs: number): void {
		if (NOT_MEASURED.includes(raw.target)) return
		const { common, own } = keysOf(raw)
		for (const key of [common, own]) {
			const { shift, learntMs } = this.#shifts[key] ?? { shift: ZERO, learntMs: Number.NEGATIVE_INFINITY }
			const fresh = Math.min(Math.max((endedMs - learntMs) / APART_MS, 0), 1)
			const moved = shift.map((x, n) => {
				const at = told.q[QUANTILES[n]!]
				const below = came < at ? 1 : came === at ? LEVELS[n]! : 0
				return x + (STEP / 2) * fresh * (LEVELS[n]! - below)
			})
			this.#shifts = { ...this.#shifts, [key]: { shift: moved, learntMs: Math.max(endedMs, learntMs) } }
		}
	}

	snapshot(): QuantileCorrectionSnapshot {
		return this.#shifts
	}
}

function keysOf({ target, zone, hS }: ForecastTarget): { common: string; own: string } {
	const common = outcomeKey(target, zone)
	return { common, own: `${common}@${hS}` }
}

const widthOf = ({ q }: ForecastTarget): number => Math.max(q['0.95'] - q['0.05'], LEAST_WIDTH * Math.abs(q['0.5']))
