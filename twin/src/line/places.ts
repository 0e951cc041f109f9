import type { LineConfig } from '@emberline/line-config'
import type { StationName } from '../port.ts'
import { dryingZoneCount } from '../stations/drying/process.ts'

/** `open`: from nip to furnace; `gap`: furnace to quench; `unjetted`: quench whose jets do not blow; `after`: quench to scraper. */
export type PlaceKind = 'open' | 'drying' | 'heating' | 'gap' | 'quench' | 'unjetted' | 'after'

/** A stretch of the path that treats the web in one way. */
export interface Place {
	readonly kind: PlaceKind
	/** From 0 among places of its kind. */
	readonly zone: number
	readonly fromM: number
	readonly toM: number
}

/**
 * The path from the coating nip to the scraper as places without holes, in order. The number of places does not depend on how much of
 * the quench is used, so that a parcel's place keeps its meaning; a place may have no length.
 */
export function placesOf(config: LineConfig, quenchLengthM: number): readonly Place[] {
	const { drying, heating, quench, wash } = config.stations
	const places: Place[] = []
	let at = -1
	const add = (kind: PlaceKind, zone: number, toM: number) => {
		places.push({ kind, zone, fromM: at, toM: Math.max(at, toM) })
		at = Math.max(at, toM)
	}
	add('open', 0, drying.fromM)
	const zones = dryingZoneCount(drying)
	const dryerM = drying.toM - drying.fromM
	for (let z = 0; z < zones; z++) add('drying', z, drying.fromM + (dryerM * (z + 1)) / zones)
	add('open', 1, heating.fromM)
	let end = heating.fromM
	heating.modules.forEach((module, z) => {
		end += module.lengthM
		add('heating', z, end)
	})
	add('gap', 0, quench.fromM)
	const used = Math.min(Math.max(0, quenchLengthM), quench.lengthM)
	add('quench', 0, quench.fromM + used)
	add('unjetted', 0, quench.fromM + quench.lengthM)
	add('after', 0, wash.scraperAtM)
	return places
}

/** Metres of web inside the heating modules. */
export function furnaceLengthM(config: LineConfig): number {
	return config.stations.heating.modules.reduce((sum, module) => sum + module.lengthM, 0)
}

/** Station and zone (from 1) that a place is counted to: what lies between two stations belongs to the one before it, the gap to the quench. */
export function stationOf(place: Place): { readonly station: StationName; readonly zone: number } {
	switch (place.kind) {
		case 'open':
			return place.zone === 0 ? { station: 'Feed', zone: 1 } : { station: 'Drying', zone: 1 }
		case 'drying':
			return { station: 'Drying', zone: place.zone + 1 }
		case 'heating':
			return { station: 'Heating', zone: place.zone + 1 }
		case 'gap':
		case 'quench':
		case 'unjetted':
		case 'after':
			return { station: 'Quench', zone: 1 }
	}
}
