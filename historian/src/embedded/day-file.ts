import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HistorianError } from '../historian-error.ts'
import type { LostRange } from '../port.ts'
import type { Current } from '../recorded.ts'
import type { Origin } from '../row.ts'
import type { DuckDb } from './duckdb.ts'
import { DAY_MS, dayStartMs, layoutSql } from './layout.ts'

export interface KnownSeries {
	readonly id: number
	/** Newest time stored; a later value cannot be there yet and needs no look-up. */
	newestMs: number
}

/** One attached day: its catalog has the day's name. */
export interface DayFile {
	readonly day: string
	readonly series: Map<string, KnownSeries>
	recorded: Current
	/** Starts of the spans in table `recorded`, by origin. */
	readonly spanStarts: Readonly<Record<Origin, Set<number>>>
}

export function dayPath(folder: string, day: string): string {
	return join(folder, `${day}.duckdb`)
}

/** Attaches the file of a day, makes it if need be, and reads what is needed to write to it. Damage is moved aside and told. */
export async function attachDay(db: DuckDb, folder: string, day: string, onLost: (lost: LostRange) => void): Promise<DayFile> {
	await attachWhatIsSound(db, folder, day, onLost)
	await db.run(layoutSql(day))
	const series = new Map<string, KnownSeries>()
	const known = await db.rows<[string, number, number | null]>(
		`select name, series_id, max(t_ms)::double from "${day}".series left join "${day}".samples using (series_id) group by all`,
	)
	for (const [name, id, newestMs] of known) series.set(name, { id, newestMs: newestMs ?? Number.NEGATIVE_INFINITY })
	const spanStarts = { plant: new Set<number>(), twin: new Set<number>() }
	let recorded: Current = { plant: null, twin: null }
	const spans = await db.rows<[Origin, number, number]>(
		`select origin, from_ms::double, to_ms::double from "${day}".recorded order by to_ms`,
	)
	for (const [origin, fromMs, toMs] of spans) {
		spanStarts[origin].add(fromMs)
		recorded = { ...recorded, [origin]: { fromMs, toMs } }
	}
	return { day, series, recorded, spanStarts }
}

async function attachWhatIsSound(db: DuckDb, folder: string, day: string, onLost: (lost: LostRange) => void): Promise<void> {
	const path = dayPath(folder, day)
	const wal = `${path}.wal`
	const attach = () => db.run(`attach '${path.replaceAll("'", "''")}' as "${day}"`)
	const first = await attempt(attach)
	if (first === null) return
	if (!isDamage(first)) throw first
	if (existsSync(wal)) {
		const { mtimeMs } = statSync(wal)
		const aside = moveAside(wal)
		const second = await attempt(attach)
		if (second === null) {
			const [newest] = await db.rows<[number | null]>(`select max(t_ms)::double from "${day}".samples`).catch(() => [])
			const fromMs = Math.max(dayStartMs(day), newest?.[0] ?? 0)
			const toMs = Math.max(fromMs, Math.min(dayStartMs(day) + DAY_MS, Math.ceil(mtimeMs)))
			onLost({ fromMs, toMs, reason: `The write-ahead log of ${day} was damaged; it is kept as ${aside}` })
			return
		}
		if (!isDamage(second)) throw second
	}
	const aside = moveAside(path)
	await attach()
	onLost({
		fromMs: dayStartMs(day),
		toMs: dayStartMs(day) + DAY_MS,
		reason: `The file of ${day} was damaged; it is kept as ${aside} and a new one was begun`,
	})
}

async function attempt(work: () => Promise<void>): Promise<Error | null> {
	try {
		await work()
		return null
	} catch (error) {
		if (!(error instanceof Error)) throw error
		return error
	}
}

/** A lock, a full disk or a refused permission says nothing about the file's content. */
function isDamage(error: Error): boolean {
	return !/set lock|no space|permission denied|read-only|too many open files|out of memory|file too large|quota/i.test(
		error.message,
	)
}

function moveAside(path: string): string {
	let aside = `${path}.damaged`
	for (let n = 2; existsSync(aside); n++) aside = `${path}.damaged-${n}`
	renameSync(path, aside)
	return aside
}

/** DuckDB's words for what a person can do something about. */
export function openError(folder: string, error: unknown): HistorianError {
	const message = error instanceof Error ? error.message : String(error)
	const holder = /held in (.*?) \(PID (\d+)\)/.exec(message)
	if (/set lock/i.test(message))
		return new HistorianError(
			'FOLDER_IN_USE',
			`The history in ${folder} is in use by another process${holder ? ` (${holder[1]}, process ${holder[2]})` : ''}: stop it, or choose another folder`,
			{ cause: error },
		)
	return new HistorianError('FOLDER_REFUSED', `The history in ${folder} cannot be opened: ${message}`, { cause: error })
}
