import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { NACL_FUSION_J_PER_KG, NACL_MELTING_K } from '../physics/sodium-chloride.ts'
import type { Powder } from '../web/powder.ts'
import type { LineState } from './line-state.ts'

/** Powder in the heat, whatever it has become by then [J/kg K] [A]: salt at its melting point has 1110 to 1170. */
const POWDER_HEAT_J_PER_KG_K = 1100
/** Less powder than this cannot be told from bare cloth by a gauge [kg/m2] [A]. */
const BARE_KG_PER_M2 = 0.002
/** Colder than this no web gets [K]. */
const COLDEST_K = 200

/**
 * Warms or cools the web by what somebody measured, by straight lines between places along the path [m, K]; web outside of them stays.
 * Where salt melts or freezes on the way, its heat of fusion is paid first: a shift moves the web along its enthalpy, as heat would.
 */
export function shiftWeb(
	state: LineState,
	powders: readonly Powder[],
	clothKgPerM2: number,
	sM: readonly number[],
	byK: readonly number[],
): void {
	const { web, count } = state
	const last = sM.length - 1
	for (let n = 0; n < count; n++) {
		const i = (state.first + n) % web.capacity
		const at = state.fedM - web.bornM[i]!
		if (last < 1 || at < sM[0]! || at > sM[last]!) continue
		let k = 1
		while (k < last && sM[k]! < at) k++
		const [a, b] = [sM[k - 1]!, sM[k]!]
		const share = b > a ? (at - a) / (b - a) : 1
		const by = byK[k - 1]! + share * (byK[k]! - byK[k - 1]!)
		if (by === 0 || !Number.isFinite(by)) continue
		const loading = web.powder[i]! < 0 ? 0 : web.dryLoadingKgPerM2[i]!
		const salt = loading * (powders[web.powder[i]!]?.nacl ?? 0)
		const heat = clothKgPerM2 * carbonHeatJPerKgK(NACL_MELTING_K) + loading * POWDER_HEAT_J_PER_KG_K
		const now = shifted(web.temperatureK[i]!, web.meltFraction[i]!, by, (salt * NACL_FUSION_J_PER_KG) / heat)
		web.temperatureK[i] = Math.max(COLDEST_K, now.temperatureK)
		web.meltFraction[i] = now.melt
	}
}

/** Temperature and molten share after a shift; `fusionK`: what melting all the salt costs, as a temperature. */
export function shifted(
	temperatureK: number,
	melt: number,
	byK: number,
	fusionK: number,
): { readonly temperatureK: number; readonly melt: number } {
	const sign = Math.sign(byK)
	const end = sign > 0 ? 1 : 0
	const toMelting = sign * (NACL_MELTING_K - temperatureK)
	let left = Math.abs(byK)
	if (toMelting < 0 || left <= toMelting) return { temperatureK: temperatureK + byK, melt }
	left -= toMelting
	const costs = Math.abs(end - melt) * fusionK
	if (left < costs) return { temperatureK: NACL_MELTING_K, melt: melt + (sign * left) / fusionK }
	return { temperatureK: NACL_MELTING_K + sign * (left - costs), melt: end }
}

/**
 * Web between two places carries `factor` times the powder that was thought [no unit]: somebody has weighed it. What was fed in all is put right
 * with it.
 */
export function weighWeb(
	state: LineState,
	p: { readonly fromM: number; readonly toM: number; readonly factor: number; readonly parcelM2: number },
): void {
	const { web, count } = state
	if (!(p.factor >= 0) || !Number.isFinite(p.factor)) return
	for (let n = count - 1; n >= 0; n--) {
		const i = (state.first + n) % web.capacity
		const at = state.fedM - web.bornM[i]!
		if (at > p.toM) break
		if (at <= p.fromM) continue
		const was = web.dryLoadingKgPerM2[i]!
		const weighed = was * p.factor
		const is = weighed < BARE_KG_PER_M2 ? 0 : weighed
		web.dryLoadingKgPerM2[i] = is
		state.totals.dryFedKg += (is - was) * p.parcelM2
	}
}
