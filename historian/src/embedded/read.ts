import type { BudgetTerms, Forecast, ForecastBudget, ForecastTarget, Health, ParcelRow, QuantileName } from '@emberline/twin'
import { QUALITIES, QUANTILES } from '@emberline/twin'
import { BUDGET_TERMS, QUANTILE_COLUMNS } from '../forecast-columns.ts'
import { PARCEL_NUMBER_COLUMNS, PARCEL_TEXT_COLUMNS, PARCEL_TIME_COLUMNS, parcelOfCells } from '../parcel-columns.ts'
import type { EventKind, EventQuery, HistoryEvent, SampleQuery, StoredSample, TimeRange } from '../port.ts'
import { type Origin, parseForecastSeries, seriesKind, VALUE_KINDS, WORST_USABLE } from '../row.ts'
import type { Step, TrendGrid } from '../trend.ts'
import type { DayFile } from './day-file.ts'
import type { DuckDb } from './duckdb.ts'
import { ROLLUPS } from './rollup.ts'

const DEFAULT_LIMIT = 10_000

type SampleColumns = [
	tMs: number,
	kind: number,
	num: number | null,
	text: string | null,
	quality: number,
	reason: string | null,
	sd: number | null,
]
const SAMPLE_COLUMNS = 't_ms::double, kind, num, text, quality, reason, sd'

/** Extremes and means per step, worked out by the engine: no more rows come out than there are steps. */
export async function readSteps(db: DuckDb, files: readonly DayFile[], series: string, grid: TrendGrid): Promise<Step[]> {
	const source = seriesKind(series) === 'forecast' ? forecastSource(files, series, grid) : sampleSource(files, series, grid)
	if (source === null) return []
	type Columns = [number, number, number | null, number | null, number | null, number, number | null, number]
	const rows = await db.rows<Columns>(
		`select cast((t_ms - ${grid.fromMs}) // ${grid.stepMs} as integer) as step, sum(n)::integer, sum(total) / nullif(sum(used), 0),
			min(low), max(high), max(worst), arg_max_null(last, t_ms), arg_max(last_quality, t_ms)
		 from (${source}) group by step order by step`,
	)
	return rows.map(([index, count, mean, min, max, worstQuality, last, lastQuality]) => ({
		index,
		count,
		mean,
		min,
		max,
		worstQuality,
		last,
		lastQuality,
	}))
}

/** One value as a rollup of itself. */
const AS_ROLLUP = `t_ms, 1 as n, case when quality <= ${WORST_USABLE} and num is not null then 1 else 0 end as used,
	case when quality <= ${WORST_USABLE} then num end as total, case when quality <= ${WORST_USABLE} then num end as low,
	case when quality <= ${WORST_USABLE} then num end as high, quality as worst, num as last, quality as last_quality`
const ROLLUP_COLUMNS = 't_ms, n, used, total, low, high, worst, last, last_quality'

/**
 * The coarsest table whose steps each fall into one step of the grid, so that nothing is hidden or moved; what it does not hold yet from
 * the values. Of a day that was thinned, the finest that is left.
 */
function sampleSource(files: readonly DayFile[], series: string, grid: TrendGrid): string | null {
	const { fromMs, toMs } = grid
	const fitting = ROLLUPS.findLast(({ everyMs }) => grid.stepMs % everyMs === 0 && fromMs % everyMs === 0)
	const parts = files.flatMap((file) => {
		const { day, thinned, rolledToMs } = file
		const id = file.series.get(series)?.id
		if (id === undefined) return []
		const left = thinned === 0 ? null : ROLLUPS[thinned - 1]!
		const rollup = fitting !== undefined && (left === null || fitting.everyMs >= left.everyMs) ? fitting : left
		const values = (since: number) =>
			`select ${AS_ROLLUP} from "${day}".samples where series_id = ${id} and t_ms between ${since} and ${toMs}`
		if (rollup === null) return values(fromMs)
		const first = Math.floor(fromMs / rollup.everyMs) * rollup.everyMs
		const rolled = `select ${ROLLUP_COLUMNS.replace('t_ms', `greatest(t_ms, ${fromMs}) as t_ms`)} from "${day}".${rollup.table}
			where series_id = ${id} and t_ms between ${first} and ${toMs} and t_ms < ${rolledToMs}`
		// A rollup that the end of the range cuts holds values from after it: there the values themselves answer.
		const cutMs = left === null ? Math.floor((toMs + 1) / rollup.everyMs) * rollup.everyMs : Number.MAX_SAFE_INTEGER
		const whole = Math.min(cutMs, rolledToMs)
		return [`${rolled} and t_ms < ${whole}`, ...(left === null ? [values(Math.max(fromMs, whole))] : [])]
	})
	return parts.length === 0 ? null : parts.join(' union all ')
}

