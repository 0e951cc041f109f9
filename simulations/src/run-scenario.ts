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
import { scenarioControls, scenarioParameters } from './scenario-controls.ts'
import { ScenarioError } from './scenario-error.ts'
import type { ScenarioSummary } from './summary.ts'

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
	parts: { readonly line: LineConfig; readonly recipe: Recipe; readonly furnace?: Recipe | null },
	onProgress: (share: number) => void = () => {},
): ScenarioResult {
	const { line, recipe } = parts
	const run = scenarioControls(scenario, line, recipe)
	const parameters = scenarioParameters(scenario, line)
	const machines = createLineMachines(line)
	const model = scenario.start === 'warm' ? warmLine(line, recipe, run, parameters) : coldLine(line, recipe, parameters)
	const means = new ExecuteMeans(line, recipe)
	const history: HistoryRow[] = []
	const steps = Math.max(Math.round(scenario.durationS / STEP_S), 1)
	let at = machines.initial(scenario.start, 0)
	at = machines.step(
		at,
		[{ kind: 'run-speed', webSpeedMPerS: run.webSpeedMPerS }, ...(scenario.start === 'warm' ? [warmSpeed(run)] : [])],
		0,
	)
	for (let n = 1; n <= steps; n++) {
		at = machines.step(at, [...orders(at), ...conditions(model, run)], n * STEP_S * 1000)
		const controls = machines.controls(at, run)
		model.step(controls, STEP_S)
		means.take(model, controls, at.line.state === 'Execute', STEP_S)
		if (scenario.samplingS !== undefined && isSampled(n, scenario.samplingS)) history.push(historyRow(n * STEP_S, at, model))
		if (n % PROGRESS_STEPS === 0) onProgress(n / steps)
	}
	if (means.executeS === 0) {
		const { state } = at.line
		throw new ScenarioError(
			`${scenario.name}: the line was ${state} after ${scenario.durationS} s and never in Execute; give a longer duration`,
		)
	}
	onProgress(1)
	const steady = steadyLine(line, recipe, run, parameters)
	return {
		summary: means.summary(scenario, steady, model.mass().closure, parts.furnace ?? null),
		profileCsv: profileCsv(steady.samples),
		historySvg: historyPlot(steady.samples, recipe, scenario.title),
		history,
	}
}

const warmSpeed = (run: LineControls): LineMachineEvent => ({ kind: 'speed', webSpeedMPerS: run.webSpeedMPerS })

/** What an operator does who wants the line to run. */
function orders(at: LineMachinesSnapshot): readonly LineMachineEvent[] {
	if (at.line.state === 'Stopped' || at.line.state === 'Completed') return [{ kind: 'command', command: 'RESET' }]
	return at.line.state === 'Idle' ? [{ kind: 'command', command: 'START' }] : []
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
		web_speed_m_s: at.webSpeedMPerS,
		emitter_K: Array.from(model.emitterK),
		power_kW: Array.from(model.powerW, (w) => w / 1000),
		furnace_gph: model.furnaceKgPerS * 3.6e6,
		net_gph: model.scaleKgPerS * 3.6e6,
		whole_line_kW: model.wholeLineKW,
	}
}
