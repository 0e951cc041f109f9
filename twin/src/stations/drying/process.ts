import type { ConvectiveDrying, DryingConfig } from '@emberline/line-config'
import { carbonHeatJPerKgK } from '../../physics/carbon.ts'
import { dryingFluxKgPerM2S, dryingLayerK, dryMoistureKgPerKg, wetBulbK } from '../../physics/drying.ts'
import { latentHeatJPerKg, WATER_HEAT_J_PER_KG_K } from '../../physics/water.ts'
import type { Web } from '../../web/parcels.ts'
import { type FreezeChamber, freezeChamber, freezeDryParcel } from './freeze-process.ts'

/** One zone of hot air at its present temperature. */
export interface AirZone {
	readonly method: 'convective'
	readonly airK: number
	readonly wetBulbK: number
	readonly fluxKgPerM2S: number
	readonly criticalKgPerKg: number
	readonly equilibriumKgPerKg: number
	/** Both sides together. */
	readonly filmWPerM2K: number
}

export type DryingZone = AirZone | FreezeChamber

/** Zones of a drying station, one of each air temperature or the one vacuum chamber; `rate` is the factor on the drying rate. */
export function dryingZones(config: DryingConfig, airK: readonly number[], rate: number): readonly DryingZone[] {
	if (config.method === 'freeze') return [freezeChamber(config, rate)]
	return config.airTemperatureK.map((nominal, z) => airZone(config, airK[z] ?? nominal, rate))
}

/** Number of zones that web passes in a drying station. */
export const dryingZoneCount = (config: DryingConfig): number => (config.method === 'freeze' ? 1 : config.airTemperatureK.length)

/** Temperature at which moisture that the dryer left behind is charged to it [K]: the wet bulb, or the hall's after a chamber. */
export const restEvaporatesAtK = (zone: DryingZone | undefined, roomK: number): number =>
	zone?.method === 'convective' ? zone.wetBulbK : roomK

/** State of a zone from its air temperature; `rate` is the factor on the drying rate. */
export function airZone(config: ConvectiveDrying, airK: number, rate: number): AirZone {
	const wet = wetBulbK({
		airTemperatureK: airK,
		airHumidityKgPerKg: config.airHumidityKgPerKg,
		waterActivity: config.waterActivity,
		filmWPerM2K: config.filmCoefficientWPerM2K,
	})
	const flux = dryingFluxKgPerM2S({
		sides: config.sides,
		filmWPerM2K: config.filmCoefficientWPerM2K,
		airTemperatureK: airK,
		wetBulbK: wet,
	})
	return {
		method: 'convective',
		airK,
		wetBulbK: wet,
		fluxKgPerM2S: flux * rate,
		criticalKgPerKg: config.criticalMoistureKgPerKg,
		equilibriumKgPerKg: config.equilibriumMoistureKgPerKg,
		filmWPerM2K: config.sides * config.filmCoefficientWPerM2K,
	}
}

/** Water off a parcel, kg/m2, and the heat it took, J/m2; added to what is there. */
export interface WaterTaken {
	water: number
	latent: number
	sensible: number
}

/** Adds the heat that an amount of water takes [J/m2] from room temperature to vapour at a temperature. */
export function takeWater(taken: WaterTaken, waterKgPerM2: number, roomK: number, evaporatesAtK: number): void {
	taken.water += waterKgPerM2
	taken.latent += waterKgPerM2 * latentHeatJPerKg(evaporatesAtK)
	taken.sensible += waterKgPerM2 * WATER_HEAT_J_PER_KG_K * (evaporatesAtK - roomK)
}

/**
 * Carries a parcel through a drying zone for a time. Moisture exactly; the layer at the wet bulb while wet and towards the air as it
 * dries. Warming of the dry web is inside the dryer's efficiency. Bare web only warms. In a vacuum chamber the ice sublimes.
 */
export function dryParcel(
	web: Web,
	i: number,
	zone: DryingZone,
	p: { timeS: number; clothKgPerM2: number; roomK: number },
	taken: WaterTaken,
): void {
	if (zone.method === 'freeze') {
		freezeDryParcel(web, i, zone, p, taken)
		return
	}
	const loading = web.dryLoadingKgPerM2[i] ?? 0
	const before = web.moistureKgPerKg[i] ?? 0
	web.clockS[i] = (web.clockS[i] ?? 0) + p.timeS
	if (loading <= 1e-6 || before <= zone.equilibriumKgPerKg) {
		const now = web.temperatureK[i] ?? p.roomK
		const heat = (p.clothKgPerM2 + loading) * carbonHeatJPerKgK(Math.max(298, now))
		web.temperatureK[i] = zone.airK + (now - zone.airK) * Math.exp((-zone.filmWPerM2K * p.timeS) / heat)
		return
	}
	const layer = {
		dryLoadingKgPerM2: loading,
		fluxKgPerM2S: zone.fluxKgPerM2S,
		criticalKgPerKg: zone.criticalKgPerKg,
		equilibriumKgPerKg: zone.equilibriumKgPerKg,
	}
	const after = dryMoistureKgPerKg(layer, before, p.timeS)
	web.moistureKgPerKg[i] = after
	web.temperatureK[i] = dryingLayerK(layer, { airTemperatureK: zone.airK, wetBulbK: zone.wetBulbK }, after)
	takeWater(taken, (before - after) * loading, p.roomK, zone.wetBulbK)
}
