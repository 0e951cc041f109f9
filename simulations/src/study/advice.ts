import type { LineConfig, Recipe } from '@emberline/line-config'
import { ensembleSummary } from '@emberline/twin'
import { setpointTags } from '../setpoint-tags.ts'
import type { Best } from './report/findings.ts'
import { controlsAt } from './set-points.ts'

/** Content of advice.json: the tags to write, what to expect, and how likely each limit breaks. */
export function setpointsOfAdvice({ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe }, best: Best) {
	const controls = controlsAt(line, recipe, best.point)
	return {
		recipe: recipe.id,
		setpoints: setpointTags(line).map(({ tag, unit, of }) => ({ metric: tag, value: of(controls), unit })),
		expected: {
			good_g_per_h: ensembleSummary(best.goodGphDraws),
			recipe_good_g_per_h: best.recipeGoodGph,
			limits: best.limits.map(({ name, limit, pBroken }) => ({ name, limit, p_broken: pBroken })),
		},
	}
}
