/**
 * Heat flux from gas onto the web [W/m2 of web, both faces].
 *
 *   q = 2 h (Tg - T)        Newton; h is the coefficient of one face
 */
export function convectiveFluxWPerM2(p: {
	readonly filmWPerM2K: number
	readonly gasTemperatureK: number
	readonly webTemperatureK: number
}): number {
	return 2 * p.filmWPerM2K * (p.gasTemperatureK - p.webTemperatureK)
}

/**
 * Film coefficient of impinging nitrogen jets, each face [W/m2 K].
 *
 *   h = h0 (V/V0)^(2/3)        h0 = 61 at V0 = 5 m/s [A]; turbulent impingement, Re^(2/3)
 *
 * Velocity may be given as any flow in proportion to it. Never below what still gas gives.
 */
export function jetFilmWPerM2K(p: {
	readonly flow: number
	readonly referenceFlow: number
	readonly referenceFilmWPerM2K: number
	readonly stillFilmWPerM2K: number
}): number {
	const ratio = Math.max(0, p.flow) / p.referenceFlow
	const root = Math.cbrt(ratio)
	return Math.max(p.stillFilmWPerM2K, p.referenceFilmWPerM2K * root * root)
}

/**
 * One film and one gas that act on the web as gas on both faces and a roll against one of them: coefficient of one face [W/m2 K], gas [K].
 *
 *   2 h (Tg - T) + hc (Tr - T) = 2 h' (T' - T),  h' = (2 h + hc)/2,  T' = (2 h Tg + hc Tr)/(2 h + hc)        exact at every T
 */
export function filmWithRoll(p: {
	readonly filmWPerM2K: number
	readonly gasK: number
	/** Of the contact; 150 [A]. */
	readonly rollFilmWPerM2K: number
	readonly rollK: number
}): { readonly filmWPerM2K: number; readonly gasK: number } {
	const gasWPerM2K = 2 * p.filmWPerM2K
	const bothWPerM2K = gasWPerM2K + p.rollFilmWPerM2K
	if (bothWPerM2K === 0) return { filmWPerM2K: 0, gasK: p.gasK }
	return { filmWPerM2K: bothWPerM2K / 2, gasK: (gasWPerM2K * p.gasK + p.rollFilmWPerM2K * p.rollK) / bothWPerM2K }
}

/** Flow for a wanted jet coefficient, in the unit of the reference flow; the inverse of `jetFilmWPerM2K`. */
export function jetFlowFor(p: {
	readonly filmWPerM2K: number
	readonly referenceFlow: number
	readonly referenceFilmWPerM2K: number
}): number {
	const ratio = p.filmWPerM2K / p.referenceFilmWPerM2K
	return p.referenceFlow * ratio * Math.sqrt(ratio)
}

/**
 * Temperature of a web that moves past a Newton sink and takes up a constant flux [K].
 *
 *   C'' v dT/dz = q + H (Tinf - T)
 *   T = Tinf + (T0 - Tinf) exp(-N) + q z/(C'' v) (1 - exp(-N))/N,  N = H z/(C'' v);   H = 0: T = T0 + q z/(C'' v)
 *
 * Exact for constant C'', v, q and H; no conduction along the web (Peclet number over 500).
 */
export function movingWebK(p: {
	readonly arealHeatJPerM2K: number
	readonly webSpeedMPerS: number
	readonly sinkWPerM2K: number
	readonly sinkTemperatureK: number
	readonly fluxWPerM2: number
	readonly inletK: number
	readonly atM: number
}): number {
	const heatCapacityFlow = p.arealHeatJPerM2K * p.webSpeedMPerS
	const riseK = (p.fluxWPerM2 * p.atM) / heatCapacityFlow
	const n = (p.sinkWPerM2K * p.atM) / heatCapacityFlow
	if (n === 0) return p.inletK + riseK
	return p.sinkTemperatureK + (p.inletK - p.sinkTemperatureK) * Math.exp(-n) - (riseK * Math.expm1(-n)) / n
}

/**
 * Time that the web now leaving a zone spent in it, after the speed stepped from v0 to v1 at t = 0 [s].
 *
 *   t < L/v1: t + (L - v1 t)/v0,  else L/v1        exact; the kink is sharp
 */
export function residenceAfterSpeedStepS(p: {
	readonly lengthM: number
	readonly beforeMPerS: number
	readonly afterMPerS: number
	readonly sinceStepS: number
}): number {
	const settledS = p.lengthM / p.afterMPerS
	if (p.sinceStepS >= settledS) return settledS
	return p.sinceStepS + (p.lengthM - p.afterMPerS * p.sinceStepS) / p.beforeMPerS
}
