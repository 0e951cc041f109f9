/** What a signal usually is, and the two-sided CUSUM of how far it is from that. Plain JSON. */
export interface ChangeWatch {
	/** Means of ten seconds that what is usual rests on, their mean, and half of the mean square of their steps. */
	readonly count: number
	readonly mean: number
	readonly square: number
	readonly last: number
	/** What is usual moves by so much with each mean; 0 for what stands still. */
	readonly slope: number
	/** Page's sums upward and downward, and since when each is not zero. */
	readonly up: number
	readonly down: number
	readonly upSinceMs: number
	readonly downSinceMs: number
	/** Deviation of the last half minute, in the unit of the signal, and over its sd. */
	readonly off: number
	readonly z: number
}

export const NO_WATCH: ChangeWatch = {
	count: 0,
	mean: 0,
	square: 0,
	last: 0,
	slope: 0,
	up: 0,
	down: 0,
	upSinceMs: 0,
	downSinceMs: 0,
	off: 0,
	z: 0,
}

/** Means that teach what is usual before anything is held against it: ten minutes. */
export const LEARN_COUNT = 60
/**
 * Reference value k and decision interval h of the CUSUM in sd (Page, Biometrika 41 (1954) 100). For white means the run between two false alarms is
 * exp(2 k (h + 1.17))/(2 k^2) of them (Siegmund, Sequential Analysis, 1985), more than the age of the line; what is left are the line's own
 * wanderings, and `least` has to be their size.
 */
const REFERENCE = 1.5
const DECISION = 12
/** One mean counts no more than this in the sums: an instant is no fault. */
const Z_MAX = 6
/** What is usual moves on: for half an hour as fast as a line does that has just been met, then so slowly that wear of hours is told. */
const FRESH_GAIN = 3
const FRESH_MEANS = 180
const USUAL_MEANS = 1440
/** A line that has just been met is known less well: by so much at first, and less with every 20 min. */
const MET_EXTRA = 3
const MET_MEANS = 120
const TRIP_SD = 5
const SHOWN_SHARE = 1 / 3

export const isLearnt = ({ count }: ChangeWatch): boolean => count >= LEARN_COUNT
export const isOut = ({ up, down }: ChangeWatch): boolean => Math.max(up, down) > DECISION
export const onsetMs = ({ up, down, upSinceMs, downSinceMs }: ChangeWatch): number => (up >= down ? upSinceMs : downSinceMs)

/** Standard deviation of a mean about what is usual; `least` is the smallest that is believed. */
export const spread = ({ square, count }: ChangeWatch, least: number): number =>
	Math.max(least * (1 + MET_EXTRA * Math.exp(-count / MET_MEANS)), Math.sqrt(square))

const gainOf = (count: number): number =>
	Math.max(1 / USUAL_MEANS, (FRESH_GAIN / count) * Math.min(1, (FRESH_MEANS / count) ** 2))

/** Nothing is suspected any more; what is usual stays. */
export const quietAgain = (w: ChangeWatch): ChangeWatch => ({ ...w, up: 0, down: 0, z: 0, off: 0 })

/** What has been out and is not any more is met anew: it need not be just as it was. */
export const metAgain = (w: ChangeWatch): ChangeWatch => ({ ...quietAgain(w), count: Math.min(w.count, FRESH_MEANS) })

/** So far out that nobody need wait: one reading of a line that has just stopped. */
export function withTrip(
	before: ChangeWatch,
	m: { readonly tMs: number; readonly x: number; readonly least: number },
): ChangeWatch {
	const off = m.x - before.mean
	const z = off / spread(before, m.least)
	if (!isLearnt(before) || Math.abs(z) < TRIP_SD) return before
	const sinceMs = m.tMs
	const [up, down] = off > 0 ? [2 * DECISION, 0] : [0, 2 * DECISION]
	return { ...before, up, down, upSinceMs: sinceMs, downSinceMs: sinceMs, z, off }
}

/** One mean more. `holds`: an alarm stands on this signal, and it teaches nothing; `drifts`: it rises or falls as a matter of course. */
export function withMean(
	before: ChangeWatch,
	m: {
		readonly tMs: number
		readonly x: number
		readonly least: number
		readonly holds: boolean
		readonly drifts: boolean
	},
): ChangeWatch {
	const { tMs, x, least, holds, drifts } = m
	if (!isLearnt(before)) {
		const count = before.count + 1
		const mean = before.mean + (x - before.mean) / count
		const step = before.count === 0 ? 0 : x - before.last
		const square = before.square + (0.5 * step * step - before.square) / count
		const slope = drifts && count > 1 ? before.slope + (step - before.slope) / (count - 1) : 0
		// From the middle of what was learnt to its end.
		return { ...before, count, mean: count < LEARN_COUNT ? mean : mean + (slope * (count - 1)) / 2, square, slope, last: x }
	}
	const usual = before.mean + before.slope
	const off = x - usual
	const raw = off / spread(before, least)
	const z = Math.max(-Z_MAX, Math.min(Z_MAX, raw))
	const up = Math.min(2 * DECISION, Math.max(0, before.up + z - REFERENCE))
	const down = Math.min(2 * DECISION, Math.max(0, before.down - z - REFERENCE))
	const suspected = holds || Math.max(up, down) > DECISION / 2
	const gain = suspected ? 0 : gainOf(before.count)
	// Steps tell the scatter whatever the signal does slowly.
	const square = Math.min(0.5 * (x - before.last) ** 2, 9 * before.square)
	return {
		...before,
		count: before.count + (suspected ? 0 : 1),
		mean: usual + gain * off,
		slope: before.slope + (drifts ? (gain * gain * off) / 4 : 0),
		square: before.square + gain * (square - before.square),
		last: x,
		up,
		down,
		upSinceMs: before.up === 0 ? tMs : before.upSinceMs,
		downSinceMs: before.down === 0 ? tMs : before.downSinceMs,
		off: before.off + SHOWN_SHARE * (off - before.off),
		z: before.z + SHOWN_SHARE * (raw - before.z),
	}
}
