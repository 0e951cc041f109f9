import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import { type MovingLine, restoreLine } from '../line/line-model.ts'
import type { Posterior } from './posterior.ts'
import type { TwinOptions } from './twin-snapshot.ts'

/** Of all numbers of the machines only instants, ms since 1970, are this large. */
const INSTANT_MS = 1e11

/**
 * The live line at an instant, to be tried what would become of it: a model of its own, with what the twin had learnt, and machines in the states
 * of the plant that lead themselves from here on, their time 0 now; and what is left on the unwind, null where nobody knows. The live twin sees
 * nothing of it.
 */
export function lineAtSnapshot(
	{ line, recipes }: Pick<TwinOptions, 'line' | 'recipes'>,
	{ model, machines, rollRemainingM = null }: Pick<Posterior, 'model' | 'machines'> & Partial<Pick<Posterior, 'rollRemainingM'>>,
): { readonly model: MovingLine; readonly machines: LineMachinesSnapshot; readonly rollLeftM: number | null } {
	const { tMs } = machines
	// Instants count from the snapshot on; what leads the machines is no longer the plant.
	const alone: LineMachinesSnapshot = JSON.parse(JSON.stringify(machines), (key, value) =>
		key === 'led' ? 'model' : typeof value === 'number' && value > INSTANT_MS ? value - tMs : value,
	)
	return { model: restoreLine(line, recipes, model), machines: alone, rollLeftM: rollRemainingM }
}
