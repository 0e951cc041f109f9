import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, type ConfigIssue, issueText } from './errors.ts'
import { LINE_FILE, PARAMETER_SET_FILE, parseRecipe, RECIPE_FILE } from './file-kinds.ts'
import type { LineConfig } from './line.ts'
import { type Checked, checkAnyText, checkText, type FileKind, type Problem, parseText } from './load.ts'
import { nearestName } from './nearest.ts'
import { type CalibratedLine, calibratedLine, parameterSetName, versionOf } from './parameter-set.ts'
import type { Recipe } from './recipe.ts'

/** The files of this package, for Node. */
export const LINES_DIR: string = fileURLToPath(new URL('../lines', import.meta.url))
export const RECIPES_DIR: string = fileURLToPath(new URL('../recipes', import.meta.url))
/** The pilot as installed: what `emberline run` and `replay` take when told nothing. */
export const DEFAULT_LINE: string = join(LINES_DIR, 'line1.yaml')

/** The line in a file, or one of the shipped lines by its bare name (`pilot`). Throws a ConfigError. */
export function loadLine(file: string = DEFAULT_LINE): LineConfig {
	const path = isBareName(file) && !existsSync(file) ? join(LINES_DIR, `${file}.yaml`) : file
	const text = readText(path, file, 'line', namesIn(LINES_DIR))
	const line = parseText(text, isBareName(file) ? path : file, LINE_WITH_KNOWN_RECIPES)
	if (line.parameterSet === undefined) return line
	const found = calibratedOf(line, isBareName(file) ? path : file)
	return 'problem' in found ? line : { ...line, calibrated: found.calibrated }
}

/**
 * A recipe from a file, by id (`htr-bisb`), or by the name that a line's tags use (`HTR`).
 * With a line, only the recipes that may run on it are known. Throws a ConfigError that lists those.
 */
export function loadRecipe(idOrFile: string, lineOrDir: LineConfig | string = RECIPES_DIR): Recipe {
	if (!isBareName(idOrFile)) {
		return parseRecipe(readText(idOrFile, idOrFile, 'recipe', namesIn(RECIPES_DIR)), idOrFile)
	}
	const dir = typeof lineOrDir === 'string' ? lineOrDir : RECIPES_DIR
	const id = typeof lineOrDir === 'string' ? idOrFile : recipeIdOnLine(idOrFile, lineOrDir)
	const path = join(dir, `${id}.yaml`)
	return parseRecipe(readText(path, idOrFile, 'recipe', namesIn(dir)), path)
}

/** Every recipe in a folder, by id in alphabetical order. */
export function loadRecipes(dir: string = RECIPES_DIR): readonly Recipe[] {
	return namesIn(dir).map((id) => loadRecipe(id, dir))
}

/** The recipes that may run on a line, by the name that its tags and its schedule use (`HTR`). */
export function loadRecipesOfLine(line: LineConfig, dir: string = RECIPES_DIR): ReadonlyMap<string, Recipe> {
	return new Map(Object.entries(line.recipes).map(([id, tagName]) => [tagName, loadRecipe(id, dir)]))
}

/** For loading: a recipe that is not there is told in the line file that names it. What is in the recipes is `checkFile`'s to look at. */
const LINE_WITH_KNOWN_RECIPES: FileKind<LineConfig> = {
	...LINE_FILE,
	problems: (line, file) => [
		...(LINE_FILE.problems?.(line, file) ?? []),
		...unknownRecipeProblems(line),
		...calibratedProblems(line, file),
	],
}

const LINE_WITH_ITS_RECIPES: FileKind<LineConfig> = {
	...LINE_FILE,
	problems: (line, file) => [
		...(LINE_FILE.problems?.(line, file) ?? []),
		...recipesOfLineProblems(line),
		...calibratedProblems(line, file),
	],
}

/** Kinds of file that this package knows; for a line, its recipes are looked up too. */
export const LINE_CONFIG_KINDS: readonly FileKind[] = [LINE_WITH_ITS_RECIPES, RECIPE_FILE, PARAMETER_SET_FILE]

/** Checks a file of any kind, told by its `kind`; give the kinds of other packages beside `LINE_CONFIG_KINDS`. Never throws. */
export function checkFile(file: string, kinds: readonly FileKind[] = LINE_CONFIG_KINDS): Checked<unknown> {
	try {
		return checkAnyText(readFileSync(file, 'utf8'), file, kinds)
	} catch (cause) {
		return { ok: false, issues: [fileIssue(file, `cannot be read: ${reasonOf(cause)}`)] }
	}
}

