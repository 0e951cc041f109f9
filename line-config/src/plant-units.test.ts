import { expect, it } from 'vitest'
import { loadLine } from './files.ts'
import { tagsOfLine } from './line-tags.ts'
import { codeFromPlant, plantFromCode } from './plant-units.ts'

it.each([
	[50, 'mm/s', 0.05],
	[60, 'rpm', 1],
	[36, 'g/h', 1e-5],
	[6, 'L/min', 1e-4],
	[3600, 'm3/h', 1],
	[1, 'kWh', 3.6e6],
	[2, '%', 0.02],
	[10, 'mS/cm', 1],
	[14.9, 'nm', 14.9],
	[0.1, 'wt%', 0.1],
])('reads %d %s as %d', (plant, unit, code) => {
	expect(codeFromPlant(plant, unit)).toBeCloseTo(code, 12)
	expect(plantFromCode(code, unit)).toBeCloseTo(plant, 9)
})

it('knows the unit of every tag', () => {
	for (const tag of tagsOfLine(loadLine())) expect(plantFromCode(codeFromPlant(7, tag.unit), tag.unit)).toBeCloseTo(7, 12)
})

it('refuses a unit that no tag has', () => {
	expect(() => codeFromPlant(1, 'furlong')).toThrow('"furlong" is not a unit of any tag')
})
