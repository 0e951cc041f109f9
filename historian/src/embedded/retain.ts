import { renameSync, rmSync } from 'node:fs'
import type { Retention } from '../port.ts'
import { VALUE_KINDS } from '../row.ts'
import { dayPath } from './damage.ts'
import type { DayFile } from './day-file.ts'
import type { DuckDb } from './duckdb.ts'
import { DAY_MS, dayOf, dayStartMs, layoutSql, TABLES } from './layout.ts'
import { rollUpWhole, storeRolled } from './rollup.ts'

interface Attached {
	readonly file: DayFile
	readonly detach: () => Promise<void>
}

/**
 * Days whose values, or whose 1 s rollup too, have been kept long enough are written anew without them, and days kept long enough at all are
 * deleted. A day is as old as the newest one says, of those that can be by the wall clock: a value that a plant stamped with a year to come
 * must not cost all the others. Gives the days that are left. What was done is noted in `lock`, so that old days
 * are not opened again to see it.
 */
export async function letGoOfOld(
	db: DuckDb,
	p: { readonly folder: string; readonly days: readonly string[]; readonly retention: Retention },
	attach: (day: string) => Promise<Attached>,
): Promise<string[]> {
	const tomorrow = dayOf(Date.now() + DAY_MS)
	const newest = p.days.findLast((day) => day <= tomorrow)
	const { valuesMs, oneSecondMs, tenSecondsMs } = p.retention
	if (newest === undefined || (valuesMs ?? oneSecondMs ?? tenSecondsMs) === undefined) return [...p.days]
	await db.run('create table if not exists lock.thinned (day varchar, level utinyint)')
	const done = new Map(await db.rows<[string, number]>('select day, level from lock.thinned'))
	const left: string[] = []
	for (const day of p.days) {
		// Of its end, so that nothing goes before its time.
		const ageMs = dayStartMs(newest) - (dayStartMs(day) + DAY_MS)
		if (ageMs > (tenSecondsMs ?? Number.POSITIVE_INFINITY)) {
			rmSync(dayPath(p.folder, day), { force: true })
			rmSync(`${dayPath(p.folder, day)}.wal`, { force: true })
			await db.run('delete from lock.thinned where day = $1', [day])
			continue
		}
		left.push(day)
		const level = ageMs > (oneSecondMs ?? Number.POSITIVE_INFINITY) ? 2 : ageMs > (valuesMs ?? Number.POSITIVE_INFINITY) ? 1 : 0
		if (level === 0 || level <= (done.get(day) ?? 0)) continue
		await thin(db, p.folder, await attach(day), level)
		await db.run('delete from lock.thinned where day = $1', [day])
		await db.run('insert into lock.thinned values ($1, $2)', [day, level])
	}
	return left
}

/** The day in a file of its own without what goes: the engine does not give room back inside a file. Texts stay, lots and recipes are among them. */
async function thin(db: DuckDb, folder: string, { file, detach }: Attached, level: 1 | 2): Promise<void> {
	const { day } = file
	if (file.thinned >= level) return detach()
	if (file.thinned === 0) await rollUpWhole(db, file)
	const path = `${dayPath(folder, day)}.thinned`
	rmSync(path, { force: true })
	rmSync(`${path}.wal`, { force: true })
	await db.run(`attach '${path.replaceAll("'", "''")}' as thinned`)
	try {
		await copyWhatStays(db, day, level)
	} catch (error) {
		await db.run('detach thinned').catch(() => {})
		rmSync(path, { force: true })
		rmSync(`${path}.wal`, { force: true })
		throw error
	}
	await detach()
	await db.run('detach thinned')
	renameSync(path, dayPath(folder, day))
}

async function copyWhatStays(db: DuckDb, day: string, level: 1 | 2): Promise<void> {
	await db.run(layoutSql('thinned'))
	for (const table of Object.keys(TABLES)) {
		const keep =
			table === 'samples' ? `where kind = ${VALUE_KINDS.string}` : table === 'rollup_1s' && level === 2 ? 'where false' : ''
		await db.run(`insert into thinned.${table} select * from "${day}".${table} ${keep}`)
	}
	await storeRolled(db, 'thinned', dayStartMs(day) + DAY_MS, level)
}
