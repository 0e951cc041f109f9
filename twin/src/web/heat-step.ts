import { POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { parcel, SLOT } from './parcel-at-hand.ts'
import { HOT, TABLE } from './rate-table.ts'

// Constants of this module's own, which V8 puts into the code: those of others it looks up each time.
const p = parcel
const { cloth, nacl, charred1, charred2, arealHeat, heat1, heat2, heatM, heldCitrate, heldSalt, heldAlloy, reactsFromK } = SLOT
const { inverseSurface, seen, below, surface4, film, gasK } = SLOT
const { t, u1, u2, um, k1, k2, km, slope, flux, dt } = SLOT
const { tEnd, v1, v2, vm, r1, r2, rm, slopeEnd, fluxEnd, heatEnd, exchange, carbon, rest } = SLOT
const { slopes, sum1, sum2, sumM, alongS, fluxes, kelvins, errorK } = SLOT
const { fromK, rowsPerK, lastRow } = TABLE
const { carbon: carbonAt, width, rate1, rate2, rateM } = HOT
const WHITE = POWDER_EMISSIVITY_WHITE
const GAIN = POWDER_EMISSIVITY_GAIN

// Bogacki and Shampine's pair, Appl. Math. Lett. 2 (1989) 321: stages at 1/2 and 3/4, weights of third order, and those less the second's.
const W0 = 2 / 9
const W1 = 1 / 3
const W2 = 4 / 9
const E0 = -5 / 72
const E1 = 1 / 12
const E2 = 1 / 9
const E3 = -1 / 8

/** exp(-x), x from 0: its series to 5e-10 where that is cheaper. */
function decay(x: number): number {
	if (x > 0.25) return Math.exp(-x)
	const x2 = x * x
	return 1 - x + x2 * (0.5 - x * (1 / 6)) + x2 * x2 * (1 / 24 - x * (1 / 120) + x2 * (1 / 720 - x * (1 / 5040)))
}

/** Place of a temperature in the table, in rows, held to its ends. */
function placeOf(temperatureK: number): number {
	const place = (temperatureK - fromK) * rowsPerK
	return place > 0 ? (place < lastRow ? place : lastRow) : 0
}

/**
 * A stage of a step, `alongS` after its beginning at the mean slope and rates given in `slopes` and `sum1`..`sumM`: temperature, extents by
 * exact exponentials, and from them the rates, the flux and the slope there. Along 0: the beginning itself.
 */
export function reactingStage(hot: Float64Array, saltAt: number): void {
	const along = p[alongS]!
	const q1 = along * p[sum1]!
	const q2 = along * p[sum2]!
	const e1 = decay(q1)
	const e2 = decay(q2)
	const gap = q2 - q1
	const left1 = p[u1]! * e1
	const left2 = p[u2]! * e2 + p[u1]! * (gap > -1e-7 && gap < 1e-7 ? q2 * e2 : (q2 * (e1 - e2)) / gap)
	const leftM = p[um]! * decay(along * p[sumM]!)
	const temperatureK = p[t]! + along * p[slopes]!
	const place = placeOf(temperatureK)
	const row = Math.trunc(place)
	const part = place - row
	const at = row * width
	let reaction = 0
	let now1 = 0
	let now2 = 0
	let nowM = 0
	if (temperatureK >= p[reactsFromK]!) {
		if (left1 > 0) now1 = hot[at + rate1]! + part * hot[at + rate1 + 1]!
		if (left2 > 0) now2 = hot[at + rate2]! + part * hot[at + rate2 + 1]!
		if (leftM > 0) nowM = hot[at + rateM]! + part * hot[at + rateM + 1]!
		reaction = p[heat1]! * now1 * left1 + p[heat2]! * now2 * (left2 - left1) + p[heatM]! * nowM * leftM
	}
	const white = WHITE + GAIN * (1 - left1)
	const faces = p[below]! + (p[seen]! * white) / (p[inverseSurface]! * white + 1)
	const carbonNow = p[cloth]! + p[charred1]! * (left2 - left1) + p[charred2]! * (1 - left2)
	const restNow = p[heldCitrate]! * left1 + p[heldSalt]! * leftM + p[heldAlloy]! * (1 - leftM)
	const heat =
		p[arealHeat]! *
		(carbonNow * (hot[at + carbonAt]! + part * hot[at + carbonAt + 1]!) +
			p[nacl]! * (hot[at + saltAt]! + part * hot[at + saltAt + 1]!) +
			restNow)
	const square = temperatureK * temperatureK
	const radiation = faces * (p[surface4]! - square * square)
	p[tEnd] = temperatureK
	p[v1] = left1
	p[v2] = left2
	p[vm] = leftM
	p[r1] = now1
	p[r2] = now2
	p[rm] = nowM
	p[exchange] = faces
	p[carbon] = carbonNow
	p[rest] = restNow
	p[heatEnd] = heat
	p[fluxEnd] = radiation
	p[slopeEnd] = (radiation + p[film]! * (p[gasK]! - temperatureK) - reaction) / heat
}

/** One step while something is left to react. */
export function reactingStep(hot: Float64Array, saltAt: number): void {
	const step = p[dt]!
	const slope0 = p[slope]!
	const k10 = p[k1]!
	const k20 = p[k2]!
	const km0 = p[km]!
	p[slopes] = slope0
	p[sum1] = k10
	p[sum2] = k20
	p[sumM] = km0
	p[alongS] = 0.5 * step
	reactingStage(hot, saltAt)
	const slope1 = p[slopeEnd]!
	const k11 = p[r1]!
	const k21 = p[r2]!
	const km1 = p[rm]!
	let radiation = W0 * p[flux]! + W1 * p[fluxEnd]!
	let kelvin = W0 * p[t]! + W1 * p[tEnd]!
	p[slopes] = slope1
	p[sum1] = k11
	p[sum2] = k21
	p[sumM] = km1
	p[alongS] = 0.75 * step
	reactingStage(hot, saltAt)
	const slope2 = p[slopeEnd]!
	radiation += W2 * p[fluxEnd]!
	kelvin += W2 * p[tEnd]!
	p[slopes] = W0 * slope0 + W1 * slope1 + W2 * slope2
	p[sum1] = W0 * k10 + W1 * k11 + W2 * p[r1]!
	p[sum2] = W0 * k20 + W1 * k21 + W2 * p[r2]!
	p[sumM] = W0 * km0 + W1 * km1 + W2 * p[rm]!
	p[alongS] = step
	reactingStage(hot, saltAt)
	p[fluxes] = radiation
	p[kelvins] = kelvin
	p[errorK] = step * Math.abs(E0 * slope0 + E1 * slope1 + E2 * slope2 + E3 * p[slopeEnd]!)
}

/** Heat capacity of the web over its areal factor where nothing reacts [J/m2 K]. */
function inertHeat(
	hot: Float64Array,
	place: number,
	carbonNow: number,
	naclNow: number,
	saltAt: number,
	restNow: number,
): number {
	const row = Math.trunc(place)
	const part = place - row
	const at = row * width
	return (
		carbonNow * (hot[at + carbonAt]! + part * hot[at + carbonAt + 1]!) +
		naclNow * (hot[at + saltAt]! + part * hot[at + saltAt + 1]!) +
		restNow
	)
}

/** One step when nothing is left to react: the same stages with exchange and masses as they are. */
export function inertStep(hot: Float64Array, saltAt: number): void {
	const step = p[dt]!
	const t0 = p[t]!
	const slope0 = p[slope]!
	const areal = p[arealHeat]!
	const carbonNow = areal * p[carbon]!
	const naclNow = areal * p[nacl]!
	const restNow = areal * p[rest]!
	const faces = p[exchange]!
	const gas = p[film]!
	const drive = faces * p[surface4]! + gas * p[gasK]!
	const tA = t0 + 0.5 * step * slope0
	const fourA = faces * (tA * tA) * (tA * tA)
	const slope1 = (drive - fourA - gas * tA) / inertHeat(hot, placeOf(tA), carbonNow, naclNow, saltAt, restNow)
	const tB = t0 + 0.75 * step * slope1
	const fourB = faces * (tB * tB) * (tB * tB)
	const slope2 = (drive - fourB - gas * tB) / inertHeat(hot, placeOf(tB), carbonNow, naclNow, saltAt, restNow)
	const tC = t0 + step * (W0 * slope0 + W1 * slope1 + W2 * slope2)
	const fourC = faces * (tC * tC) * (tC * tC)
	const heat = inertHeat(hot, placeOf(tC), carbonNow, naclNow, saltAt, restNow)
	const slope3 = (drive - fourC - gas * tC) / heat
	const emitted = faces * p[surface4]!
	p[tEnd] = tC
	p[slopeEnd] = slope3
	p[heatEnd] = heat
	p[fluxEnd] = emitted - fourC
	p[fluxes] = W0 * p[flux]! + W1 * (emitted - fourA) + W2 * (emitted - fourB)
	p[kelvins] = W0 * t0 + W1 * tA + W2 * tB
	p[errorK] = step * Math.abs(E0 * slope0 + E1 * slope1 + E2 * slope2 + E3 * slope3)
}
