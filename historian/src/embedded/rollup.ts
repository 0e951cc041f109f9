import { type Batch, rowsOf } from '../batch.ts'
import { WORST_USABLE } from '../row.ts'
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
 * What makes the rollups of what has become whole with these rows, inside the transaction that stores them, and makes those again that late
 * or corrected values fall into. What they say is always what the values say: they are made of the table, not of the rows. With it the time
 * before which the rollups then hold everything.
 */
export function rollUp(
	file: DayFile,
	{ rows, leastMs, newestMs }: { readonly rows: Batch; readonly leastMs: number; readonly newestMs: number },
): { readonly sql: readonly string[]; readonly rolledToMs: number } {
	const { day, rolledToMs } = file
	if (file.thinned > 0) return { sql: [], rolledToMs }
	const late = new Map<string, { readonly id: number; readonly fromMs: number }>()
	for (const row of leastMs < rolledToMs ? rowsOf(rows) : []) {
		if (row.row !== 'sample' || row.tMs >= rolledToMs) continue
		const fromMs = Math.floor(row.tMs / STEP_MS) * STEP_MS
		const { id } = file.series.get(row.series)!
		late.set(`${id}@${fromMs}`, { id, fromMs })
	}
	const again = late.size > 0 ? makeAgain(day, [...late.values()]) : []
	const wholeMs = Math.floor((newestMs - BEHIND_MS) / STEP_MS) * STEP_MS
	if (wholeMs <= rolledToMs) return { sql: again, rolledToMs }
	const range = `t_ms >= ${rolledToMs} and t_ms < ${wholeMs}`
	return { sql: [...again, secondsSql(day, range), tensSql(day, range), rolledSql(day, wholeMs, 0)], rolledToMs: wholeMs }
}

const [SECOND, TEN] = ROLLUPS

/** The 1 s rollup of values, `where` they are. A value that is none is NaN while its newest is sought: the engine is three times as fast. */
function secondsSql(day: string, where: string, keys = ''): string {
	return `insert into "${day}".${SECOND.table}
		select series_id, t_ms // ${SECOND.everyMs} * ${SECOND.everyMs} as bucket, count(*), count(usable), sum(usable), min(usable), max(usable), max(quality),
			${lastOf('num')}, arg_max(quality, t_ms)
		from (select series_id, t_ms, num, quality, case when quality <= ${WORST_USABLE} then num end as usable from "${day}".samples ${keys} where ${where})
		group by series_id, bucket order by series_id, bucket`
}

/** The 10 s rollup of the 1 s rollup. */
function tensSql(day: string, where: string, keys = ''): string {
	return `insert into "${day}".${TEN.table}
		select series_id, t_ms // ${TEN.everyMs} * ${TEN.everyMs} as bucket, sum(n), sum(used), sum(total), min(low), max(high), max(worst),
			${lastOf('last')}, arg_max(last_quality, t_ms)
		from "${day}".${SECOND.table} ${keys} where ${where} group by series_id, bucket order by series_id, bucket`
}

function lastOf(column: string): string {
	const newest = `arg_max(coalesce(${column}, 'nan'::double), t_ms)`
	return `case when isnan(${newest}) then null else ${newest} end`
}

function makeAgain(day: string, late: readonly { readonly id: number; readonly fromMs: number }[]): string[] {
	const keys = `(select unnest([${late.map((l) => l.id).join(',')}]) as id, unnest([${late.map((l) => l.fromMs).join(',')}]) as from_ms)`
	const least = late.reduce((ms, { fromMs }) => Math.min(ms, fromMs), Number.POSITIVE_INFINITY)
	const most = late.reduce((ms, { fromMs }) => Math.max(ms, fromMs), 0) + STEP_MS
	const there = `series_id = key.id and t_ms // ${STEP_MS} * ${STEP_MS} = key.from_ms and t_ms >= ${least} and t_ms < ${most}`
	return [
		...ROLLUPS.map(({ table }) => `delete from "${day}".${table} using ${keys} as key where ${there}`),
		secondsSql(day, there, `, ${keys} as key`),
		tensSql(day, there, `, ${keys} as key`),
	]
}

export async function storeRolled(db: DuckDb, day: string, rolledToMs: number, thinned: number): Promise<void> {
	await db.run(rolledSql(day, rolledToMs, thinned))
}

function rolledSql(day: string, rolledToMs: number, thinned: number): string {
	return `delete from "${day}".rolled; insert into "${day}".rolled values (${rolledToMs}, ${thinned})`
}

/** Whole day in the rollups: before values are let go. */
export async function rollUpWhole(db: DuckDb, { day, rolledToMs }: DayFile): Promise<void> {
	await db.run('begin transaction')
	await db.run(secondsSql(day, `t_ms >= ${rolledToMs}`))
	await db.run(tensSql(day, `t_ms >= ${rolledToMs}`))
	await storeRolled(db, day, dayStartMs(day) + DAY_MS, 0)
	await db.run('commit')
}
