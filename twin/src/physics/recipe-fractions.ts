/** One metal of a recipe, per formula. */
export interface RecipeMetal {
	readonly moles: number
	readonly molarMassKgPerMol: number
	readonly saltMolarMassKgPerMol: number
	readonly reductionJPerKg: number
}

export interface RecipeFractions {
	/** kg per kg of dry precursor; the metal is counted inside the salt. */
	readonly metal: number
	readonly salt: number
	readonly citrate: number
	readonly nacl: number
	/** Mass and mole share of each metal in the alloy. */
	readonly massShare: readonly number[]
	readonly moleShare: readonly number[]
	/** Heat of reduction, J per kg of metal. */
	readonly reductionJPerKg: number
	/** Specific heat of the alloy, J/kg K. */
	readonly alloyHeatJPerKgK: number
}

/**
 * What one kilogram of dry precursor is made of.
 *
 *   citrate: r mol per mol of metal;  NaCl: R kg per kg citrate;  f = mass / total
 *   heat of reduction: sum of w dHr;  alloy heat: 28 J per mol of atoms (Dulong and Petit)
 */
export function recipeFractions(p: {
	readonly metals: readonly RecipeMetal[]
	readonly citrateMolPerMol: number
	readonly citrateMolarMassKgPerMol: number
	readonly naclKgPerKgCitrate: number
	readonly alloyHeatJPerMolK: number
}): RecipeFractions {
	const moles = p.metals.reduce((sum, m) => sum + m.moles, 0)
	const metal = p.metals.reduce((sum, m) => sum + m.moles * m.molarMassKgPerMol, 0)
	const salt = p.metals.reduce((sum, m) => sum + m.moles * m.saltMolarMassKgPerMol, 0)
	const citrate = p.citrateMolPerMol * moles * p.citrateMolarMassKgPerMol
	const nacl = p.naclKgPerKgCitrate * citrate
	const total = salt + citrate + nacl
	const massShare = p.metals.map((m) => (m.moles * m.molarMassKgPerMol) / metal)
	return {
		metal: metal / total,
		salt: salt / total,
		citrate: citrate / total,
		nacl: nacl / total,
		massShare,
		moleShare: p.metals.map((m) => m.moles / moles),
		reductionJPerKg: p.metals.reduce((sum, m, k) => sum + (massShare[k] ?? 0) * m.reductionJPerKg, 0),
		alloyHeatJPerKgK: (p.alloyHeatJPerMolK * moles) / metal,
	}
}
