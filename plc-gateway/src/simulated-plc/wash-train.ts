import { NACL, type WashConfig } from '@emberline/line-config'
import type { Powder } from './powder.ts'

/** Solids in one vessel, perfectly mixed. What is summed is weighted by kg of product, so that a mean is one division away. */
interface Solids {
	kg: number
	alloyKg: number
	occludedKg: number
	goodKg: number
	sizeKg: number
	lnSigmaKg: number
	nipKg: number
	peakKg: number
}

const empty = (): Solids => ({ kg: 0, alloyKg: 0, occludedKg: 0, goodKg: 0, sizeKg: 0, lnSigmaKg: 0, nipKg: 0, peakKg: 0 })
const KEYS = Object.keys(empty()) as (keyof Solids)[]

/** Fresh water as it comes, and what it makes of the brine that the cake drags along. */
export interface FreshWater {
	readonly waterK: number
	/** On the water that the cake drags from stage to stage. */
	readonly drag: number
}

/** What lies in the container or arrives at the scale, in words of the laboratory. */
export interface ProductMean {
	readonly alloyWtpct: number
	readonly residualNaClWtpct: number
	readonly sizeNm: number
	readonly sizeSdNm: number
	readonly nipM: number
	readonly peakK: number
	readonly goodShare: number
}

/**
 * Scraper, counter-current mixed wash stages, product dryer and scale. Solids go through one mixed vessel a stage and one for
 * the dryer; water runs against them. The cake drags `retained` kg water per kg product from each stage to the next.
 */
export class WashTrain {
	/** kg NaCl per kg water in each stage, stage 1 (powder in, brine out) first. */
	readonly saltKgPerKg: number[]
	/** Water in each stage, kg. */
	readonly waterKg: number[]
	readonly stageK: number[]
	/** At the scale now. */
	productKgPerS = 0
	productKg = 0
	goodKg = 0
	/** Salt that left with the brine, and all that is dissolved and not salt of the recipe, kg. */
	saltOutKg = 0
	freshWaterL = 0
	/** Cake water to be dried off, kg/s. */
	cakeWaterKgPerS = 0
	readonly #config: WashConfig
	readonly #retained: number
	readonly #usual: FreshWater
	/** Water that the cake drags now, kg per kg product. */
	#drag: number
	readonly #yield: number
	readonly #vessels: Solids[]
	readonly #vesselS: number
	readonly #dryerS: number
	#cakeSalt = 0
	#arriving: Solids = empty()

	constructor(config: WashConfig, factors: { readonly wash: number; readonly yield: number }) {
		this.#config = config
		this.#retained = config.retainedWaterM3PerKg * 1000 * factors.wash
		this.#drag = this.#retained
		this.#usual = { waterK: config.temperatureK, drag: 1 }
		this.#yield = Math.min(1, config.transferYield * config.washYield * factors.yield)
		this.saltKgPerKg = Array.from({ length: config.stages }, () => 0)
		this.waterKg = Array.from({ length: config.stages }, () => config.stageVolumeM3 * 1000)
		this.stageK = Array.from({ length: config.stages }, () => config.temperatureK)
		this.#vessels = Array.from({ length: config.stages + 1 }, empty)
		// Two thirds of the way is wash, one third is dryer.
		this.#vesselS = (config.residenceTimeS * (2 / 3)) / config.stages
		this.#dryerS = config.residenceTimeS / 3
	}

	/** One step with the powder scraped off during it. */
	step(dtS: number, powders: readonly Powder[], freshM3PerS: number, water: FreshWater = this.#usual): void {
		this.#drag = water.drag * this.#retained
		this.#warm(dtS, freshM3PerS * 1000, water.waterK)
		let saltIn = 0
		const first = this.#vessels[0] as Solids
		for (const powder of powders) {
			const product = powder.alloyKg + powder.charKg
			const kept = product * this.#yield
			const occluded = powder.naclKg * this.#config.occludedFraction
			saltIn += powder.naclKg - occluded
			if (kept <= 0) continue
			first.kg += kept
			first.alloyKg += powder.alloyKg * this.#yield
			first.occludedKg += occluded
			first.goodKg += powder.good ? kept : 0
			first.sizeKg += kept * powder.sizeNm
			first.lnSigmaKg += kept * powder.lnSigma
			first.nipKg += kept * powder.nipM
			first.peakKg += kept * powder.peakK
		}
		const flowsKgPerS = this.#moveSolids(dtS)
		this.#moveWater(dtS, saltIn, flowsKgPerS, freshM3PerS * 1000)
	}

