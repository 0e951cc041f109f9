import type { Recipe } from './recipe.ts'

/** Capacity of a powder as anode against potassium, as somebody measured it. */
export interface ProductCapacity {
	/** Per gram of powder. */
	readonly mAhPerG: number
	/** At which current, or in which cycle. */
	readonly measuredAt: string
	readonly source: string
}

/**
 * What a gram of the product is worth as an anode [mAh/g]: at the lowest current of the rate test, else of the first charge.
 * Null where nobody has measured it; nothing is taken from another material.
 */
export function productCapacity(recipe: Recipe): ProductCapacity | null {
	const { capacity } = recipe
	if (capacity === undefined) return null
	const { source, rate_mAhPerG, firstCharge_mAhPerG } = capacity
	const rates = Object.entries(rate_mAhPerG ?? {}).sort(([a], [b]) => Number(a) - Number(b))
	const [slowest] = rates
	if (slowest !== undefined) return { mAhPerG: slowest[1], measuredAt: `${slowest[0]} A/g`, source }
	return firstCharge_mAhPerG === undefined ? null : { mAhPerG: firstCharge_mAhPerG, measuredAt: 'first charge', source }
}
