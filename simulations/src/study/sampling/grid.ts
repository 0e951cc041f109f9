/** Every combination of `steps[i]` even steps from 0 to 1, ends included, the last coordinate fastest. */
export function gridPoints(steps: readonly number[]): number[][] {
	let points: number[][] = [[]]
	for (const count of steps)
		points = points.flatMap((point) => Array.from({ length: count }, (_, i) => [...point, i / (count - 1)]))
	return points
}

/** One coordinate at a time from 0 to 1 in `steps[i]` even steps, the others held at `base`. */
export function sweepPoints(base: readonly number[], steps: readonly number[]): number[][] {
	return steps.flatMap((count, k) =>
		Array.from({ length: count }, (_, i) => base.map((at, d) => (d === k ? i / (count - 1) : at))),
	)
}
