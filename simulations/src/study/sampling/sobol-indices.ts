import { chance } from '@emberline/twin'
import { mean, quantileSorted } from 'simple-statistics'
import { sobolPoints } from './sobol-sequence.ts'

/** A share of the output's variance with its bootstrap interval. */
export interface Index {
	readonly value: number
	/** 95 %, percentiles of the bootstrap. */
	readonly interval: readonly [number, number]
}

export interface SobolIndices {
	/** Of the factor alone. */
	readonly first: Index
	/** With all its interplay. */
	readonly total: Index
}

/**
 * The design of Saltelli (2002): `count` rows A, as many B from the further coordinates of the same scrambled Sobol' points, and for each
 * factor A with that factor's column from B. In this order: A, B, AB1, AB2, ...; `count` (dimensions + 2) points in all. Shares come out
 * best when `count` is a power of two.
 */
export function saltelliPoints(count: number, dimensions: number, seed: number): number[][] {
	const points = sobolPoints(count, 2 * dimensions, seed)
	const a = points.map((point) => point.slice(0, dimensions))
	const b = points.map((point) => point.slice(dimensions))
	const mixed = Array.from({ length: dimensions }, (_, i) =>
		a.map((row, n) => row.map((value, k) => (k === i ? b[n]![k]! : value))),
	)
	return [a, b, ...mixed].flat()
}

/**
 * Sobol' indices from the outputs at the points of `saltelliPoints`, in their order; intervals from resampling the rows.
 *
 *   S_i = 1 - sum (f_B - f_ABi)^2 / (2 N V),  ST_i = sum (f_A - f_ABi)^2 / (2 N V)        Jansen (1999)
 *
 * An output that does not vary gives zeros.
 */
export function sobolIndices(
	outputs: readonly number[],
	dimensions: number,
	options: { readonly bootstrap: number; readonly seed: number },
): SobolIndices[] {
	const count = outputs.length / (dimensions + 2)
	const part = (k: number) => outputs.slice(k * count, (k + 1) * count)
	const a = part(0)
	const b = part(1)
	const mixed = Array.from({ length: dimensions }, (_, i) => part(2 + i))
	const rows = Array.from({ length: count }, (_, n) => n)
	const { uniform } = chance(options.seed, 0, 'search')
	const resampled = Array.from({ length: options.bootstrap }, () => rows.map(() => Math.floor(uniform() * count)))
	const estimate = (ab: readonly number[], over: readonly number[]): [number, number] => {
		let [sum, squares, withB, withA] = [0, 0, 0, 0]
		for (const n of over) {
			sum += a[n]! + b[n]!
			squares += a[n]! ** 2 + b[n]! ** 2
			withB += (b[n]! - ab[n]!) ** 2
			withA += (a[n]! - ab[n]!) ** 2
		}
		const variance = squares / (2 * over.length) - (sum / (2 * over.length)) ** 2
		return variance > 1e-12 * (squares / over.length)
			? [1 - withB / (2 * over.length * variance), withA / (2 * over.length * variance)]
			: [0, 0]
	}
	return mixed.map((ab) => {
		const [first, total] = estimate(ab, rows)
		const again = resampled.map((over) => estimate(ab, over))
		const interval = (which: 0 | 1, value: number): readonly [number, number] => {
			if (again.length === 0) return [value, value]
			const sorted = again.map((pair) => pair[which]).sort((x, y) => x - y)
			return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)]
		}
		return {
			first: { value: first, interval: interval(0, first) },
			total: { value: total, interval: interval(1, total) },
		}
	})
}

/** Mean of the outputs at A and B: of all factors drawn at once. */
export const meanOfDesign = (outputs: readonly number[], dimensions: number): number =>
	mean(outputs.slice(0, (2 * outputs.length) / (dimensions + 2)))
