import type { LineConfig, Recipe } from '@emberline/line-config'
import { steadyWallK } from '../physics/furnace-zone.ts'
import { dryDoseKgPerS } from '../stations/feed/process.ts'
import { clearParcel, copyParcel, makeWeb, type Web } from '../web/parcels.ts'
import { type Powder, powderOf } from '../web/powder.ts'
import { type LineConditions, lineConditions, seenInModuleK } from './conditions.ts'
import { checkControls, checkParameters } from './controls-range.ts'
import type { LineControls, ModelParameters } from './model-port.ts'
import { enterFurnace, leaveDryer, noneTaken, type PlaceTaken, passPlace } from './pass.ts'
import { type SteadyModule, settleModule } from './steady-module.ts'

/** Slot of the walking parcel; the other keeps the state at a module's inlet. */
const WALKER = 0
const SAVED = 1

/** One parcel's way along the line at rest: all heat it takes, place by place, and the modules around it. */
export interface SteadyWalk {
	readonly conditions: LineConditions
	readonly powder: Powder
	readonly dryLoadingKgPerM2: number
	readonly modules: readonly SteadyModule[]
	readonly taken: readonly PlaceTaken[]
	/** Dose gained in each place, and temperature at its ends. */
	readonly doseS: readonly number[]
	readonly inK: readonly number[]
	readonly outK: readonly number[]
	/** The web with the parcel at the scraper in place 0. */
	readonly web: Web
}

/** Where the parcel is when it stops: in place 0 of the web. */
export interface StopSight {
	readonly stop: number
	readonly web: Web
	readonly powder: Powder
	readonly conditions: LineConditions
	readonly placeIndex: number
}

/** Stops on the way, m from the nip, in rising order. */
export interface Stops {
	readonly atM: readonly number[]
	readonly arrive: (sight: StopSight) => void
}

/**
 * The line at rest at fixed controls, by following one parcel from nip to scraper; an InputRangeError when the web stands or a control or
 * factor is out of its range.
 *
 * Each module is solved as the parcel comes to it: its gas by fixed point, its emitter at the set-point or where power ends.
 */
export function steadyWalk(
	config: LineConfig,
	recipe: Recipe,
	controls: LineControls,
	parameters: ModelParameters,
	stops: Stops = { atM: [], arrive: () => {} },
): SteadyWalk {
	checkControls(config, controls)
	checkParameters(config, parameters)
	const speed = controls.webSpeedMPerS
	const conditions = lineConditions(config, controls, parameters)
	const powder = powderOf(recipe, parameters)
	const web = makeWeb(2)
	const dose = dryDoseKgPerS(config.stations.feed, {
		screwRevPerS: controls.screwRevPerS,
		moistureKgPerKg: controls.feedMoistureKgPerKg,
		gain: parameters.feeder,
	})
	clearParcel(web, WALKER, conditions.roomK)
	web.powder[WALKER] = 0
	web.dryLoadingKgPerM2[WALKER] = dose / (speed * conditions.coatedWidthM)
	web.moistureKgPerKg[WALKER] = controls.feedMoistureKgPerKg
	const modules = solveModules(web, powder, conditions, config, controls)
	copyParcel(web, SAVED, web, WALKER)
	const { places } = conditions
	const taken = places.map(noneTaken)
	const doseS: number[] = []
	const inK: number[] = []
	const outK: number[] = []
	let stop = 0
	places.forEach((place, index) => {
		const own = taken[index]!
		if (place.kind === 'heating' && place.zone === 0) enterAtStart(web, conditions, controls, taken)
		inK.push(web.temperatureK[WALKER] ?? 0)
		const doseBefore = web.doseS[WALKER] ?? 0
		web.zoneDoseS[WALKER] = doseBefore
		web.place[WALKER] = index
		let at = Math.max(0, place.fromM)
		while (stop < stops.atM.length && (stops.atM[stop] ?? 0) <= place.toM) {
			const next = Math.max(at, stops.atM[stop] ?? 0)
			if (next > at) passPlace(web, WALKER, powder, conditions, index, (next - at) / speed, own)
			stops.arrive({ stop, web, powder, conditions, placeIndex: index })
			at = next
			stop++
		}
		if (place.toM > at) passPlace(web, WALKER, powder, conditions, index, (place.toM - at) / speed, own)
		if (place.kind === 'drying' && place.zone === conditions.dryers.length - 1) leaveDryer(web, WALKER, controls)
		if (place.kind === 'heating' && place.zone === conditions.modules.length - 1) web.heatOutS[WALKER] = web.clockS[WALKER] ?? 0
		if (place.kind === 'unjetted') web.quenchOutS[WALKER] = web.clockS[WALKER] ?? 0
		doseS.push((web.doseS[WALKER] ?? 0) - doseBefore)
		outK.push(web.temperatureK[WALKER] ?? 0)
	})
	return { conditions, powder, dryLoadingKgPerM2: web.dryLoadingKgPerM2[WALKER] ?? 0, modules, taken, doseS, inK, outK, web }
}

function enterAtStart(web: Web, conditions: LineConditions, controls: LineControls, taken: readonly PlaceTaken[]): void {
	const dryer = conditions.places.findLastIndex((place) => place.kind === 'drying')
	enterFurnace(web, WALKER, conditions, controls, taken[dryer] ?? noneTaken())
}

/** Sets emitter and gas of every module in `conditions`; leaves the parcel as it was, at the nip, in SAVED. */
function solveModules(
	web: Web,
	powder: Powder,
	conditions: LineConditions,
	config: LineConfig,
	controls: LineControls,
): SteadyModule[] {
	const speed = controls.webSpeedMPerS
	const scratch = makeWeb(2)
	copyParcel(web, WALKER, web, SAVED)
	const solved: SteadyModule[] = []
	conditions.places.forEach((place, index) => {
		const timeS = (place.toM - Math.max(0, place.fromM)) / speed
		if (place.kind === 'heating') {
			if (place.zone === 0) enterAtStart(web, conditions, controls, conditions.places.map(noneTaken))
			const around = conditions.around[index]!
			copyParcel(web, WALKER, scratch, SAVED)
			const webAt = (emitterK: number, gasK: number) => {
				around.surfaceK = seenInModuleK(conditions, place.zone, emitterK, steadyWallK(conditions.modules[place.zone]!, emitterK))
				around.gasK = gasK
				copyParcel(scratch, SAVED, web, WALKER)
				const taken = noneTaken()
				passPlace(web, WALKER, powder, conditions, index, timeS, taken, false)
				return { webW: webHeatW(taken, conditions, speed), meanK: taken.kelvinSeconds / taken.seconds }
			}
			solved.push(
				settleModule(conditions.modules[place.zone]!, webAt, {
					setpointK: controls.emitterSetpointK[place.zone] ?? conditions.roomK,
					heatersOn: controls.heatersOn,
					powerMaxW: config.stations.heating.modules[place.zone]?.powerMaxW ?? 0,
					inletK: scratch.temperatureK[SAVED] ?? conditions.roomK,
				}),
			)
		} else if (timeS > 0) passPlace(web, WALKER, powder, conditions, index, timeS, noneTaken(), false)
		if (place.kind === 'drying' && place.zone === conditions.dryers.length - 1) leaveDryer(web, WALKER, controls)
	})
	return solved
}

/** Heat into coated web and margin together [W] from what a parcel took, J/m2. */
export function webHeatW(taken: PlaceTaken, conditions: LineConditions, webSpeedMPerS: number): number {
	const coated = (taken.radiation + taken.convection) * conditions.coatedWidthM
	return (coated + taken.margin * conditions.marginWidthM) * webSpeedMPerS
}
