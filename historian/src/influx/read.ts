import type { BudgetTerms, Forecast, ForecastBudget, ForecastTarget, Health, ParcelRow, QuantileName } from '@emberline/twin'
import { QUALITIES, QUANTILES } from '@emberline/twin'
import { BUDGET_TERMS, QUANTILE_COLUMNS } from '../forecast-columns.ts'
import { parcelOfCells } from '../parcel-columns.ts'
import type { CountQuery, EventKind, EventQuery, HistoryEvent, SampleQuery, StoredSample, TimeRange } from '../port.ts'
import type { Current } from '../recorded.ts'
import { type Origin, parseForecastSeries, seriesKind, VALUE_KINDS, WORST_USABLE } from '../row.ts'
import type { Step, TrendGrid } from '../trend.ts'
import { type InfluxSeries, textLiteral } from './influx-client.ts'
import { NO_ZONE } from './layout.ts'

type Answer = readonly (readonly InfluxSeries[])[]
type Cell = number | string | boolean | null
type Line = Readonly<Record<string, Cell>>

const DEFAULT_LIMIT = 10_000
/** Latest time that InfluxDB can hold, ms, rounded down. */
const LATEST_MS = 9_223_372_036_854

function between({ fromMs, toMs }: TimeRange): string {
	return `time >= ${Math.max(-LATEST_MS, fromMs)}ms AND time <= ${Math.min(LATEST_MS, toMs)}ms`
}

/** Where a series lies: measurement, and the condition that finds it there. Words of InfluxQL are quoted as names. */
function place(node: string, series: string): { from: string; where: string; value: string } {
	const kind = seriesKind(series)
	if (kind === 'forecast') {
		const { target, zone, hS } = parseForecastSeries(series) ?? { target: '', zone: null, hS: 0 }
		const where = `"target" = ${textLiteral(target)} AND "zone" = '${zone ?? NO_ZONE}' AND "h_s" = '${hS}'`
		return { from: '"record"."forecast"', where: `"node" = ${textLiteral(node)} AND ${where}`, value: 'mean' }
	}
	const where = `"node" = ${textLiteral(node)} AND "metric" = ${textLiteral(series)}`
	return { from: kind === 'plant' ? '"reading"' : '"estimate"', where, value: 'value' }
}

/** Rows of one statement as records. */
function lines(series: readonly InfluxSeries[] | undefined): Line[] {
	return (series ?? []).flatMap(({ columns, values }) =>
		values.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))),
	)
}

function number(cell: Cell | undefined): number | null {
	return typeof cell === 'number' ? cell : null
}

export function stepsQuery(node: string, series: string, grid: TrendGrid): string[] {
	const { from, where, value } = place(node, series)
	const group = `GROUP BY time(${grid.stepMs}ms, ${grid.fromMs % grid.stepMs}ms) fill(none)`
	const kind = value === 'value' ? ', last("kind") AS "kind"' : ''
	return [
		`SELECT count("quality") AS "n", max("quality") AS "worst", last("quality") AS "quality", last("${value}") AS "last"${kind}
		 FROM ${from} WHERE ${where} AND ${between(grid)} ${group}`,
		`SELECT mean("${value}") AS "mean", min("${value}") AS "min", max("${value}") AS "max"
		 FROM ${from} WHERE ${where} AND ${between(grid)} AND "quality" <= ${WORST_USABLE} ${group}`,
	]
}

export function stepsFrom([all, usable]: Answer, grid: TrendGrid): Step[] {
	const extremes = new Map(lines(usable).map((line) => [line.time, line]))
	return lines(all).map((line) => {
		const { mean, min, max } = extremes.get(line.time ?? null) ?? {}
		const isNumber = line.kind === undefined || line.kind === VALUE_KINDS.number || line.kind === VALUE_KINDS.boolean
		return {
			index: Math.round((Number(line.time) - grid.fromMs) / grid.stepMs),
			count: number(line.n) ?? 0,
			mean: number(mean),
			min: number(min),
			max: number(max),
			worstQuality: number(line.worst) ?? 2,
			last: isNumber ? number(line.last) : null,
			lastQuality: number(line.quality) ?? 2,
		}
	})
}

