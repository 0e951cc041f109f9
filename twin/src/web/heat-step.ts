import { POWDER_EMISSIVITY_GAIN, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { parcel, SLOT } from './parcel-at-hand.ts'
import { HOT, TABLE } from './rate-table.ts'

// Constants of this module's own, which V8 puts into the code: those of others it looks up each time.
const p = parcel
const { cloth, nacl, charred1, charred2, arealHeat, heat1, heat2, heatM, heldCitrate, heldSalt, heldAlloy, reactsFromK } = SLOT
const { inverseSurface, seen, below, surface4, film, gasK } = SLOT
const { t, u1, u2, um, k1, k2, km, slope, bend, flux, dt } = SLOT
const { tEnd, v1, v2, vm, r1, r2, rm, slopeEnd, bendEnd, fluxEnd, heatEnd, exchange, carbon, rest } = SLOT
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
	const row = place | 0
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
	p[bendEnd] = Number.NaN
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
	const k12 = p[r1]!
	const k22 = p[r2]!
	const km2 = p[rm]!
	radiation += W2 * p[fluxEnd]!
	kelvin += W2 * p[tEnd]!
	p[slopes] = W0 * slope0 + W1 * slope1 + W2 * slope2
	p[sum1] = W0 * k10 + W1 * k11 + W2 * k12
	p[sum2] = W0 * k20 + W1 * k21 + W2 * k22
	p[sumM] = W0 * km0 + W1 * km1 + W2 * km2
	p[alongS] = step
	reactingStage(hot, saltAt)
	p[fluxes] = radiation
	p[kelvins] = kelvin
	// The error of the slope alone passes through zero where flux and reactions err against each other: that of the reactions counts too.
	const ofSlope = Math.abs(E0 * slope0 + E1 * slope1 + E2 * slope2 + E3 * p[slopeEnd]!)
	const of1 = Math.abs(p[heat1]! * p[v1]! * (E0 * k10 + E1 * k11 + E2 * k12 + E3 * p[r1]!))
	const of2 = Math.abs(p[heat2]! * (p[v2]! - p[v1]!) * (E0 * k20 + E1 * k21 + E2 * k22 + E3 * p[r2]!))
	const ofM = Math.abs(p[heatM]! * p[vm]! * (E0 * km0 + E1 * km1 + E2 * km2 + E3 * p[rm]!))
	const ofReaction = (of1 + of2 + ofM) / p[heatEnd]!
	p[errorK] = step * (ofSlope > ofReaction ? ofSlope : ofReaction)
}

/**
 * One step in which nothing reacts, with exchange and masses as they are: one equation T' = f(T) whose derivative T'' = f'(T) f(T) is as
 * good as free. Explicit two-derivative method of fifth order in three stages, at 0, 2/5 and 1 (Chan and Tsai, Numer. Algorithms 53 (2010)
 * 171); its error is how far it is from the trapezoid with end correction, which is of fourth. Those ends also give the mean radiation.
 */
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
	const emitted = faces * p[surface4]!
	const drive = emitted + gas * p[gasK]!
	const square = step * step

	const four0 = -4 * faces * t0 * t0 * t0
	let bend0 = p[bend]!
	if (Number.isNaN(bend0)) {
		const at0 = (placeOf(t0) | 0) * width
		const rise0 = (carbonNow * hot[at0 + carbonAt + 1]! + naclNow * hot[at0 + saltAt + 1]!) * rowsPerK
		bend0 = ((four0 - gas - slope0 * rise0) * slope0) / p[heatEnd]!
		p[bend] = bend0
	}

	const tA = t0 + 0.4 * step * slope0 + 0.08 * square * bend0
	const placeA = placeOf(tA)
	const rowA = placeA | 0
	const atA = rowA * width
	const partA = placeA - rowA
	const carbonRiseA = hot[atA + carbonAt + 1]!
	const saltRiseA = hot[atA + saltAt + 1]!
	const overA =
		1 / (carbonNow * (hot[atA + carbonAt]! + partA * carbonRiseA) + naclNow * (hot[atA + saltAt]! + partA * saltRiseA) + restNow)
	const riseA = (carbonNow * carbonRiseA + naclNow * saltRiseA) * rowsPerK
	const cubeA = faces * tA * (tA * tA)
	const slopeA = (drive - (cubeA + gas) * tA) * overA
	const bendA = (-4 * cubeA - gas - slopeA * riseA) * (slopeA * overA)

	const tB = t0 + step * slope0 + square * (0.75 * bendA - 0.25 * bend0)
	const placeB = placeOf(tB)
	const rowB = placeB | 0
	const atB = rowB * width
	const partB = placeB - rowB
	const carbonRiseB = hot[atB + carbonAt + 1]!
	const saltRiseB = hot[atB + saltAt + 1]!
	const overB =
		1 / (carbonNow * (hot[atB + carbonAt]! + partB * carbonRiseB) + naclNow * (hot[atB + saltAt]! + partB * saltRiseB) + restNow)
	const riseB = (carbonNow * carbonRiseB + naclNow * saltRiseB) * rowsPerK
	const cubeB = faces * tB * (tB * tB)
	const slopeB = (drive - (cubeB + gas) * tB) * overB
	const bendB = (-4 * cubeB - gas - slopeB * riseB) * (slopeB * overB)

	const tC = t0 + step * slope0 + square * (0.125 * bend0 + (25 / 72) * bendA + (1 / 36) * bendB)
	const placeC = placeOf(tC)
	const rowC = placeC | 0
	const atC = rowC * width
	const partC = placeC - rowC
	const carbonRiseC = hot[atC + carbonAt + 1]!
	const saltRiseC = hot[atC + saltAt + 1]!
	const heatC =
		carbonNow * (hot[atC + carbonAt]! + partC * carbonRiseC) + naclNow * (hot[atC + saltAt]! + partC * saltRiseC) + restNow
	const overC = 1 / heatC
	const riseC = (carbonNow * carbonRiseC + naclNow * saltRiseC) * rowsPerK
	const cubeC = faces * tC * (tC * tC)
	const slopeC = (drive - (cubeC + gas) * tC) * overC
	const fourC = -4 * cubeC
	const bendC = (fourC - gas - slopeC * riseC) * (slopeC * overC)

	const fluxC = emitted - cubeC * tC
	p[tEnd] = tC
	p[slopeEnd] = slopeC
	p[bendEnd] = bendC
	p[heatEnd] = heatC
	p[fluxEnd] = fluxC
	p[fluxes] = (p[flux]! + fluxC) / 2 + (step / 12) * (four0 * slope0 - fourC * slopeC)
	p[kelvins] = (t0 + tC) / 2 + (step / 12) * (slope0 - slopeC)
	p[errorK] = Math.abs(tC - t0 - (step / 2) * (slope0 + slopeC) - (square / 12) * (bend0 - bendC))
}
