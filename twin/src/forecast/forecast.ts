import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls } from '../line/model-port.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { steadyLine } from '../line/steady-line.ts'
import type { Posterior } from '../live/posterior.ts'
import type { Forecast } from '../port.ts'
import { chance } from './chance.ts'
import { ensembleBudgets, ensembleTargets, type MemberResult } from './ensemble.ts'
import { lineLayout } from './line-layout.ts'
import { memberDay } from './member-day.ts'
import { originOf } from './origin.ts'
import { parameterDraws } from './parameter-draws.ts'
import { remainingPlan, type Task } from './plan.ts'
import type { RunningPoint } from './running-point.ts'
import { runningPoint } from './running-points.ts'
import { drawStopNow, stopCauses } from './stop-now.ts'
import { wayToScale } from './way-to-scale.ts'

export interface ForecastOptions {
	readonly line: LineConfig
	/** By id; every recipe that the schedule may ask for. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly seed: number
	/** Default 100. */
	readonly members?: number
	/** Growing; default 15 min, 1 h, 4 h and 8 h. */
	readonly horizonsS?: readonly number[]
}

const HORIZONS_S = [900, 3600, 14400, 28800] as const

/**
 * Amounts over the next hours with their uncertainty: an ensemble of days on the line from the twin's posterior. Yields after each few
 * milliseconds of work, so that who drives it can do other things between. Same posterior and seed, same numbers; `wallMs` is left 0 for
 * who has a clock. A twin that is lost gives no numbers, nor does a line whose
 * set-points cannot be run.
 */
export function* forecastSteps(posterior: Posterior, options: ForecastOptions): Generator<void, Forecast> {
	const { line, seed } = options
	const horizonsS = options.horizonsS ?? HORIZONS_S
	const count = options.members ?? 100
	const head = { originMs: posterior.tMs, scheduleId: posterior.scheduleId, wallMs: 0 }
	const nothing = (healthReason: string): Forecast => ({
		...head,
		health: 'lost',
		healthReason,
		members: 0,
		targets: [],
		budgets: [],
	})
	if (posterior.health === 'lost') return nothing(posterior.healthReason)
	const { webSpeedMPerS } = posterior.runControls
	if (!(webSpeedMPerS > 0)) return nothing(`no forecast for a web speed of ${webSpeedMPerS} m/s in force`)
	if (options.recipes[posterior.recipe] === undefined) return nothing(`no forecast for ${posterior.recipe}: recipe unknown`)
	const layout = lineLayout(line)
	const tasks = remainingPlan(posterior, line)
	const runs = runningRecipes(posterior, tasks, options, horizonsS.at(-1)!)
	yield
	const origin = yield* originOf(posterior, options, layout)
	yield
	const causes = stopCauses(line)
	const draw = parameterDraws(posterior.parameters, posterior.parameterCovariance, seed)
	const members: MemberResult[] = []
	for (let member = 0; member < count; member++) {
		const parameters = draw(member)
		const points = new Map<string, RunningPoint>()
		for (const { recipe, controls } of runs) {
			const steady = steadyLine(line, recipe, controls, parameters)
			points.set(recipe.id, runningPoint(line, layout, recipe, steady))
			yield
		}
		const stream = {
			stops: chance(seed, member, 'stops'),
			repairs: chance(seed, member, 'repairs'),
			plan: chance(seed, member, 'plan'),
		}
		const stop = drawStopNow(posterior, tasks[0], causes, stream.repairs)
		const yieldFactor = parameters.yield / posterior.parameters.yield
		const now = points.get(posterior.recipe)!
		const start = { ...origin.start, ...stop, web: origin.web(now, yieldFactor) }
		const day = memberDay({ layout, tasks, points, causes, chance: stream, start, horizonsS })
		const held = origin.vesselKg.map((kg) => kg * yieldFactor)
		// What is in the wash was made at the set-points in force, for all that is known here.
		const heldGood = held.map((kg) => (now.good ? kg : 0))
		members.push({
			day,
			scaleKg: wayToScale(day.scrapedKg, layout.vesselS, held),
			scaleGoodKg: wayToScale(day.scrapedGoodKg, layout.vesselS, heldGood),
		})
		yield
	}
	return {
		...head,
		health: posterior.health,
		healthReason: posterior.healthReason,
		members: count,
		targets: ensembleTargets(members, horizonsS),
		budgets: ensembleBudgets(members, horizonsS),
	}
}

/** As `forecastSteps`, in one go. */
export function forecast(posterior: Posterior, options: ForecastOptions): Forecast {
	const steps = forecastSteps(posterior, options)
	let step = steps.next()
	while (!step.done) step = steps.next()
	return step.value
}

interface Run {
	readonly recipe: Recipe
	readonly controls: LineControls
}

/** Every recipe that may run before the horizon, the present one first: with the set-points in force, the others with their own. */
function runningRecipes(posterior: Posterior, tasks: readonly Task[], options: ForecastOptions, endS: number): readonly Run[] {
	const { line, recipes } = options
	const ids = new Set([posterior.recipe])
	let fromS = 0
	for (const task of tasks) {
		if (fromS > endS) break
		ids.add(task.recipe)
		fromS += task.kind === 'run' ? task.lengthM / line.web.speedMaxMPerS : 0
	}
	return [...ids].flatMap((id): Run[] => {
		const recipe = recipes[id]
		if (recipe === undefined) return []
		return [{ recipe, controls: id === posterior.recipe ? posterior.runControls : nominalControls(line, recipe) }]
	})
}
