import { carbonEnthalpyJPerKg, carbonHeatJPerKgK } from '../physics/carbon.ts'
import { WATER_HEAT_J_PER_KG_K } from '../physics/water.ts'
import { dryParcel, takeWater, type WaterTaken } from '../stations/drying/process.ts'
import { beginHistory, type Web } from '../web/parcels.ts'
import type { Powder } from '../web/powder.ts'
import { advanceParcel, type HeatTaken } from '../web/web-step.ts'
import type { LineConditions } from './conditions.ts'

/** What one place gave to the web that passed it, J per m2 of coated web (margin: J per m2 of margin). */
export interface PlaceTaken extends HeatTaken, WaterTaken {
	margin: number
	/** Time spent, for means. */
	seconds: number
}

export const noneTaken = (): PlaceTaken => ({
	radiation: 0,
	convection: 0,
	fusion: 0,
	reaction: 0,
	kelvinSeconds: 0,
	water: 0,
	latent: 0,
	sensible: 0,
	margin: 0,
	seconds: 0,
})

/** Carries a parcel through one place for a time that does not take it out of it. */
export function passPlace(
	web: Web,
	i: number,
	powder: Powder,
	conditions: LineConditions,
	placeIndex: number,
	timeS: number,
	taken: PlaceTaken,
): void {
	const place = conditions.places[placeIndex]!
	if (place.kind === 'open') {
		coolInOpen(web, i, conditions, timeS)
		return
	}
	if (place.kind === 'drying') {
		const { clothKgPerM2, roomK } = conditions
		dryParcel(web, i, conditions.dryers[place.zone]!, { timeS, clothKgPerM2, roomK }, taken)
		return
	}
	const beforeK = web.temperatureK[i]!
	advanceParcel(web, i, powder, conditions.clothKgPerM2, conditions.around[placeIndex]!, timeS, taken)
	taken.seconds += timeS
	if (place.kind === 'after') return
	taken.margin += conditions.arealHeat * conditions.clothKgPerM2 * carbonEnthalpyJPerKg(beforeK, web.temperatureK[i]!)
}

/** Warm web in the hall before the furnace: relaxes to room temperature in still gas; exact. */
function coolInOpen(web: Web, i: number, conditions: LineConditions, timeS: number): void {
	const now = web.temperatureK[i]!
	web.clockS[i] = web.clockS[i]! + timeS
	if (now === conditions.roomK) return
	const powder = web.dryLoadingKgPerM2[i]!
	const heat =
		(conditions.clothKgPerM2 + powder) * carbonHeatJPerKgK(now) + powder * web.moistureKgPerKg[i]! * WATER_HEAT_J_PER_KG_K
	web.temperatureK[i] = conditions.roomK + (now - conditions.roomK) * Math.exp((-2 * conditions.openFilmWPerM2K * timeS) / heat)
}

/**
 * The parcel enters the furnace. It enters at the inlet temperature (room temperature unless the plant knows better), and what
 * moisture is left is charged to the dryer.
 */
export function enterFurnace(web: Web, i: number, conditions: LineConditions, inletK: number, dryer: PlaceTaken): void {
	const moisture = web.moistureKgPerKg[i]!
	web.furnaceMoistureKgPerKg[i] = moisture
	const lastDryer = conditions.dryers[conditions.dryers.length - 1]
	if (moisture > 0)
		takeWater(dryer, moisture * web.dryLoadingKgPerM2[i]!, conditions.roomK, lastDryer?.wetBulbK ?? conditions.roomK)
	web.moistureKgPerKg[i] = 0
	beginHistory(web, i, inletK)
}
