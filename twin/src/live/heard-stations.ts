import type { StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import type { Intake } from '../sync/intake.ts'

/** What spoke within this time lives. */
const LIVES_MS = 1_000
/** A station that says nothing for so long counts as gone, though nobody has told its death. */
const SILENT_MS = 30_000
/** So long after the first word of the plant every station has been born, or is missing. */
const BORN_MS = 10_000

/** What is known of the readings of a device. */
export type DeviceNews = Pick<Intake, 'newestMs' | 'isDead'>

/**
 * Which stations the plant is without: dead, silent, or never born while others speak. A plant of which nothing at all is heard has lost its
 * link, and that says nothing of a station.
 */
export class HeardStations {
	#speaksSinceMs: number | null

	/** `speaksSinceMs`: when the plant was first heard; null before. */
	constructor(speaksSinceMs: number | null = null) {
		this.#speaksSinceMs = speaksSinceMs
	}

	get speaksSinceMs(): number | null {
		return this.#speaksSinceMs
	}

	/** The missing ones at plant time `tMs`, each with when it was last heard; of one that was never born, when the plant was first heard [ms]. */
	missing(tMs: number, news: DeviceNews): ReadonlyMap<StationName, number> {
		const isGone = (device: string) => {
			const silentMs = tMs - (news.newestMs(device) ?? tMs)
			return silentMs > LIVES_MS && (silentMs > SILENT_MS || news.isDead(device))
		}
		const speaks = ['Line', ...STATION_NAMES].some((device) => news.newestMs(device) !== undefined && !isGone(device))
		if (!speaks) return new Map()
		this.#speaksSinceMs ??= tMs
		const sinceMs = this.#speaksSinceMs
		return new Map(
			STATION_NAMES.flatMap((station): [StationName, number][] => {
				const newestMs = news.newestMs(station)
				if (newestMs === undefined) return tMs - sinceMs > BORN_MS ? [[station, sinceMs]] : []
				return isGone(station) ? [[station, newestMs]] : []
			}),
		)
	}
}
