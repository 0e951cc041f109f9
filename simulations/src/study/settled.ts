import { InputRangeError, type SteadyLine, steadyLine } from '@emberline/twin'
import { OUTPUTS, outputsOf } from './outputs.ts'
import type { Setting } from './runner/run.ts'
import { controlsAt, lineAt, type Point } from './set-points.ts'
import { withUnknowns } from './unknowns.ts'

/** Of a run only ends and extremes are asked: the path is looked at this often, in time where it is hot and in length elsewhere. */
const HOT_STEP_S = 0.5
const STEP_M = 0.1

/**
 * Outputs of the settled line at a point, in the order of `OUTPUTS`, with these values for what nobody knows exactly; behind them the hottest
 * web in each heating module [K]. NaN where no line can run.
 */
export function settledOutputs(
	{ line, recipe, learnt, controls }: Setting,
	point: Point,
	unknowns: Readonly<Record<string, number>>,
): number[] {
	const asBuilt = lineAt(line, point)
	const built = { ...asBuilt, web: { ...asBuilt.web, parcelLengthM: STEP_M } }
	const drawn = withUnknowns({ line: built, recipe, learnt }, unknowns)
	try {
		const steady = steadyLine(built, drawn.recipe, controlsAt(built, recipe, point, controls), drawn.parameters, HOT_STEP_S)
		return [...outputsOf(built, recipe, steady), ...modulePeaksK(steady)]
	} catch (error) {
		if (error instanceof InputRangeError) return [...OUTPUTS, ...built.stations.heating.modules].map(() => Number.NaN)
		throw error
	}
}

/** Hottest web in each heating module, of either end and what was looked at between [K]. */
const modulePeaksK = ({ zones, samples }: SteadyLine): number[] =>
	zones
		.filter(({ station }) => station === 'Heating')
		.map(({ zone, webInK, webOutK }) =>
			samples.reduce(
				(peak, sample) => (sample.station === 'Heating' && sample.zone === zone ? Math.max(peak, sample.temperatureK) : peak),
				Math.max(webInK, webOutK),
			),
		)
