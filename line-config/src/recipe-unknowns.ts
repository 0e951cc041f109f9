import type { Sourced } from './quantity.ts'
import type { Recipe } from './recipe.ts'

/** A number of a recipe that nobody knows exactly: its file says within which range it may lie. */
export interface RecipeUnknown {
	/** Where it stands in the recipe, with its unit: `precursor.saltPerCitrateKgPerKg`. */
	readonly path: string
	/** In the unit at the end of its path, SI; plain numbers have none. */
	readonly nominal: number
	/** Plausible, in the same unit. */
	readonly range: readonly [number, number]
	readonly evidence: Sourced['evidence']
	/** What the nominal value rests on. */
	readonly source: string
}

const isSourced = (value: object): value is Sourced => 'evidence' in value && 'value' in value

/** All numbers of a recipe that carry a range, in the order of its file. Together with `uncertaintyOf(line)` this is what Monte Carlo draws from. */
export function recipeUnknownsOf(recipe: Recipe): readonly RecipeUnknown[] {
	const found: RecipeUnknown[] = []
	const walk = (section: object, path: string): void => {
		for (const [key, value] of Object.entries(section)) {
			if (typeof value !== 'object' || value === null) continue
			const here = path === '' ? key : `${path}.${key}`
			if (!isSourced(value)) walk(value, here)
			else if (value.range !== undefined)
				found.push({ path: here, nominal: value.value, range: value.range, evidence: value.evidence, source: value.source })
		}
	}
	walk(recipe, '')
	return found
}

/**
 * The recipe with other values for some of its unknowns, by path; everything else as it was. Throws a RangeError for a path that is no
 * unknown of this recipe and for a value outside its range.
 */
export function withRecipeUnknowns(recipe: Recipe, values: Readonly<Record<string, number>>): Recipe {
	const unknowns = new Map(recipeUnknownsOf(recipe).map((unknown) => [unknown.path, unknown]))
	let changed: object = recipe
	for (const [path, value] of Object.entries(values)) {
		const unknown = unknowns.get(path)
		if (unknown === undefined)
			throw new RangeError(`${recipe.id}: "${path}" carries no range, expected one of ${[...unknowns.keys()].join(', ')}`)
		const [low, high] = unknown.range
		if (!(value >= low && value <= high))
			throw new RangeError(`${recipe.id}: found ${path} = ${value}, expected ${low} to ${high}`)
		changed = replaced(changed, path.split('.'), value)
	}
	return changed as Recipe
}

function replaced(section: object, [key, ...rest]: readonly string[], value: number): object {
	const old = (section as Record<string, object>)[key!]!
	return { ...section, [key!]: rest.length === 0 ? { ...old, value } : replaced(old, rest, value) }
}
