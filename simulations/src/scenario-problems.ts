import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError, type LineConfig, type Problem, type Recipe } from '@emberline/line-config'
import { loadLine, loadRecipe, loadRecipes } from '@emberline/line-config/files'
import { scheduleMistakes } from '@emberline/twin'
import { planItems } from './course.ts'
import type { Scenario, ScenarioSetpoints } from './scenario.ts'
import { laidOver } from './timeline.ts'

/** The line and the recipe that a scenario names, those of its timeline by the name it gives them, and the furnace recipe of that material where there is one; `file` is the scenario's own. Throws a ConfigError where there are none. */
export function linePartsOf(
	scenario: Pick<Scenario, 'line' | 'recipe'> & Partial<Pick<Scenario, 'timeline' | 'schedule'>>,
	file: string,
): { line: LineConfig; recipe: Recipe; furnace: Recipe | null; recipes: ReadonlyMap<string, Recipe> } {
	const line = loadLine(lineFileOf(scenario.line, file))
	const recipe = loadRecipe(scenario.recipe, line)
	const furnace = loadRecipes().find(({ process, material }) => process === 'tfa' && material === recipe.material) ?? null
	const named = [...(scenario.timeline ?? []), ...(scenario.schedule ?? [])].flatMap(({ recipe }) => recipe ?? [])
	const recipes = new Map(named.map((name) => [name, loadRecipe(name, line)]))
	return { line, recipe, furnace, recipes }
}

/** A path is meant from the place of the scenario file; a bare name (`pilot`) is one of the shipped lines. */
function lineFileOf(line: string, scenarioFile: string): string {
	const beside = resolve(dirname(scenarioFile), line)
	return /^[A-Za-z0-9_-]+$/.test(line) && !existsSync(beside) ? line : beside
}

/** Mistakes of a scenario that need the line and the recipe to see. */
export function scenarioProblems(scenario: Scenario, file: string): readonly Problem[] {
	const line = found('line', () => loadLine(lineFileOf(scenario.line, file)))
	if ('problem' in line) return [line.problem]
	const recipe = found('recipe', () => loadRecipe(scenario.recipe, line.value))
	if ('problem' in recipe) return [recipe.problem]
	return [
		...startProblems(scenario, file),
		...counts(scenario, line.value),
		...speeds(scenario, line.value, recipe.value, scenario.speedFactor === 1 ? ['setpoints', 'webSpeed'] : ['speedFactor']),
		...conflicts(scenario.setpoints, line.value, ['setpoints']),
		...timelineProblems(scenario, line.value, recipe.value),
		...planProblems(scenario, line.value, recipe.value),
	]
}

/** The file of the snapshot that a scenario begins at; `file` is the scenario's own. */
export const snapshotFileOf = ({ start }: Pick<Scenario, 'start'>, file: string): string | null =>
	typeof start === 'string' ? null : resolve(dirname(file), start.snapshot)

function startProblems(scenario: Scenario, file: string): Problem[] {
	const snapshot = snapshotFileOf(scenario, file)
	if (snapshot === null) return []
	const problems: Problem[] = []
	if (!existsSync(snapshot))
		problems.push({ path: ['start', 'snapshot'], message: `found no file ${snapshot}, expected a snapshot of emberline run` })
	if (scenario.resolutionM !== undefined)
		problems.push({
			path: ['resolution'],
			message: 'found with a snapshot, expected without: its web is cut as the live one was',
		})
	if (Object.values(scenario.built).some((value) => value !== undefined))
		problems.push({ path: ['built'], message: 'found with a snapshot, expected without: the live line is built as it is' })
	return problems
}

/** Events out of order or beyond the end, recipes that the line does not run, and set-points as in the scenario itself. */
function timelineProblems(scenario: Scenario, line: LineConfig, first: Recipe): Problem[] {
	let recipe = first
	let setpoints: ScenarioSetpoints = scenario.setpoints
	return scenario.timeline.flatMap((event, n) => {
		const path = ['timeline', n]
		const problems: Problem[] = []
		const before = scenario.timeline[n - 1]?.atS ?? 0
		if (event.atS < before) {
			problems.push({
				path: [...path, 'at'],
				message: `found ${event.atS} s after ${before} s, expected the events in order of time`,
			})
		}
		if (event.atS >= scenario.durationS) {
			problems.push({
				path: [...path, 'at'],
				message: `found ${event.atS} s, expected less than the duration, ${scenario.durationS} s`,
			})
		}
		if (event.order === undefined && event.recipe === undefined && event.setpoints === undefined) {
			problems.push({ path, message: 'found nothing that happens, expected order, recipe or setpoints' })
		}
		if (event.recipe !== undefined) {
			const named = event.recipe
			const other = found('recipe', () => loadRecipe(named, line))
			if ('problem' in other) return [...problems, { ...other.problem, path: [...path, 'recipe'] }]
			recipe = other.value
			setpoints = {}
		}
		if (event.setpoints !== undefined) {
			setpoints = laidOver(setpoints, event.setpoints)
			problems.push(
				...listCounts(event.setpoints, line, [...path, 'setpoints']),
				...conflicts(event.setpoints, line, [...path, 'setpoints']),
			)
		}
		const speedPath = event.setpoints?.webSpeedMPerS === undefined ? [...path, 'recipe'] : [...path, 'setpoints', 'webSpeed']
		if (event.recipe !== undefined || event.setpoints?.webSpeedMPerS !== undefined) {
			problems.push(...speeds({ setpoints, speedFactor: scenario.speedFactor }, line, recipe, speedPath))
		}
		return problems
	})
}

