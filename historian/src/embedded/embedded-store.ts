import { mkdirSync, readdirSync, realpathSync } from 'node:fs'
import type { Forecast, ParcelRow } from '@emberline/twin'
import { type Batch, rowsOf } from '../batch.ts'
import { HistorianError } from '../historian-error.ts'
import type { CountQuery, EventQuery, HistoryEvent, LostRange, Retention, SampleQuery, StoredSample, TimeRange } from '../port.ts'
import { type EventRow, eventRow, type Origin, type Row } from '../row.ts'
import type { Store, WriteOutcome } from '../store.ts'
import type { Step, TrendGrid } from '../trend.ts'
import { attachLock } from './damage.ts'
import { attachDay, type DayFile, openError } from './day-file.ts'
import { DuckDb } from './duckdb.ts'
import { DAY_MS, dayOf, dayStartMs, LAYOUT, OLD_LAYOUTS } from './layout.ts'
import { readCount, readEvents, readForecasts, readLatest, readParcels, readRecorded, readSamples, readSteps } from './read.ts'
import { letGoOfOld } from './retain.ts'
import { Turns } from './turns.ts'
import { storeRecorded, writeDay } from './write.ts'

/** Attached at once at most; the ones not used for longest are let go. */
const MOST_ATTACHED = 40
/** A value last written so many days ago is no longer looked for. */
const DAYS_BACK = 8

/** The lock of a file belongs to the process: a second opening from this one would not be refused by it. */
const openFolders = new Set<string>()

interface Opened {
	readonly db: DuckDb
	readonly attached: Map<string, DayFile>
}

/** Days of history in one folder, a DuckDB file each, and `lock.duckdb`, which one process holds at a time. */
export class EmbeddedStore implements Store {
	/** More than one row group of the engine: such a batch goes to the file at once, not through the log. */
	readonly batchRows = 250_000
	readonly title: string
	readonly lost: LostRange[] = []
	readonly #folder: string
	readonly #node: string
	readonly #silenceMs: number
	readonly #turns = new Turns()
	#opened: Opened | null = null
	readonly #retention: Retention
	#days: string[] = []
	/** What there is to say about damage, until it is stored as events. */
	#notes: EventRow[] = []

	private constructor(folder: string, node: string, silenceMs: number, retention: Retention) {
		this.#retention = retention
		this.#folder = folder
		this.#node = node
		this.#silenceMs = silenceMs
		this.title = `DuckDB files in ${folder}`
	}

	static async open(folder: string, node: string, silenceMs: number, retention: Retention = {}): Promise<EmbeddedStore> {
		let real: string
		try {
			mkdirSync(folder, { recursive: true })
			real = realpathSync(folder)
		} catch (error) {
			throw openError(folder, error)
		}
		if (openFolders.has(real))
			throw new HistorianError(
				'FOLDER_IN_USE',
				`The history in ${folder} is already open in this process: use that one, or another folder`,
			)
		openFolders.add(real)
		const store = new EmbeddedStore(real, node, silenceMs, retention)
		try {
			await store.#turns.take(() => store.#open())
		} catch (error) {
			openFolders.delete(real)
			throw error instanceof HistorianError ? error : openError(folder, error)
		}
		return store
	}

	write(batch: Batch): Promise<WriteOutcome> {
		return this.#turns.take(async () => {
			try {
				const opened = await this.#open()
				const notes = this.#notes
				for (const [day, ofDay] of byDay(notes.length === 0 ? batch : [...batch, ...notes])) {
					const isNew = !this.#days.includes(day)
					const file = await this.#attach(opened, day)
					await writeDay(opened.db, file, ofDay, { node: this.#node, silenceMs: this.#silenceMs })
					if (isNew) await this.#letGoOfOld(opened)
				}
				this.#notes = this.#notes.filter((note) => !notes.includes(note))
				return { kind: 'stored' }
			} catch (error) {
				// After a failed write the engine may refuse everything: it is opened again with the next batch.
				this.#letGo()
				const reason = `${this.title} cannot be written: ${error instanceof Error ? error.message : error}`
				return { kind: isOfTheRow(error) ? 'spoilt' : 'away', reason }
			}
		})
	}

