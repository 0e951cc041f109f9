/** Molar mass [kg/mol]. */
export const NACL_MOLAR_MASS_KG_PER_MOL = 0.058443
/** Melting point [K], JANAF. */
export const NACL_MELTING_K = 1073.8
/** Heat of fusion [J/kg]: 28.16 kJ/mol, checked compilation. */
export const NACL_FUSION_J_PER_KG = 28160 / NACL_MOLAR_MASS_KG_PER_MOL

interface Shomate {
	readonly a: number
	readonly b: number
	readonly c: number
	readonly d: number
	readonly e: number
}

/** JANAF Shomate coefficients, solid 298 to 1073.8 K. */
const SOLID: Shomate = { a: 50.72389, b: 6.672267, c: -2.517167, d: 10.15934, e: -0.200675 }
/** Liquid 1073.8 to 2500 K. */
const LIQUID: Shomate = { a: -42.4478, b: 113.526, c: -43.6466, d: 5.89663, e: 39.1386 }

const heat = (s: Shomate, temperatureK: number): number => {
	const t = temperatureK * 1e-3
	return (s.a + t * (s.b + t * (s.c + t * s.d)) + s.e / (t * t)) / NACL_MOLAR_MASS_KG_PER_MOL
}

const primitive = (s: Shomate, temperatureK: number): number => {
	const t = temperatureK * 1e-3
	return (1000 * (t * (s.a + t * (s.b / 2 + t * (s.c / 3 + (t * s.d) / 4))) - s.e / t)) / NACL_MOLAR_MASS_KG_PER_MOL
}

/**
 * Specific heat of solid NaCl [J/kg K].
 *
 *   cp = (A + B t + C t^2 + D t^3 + E/t^2)/M,  t = T/1000        JANAF Shomate, 298 to 1073.8 K
 */
export function naclSolidHeatJPerKgK(temperatureK: number): number {
	return heat(SOLID, temperatureK)
}

/** Specific heat of molten NaCl [J/kg K]. Same form and source, 1073.8 to 2500 K. */
export function naclLiquidHeatJPerKgK(temperatureK: number): number {
	return heat(LIQUID, temperatureK)
}

/** Enthalpy of solid NaCl between two temperatures [J/kg]; integral of the Shomate form, 298 to 1073.8 K. */
export function naclSolidEnthalpyJPerKg(fromK: number, toK: number): number {
	return primitive(SOLID, toK) - primitive(SOLID, fromK)
}

/** Enthalpy of molten NaCl between two temperatures [J/kg]; 1073.8 to 2500 K. */
export function naclLiquidEnthalpyJPerKg(fromK: number, toK: number): number {
	return primitive(LIQUID, toK) - primitive(LIQUID, fromK)
}

/**
 * Saturated brine [wt% NaCl] at a water temperature in degrees Celsius.
 *
 *   26.286 + 0.0044 t + 0.000139 t^2        fit of tabulated brine data, 0 to 100 degC, within 0.05
 */
export function brineSaturationWtpct(waterTemperatureK: number): number {
	const t = waterTemperatureK - 273.15
	return 26.286 + t * (0.0044 + 0.000139 * t)
}
