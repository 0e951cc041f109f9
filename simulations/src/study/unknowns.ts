import { type Recipe, recipeUnknownsOf, uncertaintyOf, withRecipeUnknowns } from '@emberline/line-config'
import { type ModelParameters, normalQuantile, parametersAt, parametersFrom, parameterVector } from '@emberline/twin'
import type { Setting } from './runner/run.ts'
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

/** Line, recipe and, of a live line, what its twin has learnt. */
export type Known = Pick<Setting, 'line' | 'recipe' | 'learnt'>

/**
 * What studies draw: the register of the line, or what a live line's twin has learnt of it, and the ranges of the recipe but for what the
 * register stands for. The order is that of the files.
 */
export function unknownsOf({ line, recipe, learnt }: Known, { unknown: of, known }: DrawnOf): readonly Unknown[] {
	const means = learnt === undefined ? null : parameterVector(learnt.parameters)
	const fromLine = uncertaintyOf(line).map(({ name, nominal: prior, sd: priorSd, range: plausible }, i, { length }): Unknown => {
		const nominal = means?.[i] ?? prior
		const sd = learnt === undefined ? priorSd : Math.sqrt(learnt.parameterCovariance[i * length + i]!)
		const logSd = Math.sqrt(Math.log(1 + (sd / nominal) ** 2))
		// Lognormal about the mean, as the forecast draws them.
		const at = (p: number) => clamped(nominal * Math.exp(logSd * normalQuantile(p) - (logSd * logSd) / 2), FACTOR_RANGE)
		const range = learnt === undefined ? plausible : ([Math.max(FACTOR_RANGE[0], nominal - 2 * sd), nominal + 2 * sd] as const)
		return { name, of: 'line', nominal, range, at }
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

/** Values of the unknowns at one row of probabilities. What was learnt together is drawn together: one goes up where another goes down. */
export function valuesAt(
	unknowns: readonly Unknown[],
	row: readonly number[],
	{ line, learnt }: Known,
): Readonly<Record<string, number>> {
	const values = Object.fromEntries(unknowns.map(({ name, at }, i) => [name, at(row[i]!)]))
	if (learnt === undefined) return values
	const places = new Map(unknowns.map(({ name }, i) => [name, i]))
	const names = uncertaintyOf(line).map(({ name }) => name)
	const z = names.map((name) => (places.has(name) ? normalQuantile(row[places.get(name)!]!) : 0))
	const together = parameterVector(parametersAt(learnt.parameters, learnt.parameterCovariance)(z))
	return { ...values, ...Object.fromEntries(names.flatMap((name, i) => (places.has(name) ? [[name, together[i]!]] : []))) }
}

/** Recipe and model with these values for unknowns, by name; the others nominal, or as they were learnt. */
export function withUnknowns(
	{ line, recipe, learnt }: Known,
	values: Readonly<Record<string, number>>,
): { recipe: Recipe; parameters: ModelParameters } {
	const register = uncertaintyOf(line)
	const names = new Set(register.map(({ name }) => name))
	const nominal = learnt === undefined ? register.map(({ nominal: prior }) => prior) : parameterVector(learnt.parameters)
	const ofRecipe = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)))
	return {
		recipe: coarseningKeptAtReference(recipe, withRecipeUnknowns(recipe, ofRecipe)),
		parameters: parametersFrom(
			register.map(({ name }, i) => values[name] ?? nominal[i]!),
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