	steps(series: string, grid: TrendGrid): Promise<readonly Step[]> {
		return this.#read((db, range) => readSteps(db, range, series, grid), grid)
	}

	recorded(origin: Origin, range: TimeRange): Promise<readonly TimeRange[]> {
		return this.#read((db, files) => readRecorded(db, files, origin, range), range)
	}

	samples(query: SampleQuery): Promise<readonly StoredSample[]> {
		return this.#read((db, files) => readSamples(db, files, query), query)
	}

	latest(series: string, atMs: number): Promise<StoredSample | null> {
		return this.#turns.take(() =>
			this.#orAway(async () => {
				const opened = await this.#open()
				const latestDay = atMs >= Number.MAX_SAFE_INTEGER ? '9999' : dayOf(atMs)
				for (const day of this.#days
					.filter((d) => d <= latestDay)
					.slice(-DAYS_BACK)
					.reverse()) {
					const found = await readLatest(opened.db, await this.#attach(opened, day), series, atMs)
					if (found !== null) return found
				}
				return null
			}),
		)
	}

	count(query: CountQuery): Promise<number> {
		const range = { fromMs: query.fromMs ?? 0, toMs: query.toMs ?? Number.MAX_SAFE_INTEGER }
		return this.#read((db, files) => readCount(db, files, query.series, range), range)
	}

	forecasts(range: TimeRange): Promise<readonly Forecast[]> {
		return this.#read((db, files) => readForecasts(db, files, range), range)
	}

	events(query: EventQuery): Promise<readonly HistoryEvent[]> {
		return this.#read((db, files) => readEvents(db, files, query), query)
	}

	parcels(range: TimeRange): Promise<readonly ParcelRow[]> {
		return this.#read((db, files) => readParcels(db, files, range), range)
	}

	close(): Promise<void> {
		return this.#turns.take(async () => {
			if (this.#opened !== null) {
				for (const day of [...this.#opened.attached.keys()]) await this.#detach(this.#opened, day).catch(() => {})
			}
			this.#letGo()
			openFolders.delete(this.#folder)
		})
	}

	/** Reads over the attached files of the days in the range. */
	#read<T>(read: (db: DuckDb, files: readonly DayFile[]) => Promise<T>, range: TimeRange): Promise<T> {
		return this.#turns.take(() =>
			this.#orAway(async () => {
				const opened = await this.#open()
				const last = range.toMs >= Number.MAX_SAFE_INTEGER ? '9999' : dayOf(range.toMs)
				const first = dayOf(Math.max(0, range.fromMs))
				const files: DayFile[] = []
				for (const day of this.#days) if (day >= first && day <= last) files.push(await this.#attach(opened, day))
				const answer = await read(opened.db, files)
				await this.#keepFew(opened)
				return answer
			}),
		)
	}

	async #orAway<T>(work: () => Promise<T>): Promise<T> {
		try {
			return await work()
		} catch (error) {
			if (error instanceof HistorianError) throw error
			this.#letGo()
			throw new HistorianError('STORE_AWAY', `${this.title} cannot be read: ${error instanceof Error ? error.message : error}`, {
				cause: error,
			})
		}
	}

	async #open(): Promise<Opened> {
		if (this.#opened !== null) return this.#opened
		const db = await DuckDb.open()
		try {
			await attachLock(db, this.#folder)
			await db.run('create table if not exists lock.about (layout integer)')
			await db.run('insert into lock.about select $1 where not exists (from lock.about)', [LAYOUT])
			const [about] = await db.rows<[number]>('select layout from lock.about')
			const found = about?.[0]
			if (found !== undefined && OLD_LAYOUTS.includes(found)) await db.run('update lock.about set layout = $1', [LAYOUT])
			else if (found !== LAYOUT)
				throw new HistorianError(
					'FOLDER_REFUSED',
					`The history in ${this.#folder} has layout ${found}, expected ${[...OLD_LAYOUTS, LAYOUT].join(' or ')}: it was written by another release; use that one, or another folder`,
				)
			const opened: Opened = { db, attached: new Map() }
			this.#days = readdirSync(this.#folder)
				.flatMap((name) => /^(\d{4}-\d\d-\d\d)\.duckdb$/.exec(name)?.[1] ?? [])
				.sort()
			await this.#letGoOfOld(opened)
			const newest = this.#days.at(-1)
			if (newest !== undefined) await this.#attach(opened, newest)
			this.#opened = opened
			return opened
		} catch (error) {
			db.close()
			throw error
		}
	}

	async #attach(opened: Opened, day: string): Promise<DayFile> {
		const known = opened.attached.get(day)
		if (known !== undefined) {
			opened.attached.delete(day)
			opened.attached.set(day, known)
			return known
		}
		const file = await attachDay(opened.db, this.#folder, day, (lost) => this.#tellLost(lost))
		opened.attached.set(day, file)
		if (!this.#days.includes(day)) this.#days = [...this.#days, day].sort()
		return file
	}

	/** What retention says of the days there are, as seen from the newest: a replayed year is not old because it is not this one. */
	async #letGoOfOld(opened: Opened): Promise<void> {
		const folder = this.#folder
		try {
			this.#days = await letGoOfOld(opened.db, { folder, days: this.#days, retention: this.#retention }, async (day) => ({
				file: await this.#attach(opened, day),
				detach: () => this.#detach(opened, day),
			}))
		} catch (error) {
			// A full disk must not keep what comes now from being stored: it is told, and tried again with the next day.
			const tMs = dayStartMs(this.#days.at(-1) ?? dayOf(0))
			const message = `Old days could not be thinned: ${error instanceof Error ? error.message : error}`
			this.#notes = [
				...this.#notes,
				eventRow({ tMs, kind: 'historian', source: 'historian', code: 'RETENTION_DELAYED', message }),
			]
		}
	}

	#tellLost(lost: LostRange): void {
		this.lost.push(lost)
		const { fromMs, toMs, reason } = lost
		const event = {
			tMs: toMs,
			kind: 'historian',
			source: 'historian',
			code: 'HISTORY_DAMAGED',
			message: reason,
			detail: { fromMs, toMs },
		} as const
		this.#notes = [...this.#notes, eventRow(event)]
	}

	async #keepFew(opened: Opened): Promise<void> {
		for (const day of [...opened.attached.keys()].slice(0, Math.max(0, opened.attached.size - MOST_ATTACHED))) {
			await this.#detach(opened, day)
		}
	}

	/** Detaching writes the log into the file. */
	async #detach(opened: Opened, day: string): Promise<void> {
		const file = opened.attached.get(day)
		if (file !== undefined) await storeRecorded(opened.db, file)
		await opened.db.run(`detach "${day}"`)
		opened.attached.delete(day)
	}

	#letGo(): void {
		this.#opened?.db.close()
		this.#opened = null
	}
}

