import { SOFT_ESTIMATES, type SoftEstimate } from '../port.ts'
import type { Sample } from './intake.ts'
import type { ParameterFilter } from './parameter-filter.ts'
import type { Sensitivities } from './sensitivities.ts'

/** What the twin made of the web at a metre, and with which parameters. */
interface Made {
	readonly positionM: number
	readonly tMs: number
	readonly recipe: string
	readonly sizeNm: number
	readonly alloyWtpct: number
	readonly mean: readonly number[]
}

/** Salt in the product as it came to the scale. */
interface Washed {
	readonly tMs: number
	readonly naclWtpct: number
	readonly mean: readonly number[]
}

interface LabSample {
	readonly id: string
	readonly positionM: number | null
	readonly takenMs: number | null
	readonly results: Readonly<Partial<Record<LabQuantity, number>>>
}

/** Plain JSON. */
export interface LabLearningSnapshot {
	readonly made: readonly Made[]
	readonly washed: readonly Washed[]
	readonly sample: LabSample | null
	readonly taken: number
}

type LabQuantity = 'size' | 'alloy' | 'nacl'
const RESULTS: Readonly<Record<string, LabQuantity>> = {
	'Lab/Result/ParticleSizeMean': 'size',
	'Lab/Result/AlloyContent': 'alloy',
	'Lab/Result/ResidualNaCl': 'nacl',
}
/** Repeatability of the laboratory and what the model is off for reasons of its own, together: as a share, and in the unit of the result [A]. */
export const LAB_SPREAD: Readonly<Record<LabQuantity, readonly [share: number, least: number]>> = {
	size: [0.035, 0.2],
	alloy: [0, 1.2],
	nacl: [0.12, 0.01],
}
/** One record each so many metres and so much time: a sample is a mix of much more web. */
const EVERY_M = 5
const EVERY_MS = 60_000
/** As far back as results come, and then some. */
const KEPT_M = 1000
const KEPT_MS = 4 * 3_600_000
/** A record further off is not of the web in the sample [m]. */
const NEAR_M = 2 * EVERY_M
const NEAR_MS = 2 * EVERY_MS

/**
 * Learns from the laboratory, whose results come 20 to 120 minutes late: each is held against what was made at the metre, and at the time,
 * where the sample was taken, as today's parameters would have it.
 */
export class LabLearning {
	readonly #charAt: number
	#made: readonly Made[]
	#washed: readonly Washed[]
	#sample: LabSample | null
	#taken: number

	/** `charAt`: index of the factor on the char yields among the parameters. */
	constructor(charAt: number, from?: LabLearningSnapshot) {
		this.#charAt = charAt
		this.#made = from?.made ?? []
		this.#washed = from?.washed ?? []
		this.#sample = from?.sample ?? null
		this.#taken = from?.taken ?? 0
	}

	/** Results that have taught something. */
	get taken(): number {
		return this.#taken
	}

	/** Web came off at the scraper. */
	made(one: Omit<Made, 'mean'>, mean: readonly number[]): void {
		const last = this.#made.at(-1)
		if (last !== undefined && Math.abs(one.positionM - last.positionM) < EVERY_M) return
		this.#made = [...this.#made.filter((m) => m.positionM > one.positionM - KEPT_M), { ...one, mean: [...mean] }]
	}

	/** Product came to the scale. */
	washed(tMs: number, naclWtpct: number, mean: readonly number[]): void {
		const last = this.#washed.at(-1)
		if (!Number.isFinite(naclWtpct) || (last !== undefined && tMs - last.tMs < EVERY_MS)) return
		this.#washed = [...this.#washed.filter((w) => w.tMs > tMs - KEPT_MS), { tMs, naclWtpct, mean: [...mean] }]
	}

	/** A sample begins with its name; what follows is of it. */
	hear({ tag, value }: Sample): void {
		if (tag === 'Lab/Sample/ID') {
			if (typeof value === 'string' && value !== '' && value !== this.#sample?.id)
				this.#sample = { id: value, positionM: null, takenMs: null, results: {} }
			return
		}
		if (this.#sample === null || typeof value !== 'number') return
		const quantity = RESULTS[tag]
		if (tag === 'Lab/Sample/WebPosition') this.#sample = { ...this.#sample, positionM: value }
		else if (tag === 'Lab/Sample/Time') this.#sample = { ...this.#sample, takenMs: value }
		else if (quantity !== undefined) this.#sample = { ...this.#sample, results: { ...this.#sample.results, [quantity]: value } }
	}

	/** Takes what has come and can be placed; each result once. */
	learn(filter: ParameterFilter, { columns, recipe }: Sensitivities): void {
		const sample = this.#sample
		if (sample === null || Object.keys(sample.results).length === 0) return
		const { positionM, takenMs } = sample
		const made = positionM === null ? undefined : nearest(this.#made, (m) => Math.abs(m.positionM - positionM), NEAR_M)
		const washed = takenMs === null ? undefined : nearest(this.#washed, (w) => Math.abs(w.tMs - takenMs), NEAR_MS)
		const soft = (name: SoftEstimate) => columns.map((column) => column.soft[SOFT_ESTIMATES.indexOf(name)] ?? 0)
		if (made !== undefined && made.recipe === recipe) {
			this.#take(filter, 'size', made.sizeNm, made.mean, soft('sizeNm'))
			// Alloy is w = A/(A + C): with the char C in proportion to its factor, dw/dlnC = -w (1 - w).
			const share = made.alloyWtpct / 100
			const row = columns.map((_, i) => (i === this.#charAt ? -100 * share * (1 - share) : 0))
			this.#take(filter, 'alloy', made.alloyWtpct, made.mean, row)
		}
		if (washed !== undefined && (made === undefined || made.recipe === recipe))
			this.#take(filter, 'nacl', washed.naclWtpct, washed.mean, soft('residualNaClWtpct'))
	}

	#take(filter: ParameterFilter, quantity: LabQuantity, then: number, mean: readonly number[], slopes: readonly number[]): void {
		const sample = this.#sample as LabSample
		const { [quantity]: found, ...rest } = sample.results
		if (found === undefined) return
		this.#sample = { ...sample, results: rest }
		const row = slopes.slice(0, mean.length)
		const now = row.reduce((sum, slope, i) => sum + slope * ((filter.mean[i] as number) - (mean[i] as number)), then)
		const [share, least] = LAB_SPREAD[quantity]
		filter.update({ residual: found - now, row, variance: (share * now) ** 2 + least ** 2 })
		this.#taken++
	}

	snapshot(): LabLearningSnapshot {
		return { made: this.#made, washed: this.#washed, sample: this.#sample, taken: this.#taken }
	}
}

function nearest<T>(all: readonly T[], off: (one: T) => number, most: number): T | undefined {
	const best = all.reduce<T | undefined>((a, b) => (a === undefined || off(b) < off(a) ? b : a), undefined)
	return best !== undefined && off(best) <= most ? best : undefined
}
