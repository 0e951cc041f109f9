import { carbonEnthalpyJPerKg, carbonHeatJPerKgK } from '../physics/carbon.ts'
import { STEFAN_BOLTZMANN } from '../physics/constants.ts'
import { CLOTH_EMISSIVITY, POWDER_EMISSIVITY_WHITE } from '../physics/radiation.ts'
import { WATER_HEAT_J_PER_KG_K } from '../physics/water.ts'
import { dryParcel, restEvaporatesAtK, takeWater, type WaterTaken } from '../stations/drying/process.ts'
import { beginHistory, type Web } from '../web/parcels.ts'
import type { Powder } from '../web/powder.ts'
import { advanceParcel, type HeatTaken, STEP_BOUNDS } from '../web/web-step.ts'
import type { LineConditions } from './conditions.ts'
import type { LineControls } from './model-port.ts'

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

/** Carries a parcel through one place for a time that does not take it out of it; without its history where only heat is asked for. */
export function passPlace(
	web: Web,
	i: number,
	powder: Powder,
	conditions: LineConditions,
	placeIndex: number,
	timeS: number,
	taken: PlaceTaken,
	history = true,
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
	const around = conditions.around[placeIndex]!
	advanceParcel(web, i, powder, conditions.clothKgPerM2, around, timeS, taken, STEP_BOUNDS, history)
	taken.seconds += timeS
	if (place.kind === 'after') return
	taken.margin += conditions.arealHeat * conditions.clothKgPerM2 * carbonEnthalpyJPerKg(beforeK, web.temperatureK[i]!)
}

/** Longest time for which the radiation of slightly warm web counts as in proportion to its excess temperature [s]. */
const COOL_STEP_S = 1
/** Nearer to room temperature than this, web has cooled [K]. */
const COOLED_K = 1e-9

/** Warm web in the hall before the furnace: relaxes to room temperature by still gas and radiation of white powder and cloth. */
function coolInOpen(web: Web, i: number, conditions: LineConditions, timeS: number): void {
	web.clockS[i] = web.clockS[i]! + timeS
	const roomK = conditions.roomK
	const powder = web.dryLoadingKgPerM2[i]!
	const emissivity = CLOTH_EMISSIVITY + POWDER_EMISSIVITY_WHITE
	for (let left = timeS; left > 0 && Math.abs(web.temperatureK[i]! - roomK) > COOLED_K; left -= COOL_STEP_S) {
		const now = web.temperatureK[i]!
		const heat =
			(conditions.clothKgPerM2 + powder) * carbonHeatJPerKgK(now) + powder * web.moistureKgPerKg[i]! * WATER_HEAT_J_PER_KG_K
		const film = 2 * conditions.openFilmWPerM2K + emissivity * STEFAN_BOLTZMANN * (now * now + roomK * roomK) * (now + roomK)
		const dt = Math.min(left, COOL_STEP_S)
		web.temperatureK[i] = roomK + (now - roomK) * Math.exp((-film * dt) / (conditions.arealHeat * heat))
	}
}

/** The parcel leaves the dryer: at the measured temperature where there is one. */
export function leaveDryer(web: Web, i: number, controls: LineControls): void {
	if (controls.dryerExitK !== undefined) web.temperatureK[i] = controls.dryerExitK
}

/**
 * The parcel enters the furnace: at the temperature that the plant knows of the inlet, at its own where the plant knows how warm it left
 * the dryer, else at room temperature. What moisture is left is charged to the dryer.
 */
export function enterFurnace(web: Web, i: number, conditions: LineConditions, controls: LineControls, dryer: PlaceTaken): void {
	const moisture = web.moistureKgPerKg[i]!
	web.furnaceMoistureKgPerKg[i] = moisture
	const lastDryer = conditions.dryers[conditions.dryers.length - 1]
	if (moisture > 0)
		takeWater(dryer, moisture * web.dryLoadingKgPerM2[i]!, conditions.roomK, restEvaporatesAtK(lastDryer, conditions.roomK))
	web.moistureKgPerKg[i] = 0
	const ownK = controls.dryerExitK === undefined ? conditions.roomK : web.temperatureK[i]!
	beginHistory(web, i, controls.furnaceInletK ?? ownK)
}