/** A value that does not fit its column is the row's; a disk, a lock or memory is the world's. */
function isOfTheRow(error: unknown): boolean {
	if (error instanceof TypeError || error instanceof RangeError) return true
	return error instanceof Error && /^(Conversion|Invalid Input|Out of Range|Constraint|Binder) Error/.test(error.message)
}

function byDay(batch: Batch): Map<string, Batch> {
	const first = batch[0]
	if (first === undefined) return new Map()
	// Nearly always one day, which then needs no list of its own.
	const startMs = Math.floor((first.row === 'block' ? first.leastMs : first.tMs) / DAY_MS) * DAY_MS
	const endMs = startMs + DAY_MS
	const isOfDay = (entry: Batch[number]): boolean =>
		entry.row === 'block' ? entry.leastMs >= startMs && entry.newestMs < endMs : entry.tMs >= startMs && entry.tMs < endMs
	if (batch.every(isOfDay)) return new Map([[dayOf(startMs), batch]])
	const days = new Map<string, Row[]>()
	let number = Number.NaN
	let ofDay: Row[] = []
	for (const row of rowsOf(batch)) {
		const dayNumber = Math.floor(row.tMs / DAY_MS)
		if (dayNumber !== number) {
			number = dayNumber
			const day = dayOf(row.tMs)
			ofDay = days.get(day) ?? []
			days.set(day, ofDay)
		}
		ofDay.push(row)
	}
	return days
}
