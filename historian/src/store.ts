import type { Forecast, ParcelRow } from '@emberline/twin'
import type { Batch } from './batch.ts'
import type { CountQuery, EventQuery, HistoryEvent, LostRange, SampleQuery, StoredSample, TimeRange } from './port.ts'
import type { Origin } from './row.ts'
import type { Step, TrendGrid } from './trend.ts'

/**
 * How a batch fared. `away`: keep it and try again; `rejected`: so many of its rows the store can never take, the others it
 * has; `spoilt`: one row, it cannot say which, keeps it from taking any.
 */
export type WriteOutcome =
	| { readonly kind: 'stored' }
	| { readonly kind: 'away' | 'spoilt'; readonly reason: string }
	| { readonly kind: 'rejected'; readonly reason: string; readonly rows: number }

/** What a store must be able to do; the rest (buffer, retry, gaps, held values) is common. Reads reject with a HistorianError. */
export interface Store {
	/** Rows taken in one batch at most. */
	readonly batchRows: number
	/** In words for a person, without user or password. */
	readonly title: string
	readonly lost: readonly LostRange[]
	/** Durable when it answers `stored`. Never rejects for what the world does. No rows: only whether it is there. */
	write(batch: Batch): Promise<WriteOutcome>
	/** Steps of the grid that hold at least one value, in order. */
	steps(series: string, grid: TrendGrid): Promise<readonly Step[]>
	/** Spans in which values of this origin were being recorded, any order, overlapping the range. */
	recorded(origin: Origin, range: TimeRange): Promise<readonly TimeRange[]>
	samples(query: SampleQuery): Promise<readonly StoredSample[]>
	latest(series: string, atMs: number): Promise<StoredSample | null>
	count(query: CountQuery): Promise<number>
	forecasts(range: TimeRange): Promise<readonly Forecast[]>
	events(query: EventQuery): Promise<readonly HistoryEvent[]>
	/** Pieces of web by the time at which they left, in that order. */
	parcels(range: TimeRange): Promise<readonly ParcelRow[]>
	close(): Promise<void>
}