function forecastSource(files: readonly DayFile[], series: string, { fromMs, toMs }: TimeRange): string | null {
	const name = parseForecastSeries(series)
	if (name === null || files.length === 0) return null
	const target = name.target.replaceAll("'", "''")
	return files
		.map(
			({
				day,
			}) => `select ${AS_ROLLUP} from (select origin_ms as t_ms, mean as num, case health when 'tracking' then 0 when 'degraded' then 1 else 2 end as quality
				from "${day}".forecasts join "${day}".forecast_runs using (origin_ms)
				where target = '${target}' and zone is not distinct from ${name.zone ?? 'null'} and h_s = ${name.hS}
				and origin_ms between ${fromMs} and ${toMs})`,
		)
		.join(' union all ')
}

export async function readRecorded(
	db: DuckDb,
	files: readonly DayFile[],
	origin: Origin,
	range: TimeRange,
): Promise<TimeRange[]> {
	const spans: TimeRange[] = []
	for (const { day, recorded } of files) {
		// The one that still grows is longer than what the table has of it.
		if (recorded[origin] !== null) spans.push(recorded[origin])
		const rows = await db.rows<[number, number]>(
			`select from_ms::double, to_ms::double from "${day}".recorded
			 where origin = '${origin}' and to_ms >= ${range.fromMs} and from_ms <= ${range.toMs}`,
		)
		spans.push(...rows.map(([fromMs, toMs]) => ({ fromMs, toMs })))
	}
	return spans
}

export async function readSamples(db: DuckDb, files: readonly DayFile[], query: SampleQuery): Promise<StoredSample[]> {
	const limit = query.limit ?? DEFAULT_LIMIT
	const samples: StoredSample[] = []
	for (const { day, series } of files) {
		const id = series.get(query.series)?.id
		if (id === undefined || samples.length >= limit) continue
		const rows = await db.rows<SampleColumns>(
			`select ${SAMPLE_COLUMNS} from "${day}".samples where series_id = ${id} and t_ms between ${query.fromMs} and ${query.toMs}
			 order by t_ms limit ${limit - samples.length}`,
		)
		samples.push(...rows.map(storedSample))
	}
	return samples
}

export async function readLatest(db: DuckDb, file: DayFile, series: string, atMs: number): Promise<StoredSample | null> {
	const id = file.series.get(series)?.id
	if (id === undefined) return null
	const [row] = await db.rows<SampleColumns>(
		`select ${SAMPLE_COLUMNS} from "${file.day}".samples where series_id = ${id} and t_ms <= ${atMs} order by t_ms desc limit 1`,
	)
	return row === undefined ? null : storedSample(row)
}

function storedSample([tMs, kind, num, text, quality, reason, sd]: SampleColumns): StoredSample {
	const value =
		kind === VALUE_KINDS.number ? num : kind === VALUE_KINDS.boolean ? num === 1 : kind === VALUE_KINDS.string ? text : null
	return {
		tMs,
		value,
		quality: QUALITIES[quality] ?? 'bad',
		...(reason !== null && { reason }),
		...(sd !== null && { sd }),
	}
}

export async function readCount(
	db: DuckDb,
	files: readonly DayFile[],
	series: string | undefined,
	range: TimeRange,
): Promise<number> {
	let count = 0
	for (const { day, series: known } of files) {
		const id = series === undefined ? null : known.get(series)?.id
		if (id === undefined) continue
		const [row] = await db.rows<[number]>(
			`select count(*)::double from "${day}".samples where t_ms between ${range.fromMs} and ${range.toMs}
			 ${id === null ? '' : `and series_id = ${id}`}`,
		)
		count += row?.[0] ?? 0
	}
	return count
}

