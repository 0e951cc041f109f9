import { uncertaintyOf } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalControls, nominalParameters, parameterNames, parametersFrom, steadyLine } from '../src/index.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')
const register = uncertaintyOf(pilot)
/** The line at rest with all parameters of a name at an end of their range. */
const at = (name: string, end: 0 | 1) => {
	const vector = register.map((row) => (row.name.startsWith(name) ? row.range[end] : row.nominal))
	return steadyLine(pilot, recipe, nominalControls(pilot, recipe), parametersFrom(vector, 4))
}
const base = steadyLine(pilot, recipe, nominalControls(pilot, recipe), nominalParameters(pilot))
const furnaceKW = (line: typeof base) =>
	line.zones.reduce((sum, zone) => sum + (zone.station === 'Heating' ? zone.electricalKW / 0.95 : 0), 0)

describe('the register of uncertainty', () => {
	it('lists the parameters of the model in their order, each spread within its range', () => {
		expect(register.map(({ name }) => name)).toEqual(parameterNames(4))
		for (const { range, sd } of register) expect(range[0] > 0 && range[0] < 1 && range[1] > 1 && sd > 0).toBe(true)
	})

	it('moves product by 5 % and alloy by 4 wt% the other way with char yields 20 % off', () => {
		expect(at('charYield', 1).product.netGPerH / base.product.netGPerH).toBeCloseTo(1.05, 1)
		expect(at('charYield', 1).product.alloyWtpct - base.product.alloyWtpct).toBeCloseTo(-4, 0)
		expect(at('charYield', 0).product.alloyWtpct - base.product.alloyWtpct).toBeCloseTo(4, 0)
	})

	it('loses 0.7 to 17 % of the Sb with evaporation a factor of five either way', () => {
		expect(100 * (at('evaporation', 0).product.evaporated.Sb ?? 0)).toBeCloseTo(0.7, 1)
		expect(Math.abs(100 * (at('evaporation', 1).product.evaporated.Sb ?? 0) - 17)).toBeLessThan(1)
	})

	it('moves furnace power by 0.9 of 7.9 kW with wall and slot losses half as large again', () => {
		expect(furnaceKW(base)).toBeCloseTo(7.9, 1)
		expect(furnaceKW(at('zoneLoss', 1)) - furnaceKW(base)).toBeCloseTo(0.9, 1)
		expect(furnaceKW(at('zoneLoss', 0)) - furnaceKW(base)).toBeCloseTo(-0.9, 1)
	})

	it('moves what it says for the others: web behind the quench, salt, moisture, size, product', () => {
		const exitK = (line: typeof base) => line.zones.find(({ station }) => station === 'Quench')?.webOutK ?? 0
		expect(exitK(at('quench', 0))).toBeGreaterThan(exitK(base))
		expect(at('wash', 1).product.residualNaClWtpct).toBeGreaterThan(base.product.residualNaClWtpct)
		expect(at('drying', 0).parcel.moistureKgPerKg).toBeGreaterThan(base.parcel.moistureKgPerKg)
		expect(at('coarsening', 1).product.sizeNm).toBeGreaterThan(base.product.sizeNm)
		expect(at('yield', 1).product.netGPerH / base.product.netGPerH).toBeCloseTo(1.04, 6)
		expect(at('feeder', 1).product.feedGPerH / base.product.feedGPerH).toBeCloseTo(1.1, 6)
	})
})
