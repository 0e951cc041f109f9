import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

let known: string | undefined

/**
 * What a result depends on besides its inputs: the text of the model's source, and the engine whose exponentials it uses. Two machines with
 * equal versions give equal results to the bit; a cached result of another version is not taken.
 */
export function modelVersion(): string {
	known ??= digest()
	return known
}

function digest(): string {
	const packages = ['@emberline/line-config', '@emberline/twin', '@emberline/simulations']
	const hash = createHash('sha256').update(`v8 ${process.versions.v8} ${process.arch}`)
	const own = fileURLToPath(new URL('../../..', import.meta.url))
	for (const name of packages) {
		const root = join(dirname(own.replace(/\/$/, '')), name.replace('@emberline/', ''), 'src')
		for (const file of sourcesIn(root)) hash.update(`\n${name} ${relative(root, file)}\n`).update(readFileSync(file))
	}
	return hash.digest('hex').slice(0, 16)
}

/** Asking and telling: no result of a run depends on them. */
const NOT_OF_RUNS = /^study\/(methods|report|search)\//

/** Code that runs depend on, in alphabetical order: no tests, no benchmarks. */
const sourcesIn = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !NOT_OF_RUNS.test(name) && !/\.(test|bench)\.ts$/.test(name))
		.sort()
		.map((name) => join(folder, name))
