import { STATION_NAMES } from '@emberline/twin'
import type { PlantLinkState } from './connect-line.ts'

/** A station is born within this after its node, or is missing; one that has been silent for longer than the other is missing too. */
const BORN_MS = 10_000
const SILENT_MS = 30_000

/** Stations that the line's PLC is without while it is there itself, in words. */
export class MissingStations {
	/** Since when the node is online; null while it is not. */
	#onlineMs: number | null = null

	/** `steadyMs`: time that is never set. Null while every station is heard, and while the node itself is away. */
	words({ node, devices, silentMs }: Pick<PlantLinkState, 'node' | 'devices' | 'silentMs'>, steadyMs: number): string | null {
		if (node !== 'online') {
			this.#onlineMs = null
			return null
		}
		this.#onlineMs ??= steadyMs
		const unborn = steadyMs - this.#onlineMs > BORN_MS
		const missing = STATION_NAMES.filter((station) => {
			const state = devices[station] ?? 'unknown'
			if (state === 'stale') return (silentMs[station] ?? 0) > SILENT_MS
			return state === 'offline' || (state === 'unknown' && unborn)
		})
		return missing.length === 0 ? null : `nothing is heard of ${missing.join(', ')}`
	}
}
