import type { Forecast } from '@emberline/twin'
import { HistorianError } from '../historian-error.ts'
import type { InfluxAddress } from '../open-historian.ts'
import type { CountQuery, EventQuery, HistoryEvent, LostRange, SampleQuery, StoredSample, TimeRange } from '../port.ts'
import { type Current, extendRecorded } from '../recorded.ts'
import type { Origin, Row } from '../row.ts'
import type { Store, WriteOutcome } from '../store.ts'
import type { Step, TrendGrid } from '../trend.ts'
import { type InfluxAnswer, InfluxClient, type InfluxSeries } from './influx-client.ts'
import { SCHEMA } from './layout.ts'
import { pointsOf, recordedPoint } from './points.ts'
import * as read from './read.ts'

/** InfluxDB 1.x. What it acknowledged is in its log on disk (`wal-fsync-delay` 0, its default). */
export class InfluxStore implements Store {
	readonly batchRows = 5000
	readonly title: string
	/** What InfluxDB loses it does not tell. */
	readonly lost: readonly LostRange[] = []
	readonly #client: InfluxClient
	readonly #node: string
	readonly #silenceMs: number
	/** Newest spans recorded; null until the database is there and was asked. */
	#recorded: Current | null = null

	constructor(address: InfluxAddress, node: string, silenceMs: number) {
		this.#client = new InfluxClient(address, SCHEMA)
		this.#node = node
		this.#silenceMs = silenceMs
		this.title = `InfluxDB at ${address.host}:${address.port}/${address.database}`
	}

	async write(rows: readonly Row[]): Promise<WriteOutcome> {
		const ready = await this.#ready()
		if (ready.kind !== 'done') return this.#away(ready.reason)
		let made: ReturnType<typeof pointsOf>
		try {
			made = pointsOf(rows, this.#node)
		} catch (error) {
			return { kind: 'spoilt', reason: `A row is no point of InfluxDB: ${error instanceof Error ? error.message : error}` }
		}
		const { points, events } = made
		const { spans, current } = extendRecorded(ready.value, rows, this.#silenceMs)
		points.push(...spans.map((span) => recordedPoint(span, this.#node)))
		let lost = 0
		let why = ''
		for (const [batch, precision] of [[events, 'n'] as const, [points, 'ms'] as const]) {
			if (batch.length === 0) continue
			const answer = await this.#client.write(batch, precision)
			if (answer.kind === 'refused') {
				// The others of the batch are stored. A line that it cannot parse is not among those it counts.
				const dropped = /partial write.*dropped=(\d+)/.exec(answer.reason)
				lost += dropped === null ? batch.length : Math.max(1, Number(dropped[1]))
				why = answer.reason
				continue
			}
			if (answer.kind === 'spoilt') return { kind: 'spoilt', reason: answer.reason }
			if (answer.kind !== 'done') {
				// It may come back empty: the database is made and asked anew.
				this.#recorded = null
				return this.#away(answer.reason)
			}
		}
		this.#recorded = current
		if (lost === 0) return { kind: 'stored' }
		return { kind: 'rejected', reason: `${this.title}: ${why}`, rows: Math.min(lost, rows.length) }
	}

	steps(series: string, grid: TrendGrid): Promise<readonly Step[]> {
		return this.#ask(read.stepsQuery(this.#node, series, grid), (answer) => read.stepsFrom(answer, grid))
	}

	recorded(origin: Origin, range: TimeRange): Promise<readonly TimeRange[]> {
		return this.#ask(read.recordedQuery(this.#node, origin, range), read.spansFrom)
	}

	samples(query: SampleQuery): Promise<readonly StoredSample[]> {
		return this.#ask(read.samplesQuery(this.#node, query), read.samplesFrom)
	}

	async latest(series: string, atMs: number): Promise<StoredSample | null> {
		return this.#ask(read.latestQuery(this.#node, series, atMs), (answer) => read.samplesFrom(answer)[0] ?? null)
	}

	count(query: CountQuery): Promise<number> {
		return this.#ask(read.countQuery(this.#node, query), read.countFrom)
	}

	forecasts(range: TimeRange): Promise<readonly Forecast[]> {
		return this.#ask(read.forecastsQuery(this.#node, range), read.forecastsFrom)
	}

	events(query: EventQuery): Promise<readonly HistoryEvent[]> {
		return this.#ask(read.eventsQuery(this.#node, query), read.eventsFrom)
	}

	close(): Promise<void> {
		return Promise.resolve()
	}

	/** The database exists, and the newest spans in it are known. */
	async #ready(): Promise<InfluxAnswer<Current>> {
		if (this.#recorded !== null) return { kind: 'done', value: this.#recorded }
		const made = await this.#client.createDatabase()
		// A user without the right to create one may still write to one that is there.
		if (made.kind === 'away' && !/\b40[13]\b|not authorized/i.test(made.reason)) return made
		const newest = await this.#client.query(read.newestSpansQuery(this.#node))
		if (newest.kind !== 'done') return newest
		this.#recorded = read.newestSpansFrom(newest.value)
		return { kind: 'done', value: this.#recorded }
	}

	#away(reason: string): WriteOutcome {
		return { kind: 'away', reason: `${this.title} does not take values: ${reason}` }
	}

	async #ask<T>(statements: readonly string[], from: (answer: readonly (readonly InfluxSeries[])[]) => T): Promise<T> {
		const answer = await this.#client.query(statements)
		if (answer.kind === 'done') return from(answer.value)
		if (answer.kind === 'missing') return from(statements.map(() => []))
		throw new HistorianError('STORE_AWAY', `${this.title} does not answer: ${answer.reason}`)
	}
}
