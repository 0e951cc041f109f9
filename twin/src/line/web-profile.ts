import type { LineState } from './line-state.ts'
import type { Place } from './places.ts'

/**
 * Slope at a node by Steffen's rule (Astron. Astrophys. 239, 1990, 443): that of the parabola through three nodes, limited so that the
 * curve never leaves the range of its neighbours.
 */
function slopeAt(left: number, right: number, leftStep: number, rightStep: number): number {
	if (left * right <= 0) return 0
	const parabola = (left * rightStep + right * leftStep) / (leftStep + rightStep)
	return Math.sign(left) * Math.min(2 * Math.abs(left), 2 * Math.abs(right), Math.abs(parabola))
}

/** Value at `x` between nodes in rising order, by monotone cubics; held at both ends. */
export function monotoneCubic(xs: readonly number[], ys: readonly number[], x: number): number {
	const last = xs.length - 1
	if (last < 0) return Number.NaN
	if (x <= xs[0]! || last === 0) return ys[0]!
	if (x >= xs[last]!) return ys[last]!
	let low = 0
	let high = last
	while (high - low > 1) {
		const middle = (low + high) >> 1
		if (xs[middle]! <= x) low = middle
		else high = middle
	}
	const step = xs[high]! - xs[low]!
	if (step <= 0) return ys[low]!
	const slope = (ys[high]! - ys[low]!) / step
	const side = (at: number, next: number): number => {
		const width = xs[next]! - xs[at]!
		return width > 0 ? (ys[next]! - ys[at]!) / width : 0
	}
	const leftStep = low > 0 ? xs[low]! - xs[low - 1]! : 0
	const rightStep = high < last ? xs[high + 1]! - xs[high]! : 0
	const from = leftStep > 0 ? slopeAt(side(low - 1, low), slope, leftStep, step) : slope
	const to = rightStep > 0 ? slopeAt(slope, side(high, high + 1), step, rightStep) : slope
	const t = (x - xs[low]!) / step
	const curve = from + to - 2 * slope
	return ys[low]! + step * t * (from + t * (3 * slope - 2 * from - to + t * curve))
}

/**
 * Web temperature [K] and moisture [kg/kg] at places along the path, m from the nip.
 *
 * Within each place by monotone cubics through its parcels and, while the web moves, through the temperatures at which parcels last passed
 * its ends: web entering the furnace bends within a parcel's length. Moisture by straight lines.
 */
export function webProfile(
	state: LineState,
	places: readonly Place[],
	parcelM: number,
	sM: readonly number[],
): { temperatureK: number[]; moistureKgPerKg: number[] } {
	const { web } = state
	const oldestM = state.fedM - (web.bornM[state.first] ?? 0)
	const nodes = places.map((place, p) => {
		const moving = state.webSpeedMPerS > 0 && place.toM > place.fromM
		const xs = moving && p > 0 ? [place.fromM] : []
		const ys = moving && p > 0 ? [state.placeInK[p]!] : []
		return { xs, ys }
	})
	for (let n = state.count - 1; n >= 0; n--) {
		const i = (state.first + n) % web.capacity
		const own = nodes[web.place[i]!]
		if (own === undefined) continue
		own.xs.push(state.fedM - web.bornM[i]!)
		own.ys.push(web.temperatureK[i]!)
	}
	places.forEach((place, p) => {
		if (!(state.webSpeedMPerS > 0) || place.toM <= place.fromM || p === places.length - 1) return
		nodes[p]!.xs.push(place.toM)
		nodes[p]!.ys.push(state.placeOutK[p]!)
	})
	const between = (at: number, values: Float64Array): number => {
		const place = Math.min(Math.max(0, (oldestM - at) / parcelM), state.count - 1)
		const below = Math.floor(place)
		const i = (state.first + below) % web.capacity
		const j = (state.first + Math.min(below + 1, state.count - 1)) % web.capacity
		return values[i]! + (values[j]! - values[i]!) * (place - below)
	}
	return {
		temperatureK: sM.map((at) => {
			const p = places.findIndex((place) => at < place.toM)
			const own = nodes[p < 0 ? places.length - 1 : p]!
			return own.xs.length === 0 ? between(at, web.temperatureK) : monotoneCubic(own.xs, own.ys, at)
		}),
		moistureKgPerKg: sM.map((at) => between(at, web.moistureKgPerKg)),
	}
}
