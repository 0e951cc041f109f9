import { describe, expect, it } from 'vitest'
import { axisOf } from './fan-chart.tsx'

describe('the axis of the fan', () => {
	it.each([
		['begins at nought for a fan that is wide', [100, 380], 0],
		['begins below nought where the fan does', [-5, 40], -5],
		['leaves nought out where it would press the fan flat', [395, 415], 393],
	])('%s', (_, all, from) => {
		const [low, high] = axisOf(all)
		expect(low).toBeCloseTo(from, 6)
		expect(high).toBeGreaterThan(Math.max(...all))
	})

	it('is there for one value and for none', () => {
		const [low, high] = axisOf([400])
		expect(low).toBeLessThan(400)
		expect(high).toBeGreaterThan(400)
		expect(axisOf([])).toEqual([0, 1])
	})
})
