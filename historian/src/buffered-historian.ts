import {
	answers,
	type Fault,
	type Forecast,
	type LineCommand,
	type LineFrame,
	type ParcelRow,
	type Reading,
	type ReadingColumns,
	readingAt,
} from '@emberline/twin'
import { BehaviorSubject, type Observable } from 'rxjs'
import { type Batch, ReadingBlock, rowsIn, rowsOf, sizeOf } from './batch.ts'
import { FrameRows } from './frame-rows.ts'
import { HistorianError } from './historian-error.ts'
import { Outbox } from './outbox.ts'
import {
	CLOSE_WITHIN_MS,
	type CountQuery,
	type EventQuery,
	type Historian,
	type HistorianStatus,
	type HistoryEvent,
	type ParcelQuery,
	type SampleQuery,
	type StoredSample,
	type TimeRange,
	type TrendPoint,
	type TrendQuery,
} from './port.ts'
import { commandEvent, eventRow, faultEvent, forecastRow, isStorable, type Row, readingRow, seriesKind, webRow } from './row.ts'
import type { Store, WriteOutcome } from './store.ts'
import { trendGrid, trendPoints } from './trend.ts'

const LONGEST_RETRY_MS = 10_000
const BUFFER_FULL = 'The buffer was full: its oldest rows were given up'

export interface BufferOptions {
	readonly bufferRows: number
	readonly flushEveryMs: number
	readonly frameEveryMs: number
	readonly silenceMs: number
}

interface Waiter {
	/** Rows handed over when it asked. */
	readonly handedOver: number
	readonly resolve: () => void
	readonly reject: (error: HistorianError) => void
}

/** The port over any store: a bounded buffer in front, batches once a second, retry while the store is away. */
export class BufferedHistorian implements Historian {
	readonly #store: Store
	readonly #outbox: Outbox
	readonly #frames: FrameRows
	readonly #flushEveryMs: number
	readonly #silenceMs: number
	readonly #status$: BehaviorSubject<HistorianStatus>
	readonly status$: Observable<HistorianStatus>
	#timer: NodeJS.Timeout | undefined
	#draining: Promise<void> | null = null
	#isThere = false
	#retryMs = 0
	#awayReason = ''
	#handedOver = 0
	#stored = 0
	#rejected = 0
	#inFlight = 0
	#waiters: Waiter[] = []
	#closing: Promise<void> | null = null

	/** Asks the store first, so that the status is true from the start. */
	static async open(store: Store, options: BufferOptions): Promise<BufferedHistorian> {
		const historian = new BufferedHistorian(store, options)
		await historian.#drain()
		historian.#schedule(historian.#retryMs || options.flushEveryMs)
		return historian
	}

	private constructor(store: Store, options: BufferOptions) {
		this.#store = store
		this.#outbox = new Outbox(options.bufferRows)
		this.#frames = new FrameRows(options.frameEveryMs)
		this.#flushEveryMs = options.flushEveryMs
		this.#silenceMs = options.silenceMs
		this.#status$ = new BehaviorSubject(this.status())
		this.status$ = this.#status$.asObservable()
	}

	writeReadings(readings: readonly Reading[] | ReadingColumns): void {
		if (!('places' in readings)) {
			for (const reading of readings) this.#handOver(readingRow(reading))
			return
		}
		const block = ReadingBlock.of(readings)
		if (block !== null) this.#handOver(block)
		else for (let i = 0; i < readings.count; i++) this.#handOver(readingRow(readingAt(readings, i)))
	}

