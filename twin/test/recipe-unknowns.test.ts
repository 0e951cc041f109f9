import { recipeUnknownsOf, withRecipeUnknowns } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalControls, nominalParameters, steadyLine } from '../src/index.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')
const steadyWith = (values: Readonly<Record<string, number>>, line = pilot) => {
	const changed = withRecipeUnknowns(recipe, values)
	return steadyLine(line, changed, nominalControls(line, changed), nominalParameters(line))
}
const base = steadyWith({})
type Steady = typeof base
const coatedM2PerH = 3600 * 0.05 * 0.28
/** Before the washing losses of 1 and 2 %. */
const furnaceProductGPerM2 = (line: Steady) => line.product.netGPerH / coatedM2PerH / 0.97
const heating = (line: Steady) => line.zones.filter(({ station }) => station === 'Heating')
const webKJPerM2 = (line: Steady) =>
	heating(line).reduce((sum, zone) => sum + (zone.toWebKW ?? 0) - (zone.web?.marginKW ?? 0), 0) / (coatedM2PerH / 3600)
const at3sK = (line: Steady) => heating(line)[0]?.webOutK ?? 0

describe('what nobody knows of a recipe', () => {
	it('lists every number that carries a range, with its nominal value within it and its source', () => {
		const unknowns = recipeUnknownsOf(recipe)
		expect(unknowns.map(({ path }) => path)).toContain('precursor.saltPerCitrateKgPerKg')
		expect(unknowns.map(({ path }) => path)).toContain('growth.activationEnergyJPerMol')
		for (const { nominal, range, source } of unknowns)
			expect(range[0] < nominal && nominal < range[1] && source.length > 0).toBe(true)
	})

	it('changes what it is asked to and nothing else', () => {
		const changed = withRecipeUnknowns(recipe, { 'precursor.saltPerCitrateKgPerKg': 8 })
		expect(changed.precursor.saltPerCitrateKgPerKg.value).toBe(8)
		expect({ ...changed, precursor: recipe.precursor }).toEqual(recipe)
		expect(recipe.precursor.saltPerCitrateKgPerKg.value).toBe(4)
	})

	it('refuses a path without a range and a value outside its range', () => {
		expect(() => withRecipeUnknowns(recipe, { 'growth.exponent': 4 })).toThrow('"growth.exponent" carries no range')
		expect(() => withRecipeUnknowns(recipe, { 'precursor.saltPerCitrateKgPerKg': 9 })).toThrow('= 9, expected 2 to 8')
	})

	it('gives 4.7 to 12.9 g of product per m2 with 8 to 2 kg of salt per kg of citrate', () => {
		expect(furnaceProductGPerM2(steadyWith({ 'precursor.saltPerCitrateKgPerKg': 8 }))).toBeCloseTo(4.7, 1)
		expect(furnaceProductGPerM2(steadyWith({ 'precursor.saltPerCitrateKgPerKg': 2 }))).toBeCloseTo(12.9, 1)
	})

	it('takes 249 to 540 kJ of web heat per m2 and reaches 1342 to 1296 K in 3 s with cloth of 60 to 240 g/m2', () => {
		const withCloth = (clothArealMassKgPerM2: number) =>
			steadyWith({}, { ...pilot, web: { ...pilot.web, clothArealMassKgPerM2 } })
		expect(Math.abs(webKJPerM2(withCloth(0.06)) / 249 - 1)).toBeLessThan(0.01)
		expect(Math.abs(webKJPerM2(withCloth(0.24)) / 540 - 1)).toBeLessThan(0.01)
		expect(Math.abs(at3sK(withCloth(0.06)) - 1342)).toBeLessThan(3)
		expect(Math.abs(at3sK(withCloth(0.24)) - 1296)).toBeLessThan(3)
	})

	it('takes 5 % more web heat, and is half a kelvin colder after 3 s, with the largest endotherm of the citrate', () => {
		const most = steadyWith({ 'kinetics.heatOfCitrateJPerKg': 1_800_000 })
		expect(webKJPerM2(most) / webKJPerM2(base)).toBeCloseTo(1.05, 2)
		expect(at3sK(most) - at3sK(base)).toBeCloseTo(-0.6, 0)
	})
})
