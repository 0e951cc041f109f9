import type { Forecast, ParcelRow } from '@emberline/twin'
import { type Batch, rowsOf } from '../batch.ts'
import { HistorianError } from '../historian-error.ts'
import type { InfluxAddress } from '../open-historian.ts'
import type { CountQuery, EventQuery, HistoryEvent, LostRange, Retention, SampleQuery, StoredSample, TimeRange } from '../port.ts'
import { type Current, extendRecorded } from '../recorded.ts'
import { type Origin, seriesKind } from '../row.ts'
import type { Store, WriteOutcome } from '../store.ts'
import type { Step, TrendGrid } from '../trend.ts'
import { type InfluxAnswer, InfluxClient, type InfluxSeries } from './influx-client.ts'
import { LAYOUT, SCHEMA } from './layout.ts'
import { type PointBatch, pointsOf } from './points.ts'
import { makePolicies, RECORD, ROLLUPS, rollUpLate } from './policies.ts'
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
	readonly #retention: Retention
	/** Newest spans recorded, and the database's own policy; null until the database is there and was asked. */
	#recorded: { readonly current: Current; readonly ownPolicy: string } | null = null

	constructor(address: InfluxAddress, node: string, silenceMs: number, retention: Retention = {}) {
		this.#retention = retention
		this.#client = new InfluxClient(address, SCHEMA)
		this.#node = node
		this.#silenceMs = silenceMs
		this.title = `InfluxDB at ${address.host}:${address.port}/${address.database}`
	}

	async write(batch: Batch): Promise<WriteOutcome> {
		const rows = rowsOf(batch)
		const ready = await this.#ready()
		if (ready.kind !== 'done') return this.#away(ready.reason)
		const { spans, current } = extendRecorded(ready.value.current, rows, this.#silenceMs)
		let batches: readonly PointBatch[]
		try {
			batches = pointsOf(rows, spans, this.#node)
		} catch (error) {
			return { kind: 'spoilt', reason: `A row is no point of InfluxDB: ${error instanceof Error ? error.message : error}` }
		}
		let lost = 0
		let why = ''
		for (const { points, precision, kept } of batches) {
			const answer = await this.#client.write(points, precision, kept === 'record' ? RECORD : undefined)
			if (answer.kind === 'refused') {
				// The others of the batch are stored. A line that it cannot parse is not among those it counts.
				const dropped = /partial write.*dropped=(\d+)/.exec(answer.reason)
				lost += dropped === null ? points.length : Math.max(1, Number(dropped[1]))
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
		const times = rows.flatMap((row) => (row.row === 'sample' ? row.tMs : []))
		const late = rollUpLate(this.#client.database, ready.value.ownPolicy, times, Date.now())
		if (late.length > 0) {
			const rolled = await this.#client.query(late)
			if (rolled.kind !== 'done') return this.#away(`late values cannot be rolled up: ${rolled.reason}`)
		}
		this.#recorded = { ...ready.value, current }
		if (lost === 0) return { kind: 'stored' }
		return { kind: 'rejected', reason: `${this.title}: ${why}`, rows: Math.min(lost, rows.length) }
	}

	/** Steps older than the values are kept for come from the rollups, which are kept longer. */
	async steps(series: string, grid: TrendGrid): Promise<readonly Step[]> {
		const { valuesMs, oneSecondMs } = this.#retention
		const olderMs = valuesMs === undefined || seriesKind(series) === 'forecast' ? Number.NEGATIVE_INFINITY : Date.now() - valuesMs
		const old = Math.max(0, Math.min(grid.steps, Math.ceil((olderMs - grid.fromMs) / grid.stepMs)))
		const found: Step[] = []
		if (old > 0) {
			const [second, ten] = ROLLUPS
			const policy = oneSecondMs !== undefined && Date.now() - oneSecondMs > grid.fromMs ? ten.policy : second.policy
			const part = { ...grid, toMs: Math.min(grid.toMs, grid.fromMs + old * grid.stepMs - 1) }
			found.push(
				...(await this.#ask(read.rolledStepsQuery(this.#node, series, policy, part), (answer) =>
					read.rolledStepsFrom(answer, grid),
				)),
			)
		}
		if (old >= grid.steps) return found
		const part = { ...grid, fromMs: grid.fromMs + old * grid.stepMs }
		const rest = await this.#ask(read.stepsQuery(this.#node, series, part), (answer) => read.stepsFrom(answer, grid))
		return [...found, ...rest]
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

	parcels(range: TimeRange): Promise<readonly ParcelRow[]> {
		return this.#ask(read.parcelsQuery(this.#node, range), read.parcelsFrom)
	}

	close(): Promise<void> {
		return Promise.resolve()
	}

	/** The database exists with its policies, is of this layout, and the newest spans in it are known. */
	async #ready(): Promise<InfluxAnswer<{ readonly current: Current; readonly ownPolicy: string }>> {
		if (this.#recorded !== null) return { kind: 'done', value: this.#recorded }
		const made = await this.#client.createDatabase()
		// A user without the right to create one may still write to one that is there.
		if (made.kind === 'away' && !/\b40[13]\b|not authorized/i.test(made.reason)) return made
		const policies = await makePolicies(this.#client, this.#retention)
		if (policies.kind !== 'done') return policies
		const layout = await this.#ofThisLayout(policies.value)
		if (layout.kind !== 'done') return layout
		const newest = await this.#client.query(read.newestSpansQuery(this.#node))
		if (newest.kind !== 'done') return newest
		this.#recorded = { current: read.newestSpansFrom(newest.value), ownPolicy: policies.value }
		return { kind: 'done', value: this.#recorded }
	}

	/** Brings a database of layout 1 to this one, once; refuses one of a later release. */
	async #ofThisLayout(ownPolicy: string): Promise<InfluxAnswer<void>> {
		const { database } = this.#client
		const asked = await this.#client.query([`SELECT last("version") FROM "${RECORD}"."layout"`])
		if (asked.kind !== 'done') return asked
		const found = asked.value[0]?.[0]?.values[0]?.[1]
		if (found === LAYOUT) return { kind: 'done', value: undefined }
		if (typeof found === 'number')
			return {
				kind: 'away',
				reason: `it has layout ${found}, expected ${LAYOUT}: it was written by another release; use that one, or another database`,
			}
		const moved = await this.#client.query([
			`SELECT * INTO "${database}"."${RECORD}".:MEASUREMENT FROM "${database}"."${ownPolicy}"./^(event|recorded|forecast|forecast_run|forecast_budget)$/ GROUP BY *`,
		])
		if (moved.kind !== 'done') return moved
		return this.#client.write(
			[{ measurement: 'layout', tags: { node: this.#node }, fields: { version: LAYOUT }, timestamp: Date.now() }],
			'ms',
			RECORD,
		)
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
