import { icePressurePa, WATER_HEAT_J_PER_KG_K } from './water.ts'

/** Heat of sublimation of ice [J/kg], 230 to 273 K, handbook. */
export const SUBLIMATION_J_PER_KG = 2.838e6
/** Heat of fusion of ice [J/kg] and its specific heat near 250 K [J/kg K], handbook. */
export const ICE_FUSION_J_PER_KG = 333_600
export const ICE_HEAT_J_PER_KG_K = 2050
const ICE_POINT_K = 273.15

/** Warmest front that surely leaves the cake frozen through [K]: 2 K under the eutectic of water and NaCl, 252 K at 23.3 wt% [A]. */
export const FREEZE_FRONT_MAX_K = 250

/** Frozen cake under vacuum. */
export interface FrozenCake {
	/** Of the ice that sublimes. */
	readonly frontTemperatureK: number
	/** Of the vapour in the chamber. */
	readonly chamberPressurePa: number
	/** Pa s m2/kg before any cake has dried; 1e5 [A]. */
	readonly baseResistance: number
	/** Pa s m4/kg2: for each kg/m2 of ice that has gone; 5e5 [A]. */
	readonly cakeResistance: number
}

/** What drives the vapour out [Pa]: pressure of the ice over that of the chamber; never negative, no frost is laid down. */
export function freezeDrivingPa(cake: FrozenCake): number {
	return Math.max(0, icePressurePa(cake.frontTemperatureK) - cake.chamberPressurePa)
}

/** Sublimation flux [kg/m2 s]: (pice(Tf) - pc)/(R0 + R1 W), W kg/m2 of ice gone. */
export function sublimationFluxKgPerM2S(cake: FrozenCake, goneKgPerM2: number): number {
	return freezeDrivingPa(cake) / (cake.baseResistance + cake.cakeResistance * goneKgPerM2)
}

/**
 * Time to freeze-dry frozen water off a cake [s].
 *
 *   J = (pice(Tf) - pc)/(R0 + R1 W),  t = (R0 W + R1 W^2/2)/(pice(Tf) - pc)
 *
 * R0 1e5 Pa s m2/kg, R1 5e5 for each kg/m2 removed [A]. The front must stay below the 252 K eutectic; alarm over 250 K.
 */
export function freezeDryingTimeS(p: FrozenCake & { readonly waterKgPerM2: number }): number {
	const driving = freezeDrivingPa(p)
	const w = p.waterKgPerM2
	if (w <= 0) return 0
	if (driving <= 0) return Number.POSITIVE_INFINITY
	return (p.baseResistance * w + (p.cakeResistance * w * w) / 2) / driving
}

/**
 * Ice that sublimes in a time [kg/m2] after `goneKgPerM2` has gone already; the inverse of `freezeDryingTimeS`, exact, without a limit by
 * what is there.
 *
 *   dW = 2 D t/(sqrt(a^2 + 2 R1 D t) + a),  a = R0 + R1 W,  D = pice(Tf) - pc
 */
export function sublimedKgPerM2(cake: FrozenCake, goneKgPerM2: number, timeS: number): number {
	const resistance = cake.baseResistance + cake.cakeResistance * goneKgPerM2
	const pushed = freezeDrivingPa(cake) * timeS
	return (2 * pushed) / (Math.sqrt(resistance * resistance + 2 * cake.cakeResistance * pushed) + resistance)
}

/** Heat that water gives off from room temperature to ice at the front [J/kg]: 4180 to the ice point, fusion, 2050 below it. */
export function freezingHeatJPerKg(roomK: number, frontK: number): number {
	return WATER_HEAT_J_PER_KG_K * (roomK - ICE_POINT_K) + ICE_FUSION_J_PER_KG + ICE_HEAT_J_PER_KG_K * (ICE_POINT_K - frontK)
}
