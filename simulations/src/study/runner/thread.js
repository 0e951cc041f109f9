import { setPriority } from 'node:os'

// A thread does not take over how the main one reads TypeScript.
const { tsImport } = await import(import.meta.resolve('tsx/esm/api'))

/** What a worker thread runs: the pool calls it by this name. */
export const { worked } = await tsImport('./worked.ts', import.meta.url)

let gaveWay = false

/** The same, behind every other thread of the process: Linux keeps a priority for each thread, other systems one for the process. */
export function workedBehind(batch) {
	if (!gaveWay && process.platform === 'linux') setPriority(19)
	gaveWay = true
	return worked(batch)
}
