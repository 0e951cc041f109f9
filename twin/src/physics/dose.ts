import { GAS_CONSTANT } from './constants.ts'
import { rampExposureS } from './kinetics.ts'

/**
 * Rate at which web at a temperature gathers equivalent seconds at the reference temperature, no unit.
 *
 *   dD/dt = exp[-(Ea/R)(1/T - 1/Tref)]        1 at Tref; Ea of coarsening (52.4 kJ/mol by default), from the recipe
 */
export function doseRate(p: {
	readonly temperatureK: number
	readonly activationEnergyJPerMol: number
	readonly referenceK: number
}): number {
	return Math.exp((-p.activationEnergyJPerMol / GAS_CONSTANT) * (1 / p.temperatureK - 1 / p.referenceK))
}

/** Dose of a linear ramp or cooling between two temperatures [s at the reference]; exact, from the exponential integral. */
export function rampDoseS(p: {
	readonly activationEnergyJPerMol: number
	readonly referenceK: number
	readonly rateKPerS: number
	readonly fromK: number
	readonly toK: number
}): number {
	return Math.abs(rampExposureS(p)) * Math.exp(p.activationEnergyJPerMol / (GAS_CONSTANT * p.referenceK))
}
