import type { FeedConfig } from '@emberline/line-config'

/**
 * Dry powder that the screw doses [kg/s].
 *
 *   W = turns/s * moist mass per turn * gain/(1 + X)        X: kg water per kg dry
 */
export function dryDoseKgPerS(
	feed: FeedConfig,
	p: { readonly screwRevPerS: number; readonly moistureKgPerKg: number; readonly gain: number },
): number {
	return (Math.max(0, p.screwRevPerS) * feed.moistMassPerTurnKg * p.gain) / (1 + Math.max(0, p.moistureKgPerKg))
}

/** Screw speed for a dry loading at a web speed [turns/s]; the inverse of `dryDoseKgPerS` at gain 1. */
export function screwForLoadingRevPerS(
	feed: FeedConfig,
	p: {
		readonly dryLoadingKgPerM2: number
		readonly webSpeedMPerS: number
		readonly coatedWidthM: number
		readonly moistureKgPerKg: number
	},
): number {
	return (p.dryLoadingKgPerM2 * p.webSpeedMPerS * p.coatedWidthM * (1 + p.moistureKgPerKg)) / feed.moistMassPerTurnKg
}
