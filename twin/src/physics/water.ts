/** Specific heat of liquid water [J/kg K], handbook. */
export const WATER_HEAT_J_PER_KG_K = 4180

/** Latent heat of water [J/kg]: 2.501e6 - 2361 (T - 273.15), 273 to 373 K. */
export function latentHeatJPerKg(temperatureK: number): number {
	return 2.501e6 - 2361 * (temperatureK - 273.15)
}

/** Saturation pressure of water [Pa], Buck: 611.21 exp[(18.678 - t/234.5) t/(257.14 + t)], t in degC, 0 to 100 degC. */
export function waterSaturationPa(temperatureK: number): number {
	const t = temperatureK - 273.15
	return 611.21 * Math.exp(((18.678 - t / 234.5) * t) / (257.14 + t))
}

/** Vapour pressure of ice [Pa]: log10 p = 12.537 - 2663.5/T, 170 to 273 K, handbook. */
export function icePressurePa(temperatureK: number): number {
	return 10 ** (12.537 - 2663.5 / temperatureK)
}
