import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, it } from 'vitest'
import { noLevel, type SensorLevel, whitenessOf, withReading } from './sensor-level.ts'

/** Standard normal numbers by Box and Muller, from one seed. */
function normals(seed: number): () => number {
	const rng = xoroshiro128plus(seed)
	const uniform = () => ((rng.next() >>> 0) + 0.5) / 2 ** 32
	return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** Readings at 5 Hz of what `at` gives beside the expected value; mean square of the normalised innovations of the second half. */
function watched(at: (n: number) => number, count = 12_000, assumed = 2) {
	let level: SensorLevel = noLevel(assumed)
	let [sum, used] = [0, 0]
	for (let n = 0; n < count; n++) {
		const step = withReading(level, { tMs: 1000 + 200 * n, residual: at(n), noise: assumed, floor: 3, slopePerS: 0 })
		level = step.level
		if (n >= count / 2) {
			sum += step.z ** 2
			used++
		}
	}
	return { level, nis: sum / used, whiteness: whitenessOf(level) }
}

describe('the level of an instrument', () => {
	it.each([0.3, 1, 4])(
		'learns that its noise is %f where 2 was assumed: innovations come out with unit variance and white',
		(sd) => {
			const normal = normals(7)
			const { nis, whiteness, level } = watched(() => 5 + sd * normal())
			expect(nis).toBeGreaterThan(0.94)
			expect(nis).toBeLessThan(1.06)
			expect(whiteness?.white).toBe(true)
			expect(level.level).toBeCloseTo(5, sd < 2 ? 0 : -1)
		},
	)

	it('follows an error of the model that wanders, and its innovations stay white', () => {
		const normal = normals(11)
		let drift = 0
		const { nis, whiteness } = watched(() => {
			drift += 0.2 * normal()
			return drift + normal()
		})
		expect(nis).toBeGreaterThan(0.9)
		expect(nis).toBeLessThan(1.1)
		expect(Math.abs(whiteness?.lag1 ?? 1)).toBeLessThan(0.1)
	})

	it('takes the memory out of noise that has one', () => {
		const normal = normals(13)
		let noise = 0
		const { nis, whiteness } = watched(() => {
			noise = 0.6 * noise + normal()
			return noise
		})
		expect(nis).toBeGreaterThan(0.9)
		expect(nis).toBeLessThan(1.1)
		expect(Math.abs(whiteness?.lag1 ?? 1)).toBeLessThan(0.12)
	})

	it('says that innovations are not white where it cannot make them so', () => {
		const { whiteness } = watched((n) => Math.sin(n / 3))
		expect(whiteness?.white).toBe(false)
	})

	it('goes along with a step within a second, and says how far out the first reading was', () => {
		const normal = normals(17)
		const before = watched(() => normal()).level
		let level = before
		const zs = Array.from({ length: 10 }, (_, n) => {
			const tMs = before.tMs + 200 * (n + 1)
			const step = withReading(level, { tMs, residual: 20 + normal(), noise: 2, floor: 3, slopePerS: 0 })
			level = step.level
			return Math.abs(step.z)
		})
		expect(zs[0]).toBeGreaterThan(10)
		expect(Math.abs(level.level - 20)).toBeLessThan(3)
	})

	it('is wider after a gap and where the expected value moves, and takes no notice of what comes late', () => {
		const normal = normals(19)
		let drift = 0
		const { level } = watched(() => {
			drift += 0.2 * normal()
			return drift + normal()
		})
		const z = (tMs: number, slopePerS: number) =>
			withReading(level, { tMs, residual: level.level + 3 - level.carry * level.off, noise: 2, floor: 3, slopePerS }).z
		const soon = z(level.tMs + 200, 0)
		expect(z(level.tMs + 30_000, 0)).toBeLessThan(0.8 * soon)
		expect(z(level.tMs + 200, 20)).toBeLessThan(0.5 * soon)
		const late = withReading(level, { tMs: level.tMs - 60_000, residual: 50, noise: 2, floor: 3, slopePerS: 0 })
		expect(late.level).toBe(level)
		expect(Number.isFinite(late.z)).toBe(true)
	})
})
