import { CARBON_FACTS } from './materials/carbon.ts'
import type { Fact } from './materials/fact.ts'
import { NACL_FACTS } from './materials/nacl.ts'
import { PRECURSOR_FACTS } from './materials/precursor.ts'
import { GAS_FACTS, WATER_FACTS } from './materials/water-and-gas.ts'
import { METALS, type Metal } from './materials.ts'
import type { Evidence } from './quantity.ts'

/** A row of the list of materials: every number that the physics takes from outside, with its source. */
export interface MaterialFact {
	readonly material: string
	readonly quantity: string
	readonly value: number
	readonly unit: string
	readonly evidence: Evidence
	readonly source: string
}

/** All material data, metals first. */
export function materialFacts(): readonly MaterialFact[] {
	const metals = Object.entries(METALS).flatMap(([symbol, metal]) => rows(symbol, metalFacts(symbol, metal)))
	return [
		...metals,
		...rows('NaCl', NACL_FACTS),
		...rows('carbon', CARBON_FACTS),
		...rows('precursor', PRECURSOR_FACTS),
		...rows('water', WATER_FACTS),
		...rows('gas', GAS_FACTS),
	]
}

const rows = (material: string, facts: Readonly<Record<string, Fact>>): MaterialFact[] =>
	Object.entries(facts).map(([quantity, [value, unit, evidence, source]]) => ({
		material,
		quantity,
		value,
		unit,
		evidence,
		source,
	}))

const VAPOUR = 'log10(P / Pa) = a - b / T, liquid branch'
const VAPOUR_SOURCES: Readonly<Record<string, readonly [Evidence, string]>> = {
	Bi: ['L', `${VAPOUR}; published fit, 1196 to 1268 K`],
	Sb: ['L', `${VAPOUR}; fit to tabulated points, 1004 to 1562 K, mostly Sb4`],
}

function metalFacts(symbol: string, metal: Metal): Readonly<Record<string, Fact>> {
	const [evidence, vapour] = VAPOUR_SOURCES[symbol] ?? (['C', `${VAPOUR}; Alcock type`] as const)
	return {
		molarMassKgPerMol: [metal.molarMassKgPerMol, 'kg/mol', 'C', 'atomic mass'],
		densityKgPerM3: [metal.densityKgPerM3, 'kg/m3', 'C', 'checked compilation'],
		meltingK: [metal.meltingK, 'K', 'C', 'checked compilation'],
		fusionJPerMol: [metal.fusionJPerMol, 'J/mol', 'C', 'checked compilation'],
		vapourA: [metal.vapourA, '-', evidence, vapour],
		vapourB: [metal.vapourB, 'K', evidence, vapour],
		vapourMolarMassKgPerMol: [metal.vapourMolarMassKgPerMol, 'kg/mol', evidence, 'mean of the vapour'],
		reductionJPerKg: [metal.reductionJPerKg, 'J/kg', 'H', 'MO_x + C to M + CO per kg of metal, formation enthalpies at 298 K'],
		reductionK: [metal.reductionK, 'K', 'H', 'where that reaction is balanced at 1 bar CO'],
		saltMolarMassKgPerMol: [
			metal.salt.molarMassKgPerMol,
			'kg/mol',
			'A',
			`fed as ${metal.salt.formula}; the papers name no salts`,
		],
	}
}
