import { createHash } from 'node:crypto'
import { mean } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { gridPoints, sweepPoints } from './grid.ts'
import { latinHypercube } from './latin-hypercube.ts'
import { elementaryEffects, morrisPoints } from './morris.ts'
import { saltelliPoints, sobolIndices } from './sobol-indices.ts'
import { SOBOL_DIMENSIONS_MAX, sobolPoints } from './sobol-sequence.ts'

/** Digest of points as 32-bit words, little-endian, row by row. */
const digest = (points: readonly (readonly number[])[]) => {
	const words = Uint32Array.from(points.flat(), (x) => x * 2 ** 32)
	return createHash('sha256').update(new Uint8Array(words.buffer)).digest('hex')
}

describe("Sobol' sequence", () => {
	it('is that of Joe and Kuo: 1024 points in 21 dimensions, bit for bit', () => {
		const points = sobolPoints(1024, 21)
		// Rows and digests from scipy 1.17.1, stats.qmc.Sobol(scramble=False), which reads new-joe-kuo-6.21201.
		expect(points[1023]).toEqual([
			0.0009765625, 0.7529296875, 0.6123046875, 0.1455078125, 0.1865234375, 0.4384765625, 0.1396484375, 0.6181640625,
			0.3447265625, 0.8505859375, 0.6787109375, 0.0361328125, 0.1298828125, 0.6650390625, 0.3623046875, 0.4638671875,
			0.3134765625, 0.8759765625, 0.5849609375, 0.3193359375, 0.8662109375,
		])
		expect(digest(points)).toBe('74bf268dfbed42d4ed3a6f5664d1c20516ee10873079831f2e845d3fe07884b6')
		expect(digest(sobolPoints(1024, 100))).toBe('768ac9b4e1197e14c049ae0442f368364c297c6c57ae76b3724bdd3528a91b88')
	})

	it('keeps one point in every slice of every coordinate when scrambled, and differs by seed', () => {
		const points = sobolPoints(256, 21, 5)
		for (let d = 0; d < 21; d++) expect(new Set(points.map((point) => Math.floor(point[d]! * 256))).size).toBe(256)
		// In two dimensions each of 16 x 16 boxes holds one: a net.
		expect(new Set(points.map(([x, y]) => 16 * Math.floor(x! * 16) + Math.floor(y! * 16))).size).toBe(256)
		expect(sobolPoints(256, 21, 5)).toEqual(points)
		expect(sobolPoints(256, 21, 6)).not.toEqual(points)
	})

	it('integrates closer than chance does, and the closer the more points', () => {
		// Product of |4x - 2|, integral 1 in any number of dimensions.
		const error = (count: number) =>
			Math.abs(mean(sobolPoints(count, 5, 1).map((x) => x.reduce((product, v) => product * Math.abs(4 * v - 2), 1))) - 1)
		// Chance alone errs by 0.028, one standard deviation.
		expect(error(4096)).toBeLessThan(0.014)
		expect(error(4096)).toBeLessThan(error(64))
	})

	it('says how far it reaches', () => {
		expect(() => sobolPoints(4, SOBOL_DIMENSIONS_MAX + 1)).toThrow('found 101 dimensions, expected 1 to 100')
	})
})

describe('Latin hypercube and grid', () => {
	it('one point in every slice of every coordinate', () => {
		const points = latinHypercube(50, 7, 3)
		for (let d = 0; d < 7; d++) expect(new Set(points.map((point) => Math.floor(point[d]! * 50))).size).toBe(50)
		expect(latinHypercube(50, 7, 3)).toEqual(points)
		expect(latinHypercube(50, 7, 4)).not.toEqual(points)
	})

	it('a grid holds every combination, a sweep moves one coordinate at a time', () => {
		expect(gridPoints([2, 3])).toEqual([
			[0, 0],
			[0, 0.5],
			[0, 1],
			[1, 0],
			[1, 0.5],
			[1, 1],
		])
		expect(sweepPoints([0.2, 0.7], [2, 3])).toEqual([
			[0, 0.7],
			[1, 0.7],
			[0.2, 0],
			[0.2, 0.5],
			[0.2, 1],
		])
	})
})

describe('Morris', () => {
	it('finds the effects of a straight function exactly, and its lack of interplay', () => {
		const points = morrisPoints(10, 4, 4, 1)
		const effects = elementaryEffects(
			points,
			points.map(([a, b, c]) => 5 * a! - 3 * b! + 0.5 * c!),
		)
		expect(effects.map(({ mu }) => mu)).toEqual([5, -3, 0.5, 0].map((v) => expect.closeTo(v, 10)))
		expect(effects.map(({ muStar }) => muStar)).toEqual([5, 3, 0.5, 0].map((v) => expect.closeTo(v, 10)))
		for (const { sigma } of effects) expect(sigma).toBeLessThan(1e-10)
		for (const point of points) for (const x of point) expect(x >= 0 && x <= 1).toBe(true)
	})

	it('sees interplay as spread: in a product each effect is the other factor', () => {
		const points = morrisPoints(400, 2, 4, 2)
		const [first] = elementaryEffects(
			points,
			points.map(([a, b]) => a! * b!),
		)
		// The other factor is 0, 1/3, 2/3 or 1, each as likely: mean 1/2, standard deviation sqrt(5)/6.
		expect(first?.mu).toBeCloseTo(0.5, 1)
		expect(first?.sigma).toBeCloseTo(Math.sqrt(5) / 6, 1)
	})
})

describe("Sobol' indices", () => {
	it('of the Ishigami function at 8192 are the known ones', () => {
		const points = saltelliPoints(8192, 3, 1)
		const outputs = points.map((x) => {
			const [a, b, c] = x.map((u) => Math.PI * (2 * u - 1)) as [number, number, number]
			return Math.sin(a) + 7 * Math.sin(b) ** 2 + 0.1 * c ** 4 * Math.sin(a)
		})
		const indices = sobolIndices(outputs, 3, { bootstrap: 100, seed: 1 })
		const known = [
			[0.3139, 0.5576],
			[0.4424, 0.4424],
			[0, 0.2437],
		]
		for (const [i, { first, total }] of indices.entries()) {
			expect(Math.abs(first.value - known[i]![0]!)).toBeLessThan(0.01)
			expect(Math.abs(total.value - known[i]![1]!)).toBeLessThan(0.01)
			expect(first.interval[0]).toBeLessThan(first.value)
			expect(total.interval[1]).toBeGreaterThan(total.value)
			expect(total.interval[1] - total.interval[0]).toBeLessThan(0.06)
		}
	})

	it('of an output that does not vary are zero, not noise', () => {
		const outputs = saltelliPoints(8, 2, 1).map(() => 3.3)
		for (const { first, total } of sobolIndices(outputs, 2, { bootstrap: 5, seed: 1 }))
			expect([first.value, total.value]).toEqual([0, 0])
	})
})
