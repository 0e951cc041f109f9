import { carbonHeatJPerKgK } from '../physics/carbon.ts'
import { GAS_CONSTANT } from '../physics/constants.ts'
import { transferMPerS } from '../physics/evaporation.ts'
import { NACL_MOLAR_MASS_KG_PER_MOL, naclLiquidHeatJPerKgK, naclSolidHeatJPerKgK } from '../physics/sodium-chloride.ts'
import { naclVapourPa } from '../physics/vapour-pressure.ts'
import type { Powder } from './powder.ts'

/** Range and step of the table, K. Beyond its ends the end holds, as the fits of the specific heats do. */
export const TABLE_FROM_K = 250
export const TABLE_TO_K = 2500
export const TABLE_ROWS_PER_K = 4
export const TABLE_LAST = (TABLE_TO_K - TABLE_FROM_K) * TABLE_ROWS_PER_K

/** Columns of a row; the metals follow in the order of the recipe. */
export const CHAR1 = 0
export const CHAR2 = 1
export const REDUCTION = 2
export const CARBON_HEAT = 3
export const SOLID_SALT_HEAT = 4
export const LIQUID_SALT_HEAT = 5
export const COARSENING = 6
export const DOSE = 7
export const NACL_FLUX = 8
export const METAL_FLUX = 9

/** Tables kept at once: draws that change a prefactor share one, draws that change an activation energy do not. */
const TABLES_MOST = 32
const tables = new Map<string, Float64Array>()

/**
 * All that depends on temperature alone for a powder, a row each 0.25 K, to be read by straight lines: exp(-E/(R T)) of the rate laws,
 * specific heats [J/kg K], dose rate, evaporation of NaCl and of each pure metal from an open surface [kg/m2 s].
 *
 * A straight line is off by (E/(R T^2))^2 h^2/8, below 3e-4 of a rate at 350 K and 3e-5 from 600 K on. Prefactors stay outside.
 */
export function rateTable(powder: Powder): Float64Array {
	const exponents = [powder.char1.er, powder.char2.er, powder.reduction.er, powder.coarsening.er, powder.doseEr]
	const key = `${exponents.join()};${powder.doseReferenceK};${powder.vapourLnA.join()};${powder.vapourLnB.join()};${powder.vapourMolarMass.join()}`
	const known = tables.get(key)
	if (known) return known
	const made = fill(powder)
	if (tables.size >= TABLES_MOST) for (const oldest of [...tables.keys()].slice(0, 1)) tables.delete(oldest)
	tables.set(key, made)
	return made
}

function fill(powder: Powder): Float64Array {
	const metals = powder.metals.length
	const stride = METAL_FLUX + metals
	const table = new Float64Array((TABLE_LAST + 2) * stride)
	for (let row = 0; row <= TABLE_LAST + 1; row++) {
		const t = TABLE_FROM_K + row / TABLE_ROWS_PER_K
		const at = row * stride
		table[at + CHAR1] = Math.exp(-powder.char1.er / t)
		table[at + CHAR2] = Math.exp(-powder.char2.er / t)
		table[at + REDUCTION] = Math.exp(-powder.reduction.er / t)
		table[at + CARBON_HEAT] = carbonHeatJPerKgK(t)
		table[at + SOLID_SALT_HEAT] = naclSolidHeatJPerKgK(t)
		table[at + LIQUID_SALT_HEAT] = naclLiquidHeatJPerKgK(t)
		table[at + COARSENING] = Math.exp(-powder.coarsening.er / t)
		table[at + DOSE] = Math.exp(powder.doseEr * (1 / powder.doseReferenceK - 1 / t))
		const perRT = 1 / (GAS_CONSTANT * t)
		const salt = NACL_MOLAR_MASS_KG_PER_MOL
		table[at + NACL_FLUX] = naclVapourPa(t) * salt * perRT * transferMPerS(t, salt)
		for (let k = 0; k < metals; k++) {
			const mass = powder.vapourMolarMass[k]!
			const pressurePa = Math.exp(powder.vapourLnA[k]! - powder.vapourLnB[k]! / t)
			table[at + METAL_FLUX + k] = pressurePa * mass * perRT * transferMPerS(t, mass)
		}
	}
	return table
}

/** exp(-n/128), n to 5120. */
const DECAYS = Float64Array.from({ length: 5122 }, (_, n) => Math.exp(-n / 128))

/** exp(-x) for x >= 0, no unit, to 1e-14: a table and a short series; 0 from 40 on, where 1 - exp(-x) is 1. */
export function decay(x: number): number {
	if (x >= 40) return 0
	const n = (x * 128 + 0.5) | 0
	const r = x - n * 0.0078125
	const r2 = r * r
	return DECAYS[n]! * (1 - r + r2 * (0.5 - r * (1 / 6) + r2 * (1 / 24)))
}
