import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ConfigError, type LineConfig } from '@emberline/line-config'
import { loadRecipesOfLine } from '@emberline/line-config/files'
import type { Posterior } from '@emberline/twin'
import { parseScenario } from '../scenario.ts'
import { SCENARIOS_DIR, scenarioNames } from '../scenario-library.ts'
import { linePartsOf, snapshotFileOf } from '../scenario-problems.ts'
import type { LoadedScenario, StudyParts } from './methods/setting.ts'
import type { Learnt } from './runner/run.ts'
import type { Study } from './study.ts'

/** Reads what the twin of a live line knew at a snapshot. */
export type LiveReader = (snapshot: string, line: LineConfig) => Posterior

/** A scenario by its name in the library, or a file from the place of `from`, with the files it names; a snapshot only where there is a reader. Throws a ConfigError. */
export function loadedScenario(name: string, from: string, live?: LiveReader): LoadedScenario {
	const { file, text } = scenarioText(name, from)
	const scenario = parseScenario(text, file)
	const { line, recipe, recipes } = linePartsOf(scenario, file)
	const snapshot = snapshotFileOf(scenario, file)
	const on = { scenario, line, recipe, recipes: Object.fromEntries(recipes) }
	if (snapshot === null || live === undefined) return on
	const { model, machines, ...known } = live(snapshot, line)
	// What is on the web may be of any recipe of the line.
	const all = Object.fromEntries([...loadRecipesOfLine(line).values()].map((one) => [one.id, one]))
	return { ...on, recipes: { ...all, ...on.recipes }, learnt: learntOf(known), from: { model, machines } }
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

/** The file of the snapshot that a study of the settled line starts at; `file` is the study's own. */
export const snapshotOfStudy = (study: Study, file: string): string | null =>
	'start' in study && study.start !== undefined ? resolve(dirname(file), study.start.snapshot) : null

const learntOf = ({ parameters, parameterCovariance }: Learnt): Learnt => ({ parameters, parameterCovariance })

/** All that a study names, read; `file` is the study's own. Snapshots only where there is a reader. Throws a ConfigError. */
export function studyPartsOf(study: Study, file: string, live?: LiveReader): StudyParts {
	const scenarios = scenarioNamesOf(study).map((name) => loadedScenario(name, file, live))
	const [first] = scenarios
	if (first !== undefined) return { line: first.line, recipe: first.recipe, scenarios }
	if (!('line' in study)) throw new RangeError(`the method ${study.method} names neither a line nor a scenario`)
	const { line, recipe } = linePartsOf(study, file)
	const snapshot = snapshotOfStudy(study, file)
	return {
		line,
		recipe,
		scenarios: [],
		...(snapshot !== null && live !== undefined && { learnt: learntOf(live(snapshot, line)) }),
	}
}
