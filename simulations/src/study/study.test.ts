import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { runStudy } from './run-study.ts'
import { parseStudy } from './study.ts'

const text = (more: string) => `kind: study
name: short
title: Short
line: pilot
recipe: htr-bisb
draws: 4
${more}`
const line = loadLine('pilot')
const parts = { line, recipe: loadRecipe('htr-bisb', line) }

it('a grid has a row for every combination and is the same when it runs again', () => {
	const study = parseStudy(text('method: grid\nvary:\n  webSpeed: { from: 40 mm/s, to: 90 mm/s, steps: 3 }\n'), 'short.yaml')
	const { rows, best } = runStudy(study, parts)
	expect(rows.map(({ point }) => point.webSpeed)).toEqual([0.04, 0.065, 0.09])
	expect(best).toBeNull()
	expect(runStudy(study, parts).rows).toEqual(rows)
})

it('the optimum makes more than the recipe and keeps every limit in 95 % of fresh draws', () => {
	const study = parseStudy(
		text(
			'method: optimise\nevaluations: 40\nvary:\n  webSpeed: { from: 40 mm/s, to: 60 mm/s }\n  freshWater: { from: 18 L/h, to: 30 L/h }\n',
		),
		'short.yaml',
	)
	const { best } = runStudy(study, parts)
	expect(best?.goodGph).toBeGreaterThan(402)
	for (const { pBroken } of best?.limits ?? []) expect(pBroken).toBeLessThanOrEqual(0.05)
})

it('an upside-down range and an unknown name are told with their places', () => {
	const bad = text('method: grid\nvary:\n  webSpeed: { from: 90 mm/s, to: 40 mm/s }\n  webSped: 3\n')
	expect(() => parseStudy(bad, 'short.yaml')).toThrow(/short.yaml:9:/)
	expect(() => parseStudy(bad, 'short.yaml')).toThrow(/short.yaml:10:/)
})
