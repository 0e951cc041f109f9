import type { LineConfig } from '@emberline/line-config'
import type { Posterior, StopInProgress } from '../live/posterior.ts'
import type { ScheduleItem } from '../port.ts'

/** What the line still has to do, in order. Seconds count from the origin of the forecast. */
export type Task =
	| { readonly kind: 'run'; readonly recipe: string; readonly lengthM: number; readonly notBeforeS: number }
	| {
			/** The web stands: roll change, recipe change or planned stop. `recipe` is the one that comes after it. */
			readonly kind: 'stand'
			readonly what: 'rollChange' | 'recipeChange' | 'stop'
			readonly recipe: string
			readonly expectedS: number
			readonly notBeforeS: number
			/** Already gone of it. */
			readonly elapsedS: number
	  }

/** What of the posterior the plan begins from. */
export type PlanStart = Pick<Posterior, 'tMs' | 'recipe' | 'stop' | 'schedule' | 'cursor' | 'rollRemainingM'>

/** Planned time of a roll change that no schedule gives [A]. */
const ROLL_CHANGE_S = 480

/**
 * The rest of the schedule from the cursor on. Without a schedule the line goes on with its recipe, with a roll change
 * whenever a roll ends. A schedule that is worked off leaves a running line running and a standing line standing. A line that
 * runs before its schedule begins is taken to go on with the first run of it.
 */
export function remainingPlan(posterior: PlanStart, line: LineConfig): readonly Task[] {
	const { schedule, cursor, recipe, stop } = posterior
	if (schedule.length === 0) return withoutSchedule(posterior, line)
	if (cursor === null) return stop === null || isOnItsWay(stop) ? [endlessRun(recipe)] : []
	const at = schedule.findIndex((item) => item.id === cursor.itemId)
	const runsAhead = cursor.sinceMs > posterior.tMs && (stop === null || isOnItsWay(stop))
	const tasks: Task[] = []
	let runsNow = recipe
	for (const item of at < 0 ? [] : schedule.slice(at)) {
		const first = item.id === cursor.itemId
		if (item.recipe !== undefined) runsNow = recipeIdOf(item.recipe, line)
		const task = taskOf(item, runsNow, posterior.tMs, first ? cursor : null)
		tasks.push(first && runsAhead && task.kind === 'run' ? { ...task, notBeforeS: 0 } : task)
	}
	return tasks
}

function taskOf(item: ScheduleItem, recipe: string, tMs: number, cursor: Posterior['cursor']): Task {
	const notBeforeS = item.start_ms === undefined ? 0 : Math.max((item.start_ms - tMs) / 1000, 0)
	if (item.kind === 'run') {
		return { kind: 'run', recipe, lengthM: Math.max((item.length_m ?? Infinity) - (cursor?.doneM ?? 0), 0), notBeforeS }
	}
	const elapsedS = cursor === null ? 0 : Math.max((tMs - cursor.sinceMs) / 1000, 0)
	return { kind: 'stand', what: item.kind, recipe, expectedS: item.expected_s ?? 0, notBeforeS, elapsedS }
}

function withoutSchedule({ recipe, stop, rollRemainingM }: PlanStart, line: LineConfig): readonly Task[] {
	// A line that stands by a fault or a roll change comes back; one that was stopped by hand waits for somebody.
	if (stop !== null && stop.reason === 0 && !isOnItsWay(stop)) return []
	if (rollRemainingM === null || rollRemainingM <= 0) return [endlessRun(recipe)]
	const change: Task = { kind: 'stand', what: 'rollChange', recipe, expectedS: ROLL_CHANGE_S, notBeforeS: 0, elapsedS: 0 }
	const rolls = Array.from({ length: 40 }, (_, n): Task[] => [
		{ kind: 'run', recipe, lengthM: n === 0 ? rollRemainingM : line.web.rollLengthM, notBeforeS: 0 },
		change,
	])
	return rolls.flat()
}

const ON_ITS_WAY: readonly string[] = ['Starting', 'Unholding', 'Unsuspending']

/** Not in Execute, but about to be. */
export const isOnItsWay = (stop: StopInProgress): boolean => ON_ITS_WAY.includes(stop.state)

const endlessRun = (recipe: string): Task => ({ kind: 'run', recipe, lengthM: Infinity, notBeforeS: 0 })

/** Schedules and tags use the line's own names (`HTR`) for recipes; ids are taken as they are. */
export function recipeIdOf(name: string, line: LineConfig): string {
	return Object.entries(line.recipes).find(([id, tagName]) => tagName === name || id === name)?.[0] ?? name
}
