import type {
	Fault,
	Forecast,
	LineCommand,
	LineFrame,
	ParcelRow,
	Quality,
	Reading,
	ReadingColumns,
	ReadingValue,
	WebQuestion,
} from '@emberline/twin'
import type { Observable } from 'rxjs'

/**
 * The historian's only door, whatever store is behind it. Writing is a hand-off to a bounded buffer and returns at once;
 * once a second the buffer goes to the store as one batch. Times are plant time, integer ms since 1970.
 *
 * A series is a tag's name (`Heating/Zone1/Power`, unit of the tag dictionary) or one of the twin's: `soft/peakK`,
 * `stat/scrapM`, `state/Heating`, `zone/Heating/1/toWebKW`, `profile/maxK`, `forecast/grams/3600`, `forecast/kWh/1/3600`.
 */
export interface Historian {
	/** Keyed by node, device, metric and source time: a reading written again replaces itself. Columns are the caller's no more. */
	writeReadings(readings: readonly Reading[] | ReadingColumns): void
	/** Every frame may be handed over: faults and alarm changes of each are kept, its numbers once in `frameEveryMs`. */
	writeFrame(frame: LineFrame): void
	writeForecast(forecast: Forecast): void
	writeFaults(faults: readonly Fault[]): void
	/** `by`: who asked, as a person should read it. */
	writeCommands(commands: readonly LineCommand[], by: string): void
	writeEvents(events: readonly HistoryEvent[]): void
	/** Rows of the roll map, 50 mm of web each, kept by the time at which they left; the same piece again replaces itself. */
	writeParcels(rows: readonly ParcelRow[]): void
	/**
	 * Resolves when all that was handed over before is in the store, on disk and acknowledged. Waits while the store is away.
	 * Rejects with `ROWS_DROPPED` or `ROWS_REJECTED` when some of it cannot be there any more, `CLOSED` after `close`.
	 */
	flush(): Promise<void>

	/** A series thinned to a grid of at most `maxPoints` equal steps over [fromMs, toMs]; an empty list where nothing was ever known. */
	query(query: TrendQuery): Promise<readonly TrendPoint[]>
	/** Values as they were stored, in time order, at most `limit` (10,000). */
	samples(query: SampleQuery): Promise<readonly StoredSample[]>
	/** Newest value of a series at or before `atMs`, or null. */
	latest(series: string, atMs?: number): Promise<StoredSample | null>
	/** How many values are stored. */
	count(query?: CountQuery): Promise<number>
	/** Forecasts by origin, in time order. */
	forecasts(range: TimeRange): Promise<readonly Forecast[]>
	/** Faults, alarms, commands and the historian's own notes, in time order, at most `limit` (10,000). */
	events(query: EventQuery): Promise<readonly HistoryEvent[]>
	/** Rows of the roll map that left within the range (always, without one) and answer the question, in the order in which they left. */
	parcels(query: ParcelQuery): Promise<readonly ParcelRow[]>

	status(): HistorianStatus
	/** The present status at once, then each change of state or reason. */
	readonly status$: Observable<HistorianStatus>
	/** Stores what is buffered, for at most `CLOSE_WITHIN_MS`, and lets the store go. */
	close(): Promise<void>
}

export interface TimeRange {
	readonly fromMs: number
	readonly toMs: number
}

export interface TrendQuery extends TimeRange {
	readonly series: string
	/** 1 to 100,000. */
	readonly maxPoints: number
	/** The first step begins at `fromMs` and not up to 10 s before it, at the price of reading every value. */
	readonly exact?: boolean
}

export interface SampleQuery extends TimeRange {
	readonly series: string
	readonly limit?: number
}

export interface CountQuery extends Partial<TimeRange> {
	readonly series?: string
}

export interface ParcelQuery extends Partial<TimeRange>, WebQuestion {}

export interface EventQuery extends TimeRange {
	readonly kind?: EventKind
	readonly limit?: number
}

/**
 * One step of the grid, [tMs, tMs + step). Values in the series' unit; a yes-or-no series counts 1 and 0.
 * Plants report by exception: without a new value the last one holds (`count` 0, min = max = mean), but only while
 * something was recorded. A step that is not recorded, or holds no value of quality good or uncertain, is a gap: null.
 */
export interface TrendPoint {
	readonly tMs: number
	/** Of the values, not weighted by time. */
	readonly mean: number | null
	readonly min: number | null
	readonly max: number | null
	/** Values stored in the step. */
	readonly count: number
	/** The worst in the step; `stale` where nothing was recorded. */
	readonly quality: Quality
}

export interface StoredSample {
	readonly tMs: number
	readonly value: ReadingValue
	readonly quality: Quality
	readonly reason?: string
	/** One standard deviation, where the value is an estimate. */
	readonly sd?: number
}

export type EventKind = 'fault' | 'alarm' | 'command' | 'historian'

/** Something that happened. Equal events are kept once. */
export interface HistoryEvent {
	readonly tMs: number
	readonly kind: EventKind
	/** Station, tag, person or part of the system. */
	readonly source: string
	readonly code: string
	readonly message: string
	/** Plain data that belongs to it. */
	readonly detail?: Readonly<Record<string, unknown>>
}

/** A span of plant time of which some may be missing, and why. */
export interface LostRange extends TimeRange {
	readonly reason: string
}

export interface HistorianStatus {
	/** `degraded`: the store is away or refuses; the buffer fills, nothing else stops. */
	readonly state: 'ready' | 'degraded'
	/** Empty while ready. */
	readonly reason: string
	/** Rows handed over and not yet acknowledged. */
	readonly buffered: number
	readonly stored: number
	/** Oldest rows given up because the buffer was full. */
	readonly dropped: number
	/** Rows that no store could take: no valid time or name, or refused for good. */
	readonly rejected: number
	/** What a damaged file took with it. */
	readonly lost: readonly LostRange[]
}

/** How long what is kept, ms of plant time; what is not named is kept for ever. */
export interface Retention {
	/** Values as they came. */
	readonly valuesMs?: number
	/** One value a second of each series: how many, mean, extremes, worst quality. */
	readonly oneSecondMs?: number
	/** One each ten seconds, and events, forecasts and the roll map. */
	readonly tenSecondsMs?: number
}

/** What may be set when a historian is opened. */
export interface HistorianOptions {
	/** Sparkplug group and node whose values these are. */
	readonly node?: string
	/** Size of the buffer; the oldest row goes first. An hour of a pilot line is about 300,000 rows, 60 MB. */
	readonly bufferRows?: number
	readonly flushEveryMs?: number
	/** Plant time between two frames whose numbers are kept. */
	readonly frameEveryMs?: number
	/** Without any value of the plant (or the twin) for longer than this, plant time, nothing was recorded: a gap. */
	readonly silenceMs?: number
	readonly retention?: Retention
}

export const DEFAULTS = { node: 'R2R/LINE1', bufferRows: 300_000, flushEveryMs: 1000, frameEveryMs: 1000, silenceMs: 10_000 }
export const CLOSE_WITHIN_MS = 5000
