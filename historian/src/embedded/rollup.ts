import { type Row, WORST_USABLE } from '../row.ts'
import type { DayFile } from './day-file.ts'
import type { DuckDb } from './duckdb.ts'
import { DAY_MS, dayStartMs } from './layout.ts'

/** Tables that hold a day in fewer values, and how long one of theirs is. */
export const ROLLUPS = [
	{ table: 'rollup_1s', everyMs: 1000 },
	{ table: 'rollup_10s', everyMs: 10_000 },
] as const

/** The rollups end on a multiple of the longer step, and stay so far behind the newest value: what comes a little late costs nothing. */
const STEP_MS = 10_000
const BEHIND_MS = 2_000

/**
 * Makes the rollups of what has become whole with these rows, inside the transaction that is open, and makes those again that late or
 * corrected values fall into. What they say is always what the values say: they are made of the table, not of the rows. Gives the time
 * before which the rollups hold everything.
 */
export async function rollUp(db: DuckDb, file: DayFile, rows: readonly Row[]): Promise<number> {
	if (file.thinned > 0) return file.rolledToMs
	let newestMs = Number.NEGATIVE_INFINITY
	const late = new Map<string, { readonly id: number; readonly fromMs: number }>()
	for (const row of rows) {
		if (row.row !== 'sample') continue
		if (row.tMs > newestMs) newestMs = row.tMs
		if (row.tMs >= file.rolledToMs) continue
		const fromMs = Math.floor(row.tMs / STEP_MS) * STEP_MS
		const { id } = file.series.get(row.series)!
		late.set(`${id}@${fromMs}`, { id, fromMs })
	}
	if (late.size > 0) await makeAgain(db, file.day, [...late.values()])
	const wholeMs = Math.floor((newestMs - BEHIND_MS) / STEP_MS) * STEP_MS
	if (wholeMs <= file.rolledToMs) return file.rolledToMs
	const range = `t_ms >= ${file.rolledToMs} and t_ms < ${wholeMs}`
	for (const { table, everyMs } of ROLLUPS)
		await db.run(
			`insert into "${file.day}".${table} ${summary(`select series_id, t_ms, num, quality from "${file.day}".samples where ${range}`, everyMs)}`,
		)
	await storeRolled(db, file.day, wholeMs, 0)
	return wholeMs
}

/** The query of one rollup over rows of `series_id, t_ms, num, quality`; sorted as it is asked for. */
function summary(source: string, everyMs: number): string {
	const usable = `filter (quality <= ${WORST_USABLE} and num is not null)`
	return `select series_id, t_ms // ${everyMs} * ${everyMs} as bucket, count(*), count(*) ${usable}, sum(num) ${usable}, min(num) ${usable},
		max(num) ${usable}, max(quality), arg_max_null(num, t_ms), arg_max(quality, t_ms) from (${source}) group by series_id, bucket order by series_id, bucket`
}

async function makeAgain(db: DuckDb, day: string, late: readonly { readonly id: number; readonly fromMs: number }[]) {
	const keys = `(select unnest([${late.map((l) => l.id).join(',')}]) as id, unnest([${late.map((l) => l.fromMs).join(',')}]) as from_ms)`
	const least = late.reduce((ms, { fromMs }) => Math.min(ms, fromMs), Number.POSITIVE_INFINITY)
	const most = late.reduce((ms, { fromMs }) => Math.max(ms, fromMs), 0) + STEP_MS
	const there = `series_id = key.id and t_ms // ${STEP_MS} * ${STEP_MS} = key.from_ms and t_ms >= ${least} and t_ms < ${most}`
	for (const { table, everyMs } of ROLLUPS) {
		await db.run(`delete from "${day}".${table} using ${keys} as key where ${there}`)
		const source = `select series_id, t_ms, num, quality from "${day}".samples join ${keys} as key on ${there}`
		await db.run(`insert into "${day}".${table} ${summary(source, everyMs)}`)
	}
}

export async function storeRolled(db: DuckDb, day: string, rolledToMs: number, thinned: number): Promise<void> {
	await db.run(`delete from "${day}".rolled; insert into "${day}".rolled values (${rolledToMs}, ${thinned})`)
}

/** Whole day in the rollups: before values are let go. */
export async function rollUpWhole(db: DuckDb, { day, rolledToMs }: DayFile): Promise<void> {
	const endMs = dayStartMs(day) + DAY_MS
	for (const { table, everyMs } of ROLLUPS)
		await db.run(
			`insert into "${day}".${table} ${summary(`select series_id, t_ms, num, quality from "${day}".samples where t_ms >= ${rolledToMs}`, everyMs)}`,
		)
	await storeRolled(db, day, endMs, 0)
}
