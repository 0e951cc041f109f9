import { loadLine, loadRecipes } from '@emberline/line-config/files'
import { createLineMachines } from '../src/line/line-machines.ts'
import { warmLine } from '../src/line/line-model.ts'
import { nominalControls } from '../src/line/nominal-controls.ts'
import { nominalParameters } from '../src/line/parameters.ts'
import type { Posterior } from '../src/live/posterior.ts'
import type { ScheduleItem } from '../src/port.ts'
import { parametersFrom, priorSd } from '../src/sync/parameters.ts'

export const LINE = loadLine('line1')
export const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))

/** A running line with two rolls and a change of recipe before it. */
export function runningPosterior(): Posterior {
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
