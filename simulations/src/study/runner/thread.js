// A thread does not take over how the main one reads TypeScript.
const { tsImport } = await import(import.meta.resolve('tsx/esm/api'))

/** What a worker thread runs: the pool calls it by this name. */
export const { worked } = await tsImport('./worked.ts', import.meta.url)