export async function readEvents(db: DuckDb, files: readonly DayFile[], query: EventQuery): Promise<HistoryEvent[]> {
	const limit = query.limit ?? DEFAULT_LIMIT
	const events: HistoryEvent[] = []
	for (const { day } of files) {
		const rows = await db.rows<[number, EventKind, string, string, string, string | null]>(
			`select t_ms::double, kind, source, code, message, detail from "${day}".events
			 where t_ms between ${query.fromMs} and ${query.toMs} and kind = coalesce($1, kind) order by t_ms, rowid limit ${limit - events.length}`,
			[query.kind ?? null],
		)
		for (const [tMs, kind, source, code, message, detail] of rows)
			events.push({ tMs, kind, source, code, message, ...(detail !== null && { detail: JSON.parse(detail) }) })
	}
	return events
}

export async function readForecasts(db: DuckDb, files: readonly DayFile[], range: TimeRange): Promise<Forecast[]> {
	const forecasts: Forecast[] = []
	const where = `where origin_ms between ${range.fromMs} and ${range.toMs} order by origin_ms, rowid`
	for (const { day } of files) {
		const runs = await db.rows<[number, string | null, Health, string, number, number]>(
			`select origin_ms::double, schedule_id, health, health_reason, members, wall_ms from "${day}".forecast_runs ${where}`,
		)
		const targets = await db.rows<[number, string, number | null, number, number, ...number[]]>(
			`select origin_ms::double, target, zone, h_s, mean, ${QUANTILE_COLUMNS.join(', ')} from "${day}".forecasts ${where}`,
		)
		const budgets = await db.rows<[number, number, number, ...number[]]>(
			`select origin_ms::double, zone, h_s, ${BUDGET_TERMS.map((t) => `"${t}"`).join(', ')} from "${day}".forecast_budgets ${where}`,
		)
		for (const [originMs, scheduleId, health, healthReason, members, wallMs] of runs)
			forecasts.push({
				originMs,
				scheduleId,
				health,
				healthReason,
				members,
				targets: targets.filter((t) => t[0] === originMs).map(forecastTarget),
				budgets: budgets.filter((b) => b[0] === originMs).map(forecastBudget),
				wallMs,
			})
	}
	return forecasts
}

function forecastTarget([, target, zone, hS, mean, ...q]: readonly [
	number,
	string,
	number | null,
	number,
	number,
	...number[],
]): ForecastTarget {
	const quantiles = Object.fromEntries(QUANTILES.map((name, i) => [name, q[i]])) as Record<QuantileName, number>
	return { target, ...(zone !== null && { zone }), hS, mean, q: quantiles }
}

function forecastBudget([, zone, hS, ...terms]: readonly [number, number, number, ...number[]]): ForecastBudget {
	const budget = Object.fromEntries(BUDGET_TERMS.map((term, i) => [term, terms[i]])) as Record<keyof BudgetTerms, number>
	return { zone, hS, ...budget }
}

const PARCEL_COLUMNS = ['position_m', ...PARCEL_TIME_COLUMNS, ...PARCEL_NUMBER_COLUMNS, ...PARCEL_TEXT_COLUMNS]

export async function readParcels(db: DuckDb, files: readonly DayFile[], { fromMs, toMs }: TimeRange): Promise<ParcelRow[]> {
	const select = PARCEL_COLUMNS.map((name) => (PARCEL_TIME_COLUMNS.includes(name) ? `"${name}"::double` : `"${name}"`)).join(', ')
	const found: ParcelRow[] = []
	for (const { day } of files) {
		const rows = await db.rows<(number | string | null)[]>(
			`select ${select} from "${day}".parcels where left_ms between ${fromMs} and ${toMs} order by left_ms, position_m`,
		)
		for (const row of rows) found.push(parcelOfCells(Object.fromEntries(PARCEL_COLUMNS.map((name, i) => [name, row[i]]))))
	}
	return found
}
