import { GRAVITY_M_PER_S2, STEFAN_BOLTZMANN } from './constants.ts'

/** Off-gas of the precursor: NH3, H2O, CO2, CO, HCl, mean 27 g/mol [A]. */
export const OFF_GAS_MOLAR_MASS_KG_PER_MOL = 0.027

/**
 * Temperature inside a slab of half thickness L heated by a constant flux on both faces [K].
 *
 *   T - T0 = (q L/k)[Fo + (3x^2 - L^2)/(6 L^2) - (2/pi^2) sum (-1)^n/n^2 exp(-n^2 pi^2 Fo) cos(n pi x/L)],  Fo = k t/(rho c L^2)
 *
 * Carslaw and Jaeger, 2nd ed., 3.8. x from the middle. Exact for constant properties.
 */
export function heatedSlabK(p: {
	readonly fluxWPerM2: number
	readonly halfThicknessM: number
	readonly conductivityWPerMK: number
	readonly volumetricHeatJPerM3K: number
	readonly startK: number
	readonly timeS: number
	readonly fromMiddleM: number
}): number {
	const l = p.halfThicknessM
	const x = p.fromMiddleM
	const fourier = (p.conductivityWPerMK * p.timeS) / (p.volumetricHeatJPerM3K * l * l)
	let sum = 0
	for (let n = 1; n <= 400; n++) {
		const decay = Math.exp(-n * n * Math.PI * Math.PI * fourier)
		sum += (((n % 2 === 0 ? 1 : -1) * decay) / (n * n)) * Math.cos((n * Math.PI * x) / l)
		if (decay < 1e-18) break
	}
	const shape = fourier + (3 * x * x - l * l) / (6 * l * l) - (2 / (Math.PI * Math.PI)) * sum
	return p.startK + ((p.fluxWPerM2 * l) / p.conductivityWPerMK) * shape
}

/**
 * Biot number of the powder layer heated from one face, no unit: (4 E sigma T^3 + h)(t/2)/k.
 *
 * One temperature through the layer holds below 0.5. `exchange` is that of the powder's face alone.
 */
export function layerBiot(p: {
	readonly exchange: number
	readonly temperatureK: number
	readonly filmWPerM2K: number
	readonly thicknessM: number
	readonly conductivityWPerMK: number
}): number {
	const t = p.temperatureK
	const radiative = 4 * p.exchange * STEFAN_BOLTZMANN * t * t * t
	return ((radiative + p.filmWPerM2K) * p.thicknessM) / 2 / p.conductivityWPerMK
}

/** Speed of gas that carries a grain of this size [m/s], its terminal velocity: rho g d^2/(18 mu), Stokes, Reynolds number below 1. */
export function terminalVelocityMPerS(p: {
	readonly densityKgPerM3: number
	readonly diameterM: number
	readonly viscosityPaS: number
}): number {
	return (p.densityKgPerM3 * GRAVITY_M_PER_S2 * p.diameterM * p.diameterM) / (18 * p.viscosityPaS)
}

/** Largest grain that a gas of this speed carries away [m]; the inverse of the terminal velocity. */
export function carriedGrainM(p: {
	readonly densityKgPerM3: number
	readonly speedMPerS: number
	readonly viscosityPaS: number
}): number {
	return Math.sqrt((18 * p.viscosityPaS * p.speedMPerS) / (p.densityKgPerM3 * GRAVITY_M_PER_S2))
}
