import type { FeedConfig } from '@emberline/line-config'
import type { Disturbances } from './faults/disturbances.ts'
import { Chance } from './random.ts'

/** How fast the screw changes its speed, turns per second each second. */
const SCREW_RAMP_PER_S2 = 0.2
/** Moist powder coming in from the store while the hopper is refilled, of its capacity per second. */
const REFILL_SHARE_PER_S = 1 / 90
/** Filling of the screw varies by this share, with a memory of 15 s. */
const FILL_NOISE = 0.012
const FILL_MEMORY_S = 15
const CLUMP_MEMORY_S = 3
/** Powder out of the air is never drier, kg/kg. */
const LEAST_MOISTURE = 0.02

/** Hopper and screw: moist powder onto the web. */
export class Feeder {
	hopperKg: number
	refilling = false
	screwRevPerS = 0
	/** Moist powder dosed over the last step, kg/s. */
	moistKgPerS = 0
	lot = 1
	/** Water per dry powder as it comes from the screw. */
	moisture: number
	#lotMoisture: number
	#otherLot = false
	dosedDryKg = 0
	readonly #config: FeedConfig
	readonly #gain: number
	readonly #chance: Chance
	readonly #clumping: Chance
	#fill = 0
	#clump = 0
	#refills = 0

	constructor(config: FeedConfig, gain: number, seed: number) {
		this.#config = config
		this.#gain = gain
		this.#chance = new Chance(seed, 'feeder')
		this.#clumping = new Chance(seed, 'clumps')
		this.hopperKg = 0.8 * config.hopperCapacityKg
		this.moisture = config.moistureKgPerKg
		this.#lotMoisture = config.moistureKgPerKg
	}

	step(dtS: number, targetRevPerS: number, d: Disturbances): void {
		this.#lot(d)
		this.#clumps(dtS, d.clumps)
		const step = SCREW_RAMP_PER_S2 * dtS
		this.screwRevPerS += Math.max(-step * 4, Math.min(step, targetRevPerS - this.screwRevPerS))
		const decay = Math.exp(-dtS / FILL_MEMORY_S)
		this.#fill = this.#fill * decay + FILL_NOISE * Math.sqrt(1 - decay * decay) * this.#chance.normal()
		const wanted =
			this.screwRevPerS *
			this.#config.moistMassPerTurnKg *
			this.#gain *
			d.feed *
			d.lotDensity *
			Math.max(0, 1 + this.#fill + this.#clump)
		this.moistKgPerS = Math.max(0, Math.min(wanted, this.hopperKg / dtS))
		this.hopperKg -= this.moistKgPerS * dtS
		this.dosedDryKg += (this.moistKgPerS * dtS) / (1 + this.moisture)
		this.#refill(dtS)
	}

	/** A lot that packs and dries otherwise has a number of its own. */
	#lot(d: Disturbances): void {
		const other = d.lotDensity !== 1
		if (other !== this.#otherLot) this.lot++
		this.#otherLot = other
		this.moisture = Math.max(LEAST_MOISTURE, this.#lotMoisture + d.precursorMoisture)
	}

	#clumps(dtS: number, swing: number): void {
		if (swing === 0) {
			this.#clump = 0
			return
		}
		const decay = Math.exp(-dtS / CLUMP_MEMORY_S)
		this.#clump = this.#clump * decay + swing * Math.sqrt(1 - decay * decay) * this.#clumping.normal()
	}

	#refill(dtS: number): void {
		const { hopperCapacityKg, hopperRefillBelowKg } = this.#config
		if (!this.refilling && this.hopperKg < hopperRefillBelowKg) {
			this.refilling = true
			this.#refills++
			// A bag of precursor holds four fillings; each lot dries a little differently.
			if (this.#refills % 4 === 1) {
				this.lot++
				this.#lotMoisture = this.#config.moistureKgPerKg * (1 + this.#chance.deviation(0.02))
			}
		}
		if (!this.refilling) return
		this.hopperKg += hopperCapacityKg * REFILL_SHARE_PER_S * dtS
		if (this.hopperKg >= 0.95 * hopperCapacityKg) this.refilling = false
	}
}
