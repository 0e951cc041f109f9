import type { StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import type { Intake } from '../sync/intake.ts'

/** What spoke within this time lives. */
const LIVES_MS = 1_000
/** A station that says nothing for so long counts as gone, though nobody has told its death. */
const SILENT_MS = 30_000
/** So long after the first word of the plant every station has been born, or is missing. */
const BORN_MS = 10_000
/** After a pause of the whole plant its devices come back one after the other. */
const BACK_MS = 3_000

/** What is known of the readings of a device. */
export type DeviceNews = Pick<Intake, 'newestMs' | 'isDead'>

/** When the plant was first heard, and when last nothing at all was heard of it; absent before. Plain JSON. */
export interface HeardMemory {
	readonly speaksSinceMs?: number
	readonly quietMs?: number
}

/**
 * Which stations the plant is without: dead, silent, or never born while others speak. A plant of which nothing at all is heard has lost its
 * link, and that says nothing new of a station.
 */
export class HeardStations {
	#memory: HeardMemory

	constructor(memory: HeardMemory = {}) {
		this.#memory = memory
	}

	get memory(): HeardMemory {
		return this.#memory
	}

	/**
	 * The missing ones at plant time `tMs`, each with when it was last heard; of one that was never born, when the plant was first heard [ms].
	 * `wasMissing`: known to be missing before this.
	 */
	missing(tMs: number, news: DeviceNews, wasMissing: (station: StationName) => boolean): ReadonlyMap<StationName, number> {
		const devices = ['Line', ...STATION_NAMES]
		const silentMs = (device: string) => tMs - (news.newestMs(device) ?? tMs)
		const isGone = (device: string) => silentMs(device) > LIVES_MS && (silentMs(device) > SILENT_MS || news.isDead(device))
		const heard = devices.filter((device) => news.newestMs(device) !== undefined)
		if (heard.every((device) => silentMs(device) > LIVES_MS)) this.#memory = { ...this.#memory, quietMs: tMs }
		const speaks = heard.some((device) => !isGone(device))
		if (speaks && this.#memory.speaksSinceMs === undefined) this.#memory = { ...this.#memory, speaksSinceMs: tMs }
		const { speaksSinceMs = tMs, quietMs } = this.#memory
		const tellsNew = speaks && (quietMs === undefined || tMs - quietMs > BACK_MS)
		return new Map(
			STATION_NAMES.flatMap((station): [StationName, number][] => {
				const newestMs = news.newestMs(station)
				const gone = newestMs === undefined ? tMs - speaksSinceMs > BORN_MS : isGone(station)
				return gone && (tellsNew || wasMissing(station)) ? [[station, newestMs ?? speaksSinceMs]] : []
			}),
		)
	}
}
