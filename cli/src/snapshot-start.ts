import type { LineConfig } from '@emberline/line-config'
import { loadRecipesOfLine } from '@emberline/line-config/files'
import type { SnapshotStart } from '@emberline/simulations'
import { lineAtSnapshot, readTwinSnapshot, SnapshotError } from '@emberline/twin'
import { InputError } from './errors.ts'
import { readSnapshotFile } from './snapshot-file.ts'

/** The live line at a snapshot of `emberline run`, for a what-if. Throws an `InputError` for a file that is none of this line and version. */
export function snapshotStart(file: string, line: LineConfig): SnapshotStart {
	const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
	try {
		return lineAtSnapshot({ line, recipes }, readTwinSnapshot({ line, recipes, seed: 1 }, readSnapshotFile(file).state.twin))
	} catch (cause) {
		if (cause instanceof SnapshotError || cause instanceof RangeError)
			throw new InputError(`${file}: ${cause.message}`, { cause })
		throw cause
	}
}
