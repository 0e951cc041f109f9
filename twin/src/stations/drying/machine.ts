import { fromNeighbours } from '../neighbours.ts'
import type { PackMlTable } from '../packml.ts'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Air through the ducts before its heaters may be on [A]. */
const AIR_PROVED_S = 10

/**
 * Drying: warms the air up, then dries; after a wait it warms up again. Web that leaves it too wet holds it: a row of the interlock table.
 * Conditions: `dryerWarm`, the air of every zone is near its set-point.
 */
export function dryingUnit(table?: PackMlTable): Unit {
	const again = { name: 'warm-up', until: ['dryerWarm'] }
	return createUnit(
		'drying',
		{
			Starting: [{ name: 'warm-up', lastsS: AIR_PROVED_S, until: ['dryerWarm'] }],
			Unholding: [again],
			Unsuspending: [again],
			Execute: [{ name: 'drying', stays: true }],
		},
		fromNeighbours(300, 'web from the feed', 'the furnace takes no web'),
		table,
	)
}
