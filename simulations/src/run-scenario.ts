import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	coldLine,
	createLineMachines,
	type LineControls,
	type LineMachineEvent,
	type LineMachinesSnapshot,
	type LineModel,
	type MovingLine,
	moduleNews,
	steadyLine,
	warmLine,
} from '@emberline/twin'
import { courseOf } from './course.ts'
import { ExecuteMeans } from './execute-means.ts'
import { historyPlot } from './history-plot.ts'
import { EmitterPace, machinesRest, restsForS, STEP_S } from './line-pace.ts'
import { phaseFlags } from './phase-flags.ts'
import { profileCsv } from './profile-csv.ts'
import { RollOnLine } from './roll-on-line.ts'
import type { Scenario } from './scenario.ts'
import { scenarioParameters } from './scenario-controls.ts'
import { ScenarioError } from './scenario-error.ts'
import type { ScenarioSummary } from './summary.ts'
import type { Phase } from './timeline.ts'
import { TimelineRows } from './timeline-rows.ts'

export interface ScenarioResult {
	readonly summary: ScenarioSummary
	/** Text of profile.csv. */
	readonly profileCsv: string
	/** SVG text of history.svg: the web's temperature in furnace and quench. */
	readonly historySvg: string
	/** One line each `sampling` of the scenario; empty without. */
	readonly history: readonly HistoryRow[]
}

export interface HistoryRow {
	readonly t_s: number
	readonly state: string
	/** Of the powder that is fed. */
	readonly recipe: string
	readonly web_speed_m_s: number
	readonly emitter_K: readonly number[]
	readonly power_kW: readonly number[]
	readonly furnace_gph: number
	readonly net_gph: number
	readonly whole_line_kW: number
}

/** The share done is told this often. */
const PROGRESS_S = 60

/**
 * Runs a scenario on the model and the machines of the live twin, from a warm or a cold line, and gives the means over Execute and the
 * web's profile at the set-points. Throws a ScenarioError when the line is not in Execute before the end. No clock and no chance in it:
 * the same scenario gives the same result.
 */
export function runScenario(
	scenario: Scenario,
	parts: {
		readonly line: LineConfig
		readonly recipe: Recipe
		readonly furnace?: Recipe | null
		/** Those that timeline or plan name, by the name it gives them. */
		readonly recipes?: ReadonlyMap<string, Recipe>
		/** Where a scenario with `start: { snapshot: … }` begins. */
		readonly from?: SnapshotStart | null
	},
	onProgress: (share: number) => void = () => {},
): ScenarioResult {
	const from = startOf(scenario, parts.from ?? null)
	const line = builtAs(from === null ? atResolution(parts.line, scenario) : parts.line, scenario.built)
	const course = courseOf(scenario, { ...parts, line })
	const parameters = scenarioParameters(scenario, line, from?.model.parameters)
	const [first] = course.phases
	const model =
		from?.model ??
		(scenario.start === 'warm' ? warmLine(line, first.recipe, first.run, parameters) : coldLine(line, first.recipe, parameters))
	if (from !== null) model.parameters = parameters
	const machines = createLineMachines(line)
	const means = new ExecuteMeans(line, [parts.recipe, ...(parts.recipes?.values() ?? [])])
	const rows = new TimelineRows()
	const history: HistoryRow[] = []
	const endS = Math.max(Math.round(scenario.durationS / STEP_S), 1) * STEP_S
	let at = from?.machines ?? machines.initial(scenario.start === 'warm' ? 'warm' : 'cold', 0)
	if (scenario.start === 'warm') at = machines.step(at, [{ kind: 'speed', webSpeedMPerS: first.run.webSpeedMPerS }], 0)
	let phase: Phase = first
	const pace = new EmitterPace(model)
	const roll = new RollOnLine(line, scenario.rollLeftM ?? from?.rollLeftM ?? undefined)
	let tS = 0
	while (tS < endS) {
		const events: LineMachineEvent[] = []
		const { begun, orders } = course.next(at, tS)
		for (const next of begun) {
			phase = next
			rows.begin(phase, model.productKg)
			if (model.recipe !== phase.recipe) model.setRecipe(phase.recipe)
			events.push({ kind: 'run-speed', webSpeedMPerS: phase.run.webSpeedMPerS })
		}
		const before = at
		const ofRoll = roll.orders(at)
		at = machines.step(at, [...events, ...orders, ...ofRoll, ...conditions(at, model, phase.run)], (tS + STEP_S) * 1000)
		const rest =
			events.length === 0 && orders.length === 0 && ofRoll.length === 0 && !machines.moves(at) && machinesRest(before, at)
		if (!rest) pace.disturb()
		const ends = [endS, course.dueS(at), roll.dueS(at), nextSampleS(tS, scenario.samplingS)].map(
			(s) => Math.ceil((s ?? endS) / STEP_S) * STEP_S - tS,
		)
		const dtS = rest ? Math.min(restsForS(machines, at, tS), ...ends) : STEP_S
		const controls = machines.controls(at, phase.run)
		roll.took(before, at, dtS, model.fedM)
		model.step(controls, dtS, pace.longestS)
		pace.take(model, dtS)
		tS += dtS
		at = { ...at, tMs: tS * 1000 }
		course.took(at, dtS)
		const inExecute = at.line.state === 'Execute'
		means.take(model, controls, inExecute, dtS, roll.splicesM)
		if (!inExecute) rows.lost(dtS)
		if (isSampled(tS, dtS, scenario.samplingS)) history.push(historyRow(tS, at, model))
		if (Math.floor(tS / PROGRESS_S) > Math.floor((tS - dtS) / PROGRESS_S)) onProgress(tS / endS)
	}
	if (means.executeS === 0) {
		const { state } = at.line
		throw new ScenarioError(
			`${scenario.name}: the line was ${state} after ${scenario.durationS} s and never in Execute; give a longer duration`,
		)
	}
	onProgress(1)
	const { phases } = course
	const { recipe, run } = phase
	const steady = steadyLine(line, recipe, run, parameters)
	return {
		summary: means.summary(
			scenario,
			{ recipe, steady, furnace: parts.furnace ?? null },
			{
				massClosure: model.mass().closure,
				dryingRate: parameters.drying,
				timeline: phases.length > 1 ? rows.summary(model.productKg) : [],
				rolls: roll.changed.map(({ atS, usedM }) => ({ at_s: atS, used_m: usedM })),
				flags: phaseFlags(line, phases, parameters),
			},
		),
		profileCsv: profileCsv(steady.samples),
		historySvg: historyPlot(steady.samples, recipe, scenario.title),
		history,
	}
}