	writeFrame(frame: LineFrame): void {
		for (const row of this.#frames.take(frame)) this.#handOver(row)
	}

	writeForecast(forecast: Forecast): void {
		this.#handOver(forecastRow(forecast))
	}

	writeFaults(faults: readonly Fault[]): void {
		for (const fault of faults) this.#handOver(eventRow(faultEvent(fault)))
	}

	writeCommands(commands: readonly LineCommand[], by: string): void {
		for (const command of commands) this.#handOver(eventRow(commandEvent(command, by)))
	}

	writeEvents(events: readonly HistoryEvent[]): void {
		for (const event of events) this.#handOver(eventRow(event))
	}

	writeParcels(rows: readonly ParcelRow[]): void {
		for (const row of rows) this.#handOver(webRow(row))
	}

	flush(): Promise<void> {
		if (this.#closing !== null) return Promise.reject(new HistorianError('CLOSED', 'The historian is closed'))
		return this.#flushed()
	}

	async query(query: TrendQuery): Promise<readonly TrendPoint[]> {
		const grid = trendGrid(query)
		const kind = seriesKind(query.series)
		if (kind === 'forecast') return trendPoints(grid, await this.#store.steps(query.series, grid), null, [], this.#silenceMs)
		const [steps, before] = await Promise.all([
			this.#store.steps(query.series, grid),
			this.#store.latest(query.series, grid.fromMs - 1),
		])
		const recorded = await this.#store.recorded(kind, { fromMs: before?.tMs ?? grid.fromMs, toMs: grid.toMs })
		return trendPoints(grid, steps, before, recorded, this.#silenceMs)
	}

	samples(query: SampleQuery): Promise<readonly StoredSample[]> {
		return this.#store.samples(query)
	}

	latest(series: string, atMs: number = Number.MAX_SAFE_INTEGER): Promise<StoredSample | null> {
		return this.#store.latest(series, atMs)
	}

	count(query: CountQuery = {}): Promise<number> {
		return this.#store.count(query)
	}

	forecasts(range: TimeRange): Promise<readonly Forecast[]> {
		return this.#store.forecasts(range)
	}

	events(query: EventQuery): Promise<readonly HistoryEvent[]> {
		return this.#store.events(query)
	}

	async parcels(query: ParcelQuery): Promise<readonly ParcelRow[]> {
		const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, ...question } = query
		return (await this.#store.parcels({ fromMs, toMs })).filter((row) => answers(row, question))
	}

	status(): HistorianStatus {
		const buffered = this.#outbox.size + this.#inFlight
		return {
			state: this.#awayReason === '' ? 'ready' : 'degraded',
			reason: this.#awayReason,
			buffered,
			stored: this.#stored,
			dropped: this.#outbox.dropped,
			rejected: this.#rejected,
			lost: this.#store.lost,
		}
	}

	close(): Promise<void> {
		this.#closing ??= this.#close()
		return this.#closing
	}

	async #close(): Promise<void> {
		let timer: NodeJS.Timeout | undefined
		const tooLong = new Promise<void>((resolve) => {
			timer = setTimeout(resolve, CLOSE_WITHIN_MS)
		})
		await Promise.race([this.#flushed().catch(() => {}), tooLong])
		clearTimeout(timer)
		clearTimeout(this.#timer)
		// One last batch may be under way; the store is not let go under it.
		await this.#draining
		clearTimeout(this.#timer)
		for (const waiter of this.#waiters.splice(0))
			waiter.reject(new HistorianError('CLOSED', `The historian was closed with ${this.#outbox.size} rows not stored`))
		await this.#store.close()
		this.#status$.complete()
	}

	#handOver(entry: Row | ReadingBlock): void {
		if (this.#closing !== null || !(entry.row === 'block' || isStorable(entry))) {
			this.#rejected += sizeOf(entry)
			return
		}
		this.#handedOver += sizeOf(entry)
		const droppedBefore = this.#outbox.dropped
		this.#outbox.push(entry)
		if (this.#outbox.dropped > droppedBefore) this.#failWaiters('ROWS_DROPPED', BUFFER_FULL, this.#handedOver - this.#outbox.size)
	}

	#flushed(): Promise<void> {
		if (this.#outbox.size + this.#inFlight === 0) return Promise.resolve()
		const stored = new Promise<void>((resolve, reject) => {
			this.#waiters.push({ handedOver: this.#handedOver, resolve, reject })
		})
		// While the store is away its retry is already set; asking does not make it come back sooner.
		if (this.#retryMs === 0) this.#schedule(0)
		return stored
	}

	#schedule(delayMs: number): void {
		clearTimeout(this.#timer)
		this.#timer = setTimeout(() => {
			this.#draining ??= this.#drain().finally(() => {
				this.#draining = null
				const waiting = this.#waiters.length > 0
				if (this.#closing === null || waiting) this.#schedule(this.#retryMs || (waiting ? 0 : this.#flushEveryMs))
			})
		}, delayMs)
	}

	/** Batch after batch until nothing waits. While the store's state is not known to be good, an empty batch asks. */
	async #drain(): Promise<void> {
		while (this.#outbox.size > 0 || !this.#isThere) {
			const batch = this.#outbox.take(this.#store.batchRows)
			const rows = rowsIn(batch)
			this.#inFlight = rows
			const outcome = await this.#write(batch)
			this.#inFlight = 0
			if (outcome.kind === 'away') {
				const droppedBefore = this.#outbox.dropped
				this.#outbox.putBack(batch)
				if (this.#outbox.dropped > droppedBefore) this.#failWaiters('ROWS_DROPPED', BUFFER_FULL)
				this.#retryMs = Math.min(LONGEST_RETRY_MS, Math.max(this.#flushEveryMs, this.#retryMs * 2))
				this.#isThere = false
				this.#setAway(outcome.reason)
				return
			}
			if (outcome.kind === 'rejected') {
				this.#rejected += outcome.rows
				this.#stored += rows - outcome.rows
				this.#failWaiters('ROWS_REJECTED', outcome.reason)
			} else this.#stored += rows
			this.#isThere = true
			this.#retryMs = 0
			this.#setAway('')
			this.#resolveWaiters()
		}
		this.#resolveWaiters()
	}

	/** A row that spoils its batch is found by halving, so that it goes alone. */
	async #write(batch: Batch): Promise<Exclude<WriteOutcome, { kind: 'spoilt' }>> {
		const outcome = await this.#store.write(batch)
		if (outcome.kind !== 'spoilt') return outcome
		const rows = rowsOf(batch)
		if (rows.length <= 1) return { kind: 'rejected', reason: outcome.reason, rows: rows.length }
		let lost = 0
		for (const half of [rows.slice(0, rows.length >> 1), rows.slice(rows.length >> 1)]) {
			const ofHalf = await this.#write(half)
			if (ofHalf.kind === 'away') return ofHalf
			if (ofHalf.kind === 'rejected') lost += ofHalf.rows
		}
		return lost === 0 ? { kind: 'stored' } : { kind: 'rejected', reason: outcome.reason, rows: lost }
	}

	#setAway(reason: string): void {
		if (reason === this.#awayReason) return
		this.#awayReason = reason
		this.#status$.next(this.status())
	}

	#resolveWaiters(): void {
		const settled = this.#handedOver - this.#outbox.size - this.#inFlight
		const ready = this.#waiters.filter((waiter) => waiter.handedOver <= settled)
		this.#waiters = this.#waiters.filter((waiter) => waiter.handedOver > settled)
		for (const waiter of ready) waiter.resolve()
	}

	/** Those who wait for the row that is gone, the `goneRow`th handed over; without it, all: rows leave in order. */
	#failWaiters(code: 'ROWS_DROPPED' | 'ROWS_REJECTED', message: string, goneRow = 0): void {
		const failed = this.#waiters.filter((waiter) => waiter.handedOver >= goneRow)
		this.#waiters = this.#waiters.filter((waiter) => waiter.handedOver < goneRow)
		for (const waiter of failed) waiter.reject(new HistorianError(code, message))
	}
}
