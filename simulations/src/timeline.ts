import type { LineConfig, Recipe } from '@emberline/line-config'
import type { LineControls, LineMachineEvent, LineMachinesSnapshot } from '@emberline/twin'
import type { Scenario, ScenarioSetpoints, TimelineEvent } from './scenario.ts'
import { scenarioControls } from './scenario-controls.ts'
import { ScenarioError } from './scenario-error.ts'

/** What the operator wants of the line. */
export type Wanted = 'run' | 'hold' | 'stop'

/** The line between two events of a timeline: what is fed, what is set, what the operator wants. */
export interface Phase {
	readonly fromS: number
	/** What began it, for people. */
	readonly what: string
	readonly wanted: Wanted
	readonly recipe: Recipe
	readonly run: LineControls
}

/** The phases of a scenario in order of time; the first begins at 0. `recipes`: those that the timeline names, by that name. */
export function phasesOf(
	scenario: Scenario,
	parts: { readonly line: LineConfig; readonly recipe: Recipe; readonly recipes?: ReadonlyMap<string, Recipe> },
): readonly [Phase, ...Phase[]] {
	const { line } = parts
	const { speedFactor } = scenario
	let setpoints: ScenarioSetpoints = scenario.setpoints
	let last: Phase = {
		fromS: 0,
		what: `${typeof scenario.start === 'string' ? scenario.start : 'snapshot'} start with ${parts.recipe.id}`,
		wanted: 'run',
		recipe: parts.recipe,
		run: scenarioControls(scenario, line, parts.recipe),
	}
	const phases: [Phase, ...Phase[]] = [last]
	for (const event of scenario.timeline) {
		let { recipe } = last
		if (event.recipe !== undefined) {
			recipe = recipeNamed(event.recipe, scenario, parts.recipes)
			setpoints = {}
		}
		if (event.setpoints !== undefined) setpoints = laidOver(setpoints, event.setpoints)
		last = {
			fromS: event.atS,
			what: wordsOf(event, recipe),
			wanted: event.order === undefined ? last.wanted : event.order === 'start' ? 'run' : event.order,
			recipe,
			run: scenarioControls({ setpoints, speedFactor }, line, recipe),
		}
		phases.push(last)
	}
	return phases
}

function recipeNamed(name: string, scenario: Scenario, recipes: ReadonlyMap<string, Recipe> | undefined): Recipe {
	const recipe = recipes?.get(name)
	if (recipe === undefined)
		throw new ScenarioError(`${scenario.name}: the timeline names the recipe ${name}, which was not given`)
	return recipe
}

/** Set-points with others in their place. Loading and screw both set the feed: the later of them holds. */
export function laidOver(before: ScenarioSetpoints, over: ScenarioSetpoints): ScenarioSetpoints {
	const { dryLoadingKgPerM2, screwRevPerS, ...rest } = before
	const feedIsSet = over.dryLoadingKgPerM2 !== undefined || over.screwRevPerS !== undefined
	return { ...(feedIsSet ? rest : before), ...over }
}

function wordsOf(event: TimelineEvent, recipe: Recipe): string {
	const set = Object.keys(event.setpoints ?? {}).map((name) => name.replace(/(MPerS|KgPerM2|RevPerS|KgPerKg|M3PerS|K|M)$/, ''))
	return [
		...(event.order === undefined ? [] : [event.order]),
		...(event.recipe === undefined ? [] : [`recipe ${recipe.id}`]),
		...(set.length === 0 ? [] : [`set ${set.join(', ')}`]),
	].join(', ')
}

/** What an operator does who wants this of the line; empty while the line is there or on its way. */
export function ordersFor(wanted: Wanted, at: LineMachinesSnapshot): readonly LineMachineEvent[] {
	const command = ORDERS[wanted][at.line.state]
	// A change that goes on brings the line back by itself.
	return command === undefined || (at.change !== null && wanted === 'run') ? [] : [{ kind: 'command', command }]
}

type LineState = LineMachinesSnapshot['line']['state']
type Command = Extract<LineMachineEvent, { kind: 'command' }>['command']

/** The next command in each state that waits or runs; a line that starts is stopped too. */
const ORDERS: Readonly<Record<Wanted, Readonly<Partial<Record<LineState, Command>>>>> = {
	run: { Stopped: 'RESET', Completed: 'RESET', Idle: 'START', Held: 'UNHOLD' },
	hold: { Execute: 'HOLD' },
	stop: { Idle: 'STOP', Starting: 'STOP', Execute: 'STOP', Holding: 'STOP', Held: 'STOP', Unholding: 'STOP' },
}
