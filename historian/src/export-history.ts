import { DuckDb } from './embedded/duckdb.ts'
import { HistorianError } from './historian-error.ts'
import { PARCEL_NUMBER_COLUMNS, PARCEL_TEXT_COLUMNS, PARCEL_TIME_COLUMNS, parcelCells } from './parcel-columns.ts'
import type { Historian, TimeRange } from './port.ts'

export interface ExportQuery extends TimeRange {
	/** `values`: series as they came, or thinned to `maxPoints`; `parcels`: the roll map; `events`. */
	readonly what: 'values' | 'parcels' | 'events'
	readonly series: readonly string[]
	readonly maxPoints?: number
	/** Ends in .csv, .csv.gz or .parquet. */
	readonly file: string
	readonly progress?: (share: number) => void
}

/** Rows read at once. */
const PAGE = 10_000
const FORMATS: readonly (readonly [string, string])[] = [
	['.csv', 'format csv, header'],
	['.csv.gz', 'format csv, header, compression gzip'],
	['.parquet', 'format parquet, compression zstd'],
]

/** Writes what a history holds, of either store, as CSV or Parquet. Gives the rows written. Rejects with `BAD_QUERY` for another name of file. */
export async function exportHistory(historian: Historian, query: ExportQuery): Promise<number> {
	const format = FORMATS.findLast(([end]) => query.file.endsWith(end))?.[1]
	if (format === undefined)
		throw new HistorianError('BAD_QUERY', `${query.file}: expected a name that ends in ${FORMATS.map(([end]) => end).join(', ')}`)
	const db = await DuckDb.open()
	try {
		const rows = await { values: exportValues, parcels: exportParcels, events: exportEvents }[query.what](db, historian, query)
		await db.run(`copy (select * from out) to '${query.file.replaceAll("'", "''")}' (${format})`)
		return rows
	} finally {
		db.close()
	}
}

async function exportValues(db: DuckDb, historian: Historian, query: ExportQuery): Promise<number> {
	if (query.maxPoints !== undefined) return exportTrends(db, historian, query, query.maxPoints)
	await db.run(
		'create table rows (series varchar, t_ms bigint, value double, text varchar, quality varchar, reason varchar, sd double)',
	)
	let count = 0
	for (const [i, series] of query.series.entries()) {
		for (let since = query.fromMs; ; ) {
			const page = await historian.samples({ series, fromMs: since, toMs: query.toMs, limit: PAGE })
			await db.append('memory', 'rows', [
				{ kind: 'text', values: page.map(() => series) },
				{ kind: 'bigint', values: page.map(({ tMs }) => BigInt(tMs)) },
				{ kind: 'double', values: page.map(({ value }) => (typeof value === 'string' || value === null ? null : Number(value))) },
				{ kind: 'text', values: page.map(({ value }) => (typeof value === 'string' ? value : null)) },
				{ kind: 'text', values: page.map(({ quality }) => quality) },
				{ kind: 'text', values: page.map(({ reason }) => reason ?? null) },
				{ kind: 'double', values: page.map(({ sd }) => sd ?? null) },
			])
			count += page.length
			if (page.length < PAGE) break
			since = page.at(-1)!.tMs + 1
			query.progress?.((i + (since - query.fromMs) / (query.toMs - query.fromMs + 1)) / query.series.length)
		}
		query.progress?.((i + 1) / query.series.length)
	}
	await db.run(`create view out as select epoch_ms(t_ms) as time, * from rows order by t_ms, series`)
	return count
}

async function exportTrends(db: DuckDb, historian: Historian, query: ExportQuery, maxPoints: number): Promise<number> {
	await db.run(
		'create table rows (series varchar, t_ms bigint, mean double, min double, max double, count integer, quality varchar)',
	)
	let count = 0
	for (const [i, series] of query.series.entries()) {
		const points = await historian.query({ series, fromMs: query.fromMs, toMs: query.toMs, maxPoints })
		await db.append('memory', 'rows', [
			{ kind: 'text', values: points.map(() => series) },
			{ kind: 'bigint', values: points.map(({ tMs }) => BigInt(tMs)) },
			{ kind: 'double', values: points.map(({ mean }) => mean) },
			{ kind: 'double', values: points.map(({ min }) => min) },
			{ kind: 'double', values: points.map(({ max }) => max) },
			{ kind: 'integer', values: points.map((point) => point.count) },
			{ kind: 'text', values: points.map(({ quality }) => quality) },
		])
		count += points.length
		query.progress?.((i + 1) / query.series.length)
	}
	await db.run('create view out as select epoch_ms(t_ms) as time, * from rows order by t_ms, series')
	return count
}

async function exportParcels(db: DuckDb, historian: Historian, { fromMs, toMs }: ExportQuery): Promise<number> {
	const parcels = await historian.parcels({ fromMs, toMs })
	const cells = parcels.map(parcelCells)
	const of = (name: string) => cells.map((row) => row[name] ?? null)
	const numbers = ['position_m', ...PARCEL_NUMBER_COLUMNS]
	await db.run(
		`create table out (${[...numbers.map((n) => `"${n}" double`), ...PARCEL_TIME_COLUMNS.map((n) => `"${n}" bigint`), ...PARCEL_TEXT_COLUMNS.map((n) => `"${n}" varchar`)].join(', ')})`,
	)
	await db.append('memory', 'out', [
		...numbers.map((name) => ({ kind: 'double' as const, values: of(name) })),
		...PARCEL_TIME_COLUMNS.map((name) => ({
			kind: 'bigint' as const,
			values: of(name).map((ms) => (typeof ms === 'number' ? BigInt(ms) : null)),
		})),
		...PARCEL_TEXT_COLUMNS.map((name) => ({ kind: 'text' as const, values: of(name) })),
	])
	return parcels.length
}

async function exportEvents(db: DuckDb, historian: Historian, { fromMs, toMs }: ExportQuery): Promise<number> {
	const events = await historian.events({ fromMs, toMs, limit: 10_000_000 })
	await db.run(
		'create table out (time timestamp, t_ms bigint, kind varchar, source varchar, code varchar, message varchar, detail varchar)',
	)
	await db.run('create table rows (t_ms bigint, kind varchar, source varchar, code varchar, message varchar, detail varchar)')
	await db.append('memory', 'rows', [
		{ kind: 'bigint', values: events.map(({ tMs }) => BigInt(tMs)) },
		{ kind: 'text', values: events.map(({ kind }) => kind) },
		{ kind: 'text', values: events.map(({ source }) => source) },
		{ kind: 'text', values: events.map(({ code }) => code) },
		{ kind: 'text', values: events.map(({ message }) => message) },
		{ kind: 'text', values: events.map(({ detail }) => (detail === undefined ? null : JSON.stringify(detail))) },
	])
	await db.run('insert into out select epoch_ms(t_ms), * from rows')
	return events.length
}
