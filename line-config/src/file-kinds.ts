import { type LineConfig, lineSchema } from './line.ts'
import { lineProblems } from './line-problems.ts'
import type { FileKind } from './load.ts'
import { parseText } from './load.ts'
import { type ParameterSet, parameterSetProblems, parameterSetSchema } from './parameter-set.ts'
import { type Recipe, recipeSchema } from './recipe.ts'
import { recipeProblems } from './recipe-problems.ts'

export const LINE_FILE: FileKind<LineConfig> = { kind: 'line', schema: lineSchema, problems: lineProblems }
export const PARAMETER_SET_FILE: FileKind<ParameterSet> = {
	kind: 'parameters',
	schema: parameterSetSchema,
	problems: parameterSetProblems,
}
export const RECIPE_FILE: FileKind<Recipe> = { kind: 'recipe', schema: recipeSchema, problems: recipeProblems }

/** A line from its text (YAML or JSON). Throws a ConfigError with every mistake; `file` is the name that they are told under. */
export const parseLine = (text: string, file: string): LineConfig => parseText(text, file, LINE_FILE)

/** A recipe from its text (YAML or JSON). Throws a ConfigError with every mistake. */
export const parseRecipe = (text: string, file: string): Recipe => parseText(text, file, RECIPE_FILE)
