import { METALS, type Recipe } from '@emberline/line-config'
import { type InputRange, InputRangeError, rangeFrom, TEMPERATURE_RANGE, withinRange } from '../physics/input-range.ts'

/** What a powder may be made of and how it may react and grow; recipes and cases alike. */
export const POWDER_RANGE = {
	citratePerMetal: rangeFrom(0, 1000, 'mol/mol'),
	saltPerCitrate: rangeFrom(0, 1000, 'kg/kg'),
	preExponential: rangeFrom(0, 1e30, '1/s'),
	activationEnergy: rangeFrom(0, 1e6, 'J/mol'),
	heatOfReaction: rangeFrom(-1e8, 1e8, 'J/kg'),
	share: rangeFrom(0, 1),
	coarseningRate: rangeFrom(0, 1e30, 'nm^n/s'),
	exponent: rangeFrom(0.5, 20),
	formationSize: rangeFrom(0.001, 1e6, 'nm'),
	formationRate: rangeFrom(1e-6, 1e6, 'K/s'),
	formationExponent: rangeFrom(0, 5),
} as const satisfies Record<string, InputRange>

const METAL_AMOUNT = rangeFrom(0, 1e9, 'mol')
/** A recipe without citrate makes no char; a case may have none. */
const RECIPE_CITRATE: InputRange = { ...POWDER_RANGE.citratePerMetal, least: 0.001 }

/** Throws an InputRangeError unless each is a known metal with an amount from 0, and together they are more than none. */
export function checkMetals(field: string, metals: Readonly<Record<string, unknown>>): void {
	const known = Object.keys(METALS).join(', ')
	let total = 0
	for (const symbol of Object.keys(metals)) {
		if (!Object.hasOwn(METALS, symbol)) {
			const words = `${field}: ${JSON.stringify(symbol.slice(0, 40))} is not one of ${known}`
			throw new InputRangeError(`${field}.${symbol}`, symbol, `one of ${known}`, words)
		}
		total += withinRange(`${field}.${symbol}`, metals[symbol], METAL_AMOUNT)
	}
	const expected = 'at least one with an amount above 0 mol'
	if (total === 0) throw new InputRangeError(field, metals, expected, `${field}: none, expected ${expected}`)
}

/** Throws an InputRangeError that names the field and its range if no powder can be made by a recipe; `charYield`: factor on both yields. */
export function checkRecipe(recipe: Recipe, charYield = 1): void {
	const { precursor, kinetics, growth, evaporation, dose } = recipe
	const range = POWDER_RANGE
	checkMetals('recipe.precursor.metals', precursor.metals)
	withinRange('recipe.precursor.citratePerMetal', precursor.citratePerMetalMolPerMol.value, RECIPE_CITRATE)
	withinRange('recipe.precursor.saltPerCitrate', precursor.saltPerCitrateKgPerKg.value, range.saltPerCitrate)
	for (const step of ['citrateToChar1', 'char1ToChar2', 'reduction'] as const) {
		withinRange(`recipe.kinetics.${step}.preExponential`, kinetics[step].preExponentialPerS.value, range.preExponential)
		withinRange(`recipe.kinetics.${step}.activationEnergy`, kinetics[step].activationEnergyJPerMol.value, range.activationEnergy)
	}
	withinRange('recipe.kinetics.heatOfCitrate', kinetics.heatOfCitrateJPerKg.value, range.heatOfReaction)
	withinRange('recipe.kinetics.heatOfChar1', kinetics.heatOfChar1JPerKg.value, range.heatOfReaction)
	const first = withinRange('recipe.kinetics.yieldChar1', kinetics.yieldChar1.value, range.share)
	withinRange('recipe.kinetics.yieldChar2', kinetics.yieldChar2.value, rangeFrom(0, first))
	withinRange('parameters.charYield', charYield, rangeFrom(0, first > 0 ? 1 / first : 100))
	withinRange('recipe.growth.coarseningRate', growth.coarseningRateNm3PerS.value, range.coarseningRate)
	withinRange('recipe.growth.activationEnergy', growth.activationEnergyJPerMol.value, range.activationEnergy)
	withinRange('recipe.growth.exponent', growth.exponent, range.exponent)
	withinRange('recipe.growth.formationSize', growth.formationSizeNm.value, range.formationSize)
	withinRange('recipe.growth.formationRate', growth.formationRateKPerS.value, range.formationRate)
	withinRange('recipe.growth.formationExponent', growth.formationExponent.value, range.formationExponent)
	withinRange('recipe.evaporation.openFractionMetals', evaporation.openFractionMetals.value, range.share)
	withinRange('recipe.evaporation.openFractionNaCl', evaporation.openFractionNaCl.value, range.share)
	withinRange('recipe.dose.activationEnergy', dose.activationEnergyJPerMol, range.activationEnergy)
	withinRange('recipe.dose.reference', dose.referenceK, TEMPERATURE_RANGE)
	withinRange('recipe.timeAbove.threshold', recipe.timeAbove.thresholdK, TEMPERATURE_RANGE)
}
