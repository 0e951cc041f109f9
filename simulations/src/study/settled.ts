import type { LineConfig, Recipe } from '@emberline/line-config'
import { InputRangeError, steadyLine } from '@emberline/twin'
import { OUTPUTS, outputsOf } from './outputs.ts'
import { controlsAt, lineAt, type Point } from './set-points.ts'
import { withUnknowns } from './unknowns.ts'

/** Outputs of the settled line at a point, in the order of `OUTPUTS`, with these values for what nobody knows exactly. NaN where no line can run. */
export function settledOutputs(
	{ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe },
	point: Point,
	unknowns: Readonly<Record<string, number>>,
): number[] {
	const built = lineAt(line, point)
	const drawn = withUnknowns({ line: built, recipe }, unknowns)
	try {
		return outputsOf(built, recipe, steadyLine(built, drawn.recipe, controlsAt(built, recipe, point), drawn.parameters))
	} catch (error) {
		if (error instanceof InputRangeError) return OUTPUTS.map(() => Number.NaN)
		throw error
	}
}
