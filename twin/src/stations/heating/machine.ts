import type { LineConfig } from '@emberline/line-config'
import { fromNeighbours } from '../neighbours.ts'
import type { PackMlTable } from '../packml.ts'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Least time of sheath gas before the heaters may be on [A]. */
const PURGE_S = 60
/** Time that the shutter takes from open to closed, and before anything else of a stop [A]. */
export const SHUTTER_S = 2
/** Stop reason of a module without heat, among those of heating. */
export const MODULE_OUT_REASON = 401

/**
 * Radiation heating: purges, warms up along the limited ramp of its set-points, heats; set back behind a closed shutter while the web
 * waits; cools down while the web in it runs out before a stop. Whether the heaters are enabled in a mode that may heat is the
 * interlock board's to say. Conditions: `purgeProved`, sheath gas flows and oxygen is low; `webMoving`; `heatersEnabled`, every permissive
 * holds and no trip stands; `emittersWarm`, every module is near its set-point; `moduleOut`, a module gives no heat.
 */
export function heatingUnit(config: LineConfig, table?: PackMlTable): Unit {
	const { web, stations } = config
	const hotLengthM = stations.heating.modules.reduce((sum, m) => sum + m.lengthM, 0)
	const coolDownS = hotLengthM / Math.max(web.threadSpeedMPerS, 1e-3)
	const warmUp = { name: 'warm-up', until: ['emittersWarm', 'webMoving', 'heatersEnabled'] }
	const purgeAgain = { name: 'purge', until: ['purgeProved', 'webMoving'] }
	return createUnit(
		'heating',
		{
			Starting: [{ name: 'purge', lastsS: PURGE_S, until: ['purgeProved', 'webMoving'] }, warmUp],
			Execute: [{ name: 'heating', stays: true }],
			Holding: [{ name: 'set-back', lastsS: SHUTTER_S }],
			Held: [{ name: 'set-back', stays: true }],
			Unholding: [purgeAgain, warmUp],
			Suspending: [{ name: 'set-back', lastsS: SHUTTER_S }],
			Suspended: [{ name: 'set-back', stays: true }],
			Unsuspending: [purgeAgain, warmUp],
			Completing: [{ name: 'cool-down', lastsS: coolDownS }],
			Stopping: [{ name: 'cool-down', lastsS: coolDownS }],
		},
		[
			{ when: 'moduleOut', command: 'HOLD', reason: MODULE_OUT_REASON, words: 'a heating module gives no heat' },
			...fromNeighbours(400, 'web from the dryer', 'the quench takes no web'),
		],
		table,
	)
}
