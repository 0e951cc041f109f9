import type { LineConfig, Recipe } from '@emberline/line-config'
import {
	coldLine,
	createLineMachines,
	type LineControls,
	type LineMachineEvent,
	type LineMachinesSnapshot,
	type LineModel,
	steadyLine,
	warmLine,
} from '@emberline/twin'
import { ExecuteMeans } from './execute-means.ts'
import { historyPlot } from './history-plot.ts'
import { profileCsv } from './profile-csv.ts'
import type { Scenario } from './scenario.ts'
import { scenarioParameters } from './scenario-controls.ts'
import { ScenarioError } from './scenario-error.ts'
import type { ScenarioSummary } from './summary.ts'
import { ordersFor, type Phase, phasesOf } from './timeline.ts'
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

/** The model moves on in steps of this length: machines and ramps need no finer one, and the model cuts it where the physics asks for it. */
const STEP_S = 1
/** Emitters this near to their set-points count as warm [A]. */
const WARM_BAND_K = 5
/** The share done is told this often. */
const PROGRESS_STEPS = 60

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
		/** Those that the timeline names, by the name it gives them. */
		readonly recipes?: ReadonlyMap<string, Recipe>
	},
	onProgress: (share: number) => void = () => {},
): ScenarioResult {
	const { line } = parts
	const phases = phasesOf(scenario, parts)
	const parameters = scenarioParameters(scenario, line)
	const [first] = phases
	const model =
		scenario.start === 'warm' ? warmLine(line, first.recipe, first.run, parameters) : coldLine(line, first.recipe, parameters)
	const machines = createLineMachines(line)
	const means = new ExecuteMeans(
		line,
		phases.map(({ recipe }) => recipe),
	)
	const rows = new TimelineRows()
	const history: HistoryRow[] = []
	const steps = Math.max(Math.round(scenario.durationS / STEP_S), 1)
	let at = machines.initial(scenario.start, 0)
	if (scenario.start === 'warm') at = machines.step(at, [{ kind: 'speed', webSpeedMPerS: first.run.webSpeedMPerS }], 0)
	let phase: Phase = first
	let entered = 0
	for (let n = 1; n <= steps; n++) {
		const events: LineMachineEvent[] = []
		for (let next = phases[entered]; next !== undefined && next.fromS <= (n - 1) * STEP_S; next = phases[++entered]) {
			phase = next
			rows.begin(phase, model.productKg)
			if (model.recipe !== phase.recipe) model.setRecipe(phase.recipe)
			events.push({ kind: 'run-speed', webSpeedMPerS: phase.run.webSpeedMPerS })
		}
		at = machines.step(at, [...events, ...ordersFor(phase.wanted, at), ...conditions(model, phase.run)], n * STEP_S * 1000)
		const controls = machines.controls(at, phase.run)
		model.step(controls, STEP_S)
		const inExecute = at.line.state === 'Execute'
		means.take(model, controls, inExecute, STEP_S)
		if (!inExecute) rows.lost(STEP_S)
		if (scenario.samplingS !== undefined && isSampled(n, scenario.samplingS)) {
			history.push(historyRow(n * STEP_S, at, model))
		}
		if (n % PROGRESS_STEPS === 0) onProgress(n / steps)
	}
	if (means.executeS === 0) {
		const { state } = at.line
		throw new ScenarioError(
			`${scenario.name}: the line was ${state} after ${scenario.durationS} s and never in Execute; give a longer duration`,
		)
	}
	onProgress(1)
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
			},
		),
		profileCsv: profileCsv(steady.samples),
		historySvg: historyPlot(steady.samples, recipe, scenario.title),
		history,
	}
}

/** What the stations wait for, from the model. */
function conditions(model: LineModel, run: LineControls): readonly LineMachineEvent[] {
	const emittersWarm = run.emitterSetpointK.every((setpointK, n) => Math.abs((model.emitterK[n] ?? 0) - setpointK) <= WARM_BAND_K)
	return [
		{ kind: 'condition', name: 'emittersWarm', holds: emittersWarm },
		{ kind: 'condition', name: 'dryerWarm', holds: true },
		{ kind: 'condition', name: 'purgeProved', holds: true },
	]
}

const isSampled = (step: number, everyS: number): boolean =>
	Math.floor((step * STEP_S) / everyS) > Math.floor(((step - 1) * STEP_S) / everyS)

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
