/** Residuals of one instrument: gathered for the next update, and watched for being far out. Plain JSON. */
export interface Innovation {
	/** Since the window began. */
	readonly sum: number
	readonly count: number
	/** Newest comparison. */
	readonly measured: number | null
	readonly expected: number | null
	readonly sd: number
	readonly tMs: number
	/** Mean square of residual over its sd, of the last minute or so; 1 when all is as it should be. */
	readonly square: number
	/** Slow mean of the residual, for words. */
	readonly mean: number
}

export const NO_INNOVATION: Innovation = { sum: 0, count: 0, measured: null, expected: null, sd: 0, tMs: 0, square: 1, mean: 0 }

/** A single reading counts no more than this: what was far out for an instant must not be held against the twin for minutes. */
const SQUARE_MAX = 100
/** Memory of the watch on residuals. */
const WATCH_S = 60

export function withResidual(
	before: Innovation,
	r: {
		readonly tMs: number
		readonly measured: number
		readonly expected: number
		readonly sd: number
		readonly watches: boolean
		readonly gathers: boolean
	},
): Innovation {
	const residual = r.measured - r.expected
	const sum = r.gathers ? before.sum + residual : before.sum
	const count = r.gathers ? before.count + 1 : before.count
	if (r.tMs < before.tMs) return { ...before, sum, count }
	const dtS = before.measured === null ? 1 : Math.max(0.05, Math.min(10, (r.tMs - before.tMs) / 1000))
	const fresh = 1 - Math.exp(-dtS / WATCH_S)
	const z = residual / r.sd
	return {
		sum,
		count,
		measured: r.measured,
		expected: r.expected,
		sd: r.sd,
		tMs: r.tMs,
		square: r.watches
			? before.square + fresh * (Math.min(z * z, SQUARE_MAX) - before.square)
			: before.square + fresh * (1 - before.square),
		mean: r.watches ? before.mean + fresh * (residual - before.mean) : before.mean,
	}
}

export const windowClosed = (before: Innovation): Innovation => ({ ...before, sum: 0, count: 0 })
