import { type Chance, normalProbability, normalQuantile } from './chance.ts'

/** One cause of unplanned stops: it comes after exponential running time and is repaired in lognormal time. */
export interface StopCause {
	readonly code: number
	readonly meanTimeBetweenS: number
	readonly meanTimeToRepairS: number
}

/**
 * Spread of the logarithm of a repair time. 0.8 is usual for mixed mechanical repairs (MIL-HDBK-472 quotes 0.6 to 1.4) [A];
 * the mean is kept, so the median is 0.73 of the mean.
 */
export const REPAIR_LOG_SD = 0.8

/** A stop of unknown kind (operator, or a code that the line file does not list) is taken to last this long [A]. */
export const UNKNOWN_STOP_S = 600

/** Running time until each cause strikes next, s; same order as the causes. */
export function drawTimesToStop(causes: readonly StopCause[], chance: Chance): Float64Array {
	return Float64Array.from(causes, (cause) => cause.meanTimeBetweenS * chance.exponential())
}

/** Time that a repair of this mean takes, s. */
export function drawRepairS(meanS: number, chance: Chance): number {
	return Math.exp(logMean(meanS) + REPAIR_LOG_SD * chance.normal())
}

/** What is left of a repair that has already taken `elapsedS`, s: drawn from the same lognormal, cut off below the time gone. */
export function drawRemainingRepairS(meanS: number, elapsedS: number, chance: Chance): number {
	if (elapsedS <= 0) return drawRepairS(meanS, chance)
	// Upper tail: p = P(longer than drawn) is even between 0 and P(longer than elapsed).
	const longer = normalProbability(-(Math.log(elapsedS) - logMean(meanS)) / REPAIR_LOG_SD)
	const p = Math.max(longer * chance.uniform(), 1e-300)
	return Math.max(Math.exp(logMean(meanS) - REPAIR_LOG_SD * normalQuantile(p)) - elapsedS, 0)
}

const logMean = (meanS: number): number => Math.log(meanS) - REPAIR_LOG_SD ** 2 / 2
