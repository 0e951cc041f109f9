import type { LineConfig, Recipe } from '@emberline/line-config'
import { ensembleSummary } from '@emberline/twin'
import type { Best } from './report/findings.ts'
import { controlsAt } from './set-points.ts'

/** Content of advice.json: the tags to write, what to expect, and how likely each limit breaks. */
export function setpointsOfAdvice({ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe }, best: Best) {
	const c = controlsAt(line, recipe, best.point)
	const set = (metric: string, value: number, unit: string) => ({ metric, value, unit })
	return {
		recipe: recipe.id,
		setpoints: [
			set('Line/Command/MachSpeed', c.webSpeedMPerS * 1000, 'mm/s'),
			set('Feed/Screw/SpeedSetpoint', c.screwRevPerS * 60, 'rpm'),
			...c.dryerAirK.map((k, n) => set(`Drying/Zone${n + 1}/AirTemperatureSetpoint`, k, 'K')),
			...c.emitterSetpointK.map((k, n) => set(`Heating/Zone${n + 1}/EmitterSetpoint`, k, 'K')),
			set('Quench/Gas/FlowSetpoint', c.quenchGasM3PerS * 60_000, 'L/min'),
			set('Wash/FreshWater/FlowSetpoint', c.freshWaterM3PerS * 60_000, 'L/min'),
		],
		expected: {
			good_g_per_h: ensembleSummary(best.goodGphDraws),
			recipe_good_g_per_h: best.recipeGoodGph,
			limits: best.limits.map(({ name, limit, pBroken }) => ({ name, limit, p_broken: pBroken })),
		},
	}
}
