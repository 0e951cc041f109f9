import { FRAME_SILENT_MS, type IndicatorSource, type PlantLink, QUALITIES, silenceLimitMs } from '@emberline/hmi/contract'
import type { MissingPart } from '../link/link-machine.ts'
import type { LineStore } from './line-store.ts'

export type ValueState = 'good' | 'uncertain' | 'stale' | 'bad'

/** One value as it may be shown. A bad one has no number: NaN. */
export interface Shown {
	readonly value: number
	/** One standard deviation; NaN where the value is measured. */
	readonly sd: number
	readonly estimated: boolean
	readonly state: ValueState
	/** Why it is not good. Empty when good. */
	readonly reason: string
	/** Of a stale value; NaN if nobody knows. */
	readonly ageMs: number
}

interface Standing {
	readonly state: ValueState
	readonly reason: string
	readonly ageMs: number
}

const GOOD: Standing = { state: 'good', reason: '', ageMs: Number.NaN }
const bad = (reason: string): Standing => ({ state: 'bad', reason, ageMs: Number.NaN })
const stale = (ageMs: number, reason = 'stale'): Standing => ({ state: 'stale', reason, ageMs })
const RANK: Readonly<Record<ValueState, number>> = { good: 0, uncertain: 1, stale: 2, bad: 3 }

/** Silence of a device now, ms; null if it was never heard. */
function silenceMs(store: LineStore, device: string, nowMs: number): number | null {
	const atBeat = store.beat?.silentMs[device]
	return atBeat === undefined || atBeat === null ? null : atBeat + nowMs - store.beatAtMs
}

function isOffline(link: PlantLink, device: string): boolean {
	const own = link.devices[device]
	return link.broker === 'lost' || link.node === 'offline' || own === 'offline' || own === 'stale'
}

function isSilent(store: LineStore, device: string, nowMs: number): boolean {
	if (store.display === null) return false
	const limitMs = silenceLimitMs(store.display, device)
	const silent = silenceMs(store, device, nowMs)
	return limitMs !== null && silent !== null && silent > limitMs
}

/** Whether a tag's value may be trusted now: its own quality, its device's life, the server's. */
export function tagStanding(store: LineStore, index: number, nowMs: number): Standing {
	const tag = store.display?.tags[index]
	if (tag === undefined || store.beat === null || store.link === null) return bad('not configured')
	const slash = tag.name.indexOf('/')
	const device = slash < 0 ? tag.name : tag.name.slice(0, slash)
	const quality = QUALITIES[store.quality[index] ?? 2] ?? 'bad'
	const has = !Number.isNaN(store.values[index] ?? Number.NaN) || store.texts[index] !== null
	if (!has) return bad(store.reasons[index] ?? 'no value')
	if (store.serverLost) return stale(nowMs - store.beatAtMs, 'no connection')
	if (quality === 'stale') return stale((store.staleAgeMs[index] ?? Number.NaN) + nowMs - (store.receivedMs[index] ?? nowMs))
	if (isOffline(store.link, device) || isSilent(store, device, nowMs)) return stale(silenceMs(store, device, nowMs) ?? Number.NaN)
	if (quality === 'bad') return bad(store.reasons[index] ?? 'bad')
	if (quality === 'uncertain') return { state: 'uncertain', reason: store.reasons[index] ?? 'uncertain', ageMs: Number.NaN }
	return GOOD
}

/** Whether frames still come: states and alarms hold with them, whatever the twin's own numbers are worth. */
export function frameStanding(store: LineStore, nowMs: number): Standing {
	const { beat, states } = store
	if (beat === null || states === null || beat.frameAgeMs === null) return bad('twin has not started')
	if (store.serverLost) return stale(nowMs - store.beatAtMs, 'no connection')
	const silentMs = beat.frameAgeMs + nowMs - store.beatAtMs
	return silentMs > FRAME_SILENT_MS ? bad(`twin silent for ${Math.floor(silentMs / 1000)} s`) : GOOD
}

/** Whether a PackML state may be taken for the present one: its device must still speak, where the plant tells its state at all. */
export function stateStanding(store: LineStore, device: string, nowMs: number): Standing {
	const frame = frameStanding(store, nowMs)
	if (frame.state !== 'good') return frame
	const tag = tagStanding(store, store.indexOf(`${device}/Status/StateCurrent`), nowMs)
	return tag.state === 'stale' ? tag : GOOD
}

