import { describe, expect, it } from 'vitest'
import { Weighing } from './weighing.ts'

describe('powder on the web that the gauge has seen', () => {
	it('is what the readings around it say, however fast the web ran', () => {
		const weighing = new Weighing()
		for (let m = 10; m < 11; m += 0.025) weighing.see(m, m < 10.5 ? 0 : 1.1)
		expect(weighing.ratio(10.3, 10.35)?.mean).toBe(0)
		expect(weighing.ratio(10.6, 10.65)?.mean).toBeCloseTo(1.1, 9)
	})

	it('is not known where no reading was, and a reading that is no number is none', () => {
		const weighing = new Weighing()
		weighing.see(10, Number.NaN)
		weighing.see(12, 1)
		expect(weighing.ratio(9.9, 10.1)).toBeNull()
	})

	it('goes on from its snapshot', () => {
		const weighing = new Weighing()
		weighing.see(10, 0.9)
		expect(new Weighing(JSON.parse(JSON.stringify(weighing.snapshot()))).ratio(10, 10.02)).toEqual({ mean: 0.9, count: 1 })
	})
})
