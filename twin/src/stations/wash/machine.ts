import { fromNeighbours } from '../neighbours.ts'
import type { PackMlTable } from '../packml.ts'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Stages are kept full between runs: levels are proved, not filled from empty [A]. */
const FILL_S = 25
/** Pumps of the counter-current proved [A]. */
const CIRCULATION_PROVED_S = 5
const DRAIN_S = 60
/** The product dryer's hopper takes what comes while a full container gives way to an empty one [A]. */
const CONTAINER_CHANGE_S = 45

/** NaCl wash: fills, circulates, rinses in counter-current, changes its container when one is full, drains at the end. Conditions: none. */
export function washUnit(table?: PackMlTable): Unit {
	return createUnit(
		'wash',
		{
			Starting: [
				{ name: 'fill', lastsS: FILL_S },
				{ name: 'circulate', lastsS: CIRCULATION_PROVED_S },
			],
			Execute: [
				{ name: 'rinse', stays: true, on: { CONTAINER_FULL: 'container-change' } },
				{ name: 'container-change', lastsS: CONTAINER_CHANGE_S, leadsTo: 'rinse' },
			],
			Completing: [{ name: 'drain', lastsS: DRAIN_S }],
			Stopping: [{ name: 'drain', lastsS: DRAIN_S }],
		},
		fromNeighbours(600, 'powder from the web', 'no container under the product dryer'),
		table,
	)
}