/** What the parameter set that a line file names says of the line, or what is wrong with it; the file is looked for beside the line file. */
function calibratedOf(
	line: LineConfig,
	lineFile: string,
): { readonly calibrated: CalibratedLine } | { readonly problem: string } {
	const { file, version } = parameterSetName(line.parameterSet ?? '')
	const path = resolve(dirname(lineFile), file)
	let text: string
	try {
		text = readFileSync(path, 'utf8')
	} catch (cause) {
		return { problem: `found "${file}" that cannot be read (${reasonOf(cause)}), expected what emberline calibrate writes` }
	}
	const checked = checkText(text, path, PARAMETER_SET_FILE)
	if (!checked.ok) return { problem: checked.issues.map(issueText).join('; ') }
	if (checked.value.line !== line.name)
		return { problem: `found "${file}", a set of the line ${checked.value.line}, expected one of ${line.name}` }
	const one = versionOf(checked.value, version)
	if (one !== undefined) return { calibrated: calibratedLine(one) }
	return { problem: `found version ${version}, expected one of ${checked.value.versions.map((v) => v.version).join(', ')}` }
}

function calibratedProblems(line: LineConfig, lineFile: string): Problem[] {
	if (line.parameterSet === undefined) return []
	const found = calibratedOf(line, lineFile)
	return 'problem' in found ? [{ path: ['parameterSet'], message: found.problem }] : []
}

function unknownRecipeProblems(line: LineConfig): Problem[] {
	const known = namesIn(RECIPES_DIR)
	const unknown = Object.keys(line.recipes).filter((id) => !known.includes(id))
	return unknown.map((id) => ({ path: ['recipes', id], message: `found no recipe of this id, ${expectedNames(id, known)}` }))
}

function recipesOfLineProblems(line: LineConfig): Problem[] {
	const known = namesIn(RECIPES_DIR)
	const ids = Object.keys(line.recipes)
	const problems = unknownRecipeProblems(line)
	const setsById = ids.filter((id) => known.includes(id)).map((id) => [id, Object.keys(loadRecipe(id).setpoints)] as const)
	const without = setsById.filter(([, sets]) => !sets.includes(line.setpointSet))
	if (without.length > 0 && without.length === setsById.length) {
		const sets = [...new Set(setsById.flatMap(([, names]) => names))]
		problems.push({
			path: ['setpointSet'],
			message: `found "${line.setpointSet}", expected a set of the recipes: ${sets.join(', ')}`,
		})
	} else {
		for (const [id, sets] of without) {
			const found = sets.join(', ') || 'no line'
			problems.push({ path: ['recipes', id], message: `found set-points for ${found}, expected them for "${line.setpointSet}"` })
		}
	}
	return problems
}

function recipeIdOnLine(name: string, line: LineConfig): string {
	const entry = Object.entries(line.recipes).find(([id, tagName]) => id === name || tagName === name)
	if (entry !== undefined) return entry[0]
	const known = Object.entries(line.recipes).flatMap(([id, tagName]) => (id === tagName ? [id] : [id, tagName]))
	throw new ConfigError([fileIssue(name, `no such recipe on ${line.name}, ${expectedNames(name, known)}`)])
}

function readText(path: string, asked: string, what: string, known: readonly string[]): string {
	try {
		return readFileSync(path, 'utf8')
	} catch (cause) {
		const missing = (cause as { code?: unknown }).code === 'ENOENT'
		const message = missing ? `no such ${what}, ${expectedNames(asked, known)}` : `cannot be read: ${reasonOf(cause)}`
		throw new ConfigError([fileIssue(asked, message)], { cause })
	}
}

function expectedNames(asked: string, known: readonly string[]): string {
	const near = nearestName(basename(asked, extname(asked)), known)
	return `expected one of ${known.join(', ') || 'none, the folder is empty'}${near === undefined ? '' : `; did you mean "${near}"?`}`
}

const namesIn = (dir: string): readonly string[] =>
	existsSync(dir)
		? readdirSync(dir)
				.filter((name) => name.endsWith('.yaml'))
				.map((name) => name.slice(0, -'.yaml'.length))
				.sort()
		: []

const isBareName = (text: string): boolean => /^[A-Za-z0-9_-]+$/.test(text)
const fileIssue = (file: string, message: string): ConfigIssue => ({ file, line: 1, column: 1, path: '', message })
const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
