import { HistorianError } from '../historian-error.ts'
import type { LostRange } from '../port.ts'
import type { Current } from '../recorded.ts'
import type { Origin } from '../row.ts'
import { attachWhatIsSound } from './damage.ts'
import type { DuckDb } from './duckdb.ts'
import { dayStartMs, layoutSql } from './layout.ts'

export interface KnownSeries {
	readonly id: number
	/** Newest time stored, once `readNewest` was called; a later value cannot be there yet and needs no look-up. */
	newestMs: number
}

/** One attached day: its catalog has the day's name. */
export interface DayFile {
	readonly day: string
	readonly series: Map<string, KnownSeries>
	/** The same by their places in the lists of names that columns come with. */
	readonly places: WeakMap<readonly string[], (KnownSeries | undefined)[]>
	newestIsKnown: boolean
	/** Times before it are in the rollups. */
	rolledToMs: number
	/** How far retention has gone: 0 not at all, 1 values are gone, 2 the 1 s rollup too. */
	readonly thinned: number
	recorded: Current
	/** Spans in table `recorded`, by origin: start and the end that is stored. */
	readonly spanEnds: Readonly<Record<Origin, Map<number, number>>>
}

/** Attaches the file of a day, makes it if need be, and reads which series it has. Damage is moved aside and told. */
export async function attachDay(db: DuckDb, folder: string, day: string, onLost: (lost: LostRange) => void): Promise<DayFile> {
	await attachWhatIsSound(db, folder, day, onLost)
	await db.run(layoutSql(day))
	const series = new Map<string, KnownSeries>()
	const known = await db.rows<[string, number]>(`select name, series_id from "${day}".series`)
	for (const [name, id] of known) series.set(name, { id, newestMs: Number.NEGATIVE_INFINITY })
	const spanEnds = { plant: new Map<number, number>(), twin: new Map<number, number>() }
	let recorded: Current = { plant: null, twin: null }
	const spans = await db.rows<[Origin, number, number]>(
		`select origin, from_ms::double, to_ms::double from "${day}".recorded order by to_ms`,
	)
	for (const [origin, fromMs, toMs] of spans) {
		spanEnds[origin].set(fromMs, toMs)
		recorded = { ...recorded, [origin]: { fromMs, toMs } }
	}
	const [rolled] = await db.rows<[number, number]>(`select rolled_to_ms::double, thinned from "${day}".rolled`)
	const [rolledToMs, thinned] = rolled ?? [dayStartMs(day), 0]
	return { day, series, places: new WeakMap(), newestIsKnown: false, rolledToMs, thinned, recorded, spanEnds }
}

/** Before the first writing to a file: a pass over the whole day, which a reader need not wait for. */
export async function readNewest(db: DuckDb, file: DayFile): Promise<void> {
	if (file.newestIsKnown) return
	const newest = new Map(
		await db.rows<[number, number]>(`select series_id, max(t_ms)::double from "${file.day}".samples group by series_id`),
	)
	for (const known of file.series.values()) known.newestMs = newest.get(known.id) ?? Number.NEGATIVE_INFINITY
	file.newestIsKnown = true
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
