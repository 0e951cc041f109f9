import { chance } from '@emberline/twin'
import { mean, sampleStandardDeviation } from 'simple-statistics'

/** Elementary effects of one factor over all trajectories, in units of the output for the whole range of the factor. */
export interface ElementaryEffect {
	/** Mean: with sign, so that effects of either sign cancel. */
	readonly mu: number
	/** Mean of the absolute effects: how much the factor matters. */
	readonly muStar: number
	/** Standard deviation: curvature and interplay with other factors. */
	readonly sigma: number
}

/**
 * Trajectories of Morris (1991) on a grid of `levels` in [0, 1]^dimensions, one after the other: each begins at a point by chance and moves
 * one coordinate at a time, in an order by chance, by levels / (2 (levels - 1)). (dimensions + 1) points each. `levels` is even.
 */
export function morrisPoints(trajectories: number, dimensions: number, levels: number, seed: number): number[][] {
	const delta = levels / (2 * (levels - 1))
	return Array.from({ length: trajectories }, (_, n) => {
		const { uniform } = chance(seed, n, 'search')
		const point = Array.from({ length: dimensions }, () => Math.floor((uniform() * levels) / 2) / (levels - 1))
		const order = Array.from({ length: dimensions }, (_, i) => i)
		for (let i = dimensions - 1; i > 0; i--) {
			const other = Math.floor(uniform() * (i + 1))
			;[order[i], order[other]] = [order[other]!, order[i]!]
		}
		// Half of the coordinates come down from the upper half.
		const down = point.map(() => uniform() < 0.5)
		for (let i = 0; i < dimensions; i++) if (down[i]) point[i]! += delta
		const points = [[...point]]
		for (const i of order) {
			point[i]! += down[i] ? -delta : delta
			points.push([...point])
		}
		return points
	}).flat()
}

/** Effects from the outputs at the points of `morrisPoints`, in their order. */
export function elementaryEffects(points: readonly (readonly number[])[], outputs: readonly number[]): ElementaryEffect[] {
	const dimensions = points[0]?.length ?? 0
	const effects: number[][] = Array.from({ length: dimensions }, () => [])
	for (let n = 1; n < points.length; n++) {
		if (n % (dimensions + 1) === 0) continue
		const moved = points[n]!.findIndex((x, i) => x !== points[n - 1]![i])
		effects[moved]!.push((outputs[n]! - outputs[n - 1]!) / (points[n]![moved]! - points[n - 1]![moved]!))
	}
	return effects.map((each) => ({
		mu: mean(each),
		muStar: mean(each.map(Math.abs)),
		sigma: each.length > 1 ? sampleStandardDeviation(each) : 0,
	}))
}
