import type { Scenario } from '../../scenario.ts'
import type { Setting, Settings } from '../runner/run.ts'

/** A scenario with the files that it names. */
export interface LoadedScenario extends Setting {
	readonly scenario: Scenario
}

/** What a study works on, all read. */
export interface StudyParts {
	/** Of a study of the settled line; of one on scenarios, those of the first. */
	readonly line: Setting['line']
	readonly recipe: Setting['recipe']
	/** Of a study that starts at a snapshot of the live line. */
	readonly learnt?: Setting['learnt']
	/** In the order of the study; empty for a study of the settled line. */
	readonly scenarios: readonly LoadedScenario[]
}

export interface MethodParts extends StudyParts {
	readonly settings: Settings
}
