import { chance } from '@emberline/twin'

/** `count` points in (0, 1)^dimensions; each of the `count` equal slices of each coordinate holds one point (McKay 1979). The same seed gives the same points. */
export function latinHypercube(count: number, dimensions: number, seed: number): number[][] {
	const columns = Array.from({ length: dimensions }, (_, dimension) => {
		const { uniform } = chance(seed, dimension, 'search')
		const slices = Array.from({ length: count }, (_, n) => n)
		for (let n = count - 1; n > 0; n--) {
			const other = Math.floor(uniform() * (n + 1))
			;[slices[n], slices[other]] = [slices[other]!, slices[n]!]
		}
		return slices.map((slice) => (slice + uniform()) / count)
	})
	return Array.from({ length: count }, (_, n) => columns.map((column) => column[n]!))
}
