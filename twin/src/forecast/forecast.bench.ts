import { loadLine, loadRecipes } from '@emberline/line-config/files'
import { bench, describe } from 'vitest'
import { createLineMachines } from '../line/line-machines.ts'
import { warmLine } from '../line/line-model.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { nominalParameters } from '../line/parameters.ts'
import type { Posterior } from '../live/posterior.ts'
import type { ScheduleItem } from '../port.ts'
import { parametersFrom, priorSd } from '../sync/parameters.ts'
import { forecast } from './forecast.ts'

const LINE = loadLine('line1')
const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))

/** A running line with two rolls and a change of recipe before it. */
function posterior(): Posterior {
	const recipe = RECIPES['htr-bisb']!
	const run = nominalControls(LINE, recipe)
	const parameters = nominalParameters(LINE)
	const sd = priorSd(LINE)
	const schedule: ScheduleItem[] = [
		{ id: 'r1', kind: 'run', length_m: 400, recipe: 'HTR' },
		{ id: 'c1', kind: 'rollChange', after: 'r1', expected_s: 480 },
		{ id: 'r2', kind: 'run', after: 'c1', length_m: 200, recipe: 'HTR' },
		{ id: 'x1', kind: 'recipeChange', after: 'r2', recipe: 'NTS', expected_s: 1500 },
		{ id: 'r3', kind: 'run', after: 'x1', length_m: 2000, recipe: 'NTS' },
	]
	return {
		tMs: 0,
		health: 'tracking',
		healthReason: '',
		recipe: recipe.id,
		model: warmLine(LINE, recipe, run, parameters).snapshot(),
		parameters,
		parameterSd: parametersFrom(sd, parameters.zoneLoss.length),
		parameterCovariance: sd.flatMap((s, i) => sd.map((_, j) => (i === j ? s * s : 0))),
		controls: run,
		runControls: run,
		machines: createLineMachines(LINE).initial('warm', 0),
		stop: null,
		schedule,
		scheduleId: 's',
		cursor: { itemId: 'r1', sinceMs: 0, doneM: 0 },
		webPositionM: 0,
		rollRemainingM: null,
		totals: { scaleG: null, lineKWh: null, waterL: null, scrapM: null },
	}
}

describe('forecast', () => {
	const from = posterior()
	bench('100 members, 8 h, two recipes', () => void forecast(from, { line: LINE, recipes: RECIPES, seed: 1 }), {
		iterations: 5,
		time: 0,
	})
})
