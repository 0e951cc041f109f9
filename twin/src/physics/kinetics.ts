import { GAS_CONSTANT } from './constants.ts'

/** Rate constant [1/s]: A exp(-E/RT), Arrhenius. */
export function arrheniusPerS(p: {
	readonly preExponentialPerS: number
	readonly activationEnergyJPerMol: number
	readonly temperatureK: number
}): number {
	return p.preExponentialPerS * Math.exp(-p.activationEnergyJPerMol / (GAS_CONSTANT * p.temperatureK))
}

/** Extent of a first-order step after a time at constant rate, no unit: 1 - (1 - X) exp(-k t). Exact, so it never leaves [0, 1]. */
export function firstOrder(extent: number, ratePerS: number, timeS: number): number {
	return 1 - (1 - extent) * Math.exp(-ratePerS * timeS)
}

/**
 * Extent of the second of two first-order steps in sequence after a time at constant rates, no unit.
 *
 *   dX1/dt = k1 (1 - X1),  dX2/dt = k2 (X1 - X2)
 *   1 - X2 = (1 - X2_0) e2 + k2 (1 - X1_0)(e1 - e2)/(k2 - k1),  e = exp(-k t)
 *
 * Exact; the limit k1 = k2 is taken where the difference would lose its digits.
 */
export function secondInSequence(p: {
	readonly first: number
	readonly second: number
	readonly firstRatePerS: number
	readonly secondRatePerS: number
	readonly timeS: number
}): number {
	const { firstRatePerS: k1, secondRatePerS: k2, timeS: t } = p
	const e2 = Math.exp(-k2 * t)
	const gap = (k2 - k1) * t
	const bridge = Math.abs(gap) < 1e-7 ? k2 * t * e2 : (k2 * (Math.exp(-k1 * t) - e2)) / (k2 - k1)
	return 1 - ((1 - p.second) * e2 + (1 - p.first) * bridge)
}

/**
 * Exponential integral E1(u), no unit, u > 0.
 *
 * Power series below 1, modified Lentz continued fraction above (Numerical Recipes, 3rd ed., 6.3); 1e-15 relative.
 */
export function exponentialIntegral1(u: number): number {
	if (u <= 1) {
		let sum = -0.5772156649015329 - Math.log(u)
		let term = -1
		for (let k = 1; k < 60; k++) {
			term *= -u / k
			sum += term / k
			if (Math.abs(term) < 1e-18) break
		}
		return sum
	}
	let b = u + 1
	let c = 1e300
	let d = 1 / b
	let fraction = d
	for (let k = 1; k < 400; k++) {
		const a = -k * k
		b += 2
		d = 1 / (a * d + b)
		c = b + a / c
		const step = c * d
		fraction *= step
		if (Math.abs(step - 1) < 1e-16) break
	}
	return fraction * Math.exp(-u)
}

/**
 * Integral of exp(-E/RT) over a linear ramp [s].
 *
 *   (1/beta)[T E2(E/RT)] from T0 to T,  E2(u) = exp(-u) - u E1(u)
 *
 * Exact. Times a pre-exponential it is -ln(1 - X) of a first-order step; times exp(E/(R Tref)) it is the dose of the ramp.
 */
export function rampExposureS(p: {
	readonly activationEnergyJPerMol: number
	readonly rateKPerS: number
	readonly fromK: number
	readonly toK: number
}): number {
	const primitive = (t: number) => {
		const u = p.activationEnergyJPerMol / (GAS_CONSTANT * t)
		return t * (Math.exp(-u) - u * exponentialIntegral1(u))
	}
	return (primitive(p.toK) - primitive(p.fromK)) / p.rateKPerS
}
