import { join, resolve } from 'node:path'
import type { Historian } from '@emberline/historian'
import { type Reading, readTwinSnapshot, type TwinOptions, type TwinSnapshot } from '@emberline/twin'
import type { Past } from './replay/resumed-line.ts'
import type { TwinFilesSnapshot } from './replay/twin-files.ts'
import type { RollSnapshot } from './roll-record.ts'
import type { LineSnapshot } from './snapshot-file.ts'
import { newestSnapshot } from './snapshot-keeper.ts'

/** Where a run before this one ended. */
export interface Resume {
	/** File of the snapshot. */
	readonly file: string
	readonly writtenMs: number
	readonly twin: TwinSnapshot
	/** As it stands in the file. */
	readonly state: LineSnapshot
	readonly forecasts: LineSnapshot['forecasts']
	readonly roll: RollSnapshot | null
	readonly files: { readonly dir: string; readonly state: TwinFilesSnapshot } | null
}

/** What a run says of how it went on. */
export interface Resumed {
	readonly file: string
	/** Age of the snapshot when it was taken up, wall time. */
	readonly age_s: number
	/** Plant time of the snapshot, and up to where readings of the history made up for what came after it. */
	readonly snapshot_ms: number | null
	readonly made_up_to_ms: number | null
	readonly made_up_readings: number
}

const TICK_MS = 1000
/** So much plant time behind a snapshot is made up from the history: a run that lives writes one far more often. */
const MAKE_UP_MS = 600_000
/** Values of one tag in that time: twenty a second. */
const VALUES_MAX = 12_000
/** What a spool still has for the history comes within this. */
const SPOOL_WAIT_MS = 5_000

/** Folder of a run's snapshots: as given, else beside its history; null without. */
export function snapshotFolder(given: string | undefined, store: string): string | null {
	if (given !== undefined) return given === 'none' ? null : given
	if (store === 'none') return null
	return join(store.startsWith('embedded:') ? store.slice('embedded:'.length) : 'data', 'snapshots')
}

/** The newest good snapshot of this line in a folder; null without one. What is wrong with a newer one is told to `warn`. */
export function resumeFrom(dir: string, options: TwinOptions, warn: (text: string) => void): Resume | null {
	const newest = newestSnapshot(dir, options.line.name, ({ state }) => readTwinSnapshot(options, state.twin), warn)
	if (newest === null) return null
	const { file, found, taken } = newest
	const { forecasts, roll, files } = found.state
	return { file, writtenMs: found.writtenMs, twin: taken, state: found.state, forecasts, roll, files }
}

/** What the files in `--out` go on from; undefined where the run before wrote none or others. */
export const filesIn = (resume: Resume | null, dir: string): TwinFilesSnapshot | undefined =>
	resume?.files !== null && resume?.files !== undefined && resolve(resume.files.dir) === resolve(dir)
		? resume.files.state
		: undefined

/** Metre of web up to which the history has the roll map; undefined where it has none since the snapshot. */
export async function writtenWebM(
	resume: Resume | null,
	historian: Historian,
	warn: (text: string) => void,
): Promise<number | undefined> {
	const tMs = resume?.twin.tMs ?? null
	if (tMs === null) return undefined
	const rows = await orNone(historian.parcels({ fromMs: tMs - MAKE_UP_MS, toMs: tMs + MAKE_UP_MS }), warn)
	return rows.length === 0 ? undefined : Math.max(...rows.map(({ positionM }) => positionM))
}

/** Resolves when a spool has handed over what the process before left in it, or when that takes too long. */
export async function spoolEmpty(waiting: () => number): Promise<void> {
	const untilMs = performance.now() + SPOOL_WAIT_MS
	while (waiting() > 0 && performance.now() < untilMs) await new Promise((next) => setTimeout(next, 50))
}

/** Gives the twin what the history has of the time behind the snapshot, second by second, as it would have been given it. */
export async function makeUp(
	resume: Resume,
	historian: Historian,
	tags: readonly string[],
	past: (past: Past) => void,
	{ nowMs, warn }: { readonly nowMs: number; readonly warn: (text: string) => void },
): Promise<Resumed> {
	const { file, writtenMs, twin } = resume
	const fromMs = twin.tMs
	const readings = fromMs === null ? [] : await orNone(readingsBehind(fromMs, historian, tags), warn)
	let next = 0
	let tickMs = fromMs ?? 0
	while (next < readings.length) {
		tickMs += TICK_MS
		const first = next
		while ((readings[next]?.tMs ?? Number.POSITIVE_INFINITY) <= tickMs) next++
		past({ tickMs, readings: readings.slice(first, next) })
	}
	return {
		file,
		age_s: Math.max(0, Math.round((nowMs - writtenMs) / 1000)),
		snapshot_ms: fromMs,
		made_up_to_ms: readings.at(-1)?.tMs ?? fromMs,
		made_up_readings: readings.length,
	}
}

/** A history that cannot be read keeps no run from going on. */
const orNone = <T>(found: Promise<readonly T[]>, warn: (text: string) => void): Promise<readonly T[]> =>
	found.catch((error: unknown) => {
		warn(`the history cannot be read for what came after the snapshot: ${error instanceof Error ? error.message : String(error)}`)
		return []
	})

async function readingsBehind(fromMs: number, historian: Historian, tags: readonly string[]): Promise<Reading[]> {
	const all: Reading[] = []
	for (const tag of tags) {
		const samples = await historian.samples({ series: tag, fromMs: fromMs + 1, toMs: fromMs + MAKE_UP_MS, limit: VALUES_MAX })
		for (const { tMs, value, quality, reason } of samples)
			all.push({ tMs, tag, value, quality, ...(reason !== undefined && { reason }) })
	}
	return all.sort((a, b) => a.tMs - b.tMs)
}

/** One line for a person. */
export function resumedWords({ file, age_s, snapshot_ms, made_up_to_ms, made_up_readings }: Resumed): string {
	const made = snapshot_ms === null || made_up_to_ms === null ? 0 : (made_up_to_ms - snapshot_ms) / 1000
	const behind =
		made_up_readings === 0
			? 'the history has nothing newer'
			: `${made.toFixed(0)} s of readings behind it made up from the history`
	return `${file}, ${age_s} s old; ${behind}`
}

/** What nobody recorded between the last that is known and the first that came; null where that is under two seconds. */
export function missedWords(madeUpToMs: number | null, firstMs: number): string | null {
	if (madeUpToMs === null || firstMs - madeUpToMs < 2 * TICK_MS) return null
	const at = (tMs: number) => new Date(tMs).toISOString().slice(0, 19).replace('T', ' ')
	return `missed ${Math.round((firstMs - madeUpToMs) / 1000)} s of readings, ${at(madeUpToMs)} to ${at(firstMs)} UTC: there the twin follows the line by its model alone`
}