/** Whether the twin's numbers may be trusted now. */
export function twinStanding(store: LineStore, nowMs: number): Standing {
	const { states } = store
	const frame = frameStanding(store, nowMs)
	if (frame.state !== 'good' || states === null) return frame
	const why = states.healthReason === '' ? '' : `: ${states.healthReason}`
	if (states.health === 'lost') return bad(`twin lost${why}`)
	if (states.health === 'degraded') return { state: 'uncertain', reason: `twin degraded${why}`, ageMs: Number.NaN }
	return GOOD
}

/** Value and state of an indicator's source. */
export function shownOf(store: LineStore, source: IndicatorSource, nowMs: number): Shown {
	if ('tag' in source) return shownTag(store, store.indexOf(source.tag), nowMs)
	if ('deviations' in source) return shownDeviation(store, source.deviations, nowMs)
	const twin = twinStanding(store, nowMs)
	const of = (value: number, sd: number): Shown => ({
		...twin,
		value: twin.state === 'bad' ? Number.NaN : value,
		sd,
		estimated: true,
	})
	const missing = (reason: string): Shown => ({
		...(twin.state === 'bad' ? twin : bad(reason)),
		value: Number.NaN,
		sd: Number.NaN,
		estimated: true,
	})
	if ('stat' in source) {
		const value = (store.states as Readonly<Record<string, unknown>> | null)?.[source.stat]
		return typeof value === 'number'
			? of(value, Number.NaN)
			: missing(value === null ? 'not known yet' : `no figure ${source.stat}`)
	}
	const soft = store.soft?.[source.soft]
	if (soft === null || soft === undefined) return missing('not known yet')
	if (typeof soft === 'string') return missing(`${source.soft} is no number`)
	return typeof soft === 'number' ? of(soft, Number.NaN) : of(soft.x, soft.sd)
}

export function shownTag(store: LineStore, index: number, nowMs: number): Shown {
	const standing = tagStanding(store, index, nowMs)
	const value = standing.state === 'bad' ? Number.NaN : (store.values[index] ?? Number.NaN)
	return { ...standing, value, sd: Number.NaN, estimated: false }
}

/** Of all pairs that have numbers, the largest difference in size. A pair without makes the answer uncertain and is named. */
function shownDeviation(store: LineStore, pairs: readonly (readonly [string, string])[], nowMs: number): Shown {
	let value = Number.NaN
	let worst: Standing = GOOD
	let unusable: string | undefined
	for (const [tag, reference] of pairs) {
		const a = shownTag(store, store.indexOf(tag), nowMs)
		const b = shownTag(store, store.indexOf(reference), nowMs)
		const difference = a.value - b.value
		if (Number.isNaN(difference)) {
			unusable ??= `${a.state === 'bad' ? tag : reference}: ${a.state === 'bad' ? a.reason : b.reason}`
			continue
		}
		if (Number.isNaN(value) || Math.abs(difference) > Math.abs(value)) value = difference
		for (const one of [a, b]) if (RANK[one.state] > RANK[worst.state]) worst = one
	}
	if (Number.isNaN(value)) worst = bad(unusable ?? 'no value')
	else if (unusable !== undefined && worst.state === 'good') worst = { state: 'uncertain', reason: unusable, ageMs: Number.NaN }
	return { state: worst.state, reason: worst.reason, ageMs: worst.ageMs, value, sd: Number.NaN, estimated: false }
}

/** Parts of the way to the plant that are silent or offline: broker, node, or devices by name. */
export function missingParts(store: LineStore, nowMs: number): readonly MissingPart[] {
	const { display, link, beat } = store
	if (display === null || link === null || beat === null) return []
	const since = (silent: number | null) => (silent === null ? null : beat.serverMs + (nowMs - store.beatAtMs) - silent)
	const whole = since(beat.dataAgeMs === null ? null : beat.dataAgeMs + nowMs - store.beatAtMs)
	if (link.broker === 'lost') return [{ name: 'the MQTT broker', sinceMs: whole }]
	if (link.node === 'offline') return [{ name: 'the PLC', sinceMs: whole }]
	return store.devices
		.filter((device) => isOffline(link, device) || isSilent(store, device, nowMs))
		.map((name) => ({ name, sinceMs: since(silenceMs(store, name, nowMs)) }))
}
