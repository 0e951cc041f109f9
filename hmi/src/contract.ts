import type {
	ActiveAlarm,
	Forecast,
	InterlockView,
	LineFrame,
	Quality,
	ReadingValue,
	SoftSensors,
	ZoneBalance,
} from '@emberline/twin'
import { z } from 'zod'
import type { DisplayModel } from './display-model.ts'

/**
 * What travels between the screen's server and the browser. The browser imports this file and nothing else of the
 * server. A snapshot is the whole picture; batches carry what changed since, numbered without gaps; beats prove life.
 */

export type {
	ActiveAlarm,
	Estimate,
	Forecast,
	ForecastBudget,
	ForecastTarget,
	InterlockView,
	PackMlState,
	Quality,
	SoftSensors,
	StationFrame,
	StationName,
	ZoneBalance,
} from '@emberline/twin'
export * from './display-model.ts'

/** Goes up when an open page of an older release can no longer read what the server sends. */
export const PROTOCOL = 1

export const BATCH_MS = 100
export const BEAT_MS = 500
/** Without a beat for so long the link is late, and then lost. */
export const LATE_MS = 1500
export const LOST_MS = 3000
/** Silence of the twin after which its numbers are lost, ms. */
export const FRAME_SILENT_MS = 5000

/** Quality on the wire is the index into this list. */
export const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad', 'stale']

/** What the gateway knows of the way to the plant. */
export interface PlantLink {
	readonly broker: 'connected' | 'connecting' | 'lost'
	readonly node: 'online' | 'offline' | 'unknown'
	readonly devices: Readonly<Record<string, 'online' | 'offline' | 'stale' | 'unknown'>>
	/** Age of the newest plant value, ms. */
	readonly lastDataAgeMs: number | null
	/**
	 * Time since each device was last heard, ms, where the gateway hears more than values (values come by exception:
	 * a steady device sends none, but it still beats). The newer of this and the last reading counts.
	 */
	readonly silentMs?: Readonly<Record<string, number>>
	readonly message?: string
}

/** Values by index into `display.tags`. `r` (why not good) and `a` (age of a stale value, ms) by the same index. */
export interface TagsPart {
	readonly i: readonly number[]
	readonly v: readonly ReadingValue[]
	readonly q: readonly number[]
	readonly r?: Readonly<Record<number, string>>
	readonly a?: Readonly<Record<number, number>>
}

export type StatesPart = Pick<
	LineFrame,
	| 'tMs'
	| 'health'
	| 'healthReason'
	| 'line'
	| 'stations'
	| 'recipe'
	| 'webSpeedMPerS'
	| 'webPositionM'
	| 'rollRemainingM'
	| 'scrapM'
	| 'productG'
>

/** The grid comes in the snapshot and again only when it changes. */
export interface ProfilePart {
	readonly sM?: readonly number[]
	readonly temperatureK: readonly number[]
	readonly sdK: readonly number[]
}

/** The parts of a frame, each sent when it changed: states, soft and alarms up to 10 Hz, zones and profile 2 Hz. */
export interface FrameParts {
	readonly states?: StatesPart
	readonly soft?: SoftSensors
	readonly zones?: readonly ZoneBalance[]
	readonly profile?: ProfilePart
	readonly alarms?: readonly ActiveAlarm[]
	/** Standing trips and what came first; null of a line that has no readings. */
	readonly interlocks?: InterlockView | null
}

/** Series that have a sparkline: `soft/` a soft sensor, `stat/` a number of the frame. A historian is asked for the same names. */
export const SPARK_SERIES = ['soft/netGPerH', 'soft/peakK', 'soft/sizeNm', 'stat/scrapM', 'soft/kWhPerKg'] as const
export type SparkSeries = (typeof SPARK_SERIES)[number]
export const SPARK_STEP_MS = 10_000
export const SPARK_POINTS = 180

/** The span of each sparkline: `SPARK_POINTS` values `SPARK_STEP_MS` of plant time apart, the last at `endMs`. */
export interface SparkSpans {
	readonly endMs: number
	readonly series: Readonly<Record<SparkSeries, readonly (number | null)[]>>
}

/** One more point of every sparkline. */
export interface SparkPoint {
	readonly endMs: number
	readonly values: Readonly<Record<SparkSeries, number | null>>
}

export interface Beat {
	readonly serverMs: number
	/** Of the newest batch: a browser that has not seen it asks for a resync. */
	readonly seq: number
	/** Time since each device was heard, on the server's steady clock; `null` for never. */
	readonly silentMs: Readonly<Record<string, number | null>>
	readonly frameAgeMs: number | null
	readonly dataAgeMs: number | null
}

export interface Batch {
	readonly seq: number
	readonly serverMs: number
	readonly tags?: TagsPart
	readonly frame?: FrameParts
	readonly forecast?: Forecast
	readonly link?: PlantLink
	readonly spark?: SparkPoint
}

export interface Snapshot {
	readonly protocol: number
	readonly seq: number
	readonly simulated: boolean
	readonly display: DisplayModel
	readonly tags: TagsPart
	readonly frame: FrameParts | null
	readonly forecast: Forecast | null
	readonly link: PlantLink
	readonly spark: SparkSpans
	readonly beat: Beat
}

export interface ServerEvents {
	snapshot: (snapshot: Snapshot) => void
	batch: (batch: Batch) => void
	beat: (beat: Beat) => void
}

export interface BrowserEvents {
	/** A number was missed, or the page was hidden: send everything again. */
	resync: () => void
}

/** Every event that a browser may send, with the schema of its arguments; others close the socket. Built by a call so that it stays out of the browser's bundle. */
export function browserEventSchemas(): Readonly<Record<keyof BrowserEvents, z.ZodType>> {
	return { resync: z.tuple([]) }
}
