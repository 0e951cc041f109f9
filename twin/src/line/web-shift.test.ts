import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shifted } from './web-shift.ts'

/** Temperature with the heat of fusion in it: what a shift has to move by just so much. */
const enthalpyK = (s: { temperatureK: number; melt: number }, fusionK: number) => s.temperatureK + s.melt * fusionK

describe('a shift of the web', () => {
	it('moves its enthalpy by just as much, and comes back the same way', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 300, max: 1400, noNaN: true }),
				fc.double({ min: -300, max: 300, noNaN: true }),
				fc.double({ min: 0, max: 200, noNaN: true }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(temperatureK, byK, fusionK, share) => {
					const melts = Math.abs(temperatureK - 1073.8) < 50
					const from = melts ? { temperatureK: 1073.8, melt: share } : { temperatureK, melt: temperatureK > 1073.8 ? 1 : 0 }
					const to = shifted(from.temperatureK, from.melt, byK, fusionK)
					expect(enthalpyK(to, fusionK) - enthalpyK(from, fusionK)).toBeCloseTo(byK, 6)
					expect(to.melt).toBeGreaterThanOrEqual(0)
					expect(to.melt).toBeLessThanOrEqual(1)
					const back = shifted(to.temperatureK, to.melt, -byK, fusionK)
					expect(enthalpyK(back, fusionK)).toBeCloseTo(enthalpyK(from, fusionK), 6)
				},
			),
		)
	})

	it('pays the heat of fusion on the way down before the web gets colder', () => {
		expect(shifted(1100, 1, -50, 100)).toEqual({ temperatureK: 1073.8, melt: expect.closeTo(0.762, 3) })
		expect(shifted(1100, 1, -150, 100)).toEqual({ temperatureK: expect.closeTo(1050, 9), melt: 0 })
	})
})
