import { ATMOSPHERE_PA } from './constants.ts'
import { latentHeatJPerKg, waterSaturationPa } from './water.ts'

/** Air over a wet layer. */
export interface DryingAir {
	readonly airTemperatureK: number
	/** kg water per kg dry air. */
	readonly airHumidityKgPerKg: number
	/** Of the liquid in the layer; 0.75 for saturated brine. */
	readonly waterActivity: number
	/** Of one side. */
	readonly filmWPerM2K: number
	/** Radiation onto the layer, W/m2. */
	readonly radiationWPerM2?: number
}

/**
 * Temperature of a wet layer in drying air [K].
 *
 *   h (Tg - Tw) + q = (h/cph) lam(Tw) (Ys - Yg),  cph = 1005 + 1884 Yg,  Ys = 0.622 aw ps/(P - aw ps)
 *
 * Lewis number 1. Found by bisection between 240 K and the air, so it cannot miss; 1 atm.
 */
export function wetBulbK(air: DryingAir): number {
	const { airTemperatureK, airHumidityKgPerKg, waterActivity, filmWPerM2K, radiationWPerM2 = 0 } = air
	const humidHeat = 1005 + 1884 * airHumidityKgPerKg
	const surplus = (wetK: number) => {
		const pressure = waterActivity * waterSaturationPa(wetK)
		const humidity = (0.622 * pressure) / (ATMOSPHERE_PA - pressure)
		const uptake = (filmWPerM2K / humidHeat) * latentHeatJPerKg(wetK) * (humidity - airHumidityKgPerKg)
		return filmWPerM2K * (airTemperatureK - wetK) + radiationWPerM2 - uptake
	}
	let low = 240
	let high = Math.min(Math.max(airTemperatureK, 300) + radiationWPerM2 / Math.max(filmWPerM2K, 1e-9), 372)
	for (let k = 0; k < 60; k++) {
		const middle = (low + high) / 2
		if (surplus(middle) > 0) low = middle
		else high = middle
	}
	return (low + high) / 2
}

/** Drying flux at the wet bulb [kg/m2 s of web]: sides h (Tg - Tw)/lam(Tw); never negative, dry air assumed to take it all. */
export function dryingFluxKgPerM2S(p: {
	readonly sides: number
	readonly filmWPerM2K: number
	readonly airTemperatureK: number
	readonly wetBulbK: number
}): number {
	const flux = (p.sides * p.filmWPerM2K * (p.airTemperatureK - p.wetBulbK)) / latentHeatJPerKg(p.wetBulbK)
	return Math.max(0, flux)
}

/** A drying layer: moisture in kg per kg dry. */
export interface DryingLayer {
	readonly dryLoadingKgPerM2: number
	readonly fluxKgPerM2S: number
	/** Above it the surface stays wet. */
	readonly criticalKgPerKg: number
	/** What the air cannot take. */
	readonly equilibriumKgPerKg: number
}

/**
 * Moisture after a time in the dryer [kg/kg].
 *
 *   X > Xc: dX/dt = -N/m;  X <= Xc: dX/dt = -N (X - Xe)/(m (Xc - Xe))        constant, then falling rate; exact
 */
export function dryMoistureKgPerKg(layer: DryingLayer, moistureKgPerKg: number, timeS: number): number {
	const { dryLoadingKgPerM2, fluxKgPerM2S: flux, criticalKgPerKg: critical, equilibriumKgPerKg: equilibrium } = layer
	if (flux <= 0 || dryLoadingKgPerM2 <= 0) return moistureKgPerKg
	let moisture = moistureKgPerKg
	let left = timeS
	if (moisture > critical) {
		const wetS = ((moisture - critical) * dryLoadingKgPerM2) / flux
		if (left <= wetS) return moisture - (flux * left) / dryLoadingKgPerM2
		moisture = critical
		left -= wetS
	}
	if (moisture <= equilibrium) return moisture
	return equilibrium + (moisture - equilibrium) * Math.exp((-flux * left) / (dryLoadingKgPerM2 * (critical - equilibrium)))
}

/** Time to dry from one moisture to another [s]; the inverse of `dryMoistureKgPerKg`, exact. Infinity at or below equilibrium, or where nothing dries. */
export function dryingTimeS(layer: DryingLayer, fromKgPerKg: number, toKgPerKg: number): number {
	const { dryLoadingKgPerM2: loading, fluxKgPerM2S: flux, criticalKgPerKg: critical, equilibriumKgPerKg: equilibrium } = layer
	if (toKgPerKg >= fromKgPerKg) return 0
	if (flux <= 0) return Number.POSITIVE_INFINITY
	const wetS = (loading * Math.max(0, fromKgPerKg - Math.max(critical, toKgPerKg))) / flux
	if (toKgPerKg >= critical) return wetS
	const start = Math.min(fromKgPerKg, critical)
	const falling = (loading * (critical - equilibrium)) / flux
	return toKgPerKg <= equilibrium
		? Number.POSITIVE_INFINITY
		: wetS + falling * Math.log((start - equilibrium) / (toKgPerKg - equilibrium))
}

/**
 * Temperature of the layer while it dries [K].
 *
 *   wet: Tw;  falling rate: Tg - (Tg - Tw)(X - Xe)/(Xc - Xe), so that heat taken up still equals what evaporates
 */
export function dryingLayerK(
	layer: DryingLayer,
	air: { readonly airTemperatureK: number; readonly wetBulbK: number },
	moisture: number,
): number {
	const span = layer.criticalKgPerKg - layer.equilibriumKgPerKg
	const wetness = Math.min(1, Math.max(0, (moisture - layer.equilibriumKgPerKg) / span))
	return air.airTemperatureK - (air.airTemperatureK - air.wetBulbK) * wetness
}
