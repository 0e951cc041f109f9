import { describe, expect, it } from 'vitest'
import { recipeBand } from './recipe-band.ts'

const sample = (sM: number, temperatureK: number) => ({ sM, temperatureK }) as Parameters<typeof recipeBand>[0][number]
/** Room, a steep ramp, a plateau, a way down. */
const samples = Array.from({ length: 601 }, (_, k) => {
	const s = k / 100
	return sample(s, s < 2 ? 298 : s < 3 ? 298 + 1040 * (s - 2) : s < 3.5 ? 1338 : Math.max(310, 1338 - 900 * (s - 3.5) ** 2))
})
const at = (band: ReturnType<typeof recipeBand>, s: number) => {
	const k = Math.max(
		1,
		band.findIndex(({ sM }) => sM >= s),
	)
	const [a, b] = [band[k - 1]!, band[k]!]
	const share = b.sM > a.sM ? (s - a.sM) / (b.sM - a.sM) : 0
	return [a.lowK + share * (b.lowK - a.lowK), a.highK + share * (b.highK - a.highK)] as const
}

describe('the recipe band', () => {
	it('holds the profile with the window of its peak, and needs few points for it', () => {
		const band = recipeBand(samples, [1320, 1360])
		expect(band.length).toBeLessThan(80)
		expect([band[0]?.sM, band.at(-1)?.sM]).toEqual([0, 6])
		for (const { sM, temperatureK } of samples) {
			const [low, high] = at(band, sM)
			expect(low).toBeLessThan(temperatureK + 3)
			expect(high).toBeGreaterThan(temperatureK - 3)
		}
		expect(at(band, 3.25)[0]).toBeCloseTo(1317, 0)
		expect(at(band, 3.25)[1]).toBeCloseTo(1363, 0)
	})

	it('is empty where there is no profile', () => {
		expect(recipeBand([], undefined)).toEqual([])
	})
})
