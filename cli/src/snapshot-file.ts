import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ForecasterSnapshot, TwinSnapshot } from '@emberline/twin'
import { InputError } from './errors.ts'
import type { TwinFilesSnapshot } from './replay/twin-files.ts'
import type { RollSnapshot } from './roll-record.ts'

/** Everything that a live run must not lose when its process ends. */
export interface LineSnapshot {
	/** As `readTwinSnapshot` takes it. */
	readonly twin: TwinSnapshot
	/** What the forecasts have learnt: those that are shown, and those that are written to `--out`. */
	readonly forecasts?: { readonly shown: ForecasterSnapshot; readonly kept: ForecasterSnapshot }
	/** Roll map and lot record on their way to the history; null without one. */
	readonly roll: RollSnapshot | null
	/** Of the files in `--out`; null without. */
	readonly files: { readonly dir: string; readonly state: TwinFilesSnapshot } | null
}

/** A snapshot as it stands in its file: JSON, the state last and its hash before it. */
export interface SnapshotFile {
	readonly kind: 'snapshot'
	readonly version: typeof VERSION
	readonly line: string
	/** Plant time of the state; null before the first reading. */
	readonly tMs: number | null
	/** Wall time when it was written. */
	readonly writtenMs: number
	/** SHA-256 of the state's JSON text. */
	readonly sha256: string
	readonly state: LineSnapshot
}

/** To be raised when what is in `LineSnapshot` beside the twin takes another form; the twin's has a version of its own. */
const VERSION = 1

export function snapshotText(state: LineSnapshot, writtenMs: number): string {
	const text = JSON.stringify(state)
	const { line, tMs } = state.twin
	const head = JSON.stringify({ kind: 'snapshot', version: VERSION, line, tMs, writtenMs, sha256: hashOf(text) })
	return `${head.slice(0, -1)},"state":${text}}\n`
}

/** Throws an `InputError` that says what was found and expected for a file that is not there, not whole, or of another version. */
export function readSnapshotFile(file: string): SnapshotFile {
	const wrong = (what: string, cause?: unknown) => new InputError(`${file}: ${what}`, { cause })
	let text: string
	try {
		text = readFileSync(file, 'utf8')
	} catch (cause) {
		throw wrong(`cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
	}
	let found: unknown
	try {
		found = JSON.parse(text)
	} catch (cause) {
		throw wrong(`found no whole JSON (${text.length} characters), expected a snapshot of emberline run`, cause)
	}
	if (typeof found !== 'object' || found === null || !('kind' in found) || found.kind !== 'snapshot' || !('state' in found))
		throw wrong('found other JSON, expected a snapshot of emberline run')
	const { version, sha256, state } = found as Partial<SnapshotFile>
	if (version !== VERSION)
		throw wrong(
			`found version ${JSON.stringify(version) ?? 'none'}, expected ${VERSION}: go on with the version of Emberline that wrote it, or without it`,
		)
	if (sha256 !== hashOf(JSON.stringify(state)))
		throw wrong('found a state that is not the one whose hash it carries: the file is damaged')
	// Whole, and of this version: it is what `snapshotText` wrote.
	return found as SnapshotFile
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
