import type { LineConfig } from '@emberline/line-config'
import { dryDoseKgPerS } from '../stations/feed/process.ts'
import { clearParcel } from '../web/parcels.ts'
import type { Powder } from '../web/powder.ts'
import { massesOf } from '../web/powder-result.ts'
import type { LineConditions } from './conditions.ts'
import { LEFT_MAX, type LineState } from './line-state.ts'
import type { LineControls } from './model-port.ts'
import { parcelRecord } from './parcel-record.ts'
import { enterFurnace, leaveDryer, type PlaceTaken, passPlace } from './pass.ts'
import { furnaceLengthM, type Place } from './places.ts'

/** Powder heaped on standing web beyond this multiple of the line's loading falls off. */
const HEAP_MAX = 5

/** What came off the web at the scraper in a step, kg. */
export interface Scraped {
	productKg: number
	saltKg: number
}

/** What moving the web needs to know of the line. */
export interface WebMove {
	readonly config: LineConfig
	readonly state: LineState
	readonly conditions: LineConditions
	readonly powders: readonly Powder[]
	readonly controls: LineControls
	readonly taken: readonly PlaceTaken[]
	readonly scraped: Scraped
}

/** Moves every parcel along for a time, oldest first, cutting its way where one place ends and the next begins. */
export function moveWeb(move: WebMove, dtS: number): void {
	const { state, conditions, powders, taken } = move
	const { web } = state
	const speed = Math.max(0, move.controls.webSpeedMPerS)
	const places = conditions.places
	const dryer = lastDryer(places)
	let gone = 0
	for (let n = 0; n < state.count; n++) {
		const i = (state.first + n) % web.capacity
		const powder = powders[Math.max(0, web.powder[i]!)]!
		let p = web.place[i]!
		let at = state.fedM - web.bornM[i]!
		let left = dtS
		while (p < places.length) {
			const place = places[p]!
			const outS = speed > 0 ? Math.max(0, (place.toM - at) / speed) : Number.POSITIVE_INFINITY
			if (outS >= left) {
				passPlace(web, i, powder, conditions, p, left, taken[p]!)
				break
			}
			if (outS > 0) passPlace(web, i, powder, conditions, p, outS, taken[p]!)
			left -= outS
			at = place.toM
			leavePlace(move, i, p, powder)
			p++
			const next = places[p]
			if (next === undefined) {
				scrape(move, i, powder, state.timeS + dtS - left)
				gone++
				break
			}
			if (next.kind === 'heating' && next.zone === 0) {
				enterFurnace(web, i, conditions, move.controls, taken[dryer]!)
			}
			state.placeInK[p] = web.temperatureK[i]!
			web.zoneDoseS[i] = web.doseS[i]!
		}
		web.place[i] = p
		if (speed === 0 && places[p]?.kind === 'heating') web.stoodS[i] = web.stoodS[i]! + dtS
	}
	state.first = (state.first + gone) % web.capacity
	state.count -= gone
}

function lastDryer(places: readonly Place[]): number {
	let p = places.length - 1
	while (p > 0 && places[p]!.kind !== 'drying') p--
	return p
}

function leavePlace(move: WebMove, i: number, p: number, powder: Powder): void {
	const { state, conditions } = move
	const { web } = state
	const place = conditions.places[p]!
	if (place.kind === 'drying' && place.zone === conditions.dryers.length - 1) leaveDryer(web, i, move.controls)
	state.placeOutK[p] = web.temperatureK[i]!
	state.placeDoseS[p] = web.doseS[i]! - web.zoneDoseS[i]!
	if (place.kind === 'heating' && place.zone === conditions.modules.length - 1) web.heatOutS[i] = web.clockS[i]!
	if (place.kind === 'unjetted') {
		// Char still forms while the web cools, so the product of furnace and quench is known here.
		const masses = massesOf(web, i, powder)
		state.furnaceProductKgPerM2 = masses.alloy + masses.char
		web.quenchOutS[i] = web.clockS[i]!
		state.lastQuenched = parcelRecord(web, i, powder, { scraperS: null, passS: ordinaryPassS(move.config) })
	}
}

