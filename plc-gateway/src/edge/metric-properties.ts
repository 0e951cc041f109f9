import type { PropertySet, PropertyValue } from '../sparkplug/index.ts'
import { DataType } from '../sparkplug/index.ts'

/** Values of Sparkplug's Quality property. */
export const SparkplugQuality = { bad: 0, good: 192, stale: 500 } as const

/** The two properties that this project's metrics carry: the unit in births, the quality wherever it is not good. */
export function metricProperties(p: {
	readonly engUnit?: string | undefined
	readonly quality?: number | undefined
}): PropertySet {
	const set: Record<string, PropertyValue> = {}
	if (p.engUnit !== undefined) set.engUnit = { type: DataType.String, value: p.engUnit }
	if (p.quality !== undefined) set.Quality = { type: DataType.Int32, value: p.quality }
	return set
}
