import { describe, expect, it } from 'vitest'
import { wayToScale } from './way-to-scale.ts'

const sum = (kg: Float64Array) => kg.reduce((a, b) => a + b, 0)

describe('way to the scale', () => {
	it('keeps the mass and delays it by the mean time of the vessels', () => {
		const scraped = new Float64Array(3000)
		scraped[0] = 1
		const arriving = wayToScale(scraped, [200, 300, 400], [])
		expect(sum(arriving)).toBeCloseTo(1, 9)
		const meanS = arriving.reduce((s, kg, bin) => s + kg * (bin + 0.5) * 10, 0)
		expect(meanS).toBeCloseTo(900 + 5, 0)
	})

	it('passes a steady feed on unchanged when the vessels hold what that feed keeps in them', () => {
		const arriving = wayToScale(new Float64Array(100).fill(0.01), [200, 400], [0.2, 0.4])
		for (const kg of arriving) expect(kg).toBeCloseTo(0.01, 12)
	})

	it('empties the vessels when nothing more comes', () => {
		expect(sum(wayToScale(new Float64Array(2000), [200, 400], [0.2, 0.4]))).toBeCloseTo(0.6, 9)
	})
})