/** The same of a rollup, of steps that are whole multiples of its own. */
export function rolledStepsQuery(node: string, series: string, policy: string, grid: TrendGrid): string[] {
	const { from, where } = place(node, series)
	const group = `GROUP BY time(${grid.stepMs}ms, ${grid.fromMs % grid.stepMs}ms) fill(none)`
	return [
		`SELECT sum("n") AS "n", sum("used") AS "used", sum("total") AS "total", min("low") AS "low", max("high") AS "high", max("worst") AS "worst",
		 last("last") AS "last", last("last_quality") AS "quality", last("kind") AS "kind"
		 FROM "${policy}".${from} WHERE ${where} AND ${between(grid)} ${group}`,
	]
}

export function rolledStepsFrom([all]: Answer, grid: TrendGrid): Step[] {
	return lines(all).map((line) => {
		const isNumber = line.kind === VALUE_KINDS.number || line.kind === VALUE_KINDS.boolean
		const used = number(line.used) ?? 0
		return {
			index: Math.round((Number(line.time) - grid.fromMs) / grid.stepMs),
			count: number(line.n) ?? 0,
			mean: used > 0 ? (number(line.total) ?? 0) / used : null,
			min: number(line.low),
			max: number(line.high),
			worstQuality: number(line.worst) ?? 2,
			last: isNumber ? number(line.last) : null,
			lastQuality: number(line.quality) ?? 2,
		}
	})
}

export function parcelsQuery(node: string, range: TimeRange): string[] {
	const to = `time < ${Math.min(LATEST_MS, range.toMs + 1)}ms`
	return [
		`SELECT * FROM "record"."parcel" WHERE "node" = ${textLiteral(node)} AND time >= ${Math.max(0, range.fromMs)}ms AND ${to} ORDER BY time`,
	]
}

export function parcelsFrom([series]: Answer): ParcelRow[] {
	return lines(series).map((line) => {
		const row = parcelOfCells(line)
		const named = (text: string) => (text === NO_ZONE ? '' : text)
		return { ...row, roll: named(row.roll), lot: named(row.lot), recipe: named(row.recipe) }
	})
}

export function recordedQuery(node: string, origin: Origin, { fromMs, toMs }: TimeRange): string[] {
	return [
		`SELECT "to_ms" FROM "record"."recorded" WHERE "node" = ${textLiteral(node)} AND "origin" = '${origin}' AND time <= ${toMs}ms AND "to_ms" >= ${fromMs}`,
	]
}

export function spansFrom([series]: Answer): TimeRange[] {
	return lines(series).map((line) => ({ fromMs: Number(line.time), toMs: Number(line.to_ms) }))
}

export function newestSpansQuery(node: string): string[] {
	return (['plant', 'twin'] as const).map(
		(origin) =>
			`SELECT "to_ms" FROM "record"."recorded" WHERE "node" = ${textLiteral(node)} AND "origin" = '${origin}' ORDER BY time DESC LIMIT 1`,
	)
}

export function newestSpansFrom([plant, twin]: Answer): Current {
	return { plant: spansFrom([plant ?? []])[0] ?? null, twin: spansFrom([twin ?? []])[0] ?? null }
}

const SAMPLE = 'SELECT "value", "text", "kind", "quality", "reason", "sd"'

export function samplesQuery(node: string, query: SampleQuery): string[] {
	const { from, where } = place(node, query.series)
	return [`${SAMPLE} FROM ${from} WHERE ${where} AND ${between(query)} ORDER BY time LIMIT ${query.limit ?? DEFAULT_LIMIT}`]
}

export function latestQuery(node: string, series: string, atMs: number): string[] {
	const { from, where } = place(node, series)
	return [`${SAMPLE} FROM ${from} WHERE ${where} AND time <= ${Math.min(LATEST_MS, atMs)}ms ORDER BY time DESC LIMIT 1`]
}