/** A live line at an instant, as `lineAtSnapshot` of twin gives it: a model of its own, and machines that lead themselves, their time 0 now. */
export interface SnapshotStart {
	readonly model: MovingLine
	readonly machines: LineMachinesSnapshot
	/** On the unwind; null or absent where nobody knows: a whole roll then. */
	readonly rollLeftM?: number | null
}

function startOf({ name, start }: Scenario, from: SnapshotStart | null): SnapshotStart | null {
	if (typeof start === 'string') return null
	if (from === null) throw new ScenarioError(`${name}: begins at the snapshot ${start.snapshot}, which was not given`)
	return from
}

/** A run of over this time takes longer parcels. */
const LONG_RUN_S = 3600
const LONG_RUN_PARCEL_M = 0.2

/** The line with its web cut as the scenario asks. */
function atResolution(line: LineConfig, { resolutionM, durationS }: Pick<Scenario, 'resolutionM' | 'durationS'>): LineConfig {
	const own = line.web.parcelLengthM
	const parcelLengthM = resolutionM ?? (durationS > LONG_RUN_S ? Math.max(own, LONG_RUN_PARCEL_M) : own)
	return parcelLengthM === own ? line : { ...line, web: { ...line.web, parcelLengthM } }
}

/** The line with what the scenario builds or buys otherwise. */
function builtAs(line: LineConfig, built: Scenario['built']): LineConfig {
	const { wash } = line.stations
	return {
		...line,
		web: { ...line.web, clothArealMassKgPerM2: built.clothArealMassKgPerM2 ?? line.web.clothArealMassKgPerM2 },
		stations: { ...line.stations, wash: { ...wash, stages: built.washStages ?? wash.stages } },
	}
}

/** What the stations wait for, from the model. */
function conditions(at: LineMachinesSnapshot, model: LineModel, run: LineControls): readonly LineMachineEvent[] {
	return [
		...moduleNews(at, run.emitterSetpointK, model.emitterK),
		{ kind: 'condition', name: 'dryerWarm', holds: true },
		{ kind: 'condition', name: 'purgeProved', holds: true },
	]
}

/** Whether a row of the history is due after a step that ended at `tS`. */
const isSampled = (tS: number, dtS: number, everyS: number | undefined): boolean =>
	everyS !== undefined && Math.floor(tS / everyS) > Math.floor((tS - dtS) / everyS)

const nextSampleS = (tS: number, everyS: number | undefined): number | undefined =>
	everyS === undefined ? undefined : (Math.floor(tS / everyS) + 1) * everyS

function historyRow(t_s: number, at: LineMachinesSnapshot, model: LineModel): HistoryRow {
	return {
		t_s,
		state: at.line.state,
		recipe: model.recipe.id,
		web_speed_m_s: at.webSpeedMPerS,
		emitter_K: Array.from(model.emitterK),
		power_kW: Array.from(model.powerW, (w) => w / 1000),
		furnace_gph: model.furnaceKgPerS * 3.6e6,
		net_gph: model.scaleKgPerS * 3.6e6,
		whole_line_kW: model.wholeLineKW,
	}
}
