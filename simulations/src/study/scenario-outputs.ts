import type { Recipe } from '@emberline/line-config'
import { lineAtSnapshot } from '@emberline/twin'
import { runScenario } from '../run-scenario.ts'
import type { Scenario } from '../scenario.ts'
import { ScenarioError } from '../scenario-error.ts'
import { drawStops, withStops } from './random-stops.ts'
import type { Outcome, ScenarioRun, Setting } from './runner/run.ts'
import { withUnknowns } from './unknowns.ts'

/** What one run of a scenario tells, units in the names, in the order in which runs carry them. `good` and `net` are over the whole time, stops and all. */
export const SCENARIO_OUTPUTS = [
	'good_g_per_h',
	'net_g_per_h',
	'execute_share',
	'energy_kWh_per_kg',
	'water_L_per_kg',
	'whole_line_kW',
	'scrap_m',
	'peak_K',
	'size_nm',
	'residual_nacl_wtpct',
	'limits_broken',
] as const
export type ScenarioOutputName = (typeof SCENARIO_OUTPUTS)[number]

/** A row of the history of a run. */
export const HISTORY_OUTPUTS = ['t_s', 'net_g_per_h', 'whole_line_kW', 'web_speed_mm_s'] as const

/** Rows of history that a run keeps where the scenario does not say. */
const HISTORY_ROWS = 96

/** One run of a scenario; all outputs NaN where the line never came to Execute. */
export function scenarioOutputs(setting: Setting, { scenario, values, luck }: ScenarioRun): Outcome {
	const { recipe, parameters } = withUnknowns(setting, values)
	const stops = luck === null ? [] : drawStops(setting.line, scenario.durationS, luck)
	const run: Scenario = {
		...withStops(scenario, stops),
		parameters: multiplied(scenario, parameters),
		samplingS: scenario.samplingS ?? scenario.durationS / HISTORY_ROWS,
	}
	try {
		const { summary, history } = runScenario(run, {
			line: setting.line,
			recipe,
			recipes: new Map<string, Recipe>(Object.entries(setting.recipes)),
			from:
				setting.from === undefined ? null : lineAtSnapshot({ line: setting.line, recipes: recipesById(setting) }, setting.from),
		})
		const { throughput, execute_s, duration_s } = summary
		const share = execute_s / duration_s
		const outputs: Record<ScenarioOutputName, number> = {
			good_g_per_h: throughput.good_gph * share,
			net_g_per_h: throughput.net_gph * share,
			execute_share: share,
			energy_kWh_per_kg: summary.energy_kWh_per_kg ?? Number.NaN,
			water_L_per_kg: summary.water_L_per_kg ?? Number.NaN,
			whole_line_kW: summary.whole_line_kW,
			scrap_m: summary.scrap_m,
			peak_K: summary.profile.peak_K,
			size_nm: summary.product.size_nm,
			residual_nacl_wtpct: summary.product.residual_nacl_wtpct,
			limits_broken: summary.broken.length,
		}
		return [
			SCENARIO_OUTPUTS.map((name) => outputs[name]),
			...history.map((row) => [row.t_s, row.net_gph, row.whole_line_kW, row.web_speed_m_s * 1000]),
		]
	} catch (error) {
		if (error instanceof ScenarioError) return [SCENARIO_OUTPUTS.map(() => Number.NaN)]
		throw error
	}
}

const recipesById = ({ recipe, recipes }: Setting): Readonly<Record<string, Recipe>> =>
	Object.fromEntries([recipe, ...Object.values(recipes)].map((one) => [one.id, one]))

/** The factors of a scenario on top of those drawn. */
function multiplied({ parameters: own }: Scenario, drawn: ReturnType<typeof withUnknowns>['parameters']): Scenario['parameters'] {
	const { zoneLoss, ...rest } = drawn
	const scalars = Object.entries(rest).map(([name, factor]) => [name, factor * (own[name as keyof typeof rest] ?? 1)])
	const each = zoneLoss.map((factor, n) => factor * (typeof own.zoneLoss === 'number' ? own.zoneLoss : (own.zoneLoss?.[n] ?? 1)))
	return { ...Object.fromEntries(scalars), zoneLoss: each }
}
