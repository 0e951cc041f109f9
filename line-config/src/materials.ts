import { PRECURSOR } from './materials/precursor.ts'

/** Material data that no line and no recipe changes. Evidence tags as in recipes: J JANAF, C compilation, L literature, H handbook, A assumption. */

export interface Metal {
	readonly molarMassKgPerMol: number
	readonly densityKgPerM3: number
	readonly meltingK: number
	readonly fusionJPerMol: number
	/** log10(P / Pa) = a - b / T, liquid branch, used at all temperatures for alloyed metal. */
	readonly vapourA: number
	readonly vapourB: number
	/** Mean molar mass of the vapour. */
	readonly vapourMolarMassKgPerMol: number
	/** Heat of MO_x + C -> M + CO per kg of metal, 298 K. */
	readonly reductionJPerKg: number
	/** Where that reaction's free energy is zero at 1 bar CO. */
	readonly reductionK: number
	/** Anhydrous chloride that brings it in. */
	readonly salt: { readonly formula: string; readonly molarMassKgPerMol: number }
	/** Fe, Co and Ni reduce with the slower step. */
	readonly slowReduction: boolean
}

const metal = (
	[molar, density, melting, fusion, a, b, vapour, reduction, reductionK]: readonly [
		number,
		number,
		number,
		number,
		number,
		number,
		number,
		number,
		number,
	],
	formula: string,
	saltMolar: number,
	slowReduction = false,
): Metal => ({
	molarMassKgPerMol: molar / 1000,
	densityKgPerM3: density,
	meltingK: melting,
	fusionJPerMol: fusion * 1000,
	vapourA: a,
	vapourB: b,
	vapourMolarMassKgPerMol: vapour / 1000,
	reductionJPerKg: reduction * 1000,
	reductionK,
	salt: { formula, molarMassKgPerMol: saltMolar / 1000 },
	slowReduction,
})

/**
 * Columns: g/mol, kg/m3, melting K, fusion kJ/mol, vapour a, b, vapour g/mol, heat of reduction kJ/kg, reduction K; chloride, its g/mol.
 * Bi: published vapour fit 1196 to 1268 K [L]; Sb: fit to tabulated points 1004 to 1562 K, mostly Sb4 [L]; others Alcock type [C/H];
 * heats of reduction from 298 K formation enthalpies [H]; chlorides are assumed [A].
 */
export const METALS = {
	Bi: metal([208.98, 9790, 544.6, 11.11, 9.7576, 9150.3, 328, 580, 451], 'BiCl3', 315.34),
	Sb: metal([121.76, 6680, 903.8, 19.79, 7.724, 5621, 487.04, 1545, 705], 'SbCl3', 228.12),
	Sn: metal([118.71, 7287, 505.1, 7.15, 10.268, 15332, 118.71, 3003, 923], 'SnCl2', 189.61),
	Pb: metal([207.2, 11300, 600.6, 4.77, 9.917, 9701, 207.2, 524, 568], 'PbCl2', 278.1),
	Zn: metal([65.38, 7134, 692.7, 7.07, 10.384, 6286, 65.38, 3664, 1198], 'ZnCl2', 136.29),
	Co: metal([58.933, 8860, 1768, 16.2, 11.494, 20578, 58.933, 2164, 754], 'CoCl2', 129.84, true),
	Ni: metal([58.693, 8900, 1728, 17.5, 11.672, 20765, 58.693, 2203, 703], 'NiCl2', 129.6, true),
	Fe: metal([55.845, 7870, 1811, 13.8, 11.353, 19574, 55.845, 2892, 1019], 'FeCl3', 162.2, true),
	Cu: metal([63.546, 8960, 1357.8, 13.3, 10.855, 16415, 63.546, 737, 256], 'CuCl2', 134.45),
} as const satisfies Record<string, Metal>

export type MetalSymbol = keyof typeof METALS

/** Alloy, solid and liquid, per mol of atoms [A]. */
export const ALLOY_HEAT_J_PER_MOL_K = PRECURSOR.alloyHeatJPerMolK
/** Triammonium citrate C6H17N3O7. */
export const CITRATE_MOLAR_MASS_KG_PER_MOL = PRECURSOR.citrateMolarMassKgPerMol
export const CITRATE_HEAT_J_PER_KG_K = PRECURSOR.citrateHeatJPerKgK
export const SALT_HEAT_J_PER_KG_K = PRECURSOR.saltHeatJPerKgK
