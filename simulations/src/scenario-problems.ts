import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigError, type LineConfig, type Problem, type Recipe } from '@emberline/line-config'
import { loadLine, loadRecipe, loadRecipes } from '@emberline/line-config/files'
import type { Scenario } from './scenario.ts'

/** The line and the recipe that a scenario names, and the furnace recipe of that material where there is one; `file` is the scenario's own. Throws a ConfigError where there are none. */
export function linePartsOf(
	scenario: Pick<Scenario, 'line' | 'recipe'>,
	file: string,
): { line: LineConfig; recipe: Recipe; furnace: Recipe | null } {
	const line = loadLine(lineFileOf(scenario.line, file))
	const recipe = loadRecipe(scenario.recipe, line)
	const furnace = loadRecipes().find(({ process, material }) => process === 'tfa' && material === recipe.material) ?? null
	return { line, recipe, furnace }
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
	return [...counts(scenario, line.value), ...speeds(scenario, line.value, recipe.value), ...conflicts(scenario, line.value)]
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

function counts(scenario: Scenario, line: LineConfig): Problem[] {
	const modules = line.stations.heating.modules.length
	const dryers = line.stations.drying.airTemperatureK.length
	const lists: readonly (readonly [path: string, list: unknown, expected: number, what: string])[] = [
		['setpoints.emitters', scenario.setpoints.emittersK, modules, 'heating modules'],
		['setpoints.dryerAir', scenario.setpoints.dryerAirK, dryers, 'drying zones'],
		['parameters.zoneLoss', scenario.parameters.zoneLoss, modules, 'heating modules'],
	]
	return lists.flatMap(([path, list, expected, what]) =>
		Array.isArray(list) && list.length !== expected
			? [{ path: path.split('.'), message: `found a list of ${list.length}, expected ${expected}, one for each of the ${what}` }]
			: [],
	)
}

function speeds(scenario: Scenario, line: LineConfig, recipe: Recipe): Problem[] {
	const { webSpeedMPerS } = scenario.setpoints
	const base = webSpeedMPerS ?? recipe.setpoints[line.setpointSet]?.webSpeedMPerS ?? line.web.speedMPerS
	const speed = base * scenario.speedFactor
	const { speedMinMPerS: min, speedMaxMPerS: max } = line.web
	if (speed >= min && speed <= max) return []
	const path = scenario.speedFactor === 1 ? ['setpoints', 'webSpeed'] : ['speedFactor']
	return [
		{ path, message: `found a web speed of ${Number(speed.toPrecision(4))} m/s, expected ${min} to ${max} m/s on ${line.name}` },
	]
}

function conflicts(scenario: Scenario, line: LineConfig): Problem[] {
	const { setpoints } = scenario
	const problems: Problem[] = []
	if (setpoints.dryLoadingKgPerM2 !== undefined && setpoints.screwRevPerS !== undefined) {
		problems.push({
			path: ['setpoints', 'screw'],
			message: 'found both dryLoading and screw, expected one of them: each sets the feed',
		})
	}
	const installedM = line.stations.quench.lengthM
	if (setpoints.quenchLengthM !== undefined && setpoints.quenchLengthM > installedM) {
		const message = `found ${setpoints.quenchLengthM} m, expected at most the installed length, ${installedM} m`
		problems.push({ path: ['setpoints', 'quenchLength'], message })
	}
	return problems
}
