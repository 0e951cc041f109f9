import type { LineConfig } from '@emberline/line-config'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Least time of sheath gas before the heaters may be on [A]. */
const PURGE_S = 60
/** The shutter closes before anything else of a stop [A]. */
const SHUTTER_S = 2

/**
 * Radiation heating: purges, warms up, heats; set back while the web waits; cools down while the web in it runs out before a stop.
 * Conditions: `purgeProved`, sheath gas flows and oxygen is low; `webMoving`; `emittersWarm`, every emitter is near its set-point.
 */
export function heatingUnit(config: LineConfig): Unit {
	const { web, stations } = config
	const hotLengthM = stations.heating.modules.reduce((sum, m) => sum + m.lengthM, 0)
	const coolDownS = hotLengthM / Math.max(web.threadSpeedMPerS, 1e-3)
	const warmUp = { name: 'warm-up', until: ['emittersWarm', 'webMoving'] }
	return createUnit('heating', {
		Starting: [{ name: 'purge', lastsS: PURGE_S, until: ['purgeProved', 'webMoving'] }, warmUp],
		Execute: [{ name: 'heating', stays: true }],
		Holding: [{ name: 'set-back', lastsS: SHUTTER_S }],
		Held: [{ name: 'set-back', stays: true }],
		Unholding: [warmUp],
		Suspending: [{ name: 'set-back', lastsS: SHUTTER_S }],
		Suspended: [{ name: 'set-back', stays: true }],
		Unsuspending: [warmUp],
		Completing: [{ name: 'cool-down', lastsS: coolDownS }],
		Stopping: [{ name: 'cool-down', lastsS: coolDownS }],
	})
}
