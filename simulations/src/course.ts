import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	type LineMachineEvent,
	type LineMachinesSnapshot,
	NO_SCHEDULE,
	planDueMs,
	planMove,
	progressed,
	RUNS_OUT,
	type ScheduleItem,
	type ScheduleProgress,
	withSchedule,
} from '@emberline/twin'
import type { Scenario } from './scenario.ts'
import { scenarioControls } from './scenario-controls.ts'
import { ScenarioError } from './scenario-error.ts'
import { ordersFor, type Phase, phasesOf } from './timeline.ts'

/** What happens to the line in the course of a run: by the times of its timeline, or by its plan. Asked and told step by step. */
export interface Course {
	/** Phases so far, the first from the start on; with a timeline, all of them. */
	readonly phases: readonly [Phase, ...Phase[]]
	/** Phases that begin now, and what the machines are told. */
	next(at: LineMachinesSnapshot, tS: number): { readonly begun: readonly Phase[]; readonly orders: readonly LineMachineEvent[] }
	/** The line has gone on by so long. */
	took(at: LineMachinesSnapshot, dtS: number): void
	/** When something of it is next due [s]; undefined where nothing is. */
	dueS(at: LineMachinesSnapshot): number | undefined
}

export interface CourseParts {
	readonly line: LineConfig
	readonly recipe: Recipe
	/** Those that timeline or plan name, by the name they give them. */
	readonly recipes?: ReadonlyMap<string, Recipe>
}

export const courseOf = (scenario: Scenario, parts: CourseParts): Course =>
	scenario.schedule.length > 0 ? new PlanCourse(scenario, parts) : new TimelineCourse(scenario, parts)

/** Another recipe is changed to by the coordinator, as a plan does it: the line is held, and only web that stands is set otherwise. */
class TimelineCourse implements Course {
	readonly phases: readonly [Phase, ...Phase[]]
	/** The phase that the line is in; the next ones wait while it runs out of its recipe. */
	#phase: Phase
	#entered = 0

	constructor(scenario: Scenario, parts: CourseParts) {
		this.phases = phasesOf(scenario, parts)
		this.#phase = this.phases[0]
	}

