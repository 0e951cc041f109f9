import type { FreezeDrying } from '@emberline/line-config'
import { type FrozenCake, freezingHeatJPerKg, SUBLIMATION_J_PER_KG, sublimedKgPerM2 } from '../../physics/freeze-drying.ts'
import type { Web } from '../../web/parcels.ts'
import type { WaterTaken } from './process.ts'

/** The vacuum chamber at its set-points. */
export interface FreezeChamber {
	readonly method: 'freeze'
	readonly cake: FrozenCake
	/** Factor on the drying rate. */
	readonly rate: number
}

export function cakeOf(config: FreezeDrying): FrozenCake {
	return {
		frontTemperatureK: config.frontTemperatureK,
		chamberPressurePa: config.chamberPressurePa,
		baseResistance: config.baseResistancePaSM2PerKg,
		cakeResistance: config.cakeResistancePaSM4PerKg2,
	}
}

/** The chamber of a line; `rate` is the factor on the drying rate. */
export function freezeChamber(config: FreezeDrying, rate: number): FreezeChamber {
	return { method: 'freeze', cake: cakeOf(config), rate }
}

/**
 * Carries a parcel through the chamber for a time, exactly. Its powder comes in frozen; web in the chamber is at the temperature of the
 * front, dry or not [A]. Water is charged with its freezing (heat out) and its sublimation (heat in).
 */
export function freezeDryParcel(
	web: Web,
	i: number,
	{ cake, rate }: FreezeChamber,
	p: { readonly timeS: number; readonly roomK: number },
	taken: WaterTaken,
): void {
	web.clockS[i] = web.clockS[i]! + p.timeS
	web.temperatureK[i] = cake.frontTemperatureK
	const loading = web.dryLoadingKgPerM2[i]!
	if (loading <= 0) return
	const ice = web.moistureKgPerKg[i]! * loading
	const gone = web.sublimedKgPerM2[i]!
	const sublimed = sublimedKgPerM2(cake, gone, p.timeS * rate)
	const water = Math.min(ice, sublimed)
	// What is left of the last drop of rounding is no ice.
	web.moistureKgPerKg[i] = water === ice ? 0 : (ice - water) / loading
	web.sublimedKgPerM2[i] = gone + water
	taken.water += water
	taken.latent += water * SUBLIMATION_J_PER_KG
	taken.sensible -= water * freezingHeatJPerKg(p.roomK, cake.frontTemperatureK)
}
