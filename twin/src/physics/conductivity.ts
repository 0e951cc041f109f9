import { NACL_MOLAR_MASS_KG_PER_MOL } from './sodium-chloride.ts'

/**
 * Conductivity of NaCl in water [mS/cm].
 *
 *   kappa = m [l0 - a sqrt(m)/(1 + 1.3 sqrt(m))],  m in mol/kg
 *   l0 = 0.008967 t^2 + 2.196 t + 67.03,  a = 0.00726 t^2 + 1.762 t + 44.55,  t in degC
 *
 * McCleskey form, to 1 mol/kg and 0 to 90 degC; beyond 1 mol/kg it reads high.
 */
export function brineConductivityMSPerCm(p: { readonly molalityMolPerKg: number; readonly waterTemperatureK: number }): number {
	const m = Math.max(0, p.molalityMolPerKg)
	const t = p.waterTemperatureK - 273.15
	const limiting = (0.008967 * t + 2.196) * t + 67.03
	const slope = (0.00726 * t + 1.762) * t + 44.55
	const root = Math.sqrt(m)
	return m * (limiting - (slope * root) / (1 + 1.3 * root))
}

/** Molality of NaCl [mol/kg] from kg salt per kg water. */
export function molalityMolPerKg(saltKgPerKgWater: number): number {
	return saltKgPerKgWater / NACL_MOLAR_MASS_KG_PER_MOL
}