	next(at: LineMachinesSnapshot, tS: number) {
		const begun: Phase[] = []
		for (let next = this.#due(tS); next !== undefined; next = this.#due(tS)) {
			if (next.recipe.id !== this.#phase.recipe.id && RUNS_OUT.has(at.line.state)) {
				if (next.wanted !== 'run') return { begun, orders: ordersFor(next.wanted, at) }
				const asks = at.line.state === 'Execute' && at.change === null
				return { begun, orders: asks ? [{ kind: 'change', what: 'recipe', lastsS: 0 } as const] : [] }
			}
			this.#phase = next
			this.#entered++
			begun.push(next)
		}
		return { begun, orders: ordersFor(this.#phase.wanted, at) }
	}

	#due(tS: number): Phase | undefined {
		const next = this.phases[this.#entered]
		return next !== undefined && next.fromS <= tS ? next : undefined
	}

	took(): void {}

	dueS({ tMs }: LineMachinesSnapshot): number | undefined {
		const fromS = this.phases[this.#entered]?.fromS
		return fromS !== undefined && fromS > tMs / 1000 ? fromS : undefined
	}
}

/** The plan, carried out by the coordinator at the cursor that the live twin has too. Model time is its time. */
class PlanCourse implements Course {
	readonly phases: [Phase, ...Phase[]]
	readonly #scenario: Scenario
	readonly #parts: CourseParts
	readonly #items: readonly ScheduleItem[]
	#progress: ScheduleProgress = NO_SCHEDULE
	#begun = false
	#itemId: string | undefined
	#recipe: string

	constructor(scenario: Scenario, parts: CourseParts) {
		const { line, recipe } = parts
		this.#scenario = scenario
		this.#parts = parts
		this.#items = planItems(scenario, parts)
		this.#recipe = recipe.id
		const run = scenarioControls(scenario, line, recipe)
		this.phases = [{ fromS: 0, what: `${scenario.start} start with ${recipe.id}`, wanted: 'run', recipe, run }]
	}

	next(at: LineMachinesSnapshot, tS: number) {
		const begun: Phase[] = []
		if (!this.#begun) {
			this.#begun = true
			begun.push(this.phases[0])
			this.#progress = withSchedule(NO_SCHEDULE, this.#scenario.name, this.#items, lineNow(at))
		}
		const { events, recipe } = planMove(this.#progress, at, this.#recipe)
		const itemId = this.#progress.cursor?.itemId
		if (itemId !== this.#itemId || recipe !== this.#recipe) begun.push(this.#phaseOf(itemId, recipe, tS))
		this.#itemId = itemId
		this.#recipe = recipe
		return { begun, orders: events }
	}

	took(at: LineMachinesSnapshot, dtS: number): void {
		this.#progress = progressed(this.#progress, lineNow(at), at.line.state === 'Execute' ? at.webSpeedMPerS * dtS : 0)
	}

	dueS(at: LineMachinesSnapshot): number | undefined {
		const dueMs = planDueMs(this.#progress, at)
		return dueMs === null || dueMs <= at.tMs ? undefined : dueMs / 1000
	}

	#phaseOf(itemId: string | undefined, name: string, fromS: number): Phase {
		const { line } = this.#parts
		const last = this.phases.at(-1) as Phase
		const recipe = name === last.recipe.id ? last.recipe : recipeNamed(name, this.#parts, this.#scenario)
		const item = this.#items.find(({ id }) => id === itemId)
		const words = item === undefined ? 'plan worked off' : `${item.id}: ${wordsOf(item)}`
		const phase: Phase = {
			fromS,
			what: itemId === this.#itemId ? `${words}, recipe ${recipe.id}` : words,
			wanted: 'run',
			recipe,
			// What was set otherwise than the recipe says ends with the recipe.
			run: recipe === last.recipe ? last.run : scenarioControls({ ...this.#scenario, setpoints: {} }, line, recipe),
		}
		this.phases.push(phase)
		return phase
	}
}

/** The plan of a scenario as a plant would publish it: recipes by their ids, times from the start of the run, planned times where there are none. */
export function planItems(scenario: Pick<Scenario, 'schedule' | 'name'>, parts: CourseParts): readonly ScheduleItem[] {
	let now = parts.recipe
	return scenario.schedule.map(({ id, kind, startS, lengthM, recipe, expectedS }, n): ScheduleItem => {
		const fromS = startS ?? (n === 0 ? 0 : undefined)
		if (recipe !== undefined) now = recipeNamed(recipe, parts, scenario)
		const speedMPerS = now.setpoints[parts.line.setpointSet]?.webSpeedMPerS ?? parts.line.web.speedMPerS
		const planned = expectedS ?? (lengthM === undefined ? undefined : Math.round(lengthM / speedMPerS))
		return {
			id,
			kind,
			...(fromS !== undefined && { start_ms: Math.round(fromS * 1000) }),
			...(lengthM !== undefined && { length_m: lengthM }),
			...(recipe !== undefined && { recipe: now.id }),
			...(planned !== undefined && { expected_s: planned }),
		}
	})
}

function recipeNamed(name: string, { recipe, recipes }: CourseParts, scenario: Pick<Scenario, 'name'>): Recipe {
	const found = [recipe, ...(recipes?.values() ?? [])].find(({ id }) => id === name) ?? recipes?.get(name)
	if (found === undefined) throw new ScenarioError(`${scenario.name}: the plan names the recipe ${name}, which was not given`)
	return found
}

const wordsOf = ({ kind, length_m, recipe }: ScheduleItem): string => {
	if (kind === 'run') return length_m === undefined ? 'run' : `run of ${length_m} m`
	if (kind === 'rollChange') return 'roll change'
	return kind === 'stop' ? 'planned stop' : `change to ${recipe}`
}

const lineNow = ({ tMs, line, webSpeedMPerS }: LineMachinesSnapshot) => ({
	tMs,
	state: line.state,
	stopReason: line.context.stopReason,
	webSpeedMPerS,
})
