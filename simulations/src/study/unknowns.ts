import { type LineConfig, type Recipe, recipeUnknownsOf, uncertaintyOf, withRecipeUnknowns } from '@emberline/line-config'
import { type ModelParameters, normalQuantile, parametersFrom } from '@emberline/twin'
import { sobolPoints } from './sampling/sobol-sequence.ts'

/** Something about line or recipe that nobody knows exactly. */
export interface Unknown {
	/** `emissivity`, `zoneLoss1` and so on of the line's register, or where it stands in the recipe: `precursor.saltPerCitrateKgPerKg`. */
	readonly name: string
	readonly of: 'line' | 'recipe'
	readonly nominal: number
	/** Plausible. */
	readonly range: readonly [number, number]
	/** Its value at a cumulative probability in (0, 1). */
	at(probability: number): number
}

/** Items of a recipe that a factor of the line's register stands for already: drawn once, by that factor. */
const CARRIED_BY_REGISTER: readonly string[] = [
	'kinetics.yieldChar1',
	'kinetics.yieldChar2',
	'evaporation.openFractionMetals',
	'evaporation.openFractionNaCl',
]
/** J/(mol K). */
const GAS_CONSTANT = 8.314462618
/** Factors of the register stay within, as the estimator holds them. */
const FACTOR_RANGE = [0.2, 5] as const

/** Which unknowns are drawn: those of line, recipe or both, but for some that are known after all, by name. */
export interface DrawnOf {
	readonly unknown: readonly Unknown['of'][]
	readonly known: readonly string[]
}

/** What studies draw: the register of the line, and the ranges of the recipe but for what the register stands for. The order is that of the files. */
export function unknownsOf(line: LineConfig, recipe: Recipe, { unknown: of, known }: DrawnOf): readonly Unknown[] {
	const fromLine = uncertaintyOf(line).map(({ name, sd, range }): Unknown => {
		const logSd = Math.sqrt(Math.log(1 + sd * sd))
		// Lognormal with mean 1, as the forecast draws them.
		const at = (p: number) => clamped(Math.exp(logSd * normalQuantile(p) - (logSd * logSd) / 2), FACTOR_RANGE)
		return { name, of: 'line', nominal: 1, range, at }
	})
	const fromRecipe = recipeUnknownsOf(recipe)
		.filter(({ path }) => !(of.includes('line') && CARRIED_BY_REGISTER.includes(path)))
		.map(({ path, nominal, range }): Unknown => {
			// Two half normal curves that meet at the nominal value; each end of the range is two standard deviations away.
			const at = (p: number) => {
				const z = normalQuantile(p)
				return clamped(nominal + (z / 2) * (z < 0 ? nominal - range[0] : range[1] - nominal), range)
			}
			return { name: path, of: 'recipe', nominal, range, at }
		})
	return [...(of.includes('line') ? fromLine : []), ...(of.includes('recipe') ? fromRecipe : [])].filter(
		({ name }) => !known.includes(name),
	)
}

/** Points in the cube of probabilities, one row a draw: even over the cube, and the same for every set-point of a study. */
export const drawsOf = (unknowns: readonly Unknown[], count: number, seed: number): number[][] =>
	sobolPoints(count, Math.max(1, unknowns.length), seed)

/** Recipe and model with these values for unknowns, by name; the others nominal. */
export function withUnknowns(
	{ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe },
	values: Readonly<Record<string, number>>,
): { recipe: Recipe; parameters: ModelParameters } {
	const register = uncertaintyOf(line)
	const names = new Set(register.map(({ name }) => name))
	const ofRecipe = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)))
	return {
		recipe: coarseningKeptAtReference(recipe, withRecipeUnknowns(recipe, ofRecipe)),
		parameters: parametersFrom(
			register.map(({ name }) => values[name] ?? 1),
			line.stations.heating.modules.length,
		),
	}
}

/** The size is measured near the reference temperature of the dose: a rate constant means nothing apart from the activation energy it was fitted with. */
function coarseningKeptAtReference(nominal: Recipe, drawn: Recipe): Recipe {
	const delta = drawn.growth.activationEnergyJPerMol.value - nominal.growth.activationEnergyJPerMol.value
	if (delta === 0) return drawn
	const rate = drawn.growth.coarseningRateNm3PerS
	const factor = Math.exp(delta / (GAS_CONSTANT * nominal.dose.referenceK))
	return { ...drawn, growth: { ...drawn.growth, coarseningRateNm3PerS: { ...rate, value: rate.value * factor } } }
}

const clamped = (x: number, [low, high]: readonly [number, number]): number => Math.min(Math.max(x, low), high)
