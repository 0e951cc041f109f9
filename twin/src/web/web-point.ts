import { GAS_CONSTANT } from '../physics/constants.ts'
import { transferMPerS } from '../physics/evaporation.ts'
import { NACL_MOLAR_MASS_KG_PER_MOL } from '../physics/sodium-chloride.ts'
import { naclVapourPa } from '../physics/vapour-pressure.ts'
import type { Powder, RateLaw } from './powder.ts'

/** What surrounds the web where it is now. */
export interface Surroundings {
	/** Emitter or cold wall. */
	surfaceK: number
	surfaceEmissivity: number
	/** On the exchange factor; 0 where nothing is seen. */
	view: number
	/** Gas film of one side. */
	filmWPerM2K: number
	gasK: number
}

/** First-order rate [1/s]: A exp(-E/(R T)). */
export const ratePerS = (law: RateLaw, temperatureK: number): number => law.a * Math.exp(-law.er / temperatureK)

/** Coarsening of one whole powder over its rate constant, no unit: exp(-E/(R T)). */
export const growthShape = (powder: Powder, temperatureK: number): number => Math.exp(-powder.coarsening.er / temperatureK)

/** Seconds at the reference temperature that one second here is worth [s/s]: exp(E/R (1/Tref - 1/T)). */
export const doseRate = (powder: Powder, temperatureK: number): number =>
	Math.exp(powder.doseEr * (1 / powder.doseReferenceK - 1 / temperatureK))

/** Evaporation of NaCl from a surface that is all open to the gas [kg/m2 s]: P(T) M/(R T) k, film and surface in series. */
export const openSaltKgPerM2S = (temperatureK: number): number =>
	((naclVapourPa(temperatureK) * NACL_MOLAR_MASS_KG_PER_MOL) / (GAS_CONSTANT * temperatureK)) *
	transferMPerS(temperatureK, NACL_MOLAR_MASS_KG_PER_MOL)

/** Evaporation of metal `k` of a whole alloy that is all open to the gas [kg/m2 s]: x P(T) M/(R T) k. */
export function openMetalKgPerM2S(powder: Powder, k: number, temperatureK: number): number {
	const mass = powder.vapourMolarMass[k]!
	const pressure = Math.exp(powder.vapourLnA[k]! - powder.vapourLnB[k]! / temperatureK)
	return ((powder.moleShare[k]! * pressure * mass) / (GAS_CONSTANT * temperatureK)) * transferMPerS(temperatureK, mass)
}
