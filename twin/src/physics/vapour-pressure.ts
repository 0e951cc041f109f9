/**
 * Vapour pressure over a pure liquid metal [Pa].
 *
 *   log10 P = a - b/T        liquid branch, used at all temperatures for alloyed metal; sources beside the coefficients
 */
export function metalVapourPa(p: { readonly a: number; readonly b: number; readonly temperatureK: number }): number {
	return Math.exp(Math.LN10 * (p.a - p.b / p.temperatureK))
}

/**
 * Vapour pressure of NaCl [Pa].
 *
 *   P = 1e5 10^(5.07184 - 8388.497/(T - 82.638))        Stull type; 40.6 Pa at the melting point, boils at 1738 K
 *
 * About a third of the vapour is dimer; used with the monomer's mass, which understates the mass flux some 1.3 times.
 */
export function naclVapourPa(temperatureK: number): number {
	return 1e5 * Math.exp(Math.LN10 * (5.07184 - 8388.497 / (temperatureK - 82.638)))
}
