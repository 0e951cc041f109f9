import { fromNeighbours } from '../neighbours.ts'
import type { PackMlTable } from '../packml.ts'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Plate water proved before the jets count as ready [A]. */
const CIRCULATION_PROVED_S = 5

/**
 * Quench: circulates plate water, then cools the web with its jets; while the web waits only the water runs. Web that leaves it hot, or
 * plate water lost, holds it: rows of the interlock table. Conditions: none.
 */
export function quenchUnit(table?: PackMlTable): Unit {
	const circulate = { name: 'circulate', stays: true }
	return createUnit(
		'quench',
		{
			Starting: [{ name: 'circulate', lastsS: CIRCULATION_PROVED_S }],
			Execute: [{ name: 'cool', stays: true }],
			Held: [circulate],
			Suspended: [circulate],
		},
		fromNeighbours(500, 'web from the furnace', 'the wash takes no web'),
		table,
	)
}
