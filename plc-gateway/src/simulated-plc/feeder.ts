import type { FeedConfig } from '@emberline/line-config'
import { Chance } from './random.ts'

/** How fast the screw changes its speed, turns per second each second. */
const SCREW_RAMP_PER_S2 = 0.2
/** Moist powder coming in from the store while the hopper is refilled, of its capacity per second. */
const REFILL_SHARE_PER_S = 1 / 90
/** Filling of the screw varies by this share, with a memory of 15 s. */
const FILL_NOISE = 0.012
const FILL_MEMORY_S = 15

/** Hopper and screw: moist powder onto the web. */
export class Feeder {
	hopperKg: number
	refilling = false
	screwRevPerS = 0
	/** Moist powder dosed over the last step, kg/s. */
	moistKgPerS = 0
	lot = 1
	/** Water per dry powder of the lot in the hopper. */
	moisture: number
	dosedDryKg = 0
	readonly #config: FeedConfig
	readonly #gain: number
	readonly #chance: Chance
	#fill = 0
	#refills = 0

	constructor(config: FeedConfig, gain: number, seed: number) {
		this.#config = config
		this.#gain = gain
		this.#chance = new Chance(seed, 'feeder')
		this.hopperKg = 0.8 * config.hopperCapacityKg
		this.moisture = config.moistureKgPerKg
	}

	step(dtS: number, targetRevPerS: number): void {
		const step = SCREW_RAMP_PER_S2 * dtS
		this.screwRevPerS += Math.max(-step * 4, Math.min(step, targetRevPerS - this.screwRevPerS))
		const decay = Math.exp(-dtS / FILL_MEMORY_S)
		this.#fill = this.#fill * decay + FILL_NOISE * Math.sqrt(1 - decay * decay) * this.#chance.normal()
		const wanted = this.screwRevPerS * this.#config.moistMassPerTurnKg * this.#gain * (1 + this.#fill)
		this.moistKgPerS = Math.max(0, Math.min(wanted, this.hopperKg / dtS))
		this.hopperKg -= this.moistKgPerS * dtS
		this.dosedDryKg += (this.moistKgPerS * dtS) / (1 + this.moisture)
		this.#refill(dtS)
	}

	#refill(dtS: number): void {
		const { hopperCapacityKg, hopperRefillBelowKg } = this.#config
		if (!this.refilling && this.hopperKg < hopperRefillBelowKg) {
			this.refilling = true
			this.#refills++
			// A bag of precursor holds four fillings; each lot dries a little differently.
			if (this.#refills % 4 === 1) {
				this.lot++
				this.moisture = this.#config.moistureKgPerKg * (1 + this.#chance.deviation(0.02))
			}
		}
		if (!this.refilling) return
		this.hopperKg += hopperCapacityKg * REFILL_SHARE_PER_S * dtS
		if (this.hopperKg >= 0.95 * hopperCapacityKg) this.refilling = false
	}
}
