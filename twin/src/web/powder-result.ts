import { defectRetention } from '../physics/defects.ts'
import { formationSizeNm, lnSigmaG, particleSizeNm } from '../physics/particle-growth.ts'
import { LADDER_FROM_K, LADDER_RUNGS, LADDER_STEP_K, METALS_MAX, type Web } from './parcels.ts'
import type { Powder } from './powder.ts'

/** Heating rate that set the formation size [K/s]: 300 K over the time from 400 to 700 K, or as far as the web got; null when it never passed 400 K. */
export function formationRateKPerS(web: Web, i: number): number | null {
	const from = web.up400S[i] ?? Number.NaN
	if (Number.isNaN(from)) return null
	const to = web.up700S[i] ?? Number.NaN
	if (!Number.isNaN(to)) return to > from ? 300 / (to - from) : null
	const span = (web.peakS[i] ?? 0) - from
	const risenK = (web.peakK[i] ?? 0) - 400
	return span > 0 && risenK > 0 ? risenK / span : null
}

/** Cooling rate that froze the defects [K/s]: 200 K over the last passage from 700 to 500 K; null when there was none. */
export function freezingRateKPerS(web: Web, i: number): number | null {
	const rate = 200 / ((web.down500S[i] ?? Number.NaN) - (web.down700S[i] ?? Number.NaN))
	return Number.isFinite(rate) && rate > 0 ? rate : null
}

/** First time on the way up at a temperature at or below the peak [s], between the rungs of the ladder; NaN when it began above. */
function firstAtS(web: Web, i: number, temperatureK: number): number {
	const place = (temperatureK - LADDER_FROM_K) / LADDER_STEP_K
	const below = Math.floor(place)
	const rungs = web.rungs[i] ?? 0
	if (below < 0 || rungs === 0) return Number.NaN
	const base = i * LADDER_RUNGS
	if (below + 1 < rungs) {
		const a = web.ladderS[base + below] ?? Number.NaN
		const b = web.ladderS[base + below + 1] ?? Number.NaN
		return a + (b - a) * (place - below)
	}
	const last = Math.min(below, rungs - 1)
	const lastS = web.ladderS[base + last] ?? Number.NaN
	const lastK = LADDER_FROM_K + LADDER_STEP_K * last
	const span = (web.peakK[i] ?? 0) - lastK
	return span > 0 ? lastS + (((web.peakS[i] ?? 0) - lastS) * (temperatureK - lastK)) / span : lastS
}

/** Mean heating rate from the first 400 K to the first 0.9 of the peak [K/s]; null when it never got there. */
export function heatRateKPerS(web: Web, i: number): number | null {
	const high = 0.9 * (web.peakK[i] ?? 0)
	const rate = (high - 400) / (firstAtS(web, i, high) - (web.up400S[i] ?? Number.NaN))
	return high > 400 && Number.isFinite(rate) ? rate : null
}

/** Mean cooling rate from the last 0.9 of the peak to the last 600 K [K/s]; null when it never got there. */
export function quenchRateKPerS(web: Web, i: number): number | null {
	const high = web.down90K[i] ?? 0
	const rate = (high - 600) / ((web.down600S[i] ?? Number.NaN) - (web.down90S[i] ?? Number.NaN))
	return high > 600 && Number.isFinite(rate) && rate > 0 ? rate : null
}

/** Size at formation and size now [nm]; zero before anything has formed. */
export function sizesNm(web: Web, i: number, powder: Powder): { readonly formationNm: number; readonly sizeNm: number } {
	const reduction = web.xm[i] ?? 0
	const rate = formationRateKPerS(web, i)
	if (rate === null || reduction <= 0) return { formationNm: 0, sizeNm: 0 }
	const formationNm = formationSizeNm({
		referenceNm: powder.formationNm,
		referenceRateKPerS: powder.formationRateKPerS,
		heatingRateKPerS: rate,
		exponent: powder.formationExponent,
	})
	const coarseningNmN = web.thetaNmN[i] ?? 0
	return { formationNm, sizeNm: particleSizeNm({ formationNm, coarseningNmN, reduction, exponent: powder.exponent }) }
}

/** What one m2 of web carries, kg/m2. All of them add up to the dry loading. */
export interface ParcelMasses {
	readonly alloy: number
	readonly char: number
	readonly nacl: number
	/** Salt that was not reduced and citrate that did not char. */
	readonly unreacted: number
	readonly evaporatedMetal: number
	readonly evaporatedNaCl: number
	readonly gas: number
}

/** Masses on a parcel [kg/m2 of coated web], from its loading, extents and losses. */
export function massesOf(web: Web, i: number, powder: Powder): ParcelMasses {
	const loading = (web.powder[i] ?? -1) < 0 ? 0 : (web.dryLoadingKgPerM2[i] ?? 0)
	const x1 = web.x1[i] ?? 0
	const x2 = web.x2[i] ?? 0
	const xm = web.xm[i] ?? 0
	let evaporatedMetal = 0
	for (let k = 0; k < powder.metals.length; k++) evaporatedMetal += web.evaporated[i * METALS_MAX + k] ?? 0
	const evaporatedNaCl = web.evaporatedNaClKgPerM2[i] ?? 0
	return {
		// All of it may have gone: the sum over the metals then rounds to just below zero.
		alloy: Math.max(0, loading * powder.metal * xm - evaporatedMetal),
		char: loading * powder.citrate * (powder.yield1 * (x1 - x2) + powder.yield2 * x2),
		nacl: loading * powder.nacl - evaporatedNaCl,
		unreacted: loading * (powder.salt * (1 - xm) + powder.citrate * (1 - x1)),
		evaporatedMetal,
		evaporatedNaCl,
		gas: web.gasKgPerM2[i] ?? 0,
	}
}

/** Share of each metal fed that evaporated, no unit. */
export function evaporatedShares(web: Web, i: number, powder: Powder): Record<string, number> {
	const fed = (web.dryLoadingKgPerM2[i] ?? 0) * powder.metal
	return Object.fromEntries(
		powder.metals.map((symbol, k) => {
			const own = fed * (powder.massShare[k] ?? 1)
			return [symbol, own > 0 ? (web.evaporated[i * METALS_MAX + k] ?? 0) / own : 0]
		}),
	)
}

/** Spread of size and defect retention of a finished parcel, no unit. */
export function distributionOf(
	web: Web,
	i: number,
	powder: Powder,
): { readonly lnSigmaG: number; readonly metastability: number } {
	const { formationNm, sizeNm } = sizesNm(web, i, powder)
	const cooling = freezingRateKPerS(web, i)
	return {
		lnSigmaG: sizeNm > 0 && formationNm > 0 ? lnSigmaG(sizeNm, formationNm) : 0.15,
		metastability: cooling === null ? 0 : defectRetention(cooling),
	}
}
