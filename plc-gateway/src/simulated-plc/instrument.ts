import type { TagDefinition } from '@emberline/line-config'
import type { Chance } from './random.ts'

/** How an instrument shows what is there: reading = gain * (truth, `lagS` late, first order) + bias + noise, in the tag's unit. */
export interface Sensor {
	readonly lagS: number
	/** Standard deviation. */
	readonly noise: number
	readonly gain: number
	readonly bias: number
}

export const PERFECT: Sensor = { lagS: 0, noise: 0, gain: 1, bias: 0 }

/** Sparkplug's Quality property. */
export const QUALITY = { bad: 0, good: 192, stale: 500 } as const
export type QualityCode = (typeof QUALITY)[keyof typeof QUALITY]

export type TagValue = number | string | boolean | null

export interface Sample {
	readonly value: TagValue
	readonly quality: QualityCode
	/** Plant time, ms since 1970. */
	readonly tMs: number
}

/**
 * `open`: no signal, quality bad; `frozen`: the last value goes on, quality stale. The card does not notice the others, quality good:
 * `stuck` goes on with the last value, `nan` and `sentinel` say NaN and a number that stands for a fault.
 */
export type SensorFault = 'open' | 'frozen' | 'stuck' | 'nan' | 'sentinel'

/** What cheap transmitters send when they have nothing to say. */
const SENTINEL = 888.8

/** One tag at the PLC's input card: filters every cycle, samples at the tag's rate. */
export class Instrument {
	readonly tag: TagDefinition
	fault: SensorFault | null = null
	sample: Sample
	readonly #read: () => TagValue
	readonly #faultNow: () => SensorFault | undefined
	readonly #sensor: Sensor
	readonly #chance: Chance
	/** Cycles between samples, and at which of them. */
	readonly #period: number
	readonly #phase: number
	#filtered: number | null = null

	constructor(p: {
		readonly tag: TagDefinition
		readonly read: () => TagValue
		/** A fault that comes and goes by itself. */
		readonly faultNow?: () => SensorFault | undefined
		readonly sensor: Sensor
		readonly chance: Chance
		readonly cycleS: number
		readonly number: number
	}) {
		this.tag = p.tag
		this.#read = p.read
		this.#faultNow = p.faultNow ?? (() => undefined)
		this.#sensor = p.sensor
		this.#chance = p.chance
		this.#period = p.tag.rateHz === 'event' ? 1 : Math.max(1, Math.round(1 / (p.tag.rateHz * p.cycleS)))
		this.#phase = p.tag.rateHz === 'event' ? 0 : p.number % this.#period
		this.sample = { value: null, quality: QUALITY.stale, tMs: 0 }
	}

	/** After each PLC cycle. True when there is a new sample. */
	cycle(count: number, cycleS: number, tMs: number): boolean {
		const { lagS } = this.#sensor
		if (lagS > 0) this.#filter(cycleS / (cycleS + lagS))
		if (count % this.#period !== this.#phase) return false
		this.take(tMs)
		return true
	}

	/** Samples now, whatever the rate: for the first birth. */
	take(tMs: number): void {
		const fault = this.fault ?? this.#faultNow()
		this.sample = { ...(fault === undefined ? this.#healthy() : this.#faulty(fault)), tMs }
	}

	#healthy(): Omit<Sample, 'tMs'> {
		const value = this.#value()
		return { value, quality: value === null ? QUALITY.stale : QUALITY.good }
	}

	#faulty(fault: SensorFault): Omit<Sample, 'tMs'> {
		const { value, quality } = this.sample
		switch (fault) {
			case 'open':
				return { value: null, quality: QUALITY.bad }
			case 'frozen':
				return { value, quality: QUALITY.stale }
			case 'stuck':
				return { value, quality }
			case 'nan':
				return { value: Number.NaN, quality: QUALITY.good }
			case 'sentinel':
				return { value: SENTINEL, quality: QUALITY.good }
		}
	}

	#filter(share: number): void {
		const now = this.#read()
		if (typeof now !== 'number') return
		this.#filtered = this.#filtered === null ? now : this.#filtered + share * (now - this.#filtered)
	}

	#value(): TagValue {
		const { lagS, noise, gain, bias } = this.#sensor
		// At rest before the first cycle.
		if (lagS > 0 && this.#filtered === null) this.#filter(1)
		const now = lagS > 0 && this.#filtered !== null ? this.#filtered : this.#read()
		if (typeof now !== 'number' || this.#sensor === PERFECT) return now
		return gain * now + bias + (noise > 0 ? noise * this.#chance.normal() : 0)
	}
}