export function samplesFrom([series]: Answer): StoredSample[] {
	return lines(series).map(({ time, value, text, kind, quality, reason, sd }) => ({
		tMs: Number(time),
		value:
			kind === VALUE_KINDS.number
				? number(value)
				: kind === VALUE_KINDS.boolean
					? value === 1
					: kind === VALUE_KINDS.string
						? String(text)
						: null,
		quality: QUALITIES[Number(quality)] ?? 'bad',
		...(typeof reason === 'string' && { reason }),
		...(typeof sd === 'number' && { sd }),
	}))
}

export function countQuery(node: string, query: CountQuery): string[] {
	const range = between({ fromMs: query.fromMs ?? -LATEST_MS, toMs: query.toMs ?? LATEST_MS })
	const { from, where } =
		query.series === undefined
			? { from: '"reading", "estimate"', where: `"node" = ${textLiteral(node)}` }
			: place(node, query.series)
	return [`SELECT count("quality") AS "n" FROM ${from} WHERE ${where} AND ${range}`]
}

export function countFrom([series]: Answer): number {
	return lines(series).reduce((sum, line) => sum + Number(line.n), 0)
}

export function eventsQuery(node: string, query: EventQuery): string[] {
	const kind = query.kind === undefined ? '' : `AND "kind" = ${textLiteral(query.kind)}`
	// An event's time is its millisecond and a nanosecond of its own: the last ms of the range is wanted whole.
	const range = `time >= ${query.fromMs}ms AND time < ${Math.min(LATEST_MS, query.toMs + 1)}ms`
	return [
		`SELECT "source", "code", "message", "detail", "kind" FROM "record"."event" WHERE "node" = ${textLiteral(node)} ${kind} AND ${range}
		 ORDER BY time LIMIT ${query.limit ?? DEFAULT_LIMIT}`,
	]
}

export function eventsFrom([series]: Answer): HistoryEvent[] {
	return lines(series).map(({ time, kind, source, code, message, detail }) => ({
		tMs: Math.floor(Number(time)),
		kind: kind as EventKind,
		source: String(source),
		code: String(code),
		message: String(message),
		...(typeof detail === 'string' && { detail: JSON.parse(detail) }),
	}))
}

export function forecastsQuery(node: string, range: TimeRange): string[] {
	return ['forecast_run', 'forecast', 'forecast_budget'].map(
		(measurement) =>
			`SELECT * FROM "record"."${measurement}" WHERE "node" = ${textLiteral(node)} AND ${between(range)} ORDER BY time`,
	)
}

export function forecastsFrom([runs, targets, budgets]: Answer): Forecast[] {
	const byPosition = (a: Line, b: Line) => Number(a.position) - Number(b.position)
	const targetLines = lines(targets).sort(byPosition)
	const budgetLines = lines(budgets).sort(byPosition)
	return lines(runs).map((run) => ({
		originMs: Number(run.time),
		scheduleId: typeof run.schedule_id === 'string' ? run.schedule_id : null,
		health: run.health as Health,
		healthReason: String(run.health_reason),
		members: Number(run.members),
		targets: targetLines.filter((line) => line.time === run.time).map(forecastTarget),
		budgets: budgetLines.filter((line) => line.time === run.time).map(forecastBudget),
		wallMs: Number(run.wall_ms),
	}))
}

function forecastTarget(line: Line): ForecastTarget {
	const q = Object.fromEntries(QUANTILES.map((name, i) => [name, line[QUANTILE_COLUMNS[i]!]])) as Record<QuantileName, number>
	return {
		target: String(line.target),
		...(line.zone !== NO_ZONE && { zone: Number(line.zone) }),
		hS: Number(line.h_s),
		mean: Number(line.mean),
		q,
	}
}

function forecastBudget(line: Line): ForecastBudget {
	const terms = Object.fromEntries(BUDGET_TERMS.map((term) => [term, line[term]])) as Record<keyof BudgetTerms, number>
	return { zone: Number(line.zone), hS: Number(line.h_s), ...terms }
}
