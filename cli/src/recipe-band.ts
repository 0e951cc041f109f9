import type { PathSample } from '@emberline/twin'

interface BandPoint {
	readonly sM: number
	readonly lowK: number
	readonly highK: number
}

/** Half of the place along the web by which a good profile may be early or late, m. */
const PLACE_TOLERANCE_M = 0.012
const POINTS = 160
/** A point that a straight line between its neighbours gives to within this is left out, K: less than a pixel of the plot. */
const STRAIGHT_K = 0.5

/**
 * The recipe band of web temperature along the path: the profile at the recipe's set-points, widened by the recipe's own window of peak
 * temperature (in proportion to the rise above the room) and by a small shift along the web, without which a steep ramp has no width at all.
 */
export function recipeBand(
	samples: readonly PathSample[],
	peakWindowK: readonly [number, number] | undefined,
): readonly BandPoint[] {
	const first = samples[0]
	const last = samples.at(-1)
	if (first === undefined || last === undefined) return []
	const peakK = samples.reduce((max, sample) => Math.max(max, sample.temperatureK), 0)
	const roomK = first.temperatureK
	const [lowPeakK, highPeakK] = peakWindowK ?? [peakK, peakK]
	const below = (peakK - lowPeakK) / Math.max(1, peakK - roomK)
	const above = (highPeakK - peakK) / Math.max(1, peakK - roomK)
	const points = places(samples).map((sM): BandPoint => {
		const near = [-PLACE_TOLERANCE_M, 0, PLACE_TOLERANCE_M].map((shift) => temperatureAt(samples, sM + shift))
		const lowK = Math.min(...near)
		const highK = Math.max(...near)
		const [low, high] = [lowK - below * (lowK - roomK) - 3, highK + above * (highK - roomK) + 3]
		return { sM: rounded(sM, 1e4), lowK: rounded(low, 10), highK: rounded(high, 10) }
	})
	return [...thinned(points), ...points.slice(-1)]
}

const rounded = (x: number, per: number) => Math.round(x * per) / per

/** All of the points but the last, less those that a straight line between the rest gives. */
function thinned(points: readonly BandPoint[]): readonly BandPoint[] {
	const first = points[0]
	const last = points.at(-1)
	if (first === undefined || last === undefined || points.length < 3) return points.slice(0, -1)
	let worst = 0
	let worstK = STRAIGHT_K
	points.forEach((p, k) => {
		const share = (p.sM - first.sM) / Math.max(1e-9, last.sM - first.sM)
		const off = (a: number, b: number, x: number) => Math.abs(x - a - share * (b - a))
		const offK = Math.max(off(first.lowK, last.lowK, p.lowK), off(first.highK, last.highK, p.highK))
		if (offK > worstK) [worst, worstK] = [k, offK]
	})
	return worst === 0 ? [first] : [...thinned(points.slice(0, worst + 1)), ...thinned(points.slice(worst))]
}

/** Places for the points: even along the path, and closer where the temperature changes fast. */
function places(samples: readonly PathSample[]): readonly number[] {
	const from = samples[0]?.sM ?? 0
	const to = samples.at(-1)?.sM ?? 0
	const even = Array.from({ length: POINTS + 1 }, (_, k) => from + ((to - from) * k) / POINTS)
	const hot = samples.filter((sample) => sample.temperatureK > 400)
	const hotFrom = (hot[0]?.sM ?? to) - 0.05
	const hotTo = (hot.at(-1)?.sM ?? from) + 0.05
	const fine = hotTo > hotFrom ? Array.from({ length: POINTS + 1 }, (_, k) => hotFrom + ((hotTo - hotFrom) * k) / POINTS) : []
	return [...even, ...fine.filter((sM) => sM > from && sM < to)].sort((a, b) => a - b)
}

function temperatureAt(samples: readonly PathSample[], sM: number): number {
	let low = 0
	let high = samples.length - 1
	while (high - low > 1) {
		const middle = (low + high) >> 1
		if ((samples[middle]?.sM ?? 0) <= sM) low = middle
		else high = middle
	}
	const a = samples[low]
	const b = samples[high]
	if (a === undefined || b === undefined) return Number.NaN
	const share = b.sM > a.sM ? Math.min(1, Math.max(0, (sM - a.sM) / (b.sM - a.sM))) : 0
	return a.temperatureK + share * (b.temperatureK - a.temperatureK)
}
