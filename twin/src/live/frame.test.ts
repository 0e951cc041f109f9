import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { coldLine } from '../line/line-model.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { zoneAccounts } from './frame.ts'

describe('zone accounts of the live twin', () => {
	it('stay closed with what the emitters tell beyond the model, and no heater gives power back', () => {
		const line = loadLine()
		const recipe = loadRecipe('htr-bisb')
		const model = coldLine(line, recipe)
		model.step({ ...nominalControls(line, recipe), heatersOn: false }, 1)
		for (const nudgeKW of [
			[-0.5, -0.2, 0, 0],
			[0.3, 0.1, 0, Number.NaN],
		]) {
			for (const zone of zoneAccounts(model, nudgeKW).filter(({ station }) => station === 'Heating')) {
				const out = zone.toWebKW + zone.toGasKW + zone.toSlotsKW + zone.toWallsKW + zone.toCoolantKW + zone.storedKW
				expect(zone.electricalKW).toBeGreaterThanOrEqual(0)
				expect(Math.abs(zone.electricalKW - out)).toBeLessThan(1e-9)
			}
		}
	})
})
