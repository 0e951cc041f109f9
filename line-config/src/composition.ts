import { ALLOY_HEAT_J_PER_MOL_K, CITRATE_MOLAR_MASS_KG_PER_MOL, METALS, type MetalSymbol } from './materials.ts'
import type { Recipe } from './recipe.ts'

/** What a kilogram of dry precursor holds, and the alloy it gives. Fractions are kg per kg dry powder. */
export interface Composition {
	readonly metals: readonly MetalShare[]
	/** Metal content, counted inside the salt. */
	readonly metalFraction: number
	/** Metal salts, with their metal; salt, citrate and NaCl sum to 1. */
	readonly saltFraction: number
	readonly citrateFraction: number
	readonly naclFraction: number
	/** Heat of the carbothermal reduction, J per kg of metal: sum of mass share times heat. */
	readonly reductionJPerKg: number
	/** 28 J per mol of atoms and K over the mean molar mass. */
	readonly alloyHeatJPerKgK: number
}

export interface MetalShare {
	readonly symbol: MetalSymbol
	/** Of the metal: mol per mol, kg per kg. */
	readonly moleShare: number
	readonly massShare: number
}

/** Composition of a recipe's dry precursor, from its mole ratios and the anhydrous chlorides of `METALS`. */
export function compositionOf(recipe: { readonly precursor: Recipe['precursor'] }): Composition {
	const { metals, citratePerMetalMolPerMol, saltPerCitrateKgPerKg } = recipe.precursor
	const moles = Object.entries(metals).filter((entry): entry is [MetalSymbol, number] => entry[1] !== undefined)
	const totalMol = sum(moles.map(([, mol]) => mol))
	const metalKg = sum(moles.map(([symbol, mol]) => mol * METALS[symbol].molarMassKgPerMol))
	const saltKg = sum(moles.map(([symbol, mol]) => mol * METALS[symbol].salt.molarMassKgPerMol))
	const citrateKg = totalMol * citratePerMetalMolPerMol.value * CITRATE_MOLAR_MASS_KG_PER_MOL
	const naclKg = citrateKg * saltPerCitrateKgPerKg.value
	const dryKg = saltKg + citrateKg + naclKg
	const shares = moles.map(([symbol, mol]) => ({
		symbol,
		moleShare: mol / totalMol,
		massShare: (mol * METALS[symbol].molarMassKgPerMol) / metalKg,
	}))
	return {
		metals: shares,
		metalFraction: metalKg / dryKg,
		saltFraction: saltKg / dryKg,
		citrateFraction: citrateKg / dryKg,
		naclFraction: naclKg / dryKg,
		reductionJPerKg: sum(shares.map(({ symbol, massShare }) => massShare * METALS[symbol].reductionJPerKg)),
		alloyHeatJPerKgK: (ALLOY_HEAT_J_PER_MOL_K * totalMol) / metalKg,
	}
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
