import { describe, expect, it } from 'vitest'
import { compositionOf } from './composition.ts'
import { loadRecipe } from './files.ts'

// Worked table: heat of reduction kJ/kg, alloy J/kgK, then metal, salt, citrate and NaCl in kg per kg dry powder.
const TABLE: readonly (readonly [string, number, number, number, number, number, number])[] = [
	['htr-bisb', 935, 169.3, 0.06116, 0.1005, 0.1799, 0.7196],
	['htr-sb', 1545, 230.0, 0.04577, 0.08575, 0.18285, 0.7314],
	['htr-snsb', 2265, 232.9, 0.04553, 0.07908, 0.18418, 0.73673],
	['htr-cosb', 1747, 309.9, 0.0346, 0.06854, 0.18629, 0.74516],
	['htr-nisb', 1759, 310.3, 0.03456, 0.0685, 0.1863, 0.7452],
	['htr-fesb', 1969, 315.3, 0.0338, 0.07428, 0.18514, 0.74058],
	['htr-snbi', 1458, 170.9, 0.06103, 0.09404, 0.18119, 0.72476],
	['htr-cu2sb', 1132, 337.6, 0.03193, 0.06377, 0.18725, 0.74898],
	['nts-bisnsb', 1481, 186.9, 0.05597, 0.0913, 0.18174, 0.72696],
	['nts-bisbpb', 777, 156.2, 0.06626, 0.1012, 0.17976, 0.71904],
	['nts-bisnsbzn', 1759, 217.5, 0.04858, 0.08203, 0.18359, 0.73438],
	['nts-bisnsbpb', 1179, 170.6, 0.06114, 0.09415, 0.18117, 0.72468],
	['nts-bisnsbpbzn', 1404, 193.9, 0.05425, 0.08622, 0.18276, 0.73102],
]

describe('composition of the dry precursor', () => {
	it.each(TABLE)('of %s equals the worked table to its last digit', (id, heat, alloyHeat, metal, salt, citrate, nacl) => {
		const c = compositionOf(loadRecipe(id))
		expect(Math.round(c.reductionJPerKg / 1000)).toBe(heat)
		expect(Number(c.alloyHeatJPerKgK.toFixed(1))).toBe(alloyHeat)
		expect(Number(c.metalFraction.toFixed(5))).toBe(metal)
		expect(Number(c.saltFraction.toFixed(5))).toBe(salt)
		expect(Number(c.citrateFraction.toFixed(5))).toBe(citrate)
		expect(Number(c.naclFraction.toFixed(5))).toBe(nacl)
	})

	it.each(TABLE.map(([id]) => id))('of %s sums to one, and so do the shares of its metals', (id) => {
		const c = compositionOf(loadRecipe(id))
		expect(c.saltFraction + c.citrateFraction + c.naclFraction).toBeCloseTo(1, 12)
		expect(c.metals.reduce((total, metal) => total + metal.moleShare, 0)).toBeCloseTo(1, 12)
		expect(c.metals.reduce((total, metal) => total + metal.massShare, 0)).toBeCloseTo(1, 12)
		expect(c.metalFraction).toBeLessThan(c.saltFraction)
	})

	it('does not depend on the size of the mole numbers', () => {
		const recipe = loadRecipe('htr-cu2sb')
		const tenfold = { precursor: { ...recipe.precursor, metals: { Cu: 20, Sb: 10 } } }
		expect(compositionOf(tenfold).metalFraction).toBeCloseTo(compositionOf(recipe).metalFraction, 15)
	})
})
