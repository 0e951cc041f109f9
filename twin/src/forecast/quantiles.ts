import { QUANTILES, type QuantileName } from '../port.ts'

const LEVELS = QUANTILES.map(Number)

/** Mean and the nine quantiles of an ensemble, or null of an empty one. */
export function summary(values: readonly number[]): { mean: number; q: Record<QuantileName, number> } | null {
	const known = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b)
	if (known.length === 0) return null
	const mean = known.reduce((sum, value) => sum + value, 0) / known.length
	const q = Object.fromEntries(QUANTILES.map((name, n) => [name, sortedQuantile(known, LEVELS[n]!)]))
	return { mean, q: q as Record<QuantileName, number> }
}

/**
 * Quantile of sorted values by straight lines between the plotting positions (i - 0.5) / n (Hazen), ends held.
 * It never falls with the level.
 */
export function sortedQuantile(sorted: readonly number[], level: number): number {
	const place = Math.min(Math.max(level * sorted.length - 0.5, 0), sorted.length - 1)
	const below = Math.floor(place)
	const low = sorted[below]!
	const high = sorted[Math.min(below + 1, sorted.length - 1)]!
	return low + (place - below) * (high - low)
}
