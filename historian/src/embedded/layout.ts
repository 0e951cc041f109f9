import { BUDGET_TERMS, QUANTILE_COLUMNS } from '../forecast-columns.ts'
import { PARCEL_NUMBER_COLUMNS, PARCEL_TEXT_COLUMNS, PARCEL_TIME_COLUMNS } from '../parcel-columns.ts'

/** Tables of a day file. The README has them with their units; a change here is a change of `LAYOUT`. */

export const LAYOUT = 2
/** Layouts that this release makes into its own as it opens them: 1 had no rollups, which are made of its values. */
export const OLD_LAYOUTS: readonly number[] = [1]

/** Of the values of one series in [t_ms, t_ms + 1 s or 10 s): how many, and how many usable, with their sum and extremes. */
const ROLLUP: readonly string[] = [
	'series_id integer',
	't_ms bigint',
	'n integer',
	'used integer',
	'total double',
	'low double',
	'high double',
	'worst utinyint',
	'last double',
	'last_quality utinyint',
]

export const TABLES: Readonly<Record<string, readonly string[]>> = {
	series: ['series_id integer', 'name varchar', 'origin varchar', 'node varchar'],
	samples: [
		'series_id integer',
		't_ms bigint',
		'kind utinyint',
		'num double',
		'text varchar',
		'quality utinyint',
		'reason varchar',
		'sd double',
	],
	rollup_1s: ROLLUP,
	rollup_10s: ROLLUP,
	/** Times before `rolled_to_ms` are in the rollups, whole; `thinned`: 0 all is there, 1 values are gone, 2 the 1 s rollup too. */
	rolled: ['rolled_to_ms bigint', 'thinned utinyint'],
	recorded: ['origin varchar', 'from_ms bigint', 'to_ms bigint'],
	events: ['t_ms bigint', 'kind varchar', 'source varchar', 'code varchar', 'message varchar', 'detail varchar'],
	parcels: [
		'position_m double',
		...PARCEL_TIME_COLUMNS.map((name) => `"${name}" bigint`),
		...PARCEL_NUMBER_COLUMNS.map((name) => `"${name}" double`),
		...PARCEL_TEXT_COLUMNS.map((name) => `"${name}" varchar`),
		'left_ms bigint',
	],
	forecast_runs: [
		'origin_ms bigint',
		'schedule_id varchar',
		'health varchar',
		'health_reason varchar',
		'members integer',
		'wall_ms double',
	],
	forecasts: [
		'origin_ms bigint',
		'target varchar',
		'zone integer',
		'h_s integer',
		'mean double',
		...QUANTILE_COLUMNS.map((q) => `${q} double`),
	],
	forecast_budgets: ['origin_ms bigint', 'zone integer', 'h_s integer', ...BUDGET_TERMS.map((t) => `"${t}" double`)],
}

export function layoutSql(catalog: string): string {
	return Object.entries(TABLES)
		.map(([table, columns]) => `create table if not exists "${catalog}".${table} (${columns.join(', ')});`)
		.join('\n')
}

/** `2026-11-25`: the day of plant time, UTC, that names a file. */
export function dayOf(tMs: number): string {
	return new Date(tMs).toISOString().slice(0, 10)
}

export function dayStartMs(day: string): number {
	return Date.parse(`${day}T00:00:00Z`)
}

export const DAY_MS = 86_400_000
