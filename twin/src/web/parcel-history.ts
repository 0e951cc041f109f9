import { ATMOSPHERE_PA, GAS_CONSTANT } from '../physics/constants.ts'
import { OFF_GAS_MOLAR_MASS_KG_PER_MOL } from '../physics/powder-layer.ts'
import { LADDER_FROM_K, LADDER_RUNGS, LADDER_STEP_K, METALS_MAX, type Web } from './parcels.ts'
import type { Powder } from './powder.ts'
import type { Layer, Point } from './web-point.ts'

/** One step of a parcel: where it was, where it is, when it began and how long it took. */
export interface HistoryStep {
	readonly from: Point
	readonly to: Point
	readonly layer: Layer
	clockS: number
	dtS: number
}

/** Growth, dose, evaporation and gas of a step, by the trapezoidal rule. */
export function keepIntegrals(web: Web, i: number, powder: Powder, step: HistoryStep): void {
	const { from, to, layer, dtS: dt } = step
	const half = dt / 2
	web.thetaNmN[i] = web.thetaNmN[i]! + (from.theta + to.theta) * half
	web.doseS[i] = web.doseS[i]! + (from.dose + to.dose) * half
	if (layer.citrate === 0) return
	const salt = web.evaporatedNaClKgPerM2[i]! + (from.evaporatedNaCl + to.evaporatedNaCl) * half
	web.evaporatedNaClKgPerM2[i] = salt < layer.nacl ? salt : layer.nacl
	const base = i * METALS_MAX
	for (let k = 0; k < powder.metals.length; k++) {
		const lost = web.evaporated[base + k]! + (from.evaporated[k]! + to.evaporated[k]!) * half
		const most = layer.metal * powder.massShare[k]! * to.xm
		web.evaporated[base + k] = lost < most ? lost : Math.max(most, web.evaporated[base + k]!)
	}
	const gas =
		layer.citrate * ((1 - powder.yield1) * (to.x1 - from.x1) + (powder.yield1 - powder.yield2) * (to.x2 - from.x2)) +
		(layer.salt - layer.metal) * (to.xm - from.xm)
	if (gas === 0) return
	web.gasKgPerM2[i] = web.gasKgPerM2[i]! + gas
	const vent = ((gas / dt) * GAS_CONSTANT * (from.t + to.t)) / (2 * OFF_GAS_MOLAR_MASS_KG_PER_MOL * ATMOSPHERE_PA)
	if (vent > web.ventMaxMPerS[i]!) web.ventMaxMPerS[i] = vent
}

/** Instants at which a step passes the temperatures that the profile is judged by. */
export function keepPassages(web: Web, i: number, powder: Powder, step: HistoryStep): void {
	const { clockS: clock, dtS: dt } = step
	const a = step.from.t
	const b = step.to.t
	if (a === b) {
		if (b > powder.aboveK) web.aboveS[i] = web.aboveS[i]! + dt
		return
	}
	const perK = dt / (b - a)
	const above = powder.aboveK
	if (a > above && b > above) web.aboveS[i] = web.aboveS[i]! + dt
	else if (a > above || b > above) web.aboveS[i] = web.aboveS[i]! + Math.abs((Math.max(a, b) - above) * perK)
	if (b > a) {
		if (a < 400 && b >= 400 && Number.isNaN(web.up400S[i]!)) web.up400S[i] = clock + (400 - a) * perK
		if (a < 700 && b >= 700 && Number.isNaN(web.up700S[i]!)) web.up700S[i] = clock + (700 - a) * perK
		if (b <= web.peakK[i]!) return
		web.peakK[i] = b
		web.peakS[i] = clock + dt
		let rung = web.rungs[i]!
		let level = LADDER_FROM_K + LADDER_STEP_K * rung
		while (level <= b && rung < LADDER_RUNGS) {
			web.ladderS[i * LADDER_RUNGS + rung] = clock + Math.max(0, level - a) * perK
			rung++
			level += LADDER_STEP_K
		}
		web.rungs[i] = rung
		return
	}
	if (a >= 700 && b < 700) web.down700S[i] = clock + (700 - a) * perK
	if (a >= 600 && b < 600) web.down600S[i] = clock + (600 - a) * perK
	if (a >= 500 && b < 500) web.down500S[i] = clock + (500 - a) * perK
	const high = 0.9 * web.peakK[i]!
	if (a >= high && b < high) {
		web.down90S[i] = clock + (high - a) * perK
		web.down90K[i] = high
	}
}
