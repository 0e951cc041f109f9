import { GAS_CONSTANT } from './constants.ts'

/** Mass transfer through the gas film over the web [m/s]: 0.015 (T/1000)^1.75 [A]. */
export function gasFilmMPerS(temperatureK: number): number {
	// x^1.75 = x sqrt(x) sqrt(sqrt(x))
	const x = temperatureK * 1e-3
	const root = Math.sqrt(x)
	return 0.015 * x * root * Math.sqrt(root)
}

/** Hertz-Knudsen coefficient into vacuum [m/s]: alpha sqrt(R T/(2 pi M)), alpha 1. */
export function hertzKnudsenMPerS(temperatureK: number, vapourMolarMassKgPerMol: number): number {
	return Math.sqrt((GAS_CONSTANT * temperatureK) / (2 * Math.PI * vapourMolarMassKgPerMol))
}

/** Gas film and surface in series [m/s]. */
export function transferMPerS(temperatureK: number, vapourMolarMassKgPerMol: number): number {
	const film = gasFilmMPerS(temperatureK)
	const surface = hertzKnudsenMPerS(temperatureK, vapourMolarMassKgPerMol)
	return (film * surface) / (film + surface)
}

/**
 * Evaporation flux of one species [kg/m2 s of web].
 *
 *   J = phi x P(T) M/(R T) k,  1/k = 1/kg + 1/kHK
 *
 * phi: share of the surface that is open to the gas; x: mole fraction (constant, Raoult). The gas far away holds none of it.
 */
export function evaporationKgPerM2S(p: {
	readonly openFraction: number
	readonly moleFraction: number
	readonly vapourPressurePa: number
	readonly vapourMolarMassKgPerMol: number
	readonly temperatureK: number
}): number {
	return (
		((p.openFraction * p.moleFraction * p.vapourPressurePa * p.vapourMolarMassKgPerMol) / (GAS_CONSTANT * p.temperatureK)) *
		transferMPerS(p.temperatureK, p.vapourMolarMassKgPerMol)
	)
}
