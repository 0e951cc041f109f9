import { parcel, SLOT } from './parcel-at-hand.ts'
import { LADDER_FROM_K, LADDER_RUNGS, LADDER_STEP_K, METALS_MAX, type Web } from './parcels.ts'
import type { Powder } from './powder.ts'
import { type RateTable, SLOW, TABLE } from './rate-table.ts'

const p = parcel
const { nacl, metal, t, um, km, tEnd, slope, slopeEnd, dt, before, slopeBefore, formingBefore, clock } = SLOT
const { dose, growth, salt, metals } = SLOW
const { fromK, rowsPerK, lastRow } = TABLE

/** Integrals of a call: dose, growth over its constant, loss of open NaCl and of each open metal. */
const sums = new Float64Array(3 + METALS_MAX)
const LOST = 3

/**
 * Adds the point where a step begins to the integrals of growth, dose and evaporation; the step before it is forgotten then. With a step h
 * and slope T' on either side of a point the integral of f(T) is the trapezoid's with its end correction,
 * h/2 (f0 + f1) + h^2/12 (f0' - f1'), of fourth order.
 */
export function keepPoint(table: RateTable, powder: Powder): void {
	const temperatureK = p[t]!
	if (temperatureK < powder.growsFromK) return
	const { slow, slowWidth } = table
	const weight = (p[before]! + p[dt]!) / 2
	const ends = (p[dt]! * p[dt]! * p[slope]! - p[before]! * p[before]! * p[slopeBefore]!) * (rowsPerK / 12)
	const from = (temperatureK - fromK) * rowsPerK
	const place = from > 0 ? (from < lastRow ? from : lastRow) : 0
	const row = place | 0
	const at = row * slowWidth
	// Value and rise to the next row: the point between the rows and the slope at once.
	const along = (place - row) * weight + ends
	const reduced = 1 - p[um]!
	sums[0] = sums[0]! + slow[at + dose]! * weight + slow[at + dose + 1]! * along
	if (reduced > 0) {
		// What grows here also becomes more while metal forms.
		const forming = (p[dt]! * p[dt]! * p[km]! * p[um]! - p[before]! * p[before]! * p[formingBefore]!) / 12
		const here = slow[at + growth]!
		sums[1] = sums[1]! + reduced * (here * weight + slow[at + growth + 1]! * along) + here * forming
	}
	if (temperatureK < powder.evaporatesFromK) return
	sums[2] = sums[2]! + slow[at + salt]! * weight + slow[at + salt + 1]! * along
	if (reduced <= 0) return
	const end = at + slowWidth
	for (let column = at + metals, k = LOST; column < end; column += 2, k++)
		sums[k] = sums[k]! + reduced * (slow[column]! * weight + slow[column + 1]! * along)
}

/** Moves the integrals into the parcel and begins anew. What has evaporated is never more than there was. */
export function keepIntegrals(web: Web, i: number, powder: Powder): void {
	const naclKgPerM2 = p[nacl]!
	const metalKgPerM2 = p[metal]! * (1 - p[um]!)
	web.doseS[i] = web.doseS[i]! + sums[0]!
	if (naclKgPerM2 > 0 || metalKgPerM2 > 0) {
		web.thetaNmN[i] = web.thetaNmN[i]! + powder.coarsening.a * sums[1]!
		const salt = web.evaporatedNaClKgPerM2[i]! + powder.openNaCl * sums[2]!
		web.evaporatedNaClKgPerM2[i] = salt < naclKgPerM2 ? salt : naclKgPerM2
		const base = i * METALS_MAX
		for (let k = 0; k < powder.metals.length; k++) {
			const lost = web.evaporated[base + k]! + powder.openMetals * sums[LOST + k]!
			const most = metalKgPerM2 * powder.massShare[k]!
			web.evaporated[base + k] = lost < most ? lost : Math.max(most, web.evaporated[base + k]!)
		}
	}
	for (let k = 0; k < LOST + powder.metals.length; k++) sums[k] = 0
}

/**
 * Share of a step that has passed when the web is at a temperature between its ends [0..1]: time over temperature as the cubic that has the
 * slopes of both ends, held to what keeps it rising.
 */
function shareAt(level: number, a: number, b: number, first: number, second: number): number {
	const s = (level - a) / (b - a)
	const rest = 1 - s
	return s * s * (3 - 2 * s) + first * s * rest * rest - second * s * s * rest
}

/** Instants at which a step passes the temperatures that the profile is judged by. */
export function keepPassages(web: Web, i: number, powder: Powder): void {
	const a = p[t]!
	const b = p[tEnd]!
	const step = p[dt]!
	const above = powder.aboveK
	if (a === b) {
		if (b > above) web.aboveS[i] = web.aboveS[i]! + step
		return
	}
	const mean = (b - a) / step
	let first = mean / p[slope]!
	let second = mean / p[slopeEnd]!
	if (!(first >= 0 && first <= 3)) first = first < 0 ? 0 : 3
	if (!(second >= 0 && second <= 3)) second = second < 0 ? 0 : 3
	if (a > above ? b > above : b > above && a === above) web.aboveS[i] = web.aboveS[i]! + step
	else if (a > above) web.aboveS[i] = web.aboveS[i]! + step * shareAt(above, a, b, first, second)
	else if (b > above) web.aboveS[i] = web.aboveS[i]! + step * (1 - shareAt(above, a, b, first, second))
	if (b > a) {
		if (a < 400 && b >= 400 && Number.isNaN(web.up400S[i]!)) web.up400S[i] = p[clock]! + step * shareAt(400, a, b, first, second)
		if (a < 700 && b >= 700 && Number.isNaN(web.up700S[i]!)) web.up700S[i] = p[clock]! + step * shareAt(700, a, b, first, second)
		if (b <= web.peakK[i]!) return
		web.peakK[i] = b
		web.peakS[i] = p[clock]! + step
		let rung = web.rungs[i]!
		let level = LADDER_FROM_K + LADDER_STEP_K * rung
		if (level > b) return
		while (level <= b && rung < LADDER_RUNGS) {
			web.ladderS[i * LADDER_RUNGS + rung] = level > a ? p[clock]! + step * shareAt(level, a, b, first, second) : p[clock]!
			rung++
			level += LADDER_STEP_K
		}
		web.rungs[i] = rung
		return
	}
	if (a >= 700 && b < 700) web.down700S[i] = p[clock]! + step * shareAt(700, a, b, first, second)
	if (a >= 600 && b < 600) web.down600S[i] = p[clock]! + step * shareAt(600, a, b, first, second)
	if (a >= 500 && b < 500) web.down500S[i] = p[clock]! + step * shareAt(500, a, b, first, second)
	const high = 0.9 * web.peakK[i]!
	if (a >= high && b < high) {
		web.down90S[i] = p[clock]! + step * shareAt(high, a, b, first, second)
		web.down90K[i] = high
	}
}
