import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { nominalControls, nominalParameters, steadyLine } from '@emberline/twin'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const factor = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true })
const lines = ['pilot', 'production', 'line1'].map((name) => loadLine(name))
const recipes = ['htr-bisb', 'nts-bisnsb', 'htr-fesb', 'htr-cu2sb', 'nts-bisnsbpbzn'].map((id) => loadRecipe(id))

/** Every number in a result, with its path. */
function numbersIn(value: unknown, path = ''): readonly (readonly [string, number])[] {
	if (typeof value === 'number') return [[path, value]]
	if (typeof value !== 'object' || value === null) return []
	return Object.entries(value).flatMap(([key, each]) => numbersIn(each, `${path}/${key}`))
}

const settings = fc.record({
	line: fc.constantFrom(...lines),
	recipe: fc.constantFrom(...recipes),
	speed: factor(0.2, 2),
	screw: factor(0, 3),
	emitterK: fc.array(factor(300, 1500), { minLength: 4, maxLength: 4 }),
	heatersOn: fc.boolean(),
	shutterOpenFraction: factor(0, 1),
	gas: factor(0.05, 3),
	water: factor(0.2, 3),
	emissivity: factor(0.7, 1.2),
	arealHeat: factor(0.7, 1.5),
	evaporation: factor(0, 25),
	coarsening: factor(0.1, 10),
	charYield: factor(0.8, 1.2),
})

describe('a line at rest at any legal setting', () => {
	it('has no NaN, no negative mass, and every account closed', () => {
		fc.assert(
			fc.property(settings, ({ line, recipe, ...at }) => {
				const nominal = nominalControls(line, recipe)
				const controls = {
					...nominal,
					webSpeedMPerS: nominal.webSpeedMPerS * at.speed,
					screwRevPerS: nominal.screwRevPerS * at.screw,
					emitterSetpointK: at.emitterK,
					heatersOn: at.heatersOn,
					shutterOpenFraction: at.shutterOpenFraction,
					quenchGasM3PerS: nominal.quenchGasM3PerS * at.gas,
					freshWaterM3PerS: nominal.freshWaterM3PerS * at.water,
				}
				const { emissivity, arealHeat, evaporation, coarsening, charYield } = at
				const parameters = { ...nominalParameters(line), emissivity, arealHeat, evaporation, coarsening, charYield }
				const steady = steadyLine(line, recipe, controls, parameters)
				expect(numbersIn(steady).filter(([, value]) => !Number.isFinite(value))).toEqual([])
				const { product, parcel } = steady
				for (const mass of [product.feedGPerH, product.furnaceGPerH, product.netGPerH, product.evaporatedNaClKgPerM2])
					expect(mass).toBeGreaterThanOrEqual(0)
				for (const share of [...Object.values(product.evaporated), product.reduction]) {
					expect(share).toBeGreaterThanOrEqual(0)
					expect(share).toBeLessThanOrEqual(1 + 1e-9)
				}
				expect(parcel.productKgPerM2).toBeGreaterThanOrEqual(0)
				for (const zone of steady.zones) expect(Math.abs(zone.closure)).toBeLessThan(1e-6)
			}),
			{ numRuns: 150, seed: 20231 },
		)
	})
})
