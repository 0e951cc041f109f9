import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from '@emberline/line-config'
import { parseScenario } from '../scenario.ts'
import { SCENARIOS_DIR, scenarioNames } from '../scenario-library.ts'
import { linePartsOf } from '../scenario-problems.ts'
import type { LoadedScenario, StudyParts } from './methods/setting.ts'
import type { Study } from './study.ts'

/** A scenario by its name in the library, or a file from the place of `from`, with the files it names. Throws a ConfigError. */
export function loadedScenario(name: string, from: string): LoadedScenario {
	const { file, text } = scenarioText(name, from)
	const scenario = parseScenario(text, file)
	const { line, recipe, recipes } = linePartsOf(scenario, file)
	return { scenario, line, recipe, recipes: Object.fromEntries(recipes) }
}

function scenarioText(name: string, from: string): { file: string; text: string } {
	const beside = resolve(dirname(from), name)
	const isName = /^[a-z0-9][a-z0-9-]*$/.test(name) && !existsSync(beside)
	const file = isName ? join(SCENARIOS_DIR, `${name}.yaml`) : beside
	try {
		return { file, text: readFileSync(file, 'utf8') }
	} catch (cause) {
		const message = isName
			? `no such scenario, expected a file or one of ${scenarioNames().join(', ')}`
			: 'cannot be read, expected a scenario file'
		throw new ConfigError([{ file: name, line: 1, column: 1, path: '', message }], { cause })
	}
}

/** Texts of the scenarios that a study names, by the name it gives them. */
export const studyTextsOf = (study: Study, file: string): Readonly<Record<string, string>> =>
	Object.fromEntries(scenarioNamesOf(study).map((name) => [name, scenarioText(name, file).text]))

/** Names of the scenarios that a study is about; empty for one of the settled line. */
export const scenarioNamesOf = (study: Study): readonly string[] =>
	study.method === 'compare' ? study.scenarios : study.method === 'monte-carlo' ? [study.scenario] : []

/** All that a study names, read; `file` is the study's own. Throws a ConfigError. */
export function studyPartsOf(study: Study, file: string): StudyParts {
	const scenarios = scenarioNamesOf(study).map((name) => loadedScenario(name, file))
	const [first] = scenarios
	if (first !== undefined) return { line: first.line, recipe: first.recipe, scenarios }
	if (!('line' in study)) throw new RangeError(`the method ${study.method} names neither a line nor a scenario`)
	const { line, recipe } = linePartsOf(study, file)
	return { line, recipe, scenarios: [] }
}
