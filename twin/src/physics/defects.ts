import { GAS_CONSTANT } from './constants.ts'

/**
 * Share of defects that the cooling freezes in, no unit: beta/(beta + 2.2).
 *
 * beta: mean rate from 700 to 500 K on the last cooling. 2.2 K/s is the geometric middle of the only bracket known,
 * 0.083 (defects gone) to 59 K/s (defect rich).
 */
export function defectRetention(coolingRateKPerS: number): number {
	return coolingRateKPerS / (coolingRateKPerS + 2.2)
}

/** Rate at which later heating heals them [1/s]: 2.37e11 exp(-220e3/RT) [A]; the only evidence is over 1.7e-4 1/s at 773 K. */
export function defectHealingPerS(temperatureK: number): number {
	return 2.37e11 * Math.exp(-220e3 / (GAS_CONSTANT * temperatureK))
}
