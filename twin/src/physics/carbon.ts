/**
 * Specific heat of carbon: cloth, char and graphite emitters [J/kg K].
 *
 *   cp = 2775.09 - 0.12304 T - 958853/T + 1.05448e8/T^2
 *
 * Fit to JANAF graphite, 298 to 2000 K, within 0.65 %. Amorphous char is taken as graphite [A].
 */
export function carbonHeatJPerKgK(temperatureK: number): number {
	const inverse = 1 / temperatureK
	return 2775.09 - 0.12304 * temperatureK + (1.05448e8 * inverse - 958853) * inverse
}

/** Enthalpy of carbon between two temperatures [J/kg]: the integral of `carbonHeatJPerKgK`, same source and range. */
export function carbonEnthalpyJPerKg(fromK: number, toK: number): number {
	return enthalpyJPerKg(toK) - enthalpyJPerKg(fromK)
}

/** From an arbitrary zero. */
function enthalpyJPerKg(t: number): number {
	return (2775.09 - 0.06152 * t) * t - 958853 * Math.log(t) - 1.05448e8 / t
}
