import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type LineSnapshot, readSnapshotFile, type SnapshotFile, snapshotText } from './snapshot-file.ts'

/** So many are kept; the one before the newest is for a newest that is damaged. */
const KEPT = 5

export interface SnapshotKeeperOptions {
	readonly dir: string
	readonly line: string
	/** Wall time between two [ms]. */
	readonly everyMs: number
	/** The whole state, as of the last frame. */
	readonly state: () => LineSnapshot
	/** Wall clock, and one that never runs back [ms]. */
	readonly nowMs: () => number
	readonly steadyMs: () => number
	readonly warn: (text: string) => void
}

/** Writes the state of a live run to a folder again and again: each file whole or not at all, the oldest thrown away. */
export class SnapshotKeeper {
	readonly #options: SnapshotKeeperOptions
	#lastMs: number
	#writing: Promise<void> | null = null
	#failed = false

	constructor(options: SnapshotKeeperOptions) {
		this.#options = options
		this.#lastMs = options.steadyMs()
		mkdirSync(options.dir, { recursive: true })
		for (const name of readdirSync(options.dir)) if (name.endsWith('.part')) rmSync(join(options.dir, name))
	}

	/** Called behind each frame, when everything that follows it has been told. */
	frame(): void {
		const { everyMs, steadyMs } = this.#options
		if (this.#writing !== null || steadyMs() - this.#lastMs < everyMs) return
		this.#lastMs = steadyMs()
		this.#writing = this.#write().finally(() => {
			this.#writing = null
		})
	}

	/** A last one, for the next start. */
	async close(): Promise<void> {
		await this.#writing
		await this.#write()
	}

	async #write(): Promise<void> {
		const { dir, line, state, nowMs, warn } = this.#options
		try {
			const writtenMs = nowMs()
			const text = snapshotText(state(), writtenMs)
			const path = join(dir, nameOf(line, writtenMs))
			const file = await open(`${path}.part`, 'w')
			try {
				await file.writeFile(text)
				await file.sync()
			} finally {
				await file.close()
			}
			await rename(`${path}.part`, path)
			for (const { name } of snapshotsIn(dir, line).slice(KEPT)) rmSync(join(dir, name), { force: true })
			this.#failed = false
		} catch (error) {
			// Said once: the next one may find room again.
			if (!this.#failed) warn(`snapshots in ${dir}: ${error instanceof Error ? error.message : String(error)}`)
			this.#failed = true
		}
	}
}

/** The newest snapshot of a line that can be gone on from; what is wrong with newer ones is told to `warn`. Null without one. */
export function newestSnapshot<T>(
	dir: string,
	line: string,
	take: (found: SnapshotFile) => T,
	warn: (text: string) => void,
): { readonly file: string; readonly found: SnapshotFile; readonly taken: T } | null {
	for (const { name } of snapshotsIn(dir, line)) {
		const file = join(dir, name)
		try {
			const found = readSnapshotFile(file)
			return { file, found, taken: take(found) }
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error)
			warn(`${why.startsWith(file) ? why : `${file}: ${why}`}; the one before it is taken, if there is one`)
		}
	}
	return null
}

const nameOf = (line: string, writtenMs: number): string => `${line}-${writtenMs}.json`

/** Newest first. */
function snapshotsIn(dir: string, line: string): readonly { readonly name: string; readonly writtenMs: number }[] {
	let names: readonly string[]
	try {
		names = readdirSync(dir)
	} catch {
		return []
	}
	return names
		.flatMap((name) => {
			const writtenMs = Number(name.slice(line.length + 1, -'.json'.length))
			return Number.isInteger(writtenMs) && name === nameOf(line, writtenMs) ? [{ name, writtenMs }] : []
		})
		.sort((a, b) => b.writtenMs - a.writtenMs)
}
