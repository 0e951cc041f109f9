import type { Forecast } from '@emberline/twin'
import { QUANTILES } from '@emberline/twin'
import { BUDGET_TERMS } from '../forecast-columns.ts'
import type { HistoryEvent } from '../port.ts'
import { extendRecorded, type RecordedSpan } from '../recorded.ts'
import { ORIGINS, type Row, type SampleRow } from '../row.ts'
import { type DayFile, readNewest } from './day-file.ts'
import type { ColumnKind, DuckDb } from './duckdb.ts'
import { SampleColumns } from './sample-columns.ts'

/** A span that grows is stored again when it grew by this: an update costs as much as a second of values. */
const SPAN_STEP_MS = 5000
/** Keys deleted with one statement. */
const KEYS_AT_ONCE = 5000

export interface WriteContext {
	readonly node: string
	readonly silenceMs: number
}

/** Rows of one day in one transaction: the commit returns when the log is on disk. */
export async function writeDay(db: DuckDb, file: DayFile, rows: readonly Row[], context: WriteContext): Promise<void> {
	const { day } = file
	await readNewest(db, file)
	await db.run('begin transaction')
	const { fresh, again } = await sortOut(db, file, rows, context.node)
	await db.append(day, 'samples', fresh.columns)
	for (const part of again) {
		await db.deleteKeys(day, part.ids, part.timesMs)
		await db.append(day, 'samples', part.columns)
	}
	for (const row of rows) {
		if (row.row === 'forecast') await writeForecast(db, day, row.forecast)
		else if (row.row === 'event') await writeEvent(db, day, row.event)
	}
	const { spans, current } = extendRecorded(file.recorded, rows, context.silenceMs)
	for (const span of spans) {
		const storedToMs = file.spanEnds[span.origin].get(span.fromMs)
		if (storedToMs === undefined || span.toMs >= storedToMs + SPAN_STEP_MS) await storeSpan(db, file, span)
	}
	await db.run('commit')
	file.recorded = current
}

/** What the table does not have yet of the span that may still grow. */
export async function storeRecorded(db: DuckDb, file: DayFile): Promise<void> {
	for (const origin of ORIGINS) {
		const span = file.recorded[origin]
		const storedToMs = span === null ? undefined : file.spanEnds[origin].get(span.fromMs)
		if (span !== null && storedToMs !== undefined && storedToMs < span.toMs) await storeSpan(db, file, { origin, ...span })
	}
}

async function storeSpan(db: DuckDb, file: DayFile, { origin, fromMs, toMs }: RecordedSpan): Promise<void> {
	const ends = file.spanEnds[origin]
	const storedToMs = ends.get(fromMs)
	const key = [origin, BigInt(fromMs), BigInt(Math.max(toMs, storedToMs ?? toMs))]
	await db.run(
		storedToMs === undefined
			? `insert into "${file.day}".recorded values ($1, $2, $3)`
			: `update "${file.day}".recorded set to_ms = $3 where origin = $1 and from_ms = $2`,
		key,
	)
	ends.set(fromMs, Math.max(toMs, storedToMs ?? toMs))
}

/** Samples newer than all of their series are new for sure; of the others the last one of each key counts, and replaces. */
async function sortOut(db: DuckDb, file: DayFile, rows: readonly Row[], node: string) {
	const fresh = new SampleColumns()
	const repeated = new Map<string, { readonly id: number; readonly row: SampleRow }>()
	for (const row of rows) {
		if (row.row !== 'sample') continue
		const known = file.series.get(row.series) ?? (await addSeries(db, file, row, node))
		if (row.tMs > known.newestMs) {
			known.newestMs = row.tMs
			fresh.add(known.id, row)
		} else repeated.set(`${known.id}@${row.tMs}`, { id: known.id, row })
	}
	const again: SampleColumns[] = []
	for (const { id, row } of repeated.values()) {
		if (again.length === 0 || again.at(-1)!.ids.length >= KEYS_AT_ONCE) again.push(new SampleColumns())
		again.at(-1)!.add(id, row)
	}
	return { fresh, again }
}

async function addSeries(db: DuckDb, file: DayFile, row: SampleRow, node: string) {
	const known = { id: file.series.size + 1, newestMs: Number.NEGATIVE_INFINITY }
	file.series.set(row.series, known)
	await db.run(`insert into "${file.day}".series values ($1, $2, $3, $4)`, [known.id, row.series, row.origin, node])
	return known
}

async function writeForecast(db: DuckDb, day: string, forecast: Forecast): Promise<void> {
	const origin = BigInt(forecast.originMs)
	for (const table of ['forecast_runs', 'forecasts', 'forecast_budgets']) {
		await db.run(`delete from "${day}".${table} where origin_ms = $1`, [origin])
	}
	const { scheduleId, health, healthReason, members, wallMs, targets, budgets } = forecast
	await db.run(`insert into "${day}".forecast_runs values ($1, $2, $3, $4, $5, $6)`, [
		origin,
		scheduleId,
		health,
		healthReason,
		members,
		wallMs,
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

async function writeEvent(db: DuckDb, day: string, event: HistoryEvent): Promise<void> {
	const { kind, source, code, message } = event
	const detail = event.detail === undefined ? null : JSON.stringify(event.detail)
	await db.run(
		`insert into "${day}".events select $1, $2, $3, $4, $5, $6 where not exists (
			from "${day}".events where t_ms = $1 and kind = $2 and source = $3 and code = $4 and message = $5 and detail is not distinct from $6)`,
		[BigInt(event.tMs), kind, source, code, message, detail],
	)
}
