import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalParameters } from '../line/parameters.ts'
import { carbonHeatJPerKgK, naclLiquidHeatJPerKgK, naclSolidHeatJPerKgK } from '../physics/index.ts'
import { powderOf } from './powder.ts'
import { HOT, rateTableOf, SLOW, TABLE } from './rate-table.ts'
import { doseRate, growthShape, openMetalKgPerM2S, openSaltKgPerM2S, ratePerS } from './web-point.ts'

const parameters = nominalParameters(loadLine('pilot'))

describe('the table of rates beside the formulas', () => {
	it.each(['htr-bisb', 'nts-bisnsb'])(
		'%s: in the middle of each row it is within 3e-4 of the formula from 500 K on, evaporation from 700 K',
		(id) => {
			const powder = powderOf(loadRecipe(id), parameters)
			const { hot, slow, slowWidth } = rateTableOf(powder)
			let worst = 0
			for (let row = (500 - TABLE.fromK) * TABLE.rowsPerK; row < TABLE.lastRow - 1; row++) {
				const t = TABLE.fromK + (row + 0.5) / TABLE.rowsPerK
				const middle = (of: Float64Array, at: number) => (of[at] ?? Number.NaN) + 0.5 * (of[at + 1] ?? Number.NaN)
				const compare = (found: number, exact: number) => {
					worst = Math.max(worst, Math.abs(found / exact - 1))
				}
				const h = row * HOT.width
				const s = row * slowWidth
				compare(middle(hot, h + HOT.carbon), carbonHeatJPerKgK(t))
				compare(middle(hot, h + HOT.solid), naclSolidHeatJPerKgK(t))
				compare(middle(hot, h + HOT.liquid), naclLiquidHeatJPerKgK(t))
				compare(middle(hot, h + HOT.rate1), ratePerS(powder.char1, t))
				compare(middle(hot, h + HOT.rate2), ratePerS(powder.char2, t))
				compare(middle(hot, h + HOT.rateM), ratePerS(powder.reduction, t))
				compare(middle(slow, s + SLOW.dose), doseRate(powder, t))
				compare(middle(slow, s + SLOW.growth), growthShape(powder, t))
				if (t < 700) continue
				compare(middle(slow, s + SLOW.salt), openSaltKgPerM2S(t))
				powder.metals.forEach((_, k) => {
					compare(middle(slow, s + SLOW.metals + 2 * k), openMetalKgPerM2S(powder, k, t))
				})
			}
			expect(worst).toBeLessThan(3e-4)
			expect(worst).toBeGreaterThan(1e-6)
		},
	)

	it('powders that differ in multipliers alone share a table; with another rate law they do not', () => {
		const powder = powderOf(loadRecipe('htr-bisb'), parameters)
		const table = rateTableOf(powder)
		expect(rateTableOf({ ...powder, openMetals: 0.5, arealHeat: 1.1 })).toBe(table)
		expect(rateTableOf({ ...powder, reduction: { a: 1e10, er: powder.reduction.er } })).not.toBe(table)
	})
})