	/** Stages take the temperature of the fresh water one after the other, the last one first. */
	#warm(dtS: number, freshKgPerS: number, waterK: number): void {
		let fromK = waterK
		for (let n = this.stageK.length - 1; n >= 0; n--) {
			const share = (dtS * freshKgPerS) / (this.waterKg[n] as number)
			this.stageK[n] = (this.stageK[n] as number) + Math.min(1, share) * (fromK - (this.stageK[n] as number))
			fromK = this.stageK[n] as number
		}
	}

	/** Solids leaving each vessel, kg/s; the last goes onto the scale. */
	#moveSolids(dtS: number): number[] {
		const flows: number[] = []
		let from: Solids = empty()
		for (const [n, vessel] of this.#vessels.entries()) {
			const residenceS = n === this.#vessels.length - 1 ? this.#dryerS : this.#vesselS
			const share = dtS / (residenceS + dtS)
			const leaving = empty()
			for (const key of KEYS) {
				const inside = vessel[key] + from[key]
				leaving[key] = inside * share
				vessel[key] = inside - leaving[key]
			}
			flows.push(leaving.kg / dtS)
			from = leaving
		}
		this.#arriving = from
		this.productKgPerS = from.kg / dtS
		this.productKg += from.kg
		this.goodKg += from.goodKg
		return flows
	}

	/** Water balance of each stage at constant level, then its salt; implicit in the stage itself. */
	#moveWater(dtS: number, saltInKg: number, solidsKgPerS: readonly number[], freshKgPerS: number): void {
		const stages = this.saltKgPerKg.length
		const under = (n: number) => (n < 0 ? 0 : this.#drag * (solidsKgPerS[n] as number))
		// Overflow of a stage = fresh water less what the cake carries out at the far end, plus what it carries in.
		const over = (n: number) => Math.max(0, freshKgPerS - under(stages - 1) + under(n - 1))
		this.freshWaterL += freshKgPerS * dtS
		const before = [...this.saltKgPerKg]
		for (let n = 0; n < stages; n++) {
			const water = this.waterKg[n] as number
			const fromAbove = n === 0 ? 0 : under(n - 1) * (before[n - 1] as number)
			const fromBelow = n === stages - 1 ? 0 : over(n + 1) * (before[n + 1] as number)
			const gained = (n === 0 ? saltInKg : 0) + dtS * (fromAbove + fromBelow)
			this.saltKgPerKg[n] = (water * (before[n] as number) + gained) / (water + dtS * (over(n) + under(n)))
		}
		const first = this.saltKgPerKg[0] as number
		this.saltOutKg += dtS * over(0) * first
		this.cakeWaterKgPerS = under(stages - 1)
		this.#cakeSalt = this.saltKgPerKg[stages - 1] as number
	}

	/** Mean of the product that arrives at the scale now; null while none does. */
	arriving(): ProductMean | null {
		const a = this.#arriving
		if (a.kg <= 0) return null
		const sizeNm = a.sizeKg / a.kg
		const spread = a.lnSigmaKg / a.kg
		const salt = this.#drag * this.#cakeSalt + a.occludedKg / a.kg
		return {
			alloyWtpct: (100 * a.alloyKg) / a.kg,
			residualNaClWtpct: (100 * salt) / (1 + salt),
			sizeNm,
			// Of a lognormal distribution with this mean.
			sizeSdNm: sizeNm * Math.sqrt(Math.exp(spread * spread) - 1),
			nipM: a.nipKg / a.kg,
			peakK: a.peakKg / a.kg,
			goodShare: a.goodKg / a.kg,
		}
	}

	/** Product on its way to the scale, kg. */
	holdUpKg(): number {
		return this.#vessels.reduce((sum, vessel) => sum + vessel.kg, 0)
	}

	/** Counts web from another metre on. */
	shiftWeb(byM: number): void {
		for (const solids of [...this.#vessels, this.#arriving]) solids.nipKg += byM * solids.kg
	}

	/** Forgets what has been counted so far, not what is in the vessels. */
	startCounting(): void {
		this.productKg = 0
		this.goodKg = 0
		this.saltOutKg = 0
		this.freshWaterL = 0
	}
}

/** Conductivity of brine [mS/cm] at its temperature, from kg NaCl per kg water; McCleskey form, 0 to 60 degC. */
export function brineConductivityMSPerCm(saltKgPerKg: number, temperatureK: number): number {
	const t = temperatureK - 273.15
	const molality = Math.max(0, saltKgPerKg) / NACL.molarMassKgPerMol
	const limit = 0.008967 * t * t + 2.196 * t + 67.03
	const slope = 0.00726 * t * t + 1.762 * t + 44.55
	const root = Math.sqrt(molality)
	return molality * (limit - (slope * root) / (1 + 1.3 * root))
}
