import type { Forecast } from '@emberline/twin'
import { QUANTILES, readingAt } from '@emberline/twin'
import { type Batch, type ReadingBlock, rowsIn } from '../batch.ts'
import { BUDGET_TERMS } from '../forecast-columns.ts'
import { PARCEL_NUMBER_COLUMNS, PARCEL_TEXT_COLUMNS, PARCEL_TIME_COLUMNS, parcelCells } from '../parcel-columns.ts'
import type { HistoryEvent } from '../port.ts'
import { extendRecorded, type RecordedSpan } from '../recorded.ts'
import { ORIGINS, type Origin, type Row, readingRow, type SampleRow, type WebRow } from '../row.ts'
import { type DayFile, type KnownSeries, readNewest } from './day-file.ts'
import type { ColumnKind, DuckDb, PlainColumn } from './duckdb.ts'
import { rollUp } from './rollup.ts'
import { SampleColumns } from './sample-columns.ts'

/** A span that grows is stored again when it grew by this: an update costs as much as a second of values. */
const SPAN_STEP_MS = 5000
/** Keys deleted with one statement. */
const KEYS_AT_ONCE = 5000

export interface WriteContext {
	readonly node: string
	readonly silenceMs: number
}

/**
 * Rows of one day in one transaction: the commit returns when the log is on disk. Each step that waits for the engine costs a
 * turn of the event loop, which a busy twin makes long: there are few, and none for each row.
 */
export async function writeDay(db: DuckDb, file: DayFile, rows: Batch, context: WriteContext): Promise<void> {
	const { day } = file
	await readNewest(db, file)
	await db.run('begin transaction')
	// Each pass over the rows of a bulk costs as much as a tenth of storing them: one pass sorts them and says what the others need.
	const { fresh, again, others, leastMs, newestMs, origins } = await sortOut(db, file, rows, context.node)
	await db.append(day, 'samples', fresh.columns)
	for (const part of again) {
		await db.deleteKeys(day, part.ids, part.timesMs)
		await db.append(day, 'samples', part.columns)
	}
	const events: HistoryEvent[] = []
	const parcels: WebRow[] = []
	for (const row of others) {
		if (row.row === 'forecast') await writeForecast(db, day, row.forecast)
		else if (row.row === 'event') events.push(row.event)
		else if (row.row === 'parcel') parcels.push(row)
	}
	await writeEvents(db, day, events)
	await writeParcels(db, day, parcels)
	const { spans, current } = extendRecorded(file.recorded, rows, context.silenceMs, origins)
	const longer = spans.filter(({ origin, fromMs, toMs }) => {
		const storedToMs = file.spanEnds[origin].get(fromMs)
		return storedToMs === undefined || toMs >= storedToMs + SPAN_STEP_MS
	})
	const rolled = rollUp(file, { rows, leastMs, newestMs })
	await db.run([...rolled.sql, ...longer.map((span) => spanSql(file, span)), 'commit'].join(';\n'))
	file.recorded = current
	file.rolledToMs = rolled.rolledToMs
}

/** What the table does not have yet of the span that may still grow. */
export async function storeRecorded(db: DuckDb, file: DayFile): Promise<void> {
	for (const origin of ORIGINS) {
		const span = file.recorded[origin]
		const storedToMs = span === null ? undefined : file.spanEnds[origin].get(span.fromMs)
		if (span !== null && storedToMs !== undefined && storedToMs < span.toMs) await db.run(spanSql(file, { origin, ...span }))
	}
}

/** What stores a span, or that it grew; from then on it counts as stored: after a failure the file is read anew. */
function spanSql(file: DayFile, { origin, fromMs, toMs }: RecordedSpan): string {
	const ends = file.spanEnds[origin]
	const storedToMs = ends.get(fromMs)
	const endMs = Math.max(toMs, storedToMs ?? toMs)
	ends.set(fromMs, endMs)
	return storedToMs === undefined
		? `insert into "${file.day}".recorded values ('${origin}', ${fromMs}, ${endMs})`
		: `update "${file.day}".recorded set to_ms = ${endMs} where origin = '${origin}' and from_ms = ${fromMs}`
}

