import { type Fact, valuesOf } from './fact.ts'

/** Triammonium citrate C6H17N3O7, the metal chlorides that come with it, and what they give off. */
export const PRECURSOR_FACTS = {
	citrateMolarMassKgPerMol: [0.243216, 'kg/mol', 'C', 'atomic masses, C6H17N3O7'],
	citrateHeatJPerKgK: [1500, 'J/kg/K', 'A', 'assumed'],
	citrateCarbonWtpct: [29.6, 'wt%', 'C', 'carbon in the formula, the most that char could be'],
	saltHeatJPerKgK: [400, 'J/kg/K', 'A', 'anhydrous chlorides; the papers name no salts'],
	alloyHeatJPerMolK: [28, 'J/mol/K', 'A', 'per mol of atoms, solid and liquid'],
	offGasMolarMassKgPerMol: [0.027, 'kg/mol', 'A', 'NH3, H2O, CO2, CO, NH4Cl and HCl, mean'],
} as const satisfies Readonly<Record<string, Fact>>

export const PRECURSOR = valuesOf(PRECURSOR_FACTS)
