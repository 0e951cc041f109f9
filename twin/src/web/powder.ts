import {
	ALLOY_HEAT_J_PER_MOL_K,
	CITRATE_HEAT_J_PER_KG_K,
	CITRATE_MOLAR_MASS_KG_PER_MOL,
	METALS,
	type MetalSymbol,
	type Recipe,
	SALT_HEAT_J_PER_KG_K,
} from '@emberline/line-config'
import type { ModelParameters } from '../line/model-port.ts'
import { GAS_CONSTANT } from '../physics/constants.ts'
import { recipeFractions } from '../physics/recipe-fractions.ts'
import { checkRecipe } from './powder-range.ts'

/** A first-order step as the inner loop wants it: A exp(-ER/T). */
export interface RateLaw {
	readonly a: number
	/** E/R, K. */
	readonly er: number
}

/** A powder on the web: every constant that the inner loop needs, of one recipe with one set of parameters. */
export interface Powder extends Omit<PowderInputs, 'metals' | 'citratePerMetal' | 'saltPerCitrate'> {
	readonly metals: readonly string[]
	/** kg per kg dry; metal is counted inside the salt. */
	readonly metal: number
	readonly salt: number
	readonly citrate: number
	readonly nacl: number
	readonly alloyHeatJPerKgK: number
	readonly citrateHeatJPerKgK: number
	readonly saltHeatJPerKgK: number
	readonly heatReductionJPerKg: number
	readonly moleShare: Float64Array
	readonly massShare: Float64Array
	/** ln P = a - b/T. */
	readonly vapourLnA: Float64Array
	readonly vapourLnB: Float64Array
	readonly vapourMolarMass: Float64Array
	/** On the areal heat capacity of cloth and powder. */
	readonly arealHeat: number
	/** Below these nothing reacts by a law, grows or evaporates, K. */
	readonly char1FromK: number
	readonly char2FromK: number
	readonly reductionFromK: number
	readonly growsFromK: number
	readonly evaporatesFromK: number
}

/**
 * Where rates are left out: reactions that are slower than this [1/s], growth and evaporation below these temperatures [K]. `line` as nothing
 * could be noticed within hours, `none` where a value near zero is looked at itself.
 */
export const RATES_FROM = {
	line: { reactsPerS: 1e-7, growsFromK: 400, evaporatesFromK: 600 },
	none: { reactsPerS: 0, growsFromK: 0, evaporatesFromK: 0 },
} as const

/** What a powder is made from, without a recipe file. */
export interface PowderInputs {
	readonly recipeId: string
	readonly metals: Readonly<Partial<Record<MetalSymbol, number>>>
	readonly citratePerMetal: number
	readonly saltPerCitrate: number
	readonly char1: RateLaw
	readonly char2: RateLaw
	readonly reduction: RateLaw
	readonly heat1JPerKg: number
	readonly heat2JPerKg: number
	readonly yield1: number
	readonly yield2: number
	readonly coarsening: RateLaw
	readonly exponent: number
	readonly formationNm: number
	readonly formationRateKPerS: number
	readonly formationExponent: number
	/** Dose rate exp(-ER/T + ER/Tref). */
	readonly doseEr: number
	readonly doseReferenceK: number
	readonly aboveK: number
	readonly openMetals: number
	readonly openNaCl: number
}

export const rateLaw = (preExponentialPerS: number, activationEnergyJPerMol: number): RateLaw => ({
	a: preExponentialPerS,
	er: activationEnergyJPerMol / GAS_CONSTANT,
})

/** Temperature at which a law reaches a rate [K]; infinite where it never does. */
function reachesAtK(law: RateLaw, ratePerS: number): number {
	if (ratePerS === 0) return 0
	return law.a > ratePerS ? law.er / Math.log(law.a / ratePerS) : Number.POSITIVE_INFINITY
}