/** Time that an ordinary pass through the furnace takes [s]. */
function ordinaryPassS(config: LineConfig): number {
	return furnaceLengthM(config) / config.web.speedMPerS
}

function scrape(move: WebMove, i: number, powder: Powder, scraperS: number): void {
	const { config, state, scraped } = move
	const areaM2 = config.web.parcelLengthM * config.web.coatedWidthM
	if (state.left.length >= LEFT_MAX) state.left.shift()
	state.left.push(parcelRecord(state.web, i, powder, { scraperS, passS: ordinaryPassS(config) }))
	const masses = massesOf(state.web, i, powder)
	scraped.productKg += (masses.alloy + masses.char) * areaM2
	scraped.saltKg += masses.nacl * areaM2
	state.totals.gasKg += masses.gas * areaM2
	state.totals.evaporatedKg += (masses.evaporatedMetal + masses.evaporatedNaCl) * areaM2
	state.totals.unreactedKg += masses.unreacted * areaM2
}

/** Begins the parcels that reach the nip in a step and lays the dosed powder on them; `state.fedM` and `timeS` are still those before it. */
export function feedWeb(move: WebMove, dtS: number): void {
	const { config, state, controls } = move
	const { web } = state
	const speed = Math.max(0, controls.webSpeedMPerS)
	const { parcelLengthM, coatedWidthM } = config.web
	const fromM = state.fedM
	const toM = fromM + speed * dtS
	const dose = {
		screwRevPerS: controls.screwRevPerS,
		moistureKgPerKg: controls.feedMoistureKgPerKg,
		gain: state.parameters.feeder,
	}
	const dryKg = dryDoseKgPerS(config.stations.feed, dose) * dtS
	state.totals.dryFedKg += dryKg
	let newest = state.nextParcel - 1
	while (state.nextParcel * parcelLengthM < toM) {
		const i = (state.first + state.count) % web.capacity
		clearParcel(web, i, move.conditions.roomK)
		web.bornM[i] = (state.nextParcel + 0.5) * parcelLengthM
		web.bornS[i] = Number.NaN
		web.clockS[i] = state.timeS + dtS
		state.nextParcel++
		state.count++
	}
	if (newest < 0) newest = 0
	for (let n = newest; n < state.nextParcel; n++) {
		const startM = n * parcelLengthM
		const i = (state.first + state.count - (state.nextParcel - n)) % web.capacity
		if (state.count < state.nextParcel - n) continue
		const share =
			toM > fromM
				? Math.max(0, Math.min(toM, startM + parcelLengthM) - Math.max(fromM, startM)) / (toM - fromM)
				: n === state.nextParcel - 1
					? 1
					: 0
		const middleM = startM + parcelLengthM / 2
		if (toM > fromM && middleM > fromM && middleM <= toM) web.bornS[i] = state.timeS + (middleM - fromM) / speed
		if (share > 0 && dryKg > 0) layPowder(move, i, dryKg * share, parcelLengthM * coatedWidthM)
	}
	if (state.nextParcel === 0) state.totals.spilledKg += dryKg
}

/** Lays dry powder on a parcel; what would make too high a heap falls off. */
function layPowder(move: WebMove, i: number, dryKg: number, areaM2: number): void {
	const { config, state, controls } = move
	const { web } = state
	const before = web.dryLoadingKgPerM2[i]!
	const room = Math.max(0, HEAP_MAX * config.web.dryLoadingKgPerM2 - before) * areaM2
	const laid = Math.min(dryKg, room)
	state.totals.spilledKg += dryKg - laid
	const after = before + laid / areaM2
	if (after <= 0) return
	web.moistureKgPerKg[i] = (web.moistureKgPerKg[i]! * before + controls.feedMoistureKgPerKg * (after - before)) / after
	web.dryLoadingKgPerM2[i] = after
	web.powder[i] = state.feeding
}
