import type { LineConfig } from '@emberline/line-config'
import { loadRecipesOfLine } from '@emberline/line-config/files'
import type { SnapshotStart } from '@emberline/simulations'
import { createLineTwin, lineAtSnapshot, type Posterior, SnapshotError } from '@emberline/twin'
import { InputError } from './errors.ts'
import { readSnapshotFile } from './snapshot-file.ts'

/** What the twin knew at a snapshot of `emberline run`. Throws an `InputError` for a file that is none of this line and version. */
export function posteriorOf(file: string, line: LineConfig): Posterior {
	try {
		const posterior = createLineTwin({ line, recipes: recipesOf(line), seed: 1 }, readSnapshotFile(file).state.twin).posterior()
		if (posterior === null) throw new InputError(`${file}: found a twin that had not heard of the plant, expected one that had`)
		return posterior
	} catch (cause) {
		if (cause instanceof SnapshotError || cause instanceof RangeError)
			throw new InputError(`${file}: ${cause.message}`, { cause })
		throw cause
	}
}

/** The live line at a snapshot, for one what-if run. Throws as `posteriorOf` does. */
export const snapshotStart = (file: string, line: LineConfig): SnapshotStart =>
	lineAtSnapshot({ line, recipes: recipesOf(line) }, posteriorOf(file, line))

const recipesOf = (line: LineConfig) =>
	Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
