import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Scenario } from '../../scenario.ts'
import type { Settings } from '../runner/run.ts'

/** A scenario with the files that it names. */
export interface LoadedScenario {
	readonly scenario: Scenario
	readonly line: LineConfig
	readonly recipe: Recipe
	readonly recipes: Readonly<Record<string, Recipe>>
}

/** What a study works on, all read. */
export interface StudyParts {
	/** Of a study of the settled line; of one on scenarios, those of the first. */
	readonly line: LineConfig
	readonly recipe: Recipe
	/** In the order of the study; empty for a study of the settled line. */
	readonly scenarios: readonly LoadedScenario[]
}

export interface MethodParts extends StudyParts {
	readonly settings: Settings
}
