import { STEFAN_BOLTZMANN } from './constants.ts'

/** Emissivity of the white powder before it chars, and what charring adds [A]. */
export const POWDER_EMISSIVITY_WHITE = 0.4
export const POWDER_EMISSIVITY_GAIN = 0.5
/** The bare side of the web is black carbon cloth. */
export const CLOTH_EMISSIVITY = 0.9

/**
 * Exchange factor of two grey parallel plates, no unit.
 *
 *   E = 1 / (1/ee + 1/ew - 1)
 *
 * Incropera, 7th ed., eq. 13.19. Holds while the gap is small beside the width; both emissivities in (0, 1].
 */
export function exchangeFactor(p: { readonly emitterEmissivity: number; readonly webEmissivity: number }): number {
	return 1 / (1 / p.emitterEmissivity + 1 / p.webEmissivity - 1)
}

/**
 * Heat flux from emitters (or to a cold wall) onto the web [W/m2 of web, all faces in `exchange`].
 *
 *   q = E sigma (Te^4 - T^4)
 *
 * `exchange` is the sum of the exchange factors of the faces. Incropera, 7th ed., ch. 13.
 */
export function radiativeFluxWPerM2(p: {
	readonly exchange: number
	readonly emitterTemperatureK: number
	readonly webTemperatureK: number
}): number {
	const e2 = p.emitterTemperatureK * p.emitterTemperatureK
	const w2 = p.webTemperatureK * p.webTemperatureK
	return p.exchange * STEFAN_BOLTZMANN * (e2 * e2 - w2 * w2)
}

/**
 * Time for a lumped body to go from one temperature to another in front of a black-body-like emitter [s].
 *
 *   C'' dT/dt = E sigma (Te^4 - T^4)
 *   t = C''/(4 E sigma Te^3) [ln((Te+T)/|Te-T|) + 2 atan(T/Te)] from T0 to T
 *
 * Exact for constant C'' and E and a constant emitter; T0 and T on the same side of Te.
 */
export function lumpedRadiationTimeS(p: {
	readonly arealHeatJPerM2K: number
	readonly exchange: number
	readonly emitterTemperatureK: number
	readonly fromK: number
	readonly toK: number
}): number {
	const te = p.emitterTemperatureK
	const primitive = (t: number) => Math.log((te + t) / Math.abs(te - t)) + 2 * Math.atan(t / te)
	return (p.arealHeatJPerM2K / (4 * p.exchange * STEFAN_BOLTZMANN * te * te * te)) * (primitive(p.toK) - primitive(p.fromK))
}
