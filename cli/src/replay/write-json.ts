import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a document; a reader finds the old one or the new, never half of one. */
export function writeJson(dir: string, name: string, value: unknown): void {
	const path = join(dir, name)
	writeFileSync(`${path}.part`, `${JSON.stringify(value, null, '\t')}\n`)
	renameSync(`${path}.part`, path)
}
