import { type Chance, normalProbability, normalQuantile } from './chance.ts'

/**
 * What is held of one cause of unplanned stops: it comes after exponential running time, whose rate is gamma distributed, and is repaired
 * in lognormal time.
 */
export interface StopBelief {
	readonly code: number
	/** Rate of the cause: gamma with this shape over this running time, s. */
	readonly shape: number
	readonly exposureS: number
	/** Logarithm of the repair time in s, with its spread. */
	readonly logRepairMean: number
	readonly logRepairSd: number
}

/** Spread of the logarithm of a repair time. 0.8 is usual for mixed mechanical repairs (MIL-HDBK-472 quotes 0.6 to 1.4) [A]. */
export const REPAIR_LOG_SD = 0.8
/** A stop of unknown kind (operator, or a code that the line file does not list) is taken to last this long [A]. */
export const UNKNOWN_STOP_S = 600

/** Mean of the logarithm of a repair time with this mean, s, at the usual spread. */
export const logRepairMean = (meanS: number): number => Math.log(meanS) - REPAIR_LOG_SD ** 2 / 2

export type Repair = Pick<StopBelief, 'logRepairMean' | 'logRepairSd'>
export const UNKNOWN_REPAIR: Repair = { logRepairMean: logRepairMean(UNKNOWN_STOP_S), logRepairSd: REPAIR_LOG_SD }

/** Mean time between stops of each cause for one member, s: drawn, for nobody knows them exactly. Never for a cause without a rate. */
export function drawMeanTimesBetween(causes: readonly StopBelief[], chance: Chance): readonly number[] {
	return causes.map(({ shape, exposureS }) => (shape > 0 ? exposureS / gamma(shape, chance) : Number.POSITIVE_INFINITY))
}

/** Time that a repair takes, s. */
export function drawRepairS({ logRepairMean, logRepairSd }: Repair, chance: Chance): number {
	return Math.exp(logRepairMean + logRepairSd * chance.normal())
}

/** What is left of a repair that has already taken `elapsedS`, s: drawn from the same lognormal, cut off below the time gone. */
export function drawRemainingRepairS(repair: Repair, elapsedS: number, chance: Chance): number {
	if (elapsedS <= 0) return drawRepairS(repair, chance)
	const { logRepairMean, logRepairSd } = repair
	// Upper tail: p = P(longer than drawn) is even between 0 and P(longer than elapsed).
	const longer = normalProbability(-(Math.log(elapsedS) - logRepairMean) / logRepairSd)
	const p = Math.max(longer * chance.uniform(), 1e-300)
	return Math.max(Math.exp(logRepairMean - logRepairSd * normalQuantile(p)) - elapsedS, 0)
}

/**
 * Gamma variate of unit scale.
 *
 * Marsaglia and Tsang (2000); a shape below 1 by the power of a uniform, as they give it.
 */
function gamma(shape: number, chance: Chance): number {
	if (shape < 1) return gamma(shape + 1, chance) * chance.uniform() ** (1 / shape)
	const d = shape - 1 / 3
	const c = 1 / Math.sqrt(9 * d)
	for (;;) {
		const x = chance.normal()
		const v = (1 + c * x) ** 3
		if (v > 0 && Math.log(chance.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v
	}
}
