import { Chance } from './random.ts'
import type { ProductMean } from './wash-train.ts'

export interface LabResult {
	readonly id: string
	/** Mean web position of the powder in the sample, as the encoder read when it passed the nip [m]. */
	readonly webPositionM: number
	readonly takenMs: number
	readonly residualNaClWtpct: number
	readonly alloyWtpct: number
	readonly sizeNm: number
	readonly sizeSdNm: number
}

/** What the laboratory needs of the plant. */
export interface Sampled {
	readonly nowS: number
	readonly nowMs: number
	readonly webSpeedMPerS: number
	readonly wash: { readonly productKgPerS: number; arriving(): ProductMean | null }
	encoderM(paidOutM: number): number
}

/** Between samples, and from sample to result, s. */
const BETWEEN_S = [1200, 2400] as const
const ANALYSIS_S = [1200, 3600] as const
/** Of a size from some hundred particles, of conductivity of a leach, of a TGA run. */
const REPEATABILITY = { size: 0.015, salt: 0.05, alloyWtpct: 0.4 }

/** Takes product from the scale now and then and reports much later. */
export class Laboratory {
	/** The newest result; null before the first. */
	result: LabResult | null = null
	readonly #chance: Chance
	#nextS: number
	#number = 0
	readonly #waiting: { readonly dueS: number; readonly result: LabResult }[] = []

	constructor(seed: number) {
		this.#chance = new Chance(seed, 'laboratory')
		this.#nextS = this.#chance.uniform(...BETWEEN_S)
	}

	step(plant: Sampled): void {
		const { nowS } = plant
		if (nowS >= this.#nextS) {
			this.#nextS = nowS + this.#chance.uniform(...BETWEEN_S)
			this.#take(plant, 0, nowS + this.#chance.uniform(...ANALYSIS_S))
		}
		const due = this.#waiting.findIndex((sample) => sample.dueS <= nowS)
		if (due >= 0) this.result = this.#waiting.splice(due, 1)[0]?.result ?? this.result
	}

	/** For a plant that has been running: a sample of half an hour ago has just been reported. */
	beginRunning(plant: Sampled): void {
		this.result = null
		this.#waiting.length = 0
		this.#nextS = this.#chance.uniform(...BETWEEN_S)
		this.#take(plant, 1800, 0)
		this.result = this.#waiting.pop()?.result ?? null
	}

	#take(plant: Sampled, agoS: number, dueS: number): void {
		const mean = plant.wash.arriving()
		if (mean === null || plant.wash.productKgPerS < 1e-7) return
		const chance = this.#chance
		this.#number++
		this.#waiting.push({
			dueS,
			result: {
				id: `S${String(this.#number).padStart(4, '0')}`,
				webPositionM: plant.encoderM(mean.nipM - agoS * plant.webSpeedMPerS),
				takenMs: plant.nowMs - agoS * 1000,
				residualNaClWtpct: Math.max(0, mean.residualNaClWtpct * (1 + REPEATABILITY.salt * chance.normal())),
				alloyWtpct: mean.alloyWtpct + REPEATABILITY.alloyWtpct * chance.normal(),
				sizeNm: mean.sizeNm * (1 + REPEATABILITY.size * chance.normal()),
				sizeSdNm: mean.sizeSdNm * (1 + 3 * REPEATABILITY.size * chance.normal()),
			},
		})
	}
}
