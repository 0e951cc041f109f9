import { icePressurePa } from './water.ts'

/**
 * Time to freeze-dry frozen water off a cake [s].
 *
 *   J = (pice(Tf) - pc)/(R0 + R1 W),  t = (R0 W + R1 W^2/2)/(pice(Tf) - pc)
 *
 * R0 1e5 Pa s m2/kg, R1 5e5 for each kg/m2 removed [A]. The front must stay below the 252 K eutectic; alarm over 250 K.
 */
export function freezeDryingTimeS(p: {
	readonly frontTemperatureK: number
	readonly chamberPressurePa: number
	readonly waterKgPerM2: number
	readonly baseResistance: number
	readonly cakeResistance: number
}): number {
	const driving = icePressurePa(p.frontTemperatureK) - p.chamberPressurePa
	if (driving <= 0) return Number.POSITIVE_INFINITY
	const w = p.waterKgPerM2
	return (p.baseResistance * w + (p.cakeResistance * w * w) / 2) / driving
}
