import type { Fault, Forecast, LineCommand, ParcelRow, Quality, Reading, ReadingValue } from '@emberline/twin'
import type { HistoryEvent } from './port.ts'

/** Who a series comes from. Each has a record of its own of when it was being recorded. */
export const ORIGINS = ['plant', 'twin'] as const
export type Origin = (typeof ORIGINS)[number]

/** One value of one series: what both stores keep most of. */
export interface SampleRow {
	readonly row: 'sample'
	readonly origin: Origin
	readonly series: string
	readonly tMs: number
	readonly value: ReadingValue
	readonly quality: Quality
	readonly reason: string | null
	readonly sd: number | null
}

export interface ForecastRow {
	readonly row: 'forecast'
	readonly tMs: number
	readonly forecast: Forecast
}

export interface EventRow {
	readonly row: 'event'
	readonly tMs: number
	readonly event: HistoryEvent
}

/** A piece of web, by the time at which it left at the scraper. */
export interface WebRow {
	readonly row: 'parcel'
	readonly tMs: number
	readonly parcel: ParcelRow
}

export type Row = SampleRow | ForecastRow | EventRow | WebRow

/** Quality is stored as its place in `QUALITIES`: 0 and 1 may be used, 2 and 3 may not. */
export const WORST_USABLE = 1

/** What a value is, stored beside it so that it comes back as it was. */
export const VALUE_KINDS = { null: 0, number: 1, boolean: 2, string: 3 } as const

export function valueKind(value: ReadingValue): number {
	return value === null ? VALUE_KINDS.null : VALUE_KINDS[typeof value as 'number' | 'boolean' | 'string']
}

/** Times outside are a broken clock, not history: each would open a file of its own. 2000-01-01 to 2100-01-01. */
const EARLIEST_MS = 946_684_800_000
const LATEST_MS = 4_102_444_800_000

/** Whether every store can take it: a time within the century, a name on one line that no escape can swallow the end of. */
export function isStorable(row: Row): boolean {
	return isStorableTime(row.tMs) && (row.row !== 'sample' || isName(row.series))
}

export function isStorableTime(tMs: number): boolean {
	return Number.isInteger(tMs) && tMs >= EARLIEST_MS && tMs < LATEST_MS
}

/** Names that were found good: a line has some hundreds, and looks at each a million times a day. */
const goodNames = new Set<string>()
const REMEMBERED_NAMES = 10_000

export function isName(series: string): boolean {
	if (goodNames.has(series)) return true
	if (series === '' || series.endsWith('\\') || /\p{Cc}/u.test(series)) return false
	if (goodNames.size < REMEMBERED_NAMES) goodNames.add(series)
	return true
}

/**
 * A reading as a row, seen through and not copied: a copy of each number would be half of the cost of a bulk of readings. What was never a
 * number is stored as nothing, with its reason.
 */
class ReadingRow implements SampleRow {
	/** Not #reading: by name alone it is read twice as fast where the compiler makes a map of private fields. */
	readonly reading: Reading

	constructor(reading: Reading) {
		this.reading = reading
	}

	get row(): 'sample' {
		return 'sample'
	}

	get origin(): Origin {
		return 'plant'
	}

	get series(): string {
		return this.reading.tag
	}

	get tMs(): number {
		return this.reading.tMs
	}

	get value(): ReadingValue {
		return this.#isBroken ? null : this.reading.value
	}

	get quality(): Quality {
		return this.#isBroken ? 'bad' : this.reading.quality
	}

	get reason(): string | null {
		return this.#isBroken ? `${this.reading.value} is not a number` : (this.reading.reason ?? null)
	}

	get sd(): null {
		return null
	}

	get #isBroken(): boolean {
		const { value } = this.reading
		return typeof value === 'number' && !Number.isFinite(value)
	}
}

export function readingRow(reading: Reading): SampleRow {
	return new ReadingRow(reading)
}

export function forecastRow(forecast: Forecast): ForecastRow {
	return { row: 'forecast', tMs: forecast.originMs, forecast }
}

export function eventRow(event: HistoryEvent): EventRow {
	return { row: 'event', tMs: event.tMs, event }
}

/** Without a time at which it left, of its newest passage; without any it has none and cannot be kept. */
export function webRow(parcel: ParcelRow): WebRow {
	const times = Object.values(parcel.times).filter((tMs) => tMs !== null)
	return { row: 'parcel', tMs: parcel.times.t_wash_ms ?? Math.max(...times), parcel }
}

export function faultEvent(fault: Fault): HistoryEvent {
	return { tMs: fault.tMs, kind: 'fault', source: fault.source, code: fault.code, message: fault.message }
}

export function commandEvent(command: LineCommand, by: string): HistoryEvent {
	const { kind, tMs, ...detail } = command
	return { tMs, kind: 'command', source: by, code: kind, message: commandWords(command), detail }
}

function commandWords(command: LineCommand): string {
	switch (command.kind) {
		case 'set':
			return `${command.tag} = ${command.value}`
		case 'packml':
			return command.command
		case 'recipe':
			return `recipe ${command.recipe}`
		case 'schedule':
			return `schedule ${command.scheduleId} with ${command.items.length} items`
		case 'clock-set':
			return `plant clock set back by ${command.backMs / 1000} s`
	}
}

export type SeriesKind = Origin | 'forecast'

const TWIN_SERIES = new Set(['soft', 'stat', 'state', 'stopReason', 'zone', 'profile'])

/** The twin's series start with a word of their own in lower case; a tag starts with its device. */
export function seriesKind(series: string): SeriesKind {
	const head = series.slice(0, Math.max(0, series.indexOf('/')))
	if (head === 'forecast') return 'forecast'
	return TWIN_SERIES.has(head) ? 'twin' : 'plant'
}

/** `forecast/TARGET/HORIZON_S` or `forecast/TARGET/ZONE/HORIZON_S`; null when it is neither. */
export function parseForecastSeries(series: string): { target: string; zone: number | null; hS: number } | null {
	const parts = series.split('/')
	const [, target] = parts
	const numbers = parts.slice(2).map(Number)
	if (!target || numbers.length < 1 || numbers.length > 2 || numbers.some((n) => !Number.isInteger(n) || n < 0)) return null
	return { target, zone: numbers.length === 2 ? numbers[0]! : null, hS: numbers.at(-1)! }
}
