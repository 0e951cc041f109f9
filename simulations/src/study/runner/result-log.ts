import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { decoded, hashOf, type Outcome, type Run } from './run.ts'

/** A result is found again by everything it depends on: model, setting (by its hash) and run. */
export const keyOf = (version: string, run: Run): string => hashOf([version, run]).slice(0, 32)

/**
 * Results of runs in a file, a line each, that only grows: the cache of studies, and what an ended study goes on from. A batch is on the
 * disk before the next is told done; a last line cut short by a crash is not a result.
 */
export class ResultLog {
	readonly #results: Map<string, Outcome>
	readonly #file: number | null

	/** `folder` null keeps results in memory only. */
	constructor(folder: string | null) {
		this.#results = new Map()
		this.#file = null
		if (folder === null) return
		mkdirSync(folder, { recursive: true })
		const path = join(folder, 'runs.jsonl')
		let text = existsSync(path) ? readFileSync(path, 'utf8') : ''
		const whole = text.lastIndexOf('\n') + 1
		const torn = whole < text.length
		text = text.slice(0, whole)
		for (const line of text.split('\n')) {
			const entry = entryOf(line)
			if (entry !== null) this.#results.set(entry.key, decoded(entry.outcome))
		}
		this.#file = openSync(path, 'a')
		// What a crash left of a line must not become the head of the next one.
		if (torn) writeSync(this.#file, '\n')
	}

	get(key: string): Outcome | undefined {
		return this.#results.get(key)
	}

	add(entries: readonly (readonly [string, Outcome])[]): void {
		for (const [key, outcome] of entries) this.#results.set(key, outcome)
		if (this.#file === null) return
		writeSync(this.#file, entries.map(([key, outcome]) => `${JSON.stringify({ key, outcome })}\n`).join(''))
		fsyncSync(this.#file)
	}

	close(): void {
		if (this.#file !== null) closeSync(this.#file)
	}
}

function entryOf(line: string): { key: string; outcome: (number | null)[][] } | null {
	if (!line.startsWith('{"key":"')) return null
	try {
		return JSON.parse(line) as { key: string; outcome: (number | null)[][] }
	} catch {
		return null
	}
}
