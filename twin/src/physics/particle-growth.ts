/**
 * Size at which particles form [nm].
 *
 *   dForm = dRef (betaRef/beta)^p        beta: heating rate from 400 to 700 K; p = 1/6 [A]
 *
 * Faster heating forms more nuclei, so smaller particles. Fitted between 47 and 350 K/s.
 */
export function formationSizeNm(p: {
	readonly referenceNm: number
	readonly referenceRateKPerS: number
	readonly heatingRateKPerS: number
	readonly exponent: number
}): number {
	return p.referenceNm * (p.referenceRateKPerS / p.heatingRateKPerS) ** p.exponent
}

/**
 * Number-mean particle size [nm].
 *
 *   d = [Xm (dForm^n + Theta)]^(1/n),  dTheta/dt = Xm k0 exp(-Ea/RT),  n = 3
 *
 * Coalescence of liquid droplets. k0 means nothing without its Ea; below 800 K and above 1400 K it extrapolates.
 */
export function particleSizeNm(p: {
	readonly formationNm: number
	readonly coarseningNmN: number
	readonly reduction: number
	readonly exponent: number
}): number {
	const n = p.exponent
	if (n === 3) return Math.cbrt(p.reduction * (p.formationNm * p.formationNm * p.formationNm + p.coarseningNmN))
	return (p.reduction * (p.formationNm ** n + p.coarseningNmN)) ** (1 / n)
}

/**
 * Logarithm of the geometric standard deviation of size, no unit.
 *
 *   max(0.15, -0.040 + 0.355 ln(d/dForm))        fitted to "10-20" and "30-210 nm" read as two sigma either way
 */
export function lnSigmaG(sizeNm: number, formationNm: number): number {
	return Math.max(0.15, -0.04 + 0.355 * Math.log(sizeNm / formationNm))
}