/** A plan beside a timeline, names taken twice, a start that nothing leads up to, and what a plant's plan is refused for. */
function planProblems(scenario: Scenario, line: LineConfig, recipe: Recipe): Problem[] {
	const { schedule, timeline } = scenario
	const [first] = schedule
	if (first === undefined) return []
	const problems: Problem[] = []
	const at = (n: number, key: string, message: string) => problems.push({ path: ['schedule', n, key], message })
	if (timeline.length > 0)
		problems.push({ path: ['timeline'], message: 'found a timeline beside a schedule, expected one of them' })
	if ((first.startS ?? 0) > 0) at(0, 'start', `found ${first.startS} s, expected none: the plan begins with the run`)
	const recipes = new Map<string, Recipe>()
	schedule.forEach((item, n) => {
		const before = schedule.findIndex(({ id }) => id === item.id)
		if (before < n) at(n, 'id', `found "${item.id}" twice, expected another than that of item ${before + 1}`)
		if (item.recipe === undefined) return
		const named = item.recipe
		const loaded = found('recipe', () => loadRecipe(named, line))
		if ('problem' in loaded) problems.push({ ...loaded.problem, path: ['schedule', n, 'recipe'] })
		else recipes.set(named, loaded.value)
	})
	if (problems.length > 0) return problems
	const mistakes = scheduleMistakes(planItems(scenario, { line, recipe, recipes }), line)
	return mistakes.map((message) => ({ path: ['schedule'], message }))
}

function found<T>(key: string, load: () => T): { value: T } | { problem: Problem } {
	try {
		return { value: load() }
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error
		const [first] = error.issues
		const where = first === undefined || first.line === 1 ? '' : ` (${first.file}:${first.line}:${first.column} ${first.path})`
		return { problem: { path: [key], message: `${first?.message ?? error.message}${where}` } }
	}
}

type Path = readonly PropertyKey[]

const listProblem = (path: Path, list: unknown, expected: number, what: string): Problem[] =>
	Array.isArray(list) && list.length !== expected
		? [{ path, message: `found a list of ${list.length}, expected ${expected}, one for each of the ${what}` }]
		: []

function listCounts(setpoints: ScenarioSetpoints, line: LineConfig, path: Path): Problem[] {
	const { heating, drying } = line.stations
	return [
		...listProblem([...path, 'emitters'], setpoints.emittersK, heating.modules.length, 'heating modules'),
		...listProblem([...path, 'dryerAir'], setpoints.dryerAirK, drying.airTemperatureK.length, 'drying zones'),
	]
}

function counts(scenario: Scenario, line: LineConfig): Problem[] {
	const modules = line.stations.heating.modules.length
	return [
		...listCounts(scenario.setpoints, line, ['setpoints']),
		...listProblem(['parameters', 'zoneLoss'], scenario.parameters.zoneLoss, modules, 'heating modules'),
	]
}

function speeds(
	scenario: { readonly setpoints: ScenarioSetpoints; readonly speedFactor: number },
	line: LineConfig,
	recipe: Recipe,
	path: Path,
): Problem[] {
	const { webSpeedMPerS } = scenario.setpoints
	const base = webSpeedMPerS ?? recipe.setpoints[line.setpointSet]?.webSpeedMPerS ?? line.web.speedMPerS
	const speed = base * scenario.speedFactor
	const { speedMinMPerS: min, speedMaxMPerS: max } = line.web
	if (speed >= min && speed <= max) return []
	return [
		{ path, message: `found a web speed of ${Number(speed.toPrecision(4))} m/s, expected ${min} to ${max} m/s on ${line.name}` },
	]
}

function conflicts(setpoints: ScenarioSetpoints, line: LineConfig, path: Path): Problem[] {
	const problems: Problem[] = []
	if (setpoints.dryLoadingKgPerM2 !== undefined && setpoints.screwRevPerS !== undefined) {
		problems.push({
			path: [...path, 'screw'],
			message: 'found both dryLoading and screw, expected one of them: each sets the feed',
		})
	}
	const installedM = line.stations.quench.lengthM
	if (setpoints.quenchLengthM !== undefined && setpoints.quenchLengthM > installedM) {
		const message = `found ${setpoints.quenchLengthM} m, expected at most the installed length, ${installedM} m`
		problems.push({ path: [...path, 'quenchLength'], message })
	}
	return problems
}
