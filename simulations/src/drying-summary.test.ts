import type { LineConfig } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { nominalControls, steadyLine } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { dryingSummary } from './drying-summary.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')
const summaryOf = (line: LineConfig, feedMoistureKgPerKg = 0.3) =>
	dryingSummary(line, steadyLine(line, recipe, { ...nominalControls(line, recipe), feedMoistureKgPerKg }), 1)

describe('drying in a summary', () => {
	it('is the wet bulb, and the time from 0.30 to the limit of 0.02 kg/kg in hot air', () => {
		const drying = summaryOf(pilot)
		expect(drying).toMatchObject({ method: 'convective', time_there_s: expect.closeTo(20, 9), length_there_m: 1, dry: true })
		expect(drying.front_K).toBeCloseTo(316.264, 3)
		// Constant rate to 0.10, then the falling rate to 0.02: 6.24095 + 3.02700 ln(0.097/0.017) s.
		expect(drying.time_needed_s).toBeCloseTo(6.240951 + ((0.1 * 0.097) / 3.20464e-3) * Math.log(0.097 / 0.017), 3)
		expect(drying.length_needed_m).toBeCloseTo(0.05 * (drying.time_needed_s ?? 0), 12)
	})

	it('tells web that comes wet into the furnace', () => {
		const slow = { ...pilot, stations: { ...pilot.stations, drying: { ...pilot.stations.drying, toM: 1.4 } } }
		const drying = summaryOf(slow)
		expect(drying).toMatchObject({ dry: false, moisture_limit_kg_per_kg: 0.02 })
		expect(drying.time_needed_s).toBeGreaterThan(drying.time_there_s)
	})
})
