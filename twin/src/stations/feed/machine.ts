import type { LineConfig } from '@emberline/line-config'
import { fromNeighbours } from '../neighbours.ts'
import type { PackMlTable } from '../packml.ts'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Way on both sides of a splice over which powder is not levelled well [A]. */
const SPLICE_ZONE_M = 0.5
/** Stop reason of a hopper that runs empty, among those of feed and web. */
export const HOPPER_LOW_REASON = 204

/**
 * Feed: threads the web, then doses powder. A splice that passes the unwind's detector makes it splice until the joint is past the nip.
 * A roll is changed while it is held. Conditions: `webThreaded`, the web runs at thread speed or faster; `rollMounted`, the new roll is
 * on and spliced to the old one; `hopperLow`, less powder than the screw can dose evenly.
 */
export function feedUnit(config: LineConfig, table?: PackMlTable): Unit {
	const { web } = config
	const spliceS = (SPLICE_ZONE_M - web.unwindAtM) / web.speedMPerS
	const threading = { name: 'threading', until: ['webThreaded'] }
	return createUnit(
		'feed',
		{
			Starting: [threading],
			Unholding: [threading],
			Unsuspending: [threading],
			Execute: [
				{ name: 'dosing', stays: true, on: { SPLICE: 'splicing' } },
				{ name: 'splicing', lastsS: spliceS, leadsTo: 'dosing' },
			],
			Held: [
				{ name: 'waiting', stays: true, on: { ROLL_CHANGE: 'roll-change' } },
				{ name: 'roll-change', until: ['rollMounted'] },
				{ name: 'roll-mounted', stays: true, on: { ROLL_CHANGE: 'roll-change' } },
			],
		},
		[
			{ when: 'hopperLow', command: 'HOLD', reason: HOPPER_LOW_REASON, words: 'the hopper runs empty' },
			...fromNeighbours(200, 'web on the unwind', 'the rewind takes no web'),
		],
		table,
	)
}
