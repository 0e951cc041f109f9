import { copyFileSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LostRange } from '../port.ts'
import type { DuckDb } from './duckdb.ts'
import { DAY_MS, dayStartMs } from './layout.ts'

export function dayPath(folder: string, day: string): string {
	return join(folder, `${day}.duckdb`)
}

/**
 * Attaches the file of a day, and makes it if need be. DuckDB refuses a file whose log has one wrong byte: the log is then
 * kept aside and replayed as far as it is sound. A file that cannot be read at all is kept aside too, and a new one begun.
 */
export async function attachWhatIsSound(
	db: DuckDb,
	folder: string,
	day: string,
	onLost: (lost: LostRange) => void,
): Promise<void> {
	const path = dayPath(folder, day)
	const log = `${path}.wal`
	const attach = () => db.run(`attach '${path.replaceAll("'", "''")}' as "${day}"`)
	const writtenMs = existsSync(log) ? statSync(log).mtimeMs : 0
	const endless = existsSync(log) && !endsWithAnEntry(log)
	// Attaching replays the log and in the end empties it: what cannot be replayed is kept before that.
	const torn = endless ? keptAside(log, copyFileSync) : null

	let failure = await attempt(attach)
	if (failure === null) {
		if (torn !== null) onLost(await lostFromLog(db, day, writtenMs, torn))
		return
	}
	if (!isDamage(failure)) throw failure
	if (existsSync(log)) {
		const sound = /entry at byte position (\d+)/.exec(failure.message)
		const aside = keptAside(log, renameSync)
		if (sound !== null) {
			writeFileSync(log, readFileSync(aside).subarray(0, Number(sound[1])))
			failure = await attempt(attach)
			if (failure !== null) keptAside(log, renameSync)
		}
		if (sound === null || failure !== null) failure = await attempt(attach)
		if (failure === null) {
			onLost(await lostFromLog(db, day, writtenMs, aside))
			return
		}
		if (!isDamage(failure)) throw failure
	}
	const aside = keptAside(path, renameSync)
	await attach()
	onLost({
		fromMs: dayStartMs(day),
		toMs: dayStartMs(day) + DAY_MS - 1,
		reason: `The file of ${day} was damaged: it is kept as ${aside} and a new one was begun`,
	})
}

/** The file that one process holds at a time has no history in it: a broken one is put aside. */
export async function attachLock(db: DuckDb, folder: string): Promise<void> {
	const path = join(folder, 'lock.duckdb')
	const attach = () => db.run(`attach '${path.replaceAll("'", "''")}' as lock`)
	const failure = await attempt(attach)
	if (failure === null) return
	if (!isDamage(failure) || !existsSync(path)) throw failure
	keptAside(path, renameSync)
	if (existsSync(`${path}.wal`)) keptAside(`${path}.wal`, renameSync)
	await attach()
}

/** After the newest value that is there, up to the last writing of the log, or the day's end where clocks differ. */
async function lostFromLog(db: DuckDb, day: string, writtenMs: number, aside: string): Promise<LostRange> {
	const [newest] = await db.rows<[number | null]>(`select max(t_ms)::double from "${day}".samples`).catch(() => [])
	const endMs = dayStartMs(day) + DAY_MS - 1
	const fromMs = Math.min(endMs, Math.max(dayStartMs(day), newest?.[0] ?? 0))
	const toMs = writtenMs > fromMs && writtenMs < endMs ? Math.ceil(writtenMs) : endMs
	return {
		fromMs,
		toMs,
		reason: `The write-ahead log of ${day} was damaged: it was replayed as far as it was sound and is kept as ${aside}`,
	}
}

const HEADER = Buffer.from([0x64, 0x00, 0x62, 0x65, 0x00, 0x02, 0xff, 0xff])

/**
 * Whether the log's chain of entries (length, checksum, content) ends where the file ends. A wrong length looks to DuckDB like
 * the end of the log: it opens, and says nothing of what stood behind. A log of another version is left to DuckDB.
 */
function endsWithAnEntry(log: string): boolean {
	const bytes = readFileSync(log)
	if (!bytes.subarray(0, HEADER.length).equals(HEADER)) return true
	let at = HEADER.length
	while (at + 16 <= bytes.length) {
		const next = at + 16 + Number(bytes.readBigUInt64LE(at))
		if (next > bytes.length) return false
		at = next
	}
	return at === bytes.length
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

function keptAside(path: string, keep: (from: string, to: string) => void): string {
	let aside = `${path}.damaged`
	for (let n = 2; existsSync(aside); n++) aside = `${path}.damaged-${n}`
	keep(path, aside)
	return aside
}
