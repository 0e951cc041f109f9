import { loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { ParcelRecord } from '../line/model-port.ts'
import { windowIndex } from './window-index.ts'

const recipe = loadRecipe('htr-bisb')
const middle = { peakK: 1340, heatRateKPerS: 582, quenchRateKPerS: 361, tAboveS: 8.1, doseEqS: 8.95 } as ParcelRecord

describe('window index', () => {
	it('is 0 in the middle of the window, 100 on its edge, and names what is furthest out', () => {
		expect(windowIndex(recipe, middle)?.pct).toBeLessThan(1)
		expect(windowIndex(recipe, { ...middle, peakK: 1360 })).toEqual({ pct: 100, cause: 'peakK' })
		expect(windowIndex(recipe, { ...middle, peakK: 1350, quenchRateKPerS: 289 })).toEqual({ pct: 100, cause: 'quenchRateKPerS' })
	})

	it('takes a rate that the web never had for far out', () => {
		expect(windowIndex(recipe, { ...middle, heatRateKPerS: null })).toEqual({ pct: 200, cause: 'heatRateKPerS' })
	})

	it('has none for a recipe without a window', () => {
		const { window: _, ...rest } = recipe
		expect(windowIndex(rest as typeof recipe, middle)).toBeNull()
	})
})
