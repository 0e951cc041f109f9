import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, ModelParameters } from '../line/model-port.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { shiftAt } from '../line/shifts.ts'
import { steadyLine } from '../line/steady-line.ts'
import type { Posterior } from '../live/posterior.ts'
import type { BudgetTerms, Forecast } from '../port.ts'
import { type Chance, chance, MIDDLE } from './chance.ts'
import { EXPLAINED, type ForecastBefore, type QuietDay, type QuietParts, quietKey, quietParts } from './changes.ts'
import { amountOf, type DayTimes, ensembleBudgets, ensembleTargets, type MemberResult } from './ensemble.ts'
import type { Levels } from './levels.ts'
import { ensembleLimits } from './limits.ts'
import { type LineLayout, lineLayout } from './line-layout.ts'
import { memberDay } from './member-day.ts'
import { type Origin, originOf } from './origin.ts'
import { parameterDraws } from './parameter-draws.ts'
import { remainingPlan, type Task } from './plan.ts'
import type { StopBelief } from './repairs.ts'
import { runningPoint } from './running-points.ts'
import { asShown, type ShownPoint, unmeasured } from './shown.ts'
import { drawStopNow } from './stop-now.ts'
import { stopBeliefs } from './stop-record.ts'
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
	/** What is held of the causes of unplanned stops; default: what the line file says. */
	readonly stops?: readonly StopBelief[]
	/** What the meters showed over the model, by recipe id; default: nothing is known of it. */
	readonly levels?: Readonly<Record<string, Levels>>
	/** What the last forecast was made from; with it the change since is taken apart. */
	readonly before?: ForecastBefore
	/** Least standard deviation of peak and dose: what the estimator does not know of them. */
	readonly leastSd?: { readonly peakK: number; readonly doseEqS: number }
}

/** A forecast before it is corrected by what came true. */
export interface RawForecast extends Forecast {
	/** By `quietKey`; absent where nothing was before. */
	readonly quietParts?: ReadonlyMap<string, QuietParts>
}

export const HORIZONS_S = [900, 3600, 14400, 28800] as const

/**
 * Amounts over the next hours with their uncertainty: an ensemble of days on the line from the twin's posterior. Same posterior, options and
 * seed, same numbers; `wallMs` is left 0 for who has a clock. A twin that is lost gives no numbers, nor does a line whose set-points
 * cannot be run.
 */
export function forecast(posterior: Posterior, options: ForecastOptions): RawForecast {
	const { seed } = options
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
	const times = dayTimes(posterior.tMs, horizonsS, options.line)
	const days = daysFrom(posterior, options, times.marksS)
	const draw = parameterDraws(posterior.parameters, posterior.parameterCovariance, seed)
	const members = Array.from({ length: count }, (_, member) => {
		const stream = (purpose: Parameters<typeof chance>[2]) => chance(seed, member, purpose)
		return days.member(draw(member), {
			stops: stream('stops'),
			repairs: stream('repairs'),
			plan: stream('plan'),
			level: stream('level'),
			noise: stream('noise'),
		})
	})
	const quiet = days.quiet()
	return {
		...head,
		health: posterior.health,
		healthReason: posterior.healthReason,
		members: count,
		targets: ensembleTargets(members, times, quiet, options.leastSd),
		budgets: ensembleBudgets(members, times, days.drawn()),
		limits: ensembleLimits(members, horizonsS, quiet),
		...(options.before !== undefined && { quietParts: partsSince(options.before, posterior, options, horizonsS, quiet) }),
	}
}

function partsSince(
	before: ForecastBefore,
	posterior: Posterior,
	options: ForecastOptions,
	horizonsS: readonly number[],
	quietNow: MemberResult,
): ReadonlyMap<string, QuietParts> {
	const amounts = (day: MemberResult, marksS: readonly number[], fromS: number) =>
		new Map(
			EXPLAINED.flatMap((target) =>
				horizonsS.map((hS): [string, number] => {
					const upTo = (s: number) => (s === 0 ? 0 : amountOf(target, day, marksS, s))
					return [quietKey(target, hS), upTo(fromS + hS) - upTo(fromS)]
				}),
			),
		)
	const quiet: QuietDay = (from, levels, fromS) => {
		const marksS = [...new Set([...(fromS > 0 ? [fromS] : []), ...horizonsS.map((hS) => hS + fromS)])].sort((a, b) => a - b)
		const { levels: _, ...others } = options
		return amounts(daysFrom(from, { ...others, ...(levels !== undefined && { levels }) }, marksS).quiet(), marksS, fromS)
	}
	const { marksS } = dayTimes(posterior.tMs, horizonsS, options.line)
	const levels = options.levels
	return quietParts({ before, now: posterior, levels, quietNow: amounts(quietNow, marksS, 0), quiet })
}

