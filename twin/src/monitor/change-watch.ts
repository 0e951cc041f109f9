/** What a signal usually is, and the two-sided CUSUM of how far it is from that. Plain JSON. */
export interface ChangeWatch {
	/** Means of ten seconds that the usual value rests on, up to `LEARN_COUNT`, with their mean and sum of squares about it. */
	readonly count: number
	readonly mean: number
	readonly squares: number
	/** Page's sums upward and downward, and since when each is not zero. */
	readonly up: number
	readonly down: number
	readonly upSinceMs: number
	readonly downSinceMs: number
	/** Deviation in sd, of the last half minute. */
	readonly z: number
	/** Share of the usual value that is left now. */
	readonly left: number
}

export const NO_WATCH: ChangeWatch = {
	count: 0,
	mean: 0,
	squares: 0,
	up: 0,
	down: 0,
	upSinceMs: 0,
	downSinceMs: 0,
	z: 0,
	left: 1,
}

/** Means that teach what is usual before anything is held against it: five minutes. */
export const LEARN_COUNT = 30
/** Reference value and decision interval of the CUSUM in sd: a shift of twice the former is found in `DECISION` means (Page, Biometrika 41 (1954) 100). */
const REFERENCE = 1.5
const DECISION = 12
/** One mean counts no more than this: an instant is no fault. */
const Z_MAX = 6
/** What is usual moves on in so many means, while nothing is suspected: wear of hours is told, that of weeks is the line's own. */
const USUAL_MEANS = 540
const TRIP_SD = 5
const TRIP_SHARE = 0.25
const SHOWN_SHARE = 1 / 3

export const isLearnt = ({ count }: ChangeWatch): boolean => count >= LEARN_COUNT
export const isOut = ({ up, down }: ChangeWatch): boolean => Math.max(up, down) > DECISION
export const onsetMs = ({ up, down, upSinceMs, downSinceMs }: ChangeWatch): number => (up >= down ? upSinceMs : downSinceMs)

/** So far out that nobody need wait: one reading of a line that has just stopped. */
export function withTrip(
	before: ChangeWatch,
	m: { readonly tMs: number; readonly x: number; readonly least: number },
): ChangeWatch {
	const next = withMean(before, { ...m, holds: true })
	if (
		!isLearnt(before) ||
		Math.abs(m.x - before.mean) < Math.max(TRIP_SD * spread(before, m.least), TRIP_SHARE * Math.abs(before.mean))
	)
		return before
	const [up, down] = m.x > before.mean ? [2 * DECISION, 0] : [0, 2 * DECISION]
	return { ...next, up, down, z: Math.sign(m.x - before.mean) * Z_MAX }
}

const spread = ({ squares }: ChangeWatch, least: number) => Math.max(least, Math.sqrt(squares / (LEARN_COUNT - 1)))

/** Nothing is suspected any more; what is usual stays. */
export const quietAgain = (w: ChangeWatch): ChangeWatch => ({ ...w, up: 0, down: 0, z: 0, left: 1 })

/** One mean more. `least` is the smallest sd that is believed; `holds`: an alarm stands on this signal, and it teaches nothing. */
export function withMean(
	before: ChangeWatch,
	m: { readonly tMs: number; readonly x: number; readonly least: number; readonly holds: boolean },
): ChangeWatch {
	const { tMs, x, least, holds } = m
	const off = x - before.mean
	if (!isLearnt(before)) {
		const count = before.count + 1
		const mean = before.mean + off / count
		return { ...before, count, mean, squares: before.squares + off * (x - mean) }
	}
	const sd = spread(before, least)
	const z = Math.max(-Z_MAX, Math.min(Z_MAX, off / sd))
	const up = Math.min(2 * DECISION, Math.max(0, before.up + z - REFERENCE))
	const down = Math.min(2 * DECISION, Math.max(0, before.down - z - REFERENCE))
	const suspected = holds || Math.max(up, down) > DECISION / 2
	return {
		...before,
		mean: suspected ? before.mean : before.mean + off / USUAL_MEANS,
		up,
		down,
		upSinceMs: before.up === 0 ? tMs : before.upSinceMs,
		downSinceMs: before.down === 0 ? tMs : before.downSinceMs,
		z: before.z + SHOWN_SHARE * (z - before.z),
		left: before.mean === 0 ? 1 : x / before.mean,
	}
}
