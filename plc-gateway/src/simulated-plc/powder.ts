import type { Matter } from './matter.ts'
import type { Web } from './web.ts'

/** What leaves the web at the scraper, or is on its way to the scale. Masses in kg. */
export interface Powder {
	readonly alloyKg: number
	readonly charKg: number
	/** Common salt, dissolved in the wash. */
	readonly naclKg: number
	/** Citrate and metal salts that did not react; they dissolve as well. */
	readonly unreactedKg: number
	/** Number mean size [nm] and logarithmic standard deviation. */
	readonly sizeNm: number
	readonly lnSigma: number
	/** Within the recipe's limits for good powder. */
	readonly good: boolean
	/** Too hot or too long in the heat: above the limits for good powder. */
	readonly overDosed: boolean
	readonly nipM: number
	readonly peakK: number
}

/**
 * Particle size [nm]: d^n = Xm (formed^n + coarsened), formed = reference (reference rate / heating rate)^p, heating rate from
 * 400 to 700 K. Formed at the reference rate where the powder never came to 700 K.
 */
export function particleSizeNm(m: Matter, p: { xm: number; at400S: number; at700S: number; coarsened: number }): number {
	const { growth } = m.recipe
	const rate = p.at700S > p.at400S && p.at400S > 0 ? 300 / (p.at700S - p.at400S) : growth.formationRateKPerS.value
	const formed = formedSizeNm(m, rate)
	return (Math.max(p.xm, 0) * (formed ** growth.exponent + p.coarsened)) ** (1 / growth.exponent)
}

function formedSizeNm(m: Matter, rateKPerS: number): number {
	const { formationSizeNm, formationRateKPerS, formationExponent } = m.recipe.growth
	return formationSizeNm.value * (formationRateKPerS.value / rateKPerS) ** formationExponent.value
}

/** The powder on one segment, as the scraper takes it. `areaM2` is the coated area of a segment. */
export function powderOf(p: {
	readonly web: Web
	readonly slot: number
	readonly matter: Matter
	readonly areaM2: number
	readonly charFactor: number
	readonly spliceNearM: number
}): Powder {
	const { web, slot: i, matter: m, areaM2 } = p
	const f = web.fields
	const dry = f.dryKgPerM2[i] as number
	const xm = f.xm[i] as number
	const x1 = f.x1[i] as number
	const x2 = f.x2[i] as number
	const citrate = dry * m.share.citrate
	const alloy = Math.max(0, dry * m.share.metal * xm - (f.metalLostKgPerM2[i] as number))
	const char = p.charFactor * citrate * (m.yieldChar1 * (x1 - x2) + m.yieldChar2 * x2)
	const at400S = f.at400S[i] as number
	const at700S = f.at700S[i] as number
	const sizeNm = particleSizeNm(m, { xm, at400S, at700S, coarsened: f.coarsened[i] as number })
	const rate = at700S > at400S && at400S > 0 ? 300 / (at700S - at400S) : m.recipe.growth.formationRateKPerS.value
	const { good } = m.recipe
	const peakK = f.peakK[i] as number
	return {
		alloyKg: alloy * areaM2,
		charKg: char * areaM2,
		naclKg: Math.max(0, dry * m.share.nacl - (f.naclLostKgPerM2[i] as number)) * areaM2,
		unreactedKg: (citrate * (1 - x1) + dry * m.share.salt * (1 - xm)) * areaM2,
		sizeNm,
		lnSigma: Math.max(0.15, -0.04 + 0.355 * Math.log(Math.max(sizeNm, 0.1) / formedSizeNm(m, rate))),
		good:
			peakK >= good.peakK[0] &&
			peakK <= good.peakK[1] &&
			sizeNm <= good.sizeMaxNm &&
			xm >= good.reductionMin &&
			p.spliceNearM > good.spliceDistanceM,
		overDosed: peakK > good.peakK[1] || sizeNm > good.sizeMaxNm,
		nipM: f.nipM[i] as number,
		peakK,
	}
}

/** A share of several powders as one, alike in all that is a mean; null where there is no product in them. */
export function mixed(powders: readonly Powder[], share: number): Powder | null {
	const last = powders.at(-1)
	const productKg = powders.reduce((sum, p) => sum + p.alloyKg + p.charKg, 0)
	if (last === undefined || productKg <= 0) return null
	const total = (read: (p: Powder) => number) => share * powders.reduce((sum, p) => sum + read(p), 0)
	const mean = (read: (p: Powder) => number) => powders.reduce((sum, p) => sum + read(p) * (p.alloyKg + p.charKg), 0) / productKg
	return {
		alloyKg: total((p) => p.alloyKg),
		charKg: total((p) => p.charKg),
		naclKg: total((p) => p.naclKg),
		unreactedKg: total((p) => p.unreactedKg),
		sizeNm: mean((p) => p.sizeNm),
		lnSigma: mean((p) => p.lnSigma),
		good: last.good,
		overDosed: last.overDosed,
		nipM: last.nipM,
		peakK: mean((p) => p.peakK),
	}
}