/** Horizons with the next end of a shift among them. */
function dayTimes(originMs: number, horizonsS: readonly number[], { shifts }: LineConfig): DayTimes {
	const nextS = (shiftAt(shifts, originMs).endMs - originMs) / 1000
	const shiftS = nextS <= horizonsS.at(-1)! ? nextS : null
	const marksS = [...new Set([...horizonsS, ...(shiftS === null ? [] : [shiftS])])].sort((a, b) => a - b)
	return { horizonsS, shiftS, marksS }
}

type Streams = Readonly<Record<'stops' | 'repairs' | 'plan' | 'level' | 'noise', Chance>>

/** Days on the line from one origin. */
interface Days {
	/** With these parameters, and chance from these streams. */
	member(parameters: ModelParameters, streams: Streams): MemberResult
	/** With the mean parameters, and nothing left to chance: no stop comes, and what is going on takes its middle time. */
	quiet(): MemberResult
	/** Account of each heating module as drawn, at the set-points of the recipe that runs. */
	drawn(): readonly BudgetTerms[]
}

function daysFrom(posterior: Posterior, options: ForecastOptions, horizonsS: readonly number[]): Days {
	const { line } = options
	const layout = lineLayout(line)
	const tasks = remainingPlan(posterior, line)
	const runs = runningRecipes(posterior, tasks, options, horizonsS.at(-1)!)
	const origin = originOf(posterior, options, layout)
	const beliefs = options.stops ?? stopBeliefs(line)
	const points = (parameters: ModelParameters) =>
		new Map(
			runs.map(({ recipe, controls }) => [
				recipe.id,
				runningPoint(line, layout, recipe, steadyLine(line, recipe, controls, parameters)),
			]),
		)
	const mean = points(posterior.parameters)
	const day = (parameters: ModelParameters, causes: readonly StopBelief[], streams: Streams): MemberResult => {
		const own = parameters === posterior.parameters ? mean : points(parameters)
		const normals = Array.from({ length: layout.modules.length + 5 }, () => streams.level.normal())
		const shown = new Map(
			[...own].map(([id, point]) => {
				const levels = options.levels?.[id] ?? options.levels?.[posterior.recipe]
				return [id, levels === undefined ? unmeasured(point) : asShown(point, mean.get(id)!, levels, layout, normals)]
			}),
		)
		const stop = drawStopNow(posterior, tasks[0], beliefs, streams.repairs)
		return scaled(origin, layout, horizonsS, { tasks, points: shown, causes, streams, stop, posterior, parameters })
	}
	const none: Streams = { stops: MIDDLE, repairs: MIDDLE, plan: MIDDLE, level: MIDDLE, noise: MIDDLE }
	return {
		member: (parameters, streams) => day(parameters, beliefs, streams),
		quiet: () => day(posterior.parameters, [], none),
		drawn: () => {
			const recipe = options.recipes[posterior.recipe]!
			const steady = steadyLine(line, recipe, nominalControls(line, recipe))
			return runningPoint(line, layout, recipe, steady).modules.map((module) => ({
				electricalKW: module.electricalW / 1000,
				toWebKW: module.webW / 1000,
				toGasKW: module.gasW / 1000,
				toSlotsKW: module.slotsW / 1000,
				toWallsKW: module.wallsW / 1000,
				toCoolantKW: module.coolantW / 1000,
				storedKW: 0,
				doseEqS: module.doseEqS,
			}))
		},
	}
}

function scaled(
	origin: Origin,
	layout: LineLayout,
	horizonsS: readonly number[],
	p: {
		readonly tasks: readonly Task[]
		readonly points: ReadonlyMap<string, ShownPoint>
		readonly causes: readonly StopBelief[]
		readonly streams: Streams
		readonly stop: ReturnType<typeof drawStopNow>
		readonly posterior: Posterior
		readonly parameters: ModelParameters
	},
): MemberResult {
	const { streams, posterior, tasks, causes } = p
	const now = p.points.get(posterior.recipe)!
	// What is on the line and in the wash shows at the scale as what is fed now will.
	const held = now.held(p.parameters.yield / posterior.parameters.yield)
	const points = new Map([...p.points].map(([id, { point }]) => [id, point]))
	const start = { ...origin.start, ...p.stop, web: origin.web(now.point, held) }
	const day = memberDay({ layout, tasks, points, causes, chance: streams, start, horizonsS })
	const vesselKg = origin.vesselKg.map((kg) => kg * held)
	// What is in the wash was made at the set-points in force, for all that is known here.
	const vesselGoodKg = vesselKg.map((kg) => (now.point.good ? kg : 0))
	return {
		day,
		scaleKg: wayToScale(day.scrapedKg, layout.vesselS, vesselKg),
		scaleGoodKg: wayToScale(day.scrapedGoodKg, layout.vesselS, vesselGoodKg),
		points,
		noise: { sd: now.noiseSd, normal: () => streams.noise.normal() },
	}
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
