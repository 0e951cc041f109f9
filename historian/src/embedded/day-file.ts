import { HistorianError } from '../historian-error.ts'
import type { LostRange } from '../port.ts'
import type { Current } from '../recorded.ts'
import type { Origin } from '../row.ts'
import { attachWhatIsSound } from './damage.ts'
import type { DuckDb } from './duckdb.ts'
import { layoutSql } from './layout.ts'

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
	/** Spans in table `recorded`, by origin: start and the end that is stored. */
	readonly spanEnds: Readonly<Record<Origin, Map<number, number>>>
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
	const spanEnds = { plant: new Map<number, number>(), twin: new Map<number, number>() }
	let recorded: Current = { plant: null, twin: null }
	const spans = await db.rows<[Origin, number, number]>(
		`select origin, from_ms::double, to_ms::double from "${day}".recorded order by to_ms`,
	)
	for (const [origin, fromMs, toMs] of spans) {
		spanEnds[origin].set(fromMs, toMs)
		recorded = { ...recorded, [origin]: { fromMs, toMs } }
	}
	return { day, series, recorded, spanEnds }
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
