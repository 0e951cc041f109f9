import type { Forecast } from '@emberline/twin'
import { QUALITIES, QUANTILES } from '@emberline/twin'
import { BUDGET_TERMS, QUANTILE_COLUMNS } from '../forecast-columns.ts'
import { parcelCells } from '../parcel-columns.ts'
import type { HistoryEvent } from '../port.ts'
import type { RecordedSpan } from '../recorded.ts'
import { type Row, type SampleRow, valueKind, type WebRow } from '../row.ts'
import type { InfluxPoint } from './influx-client.ts'
import { NO_ZONE } from './layout.ts'

export function samplePoint(row: SampleRow, node: string): InfluxPoint {
	const { value, reason, sd, series } = row
	const fields: Record<string, number | string> = { kind: valueKind(value), quality: QUALITIES.indexOf(row.quality) }
	if (typeof value === 'number') fields.value = value
	else if (typeof value === 'boolean') fields.value = value ? 1 : 0
	else if (value !== null) fields.text = value
	if (reason !== null) fields.reason = reason
	if (sd !== null) fields.sd = sd
	const slash = series.indexOf('/')
	const device = slash > 0 ? series.slice(0, slash) : '-'
	return {
		measurement: row.origin === 'plant' ? 'reading' : 'estimate',
		tags: { node, device, metric: series },
		fields,
		timestamp: row.tMs,
	}
}

export function forecastPoints(forecast: Forecast, node: string): InfluxPoint[] {
	const { originMs: timestamp, scheduleId, health, healthReason, members, wallMs } = forecast
	const quality = health === 'tracking' ? 0 : health === 'degraded' ? 1 : 2
	const run = {
		health,
		health_reason: healthReason,
		members,
		wall_ms: wallMs,
		...(scheduleId !== null && { schedule_id: scheduleId }),
	}
	return [
		{ measurement: 'forecast_run', tags: { node }, fields: finite(run), timestamp },
		...forecast.targets.map((t, position) => ({
			measurement: 'forecast',
			tags: { node, target: t.target, zone: String(t.zone ?? NO_ZONE), h_s: String(t.hS) },
			fields: finite({
				position,
				quality,
				mean: t.mean,
				...Object.fromEntries(QUANTILES.map((name, i) => [QUANTILE_COLUMNS[i], t.q[name]])),
			}),
			timestamp,
		})),
		...forecast.budgets.map((b, position) => ({
			measurement: 'forecast_budget',
			tags: { node, zone: String(b.zone), h_s: String(b.hS) },
			fields: finite({ position, ...Object.fromEntries(BUDGET_TERMS.map((term) => [term, b[term]])) }),
			timestamp,
		})),
	]
}

/** One point that is not a number would have the whole batch refused. */
function finite(fields: Readonly<Record<string, number | string>>): Record<string, number | string> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string' || Number.isFinite(value)))
}

export function recordedPoint({ origin, fromMs, toMs }: RecordedSpan, node: string): InfluxPoint {
	return { measurement: 'recorded', tags: { node, origin }, fields: { to_ms: toMs }, timestamp: fromMs }
}

/**
 * InfluxDB keeps one point for a time and a set of tags, and events of one millisecond are many: what an event says
 * chooses its nanosecond, so equal ones meet and others do not.
 */
export function eventPoint(event: HistoryEvent, node: string): InfluxPoint {
	const { tMs, kind, source, code, message } = event
	const detail = event.detail === undefined ? '' : JSON.stringify(event.detail)
	const nanosecond = hash(`${source}\n${code}\n${message}\n${detail}`) % 1_000_000
	return {
		measurement: 'event',
		tags: { node, kind },
		fields: { source, code, message, ...(detail !== '' && { detail }) },
		timestamp: `${tMs}${String(nanosecond).padStart(6, '0')}`,
	}
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
	let value = 0x811c9dc5
	for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
	return value >>> 0
}

/** Where a piece lies chooses its nanosecond: two that left in one millisecond are two points. */
export function parcelPoint({ tMs, parcel }: WebRow, node: string): InfluxPoint {
	const { roll, lot, recipe, ...cells } = parcelCells(parcel)
	const fields = Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== null)) as Record<string, number | string>
	const nanosecond = Math.round(parcel.positionM * 100) % 1_000_000
	return {
		measurement: 'parcel',
		tags: { node, roll: named(roll), lot: named(lot), recipe: named(recipe) },
		fields,
		timestamp: `${tMs}${String(nanosecond).padStart(6, '0')}`,
	}
}

/** A tag of InfluxDB cannot be empty. */
const named = (text: unknown): string => (text === '' || text === null ? NO_ZONE : String(text))

/** Points of one policy: values apart from what is kept longer; in ms, or in ns where many share a millisecond. */
export interface PointBatch {
	readonly kept: 'values' | 'record'
	readonly precision: 'ms' | 'n'
	readonly points: InfluxPoint[]
}

export function pointsOf(rows: readonly Row[], spans: readonly RecordedSpan[], node: string): readonly PointBatch[] {
	const values: InfluxPoint[] = []
	const fine: InfluxPoint[] = []
	const record: InfluxPoint[] = []
	for (const row of rows) {
		if (row.row === 'sample') values.push(samplePoint(row, node))
		else if (row.row === 'event') fine.push(eventPoint(row.event, node))
		else if (row.row === 'parcel') fine.push(parcelPoint(row, node))
		else record.push(...forecastPoints(row.forecast, node))
	}
	record.push(...spans.map((span) => recordedPoint(span, node)))
	const batches: readonly PointBatch[] = [
		{ kept: 'record', precision: 'n', points: fine },
		{ kept: 'values', precision: 'ms', points: values },
		{ kept: 'record', precision: 'ms', points: record },
	]
	return batches.filter(({ points }) => points.length > 0)
}
