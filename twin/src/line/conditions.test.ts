import { describe, expect, it } from 'vitest'
import { seenThroughShutterK } from './conditions.ts'

const hot = { emitterK: 1340, wallK: 720, ambientK: 298.15 }

describe('what the web sees through the shutter', () => {
	it('is the emitter while the shutter is open, and the blade when it is closed', () => {
		expect(seenThroughShutterK({ ...hot, openFraction: 1 })).toBe(1340)
		// (720^4 + 298.15^4)/2 = 1.3832e11 K4, whose fourth root is 609.8 K.
		expect(seenThroughShutterK({ ...hot, openFraction: 0 })).toBeCloseTo(609.8, 1)
	})

	it('is as warm as all else where all is as warm', () => {
		for (const openFraction of [0, 0.3, 1])
			expect(seenThroughShutterK({ openFraction, emitterK: 500, wallK: 500, ambientK: 500 })).toBeCloseTo(500, 9)
	})

	it('rises with the open share, and its fourth power in proportion', () => {
		const fourth = (openFraction: number) => seenThroughShutterK({ ...hot, openFraction }) ** 4
		expect(fourth(0.5)).toBeCloseTo((fourth(0) + fourth(1)) / 2, -4)
	})
})
