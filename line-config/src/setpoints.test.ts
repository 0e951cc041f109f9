import { expect, it } from 'vitest'
import { ConfigError } from './errors.ts'
import { loadLine, loadRecipe, loadRecipes } from './files.ts'
import { tagsOfLine } from './line-tags.ts'
import { quenchFilmCoefficientWPerM2K, quenchGasFlowM3PerS, setpointValues } from './setpoints.ts'
import { tagsByName } from './tags.ts'

const RECIPES = loadRecipes()

const valuesOf = (lineName: string, recipe: string) =>
	new Map(setpointValues(loadLine(lineName), loadRecipe(recipe)).map(({ tag, value }) => [tag, value]))

it('sets line1 for BiSb: 50 mm/s, 40 rpm, 1347.7 K in the first module', () => {
	const values = valuesOf('line1', 'htr-bisb')
	expect(values.get('Line/Command/MachSpeed')).toBeCloseTo(50, 9)
	expect(values.get('Feed/Screw/SpeedSetpoint')).toBeCloseTo(40, 9)
	expect(values.get('Heating/Zone1/EmitterSetpoint')).toBe(1347.7)
	expect(values.get('Quench/Gas/FlowSetpoint')).toBeCloseTo(120.3, 1)
	expect(values.get('Wash/FreshWater/FlowSetpoint')).toBeCloseTo(0.6, 9)
})

it('doses the production line at 40 rpm too', () => {
	expect(valuesOf('production', 'nts-bisnsb').get('Feed/Screw/SpeedSetpoint')).toBeCloseTo(40, 1)
})

it.each(['line1', 'pilot', 'production'])('writes every set-point of %s within what its PLC takes, for every recipe', (name) => {
	const line = loadLine(name)
	const tags = tagsByName(tagsOfLine(line))
	const setPoints = [...tags.values()].filter((tag) => tag.acceptedRange !== undefined && tag.type === 'Double')
	for (const recipe of RECIPES.filter(({ id }) => id in line.recipes)) {
		const values = setpointValues(line, recipe)
		expect(values.map((value) => value.tag).sort()).toEqual(setPoints.map((tag) => tag.name).sort())
		for (const { tag, value } of values) {
			const [low, high] = tags.get(tag)?.acceptedRange ?? [Number.NaN, Number.NaN]
			expect([tag, value >= low && value <= high]).toEqual([tag, true])
		}
	}
})

it('turns a film coefficient into a gas flow and back', () => {
	const { quench } = loadLine().stations
	for (const h of [5, 25, 61, 75.1])
		expect(quenchFilmCoefficientWPerM2K(quench, quenchGasFlowM3PerS(quench, h))).toBeCloseTo(h, 9)
	expect(quenchFilmCoefficientWPerM2K(quench, 0)).toBe(0)
})

it('says which line has no set-points in a furnace recipe', () => {
	const attempt = () => setpointValues(loadLine('pilot'), loadRecipe('tfa-bisb'))
	expect(attempt).toThrow(ConfigError)
	expect(attempt).toThrow('tfa-bisb:1:1 setpoints: found none, expected set-points for "pilot", which line pilot takes')
})
