import { describe, expect, it } from 'vitest'
import { aged, corrected, type ScalarNoise, unknownScalar } from './scalar-filter.ts'

const noise: ScalarNoise = { driftPerS: 0.25, measurementVariance: 1, varianceMax: 400, jump: 20 }

describe('scalar filter', () => {
	it('takes the first reading whole', () => {
		const { move, state } = corrected(unknownScalar(noise), noise, -700)
		expect(move).toBe(-700)
		expect(state.variance).toBe(1)
	})

	it('settles where gain and drift balance, and widens without readings up to its end', () => {
		let state = corrected(unknownScalar(noise), noise, 0).state
		for (let i = 0; i < 200; i++) state = corrected(aged(state, noise, 0.2), noise, 0).state
		const q = noise.driftPerS * 0.2
		const before = q / 2 + Math.sqrt((q * q) / 4 + q)
		expect(state.variance).toBeCloseTo(before / (before + 1), 6)
		const blind = aged(state, noise, 60)
		expect(blind.variance).toBeGreaterThan(15)
		expect(aged(blind, noise, 1e6).variance).toBe(400)
	})

	it('leaves one or two wild readings alone and believes the third', () => {
		let state = corrected(unknownScalar(noise), noise, 0).state
		for (const expected of [0, 0, 300]) {
			const after = corrected(state, noise, 300)
			expect(after.move).toBe(expected)
			state = after.state
		}
		expect(corrected(state, noise, 0.5).move).toBeLessThan(0.5)
	})
})