/** Constants of a powder from its make-up and its rate laws. */
export function powderFrom(p: PowderInputs, arealHeat = 1, from: keyof typeof RATES_FROM = 'line'): Powder {
	const { metals: amounts, citratePerMetal, saltPerCitrate, ...laws } = p
	const { reactsPerS, growsFromK, evaporatesFromK } = RATES_FROM[from]
	const metals = (Object.entries(amounts) as [MetalSymbol, number][]).filter(([, moles]) => moles > 0)
	const data = metals.map(([symbol]) => METALS[symbol])
	const made = recipeFractions({
		metals: metals.map(([symbol, moles]) => ({
			moles,
			molarMassKgPerMol: METALS[symbol].molarMassKgPerMol,
			saltMolarMassKgPerMol: METALS[symbol].salt.molarMassKgPerMol,
			reductionJPerKg: METALS[symbol].reductionJPerKg,
		})),
		citrateMolPerMol: citratePerMetal,
		citrateMolarMassKgPerMol: CITRATE_MOLAR_MASS_KG_PER_MOL,
		naclKgPerKgCitrate: saltPerCitrate,
		alloyHeatJPerMolK: ALLOY_HEAT_J_PER_MOL_K,
	})
	return {
		...laws,
		metals: metals.map(([symbol]) => symbol),
		metal: made.metal,
		salt: made.salt,
		citrate: made.citrate,
		nacl: made.nacl,
		alloyHeatJPerKgK: made.alloyHeatJPerKgK,
		citrateHeatJPerKgK: CITRATE_HEAT_J_PER_KG_K,
		saltHeatJPerKgK: SALT_HEAT_J_PER_KG_K,
		heatReductionJPerKg: made.reductionJPerKg,
		moleShare: Float64Array.from(made.moleShare),
		massShare: Float64Array.from(made.massShare),
		vapourLnA: Float64Array.from(data, (m) => m.vapourA * Math.LN10),
		vapourLnB: Float64Array.from(data, (m) => m.vapourB * Math.LN10),
		vapourMolarMass: Float64Array.from(data, (m) => m.vapourMolarMassKgPerMol),
		arealHeat,
		char1FromK: reachesAtK(p.char1, reactsPerS),
		char2FromK: reachesAtK(p.char2, reactsPerS),
		reductionFromK: reachesAtK(p.reduction, reactsPerS),
		growsFromK,
		evaporatesFromK,
	}
}

/** The powder of a recipe under a set of parameters. Throws an InputRangeError that names what no powder can be made of. */
export function powderOf(recipe: Recipe, parameters: ModelParameters): Powder {
	checkRecipe(recipe, parameters.charYield)
	const { precursor, kinetics, growth, evaporation, dose } = recipe
	const step = (s: (typeof kinetics)['reduction']) => rateLaw(s.preExponentialPerS.value, s.activationEnergyJPerMol.value)
	return powderFrom(
		{
			recipeId: recipe.id,
			metals: precursor.metals,
			citratePerMetal: precursor.citratePerMetalMolPerMol.value,
			saltPerCitrate: precursor.saltPerCitrateKgPerKg.value,
			char1: step(kinetics.citrateToChar1),
			char2: step(kinetics.char1ToChar2),
			reduction: step(kinetics.reduction),
			heat1JPerKg: kinetics.heatOfCitrateJPerKg.value,
			heat2JPerKg: kinetics.heatOfChar1JPerKg.value,
			yield1: kinetics.yieldChar1.value * parameters.charYield,
			yield2: kinetics.yieldChar2.value * parameters.charYield,
			coarsening: rateLaw(growth.coarseningRateNm3PerS.value * parameters.coarsening, growth.activationEnergyJPerMol.value),
			exponent: growth.exponent,
			formationNm: growth.formationSizeNm.value,
			formationRateKPerS: growth.formationRateKPerS.value,
			formationExponent: growth.formationExponent.value,
			doseEr: dose.activationEnergyJPerMol / GAS_CONSTANT,
			doseReferenceK: dose.referenceK,
			aboveK: recipe.timeAbove.thresholdK,
			openMetals: evaporation.openFractionMetals.value * parameters.evaporation,
			openNaCl: evaporation.openFractionNaCl.value * parameters.evaporation,
		},
		parameters.arealHeat,
	)
}
