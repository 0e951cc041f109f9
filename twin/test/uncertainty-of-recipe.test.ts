import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalControls, steadyLine } from '../src/index.ts'

const pilot = loadLine('pilot')
const bisb = loadRecipe('htr-bisb')
const run = (line = pilot, recipe = bisb) => steadyLine(line, recipe, nominalControls(pilot, bisb))
type Steady = ReturnType<typeof run>
const productGPerM2 = (steady: Steady) => 1000 * steady.parcel.productKgPerM2
const webKJPerM2 = (steady: Steady) =>
	steady.zones.reduce((sum, z) => sum + (z.station === 'Heating' ? z.web.radiationKW + z.web.convectionKW : 0), 0) / (0.05 * 0.28)
const at3S = (steady: Steady) => steady.zones.find((z) => z.station === 'Heating')?.webOutK ?? 0
const withSalt = (value: number) => {
	const { precursor } = bisb
	return run(pilot, {
		...bisb,
		precursor: { ...precursor, saltPerCitrateKgPerKg: { ...precursor.saltPerCitrateKgPerKg, value } },
	})
}
const withCloth = (clothArealMassKgPerM2: number) => run({ ...pilot, web: { ...pilot.web, clothArealMassKgPerM2 } })

describe('what is unknown of recipe and cloth', () => {
	it('is a product of 12.9 to 4.7 g/m2 with 2 to 8 kg of NaCl per kg of citrate, less some 2 % that evaporates', () => {
		expect(Math.abs(productGPerM2(withSalt(2)) - 12.9)).toBeLessThan(0.4)
		expect(Math.abs(productGPerM2(withSalt(8)) - 4.7)).toBeLessThan(0.2)
	})

	it('is 249 to 540 kJ/m2 of web heat and 1342 to 1296 K after 3 s with cloth of 60 to 240 g/m2', () => {
		expect(webKJPerM2(withCloth(0.06)) / 249).toBeCloseTo(1, 1)
		expect(webKJPerM2(withCloth(0.24)) / 540).toBeCloseTo(1, 1)
		expect(Math.abs(at3S(withCloth(0.06)) - 1342)).toBeLessThan(2.5)
		expect(Math.abs(at3S(withCloth(0.24)) - 1296)).toBeLessThan(2.5)
	})
})