/** Samples newer than all of their series are new for sure; of the others the last one of each key counts, and replaces. */
async function sortOut(db: DuckDb, file: DayFile, rows: Batch, node: string) {
	const fresh = new SampleColumns(rowsIn(rows))
	const repeated = new Map<string, { readonly id: number; readonly row: SampleRow }>()
	const unknown: { readonly series: string; readonly origin: Origin }[] = []
	const others: Row[] = []
	const origins = new Set<Origin>()
	let leastMs = Number.POSITIVE_INFINITY
	let newestMs = Number.NEGATIVE_INFINITY
	const seriesOf = (series: string, origin: Origin): KnownSeries => {
		const there = file.series.get(series)
		if (there !== undefined) return there
		const known = { id: file.series.size + 1, newestMs: Number.NEGATIVE_INFINITY }
		file.series.set(series, known)
		unknown.push({ series, origin })
		return known
	}
	const sortColumns = ({ columns, from, to }: ReadingBlock): void => {
		const { tags, places, timesMs, values, qualities } = columns
		const ofPlace = file.places.get(tags) ?? []
		file.places.set(tags, ofPlace)
		for (let i = from; i < to; i++) {
			const place = places[i]!
			let known = ofPlace[place]
			if (known === undefined) {
				known = seriesOf(tags[place]!, 'plant')
				ofPlace[place] = known
			}
			const tMs = timesMs[i]!
			if (tMs > known.newestMs) {
				known.newestMs = tMs
				fresh.addNumber(known.id, tMs, values[i]!, qualities[i]!)
			} else repeated.set(`${known.id}@${tMs}`, { id: known.id, row: readingRow(readingAt(columns, i)) })
		}
	}
	for (const row of rows) {
		if (row.row === 'block') {
			origins.add('plant')
			leastMs = Math.min(leastMs, row.leastMs)
			newestMs = Math.max(newestMs, row.newestMs)
			sortColumns(row)
			continue
		}
		if (row.row !== 'sample') {
			others.push(row)
			continue
		}
		const { tMs, series, origin } = row
		origins.add(origin)
		if (tMs < leastMs) leastMs = tMs
		if (tMs > newestMs) newestMs = tMs
		const known = seriesOf(series, origin)
		if (tMs > known.newestMs) {
			known.newestMs = tMs
			fresh.add(known.id, row)
		} else repeated.set(`${known.id}@${tMs}`, { id: known.id, row })
	}
	await db.append(file.day, 'series', [
		{ kind: 'integer', values: unknown.map((row) => file.series.get(row.series)!.id) },
		{ kind: 'text', values: unknown.map((row) => row.series) },
		{ kind: 'text', values: unknown.map((row) => row.origin) },
		{ kind: 'text', values: unknown.map(() => node) },
	])
	const again: SampleColumns[] = []
	for (const { id, row } of repeated.values()) {
		if (again.length === 0 || again.at(-1)!.rows >= KEYS_AT_ONCE) again.push(new SampleColumns(KEYS_AT_ONCE))
		again.at(-1)!.add(id, row)
	}
	return { fresh, again, others, leastMs, newestMs, origins }
}

async function writeForecast(db: DuckDb, day: string, forecast: Forecast): Promise<void> {
	const origin = BigInt(forecast.originMs)
	const tables = ['forecast_runs', 'forecasts', 'forecast_budgets']
	await db.run(tables.map((table) => `delete from "${day}".${table} where origin_ms = ${origin}`).join(';'))
	const { scheduleId, health, healthReason, members, wallMs, targets, budgets } = forecast
	await db.append(day, 'forecast_runs', [
		{ kind: 'bigint', values: [origin] },
		{ kind: 'text', values: [scheduleId] },
		{ kind: 'text', values: [health] },
		{ kind: 'text', values: [healthReason] },
		{ kind: 'integer', values: [members] },
		{ kind: 'double', values: [wallMs] },
	])
	const double: ColumnKind = 'double'
	await db.append(day, 'forecasts', [
		{ kind: 'bigint', values: targets.map(() => origin) },
		{ kind: 'text', values: targets.map((t) => t.target) },
		{ kind: 'integer', values: targets.map((t) => t.zone ?? null) },
		{ kind: 'integer', values: targets.map((t) => t.hS) },
		{ kind: 'double', values: targets.map((t) => t.mean) },
		...QUANTILES.map((name) => ({ kind: double, values: targets.map((t) => t.q[name]) })),
	])
	await db.append(day, 'forecast_budgets', [
		{ kind: 'bigint', values: budgets.map(() => origin) },
		{ kind: 'integer', values: budgets.map((b) => b.zone) },
		{ kind: 'integer', values: budgets.map((b) => b.hS) },
		...BUDGET_TERMS.map((term) => ({ kind: double, values: budgets.map((b) => b[term]) })),
	])
}

/** Those that are not there yet, each once. */
async function writeEvents(db: DuckDb, day: string, events: readonly HistoryEvent[]): Promise<void> {
	if (events.length === 0) return
	const columns: PlainColumn[] = [
		{ kind: 'bigint', values: events.map((e) => BigInt(e.tMs)) },
		{ kind: 'text', values: events.map((e) => e.kind) },
		{ kind: 'text', values: events.map((e) => e.source) },
		{ kind: 'text', values: events.map((e) => e.code) },
		{ kind: 'text', values: events.map((e) => e.message) },
		{ kind: 'text', values: events.map((e) => (e.detail === undefined ? null : JSON.stringify(e.detail))) },
	]
	await db.insertNew(day, 'events', ['t_ms', 'kind', 'source', 'code', 'message', 'detail'], columns)
}

/** A piece of web is known by where it is and when it left: written again, the later writing counts. */
async function writeParcels(db: DuckDb, day: string, rows: readonly WebRow[]): Promise<void> {
	if (rows.length === 0) return
	const last = new Map(rows.map((row) => [`${row.tMs}@${row.parcel.positionM}`, row]))
	const kept = [...last.values()]
	const left = kept.map((row) => row.tMs)
	const places = kept.map((row) => row.parcel.positionM)
	await db.run(
		`delete from "${day}".parcels using (select unnest([${left.join(',')}]) as ms, unnest([${places.join(',')}]) as m) as key
		 where left_ms = key.ms and position_m = key.m`,
	)
	const cells = kept.map((row) => parcelCells(row.parcel))
	const of = (name: string) => cells.map((row) => row[name] ?? null)
	await db.append(day, 'parcels', [
		{ kind: 'double', values: of('position_m') },
		...PARCEL_TIME_COLUMNS.map((name) => ({
			kind: 'bigint' as const,
			values: of(name).map((ms) => (typeof ms === 'number' ? BigInt(ms) : null)),
		})),
		...PARCEL_NUMBER_COLUMNS.map((name) => ({ kind: 'double' as const, values: of(name) })),
		...PARCEL_TEXT_COLUMNS.map((name) => ({ kind: 'text' as const, values: of(name) })),
		{ kind: 'bigint', values: left.map(BigInt) },
	])
}
