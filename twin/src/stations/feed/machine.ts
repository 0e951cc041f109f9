import type { LineConfig } from '@emberline/line-config'
import { createUnit, type Unit } from '../unit-machine.ts'

/** Way on both sides of a splice over which powder is not levelled well [A]. */
const SPLICE_ZONE_M = 0.5

/**
 * Feed: threads the web, then doses powder. A splice that passes the unwind's detector makes it splice until the joint is past the nip.
 * Conditions: `webThreaded`, the web runs at thread speed or faster.
 */
export function feedUnit(config: LineConfig): Unit {
	const { web } = config
	const spliceS = (SPLICE_ZONE_M - web.unwindAtM) / web.speedMPerS
	return createUnit('feed', {
		Starting: [{ name: 'threading', until: ['webThreaded'] }],
		Unholding: [{ name: 'threading', until: ['webThreaded'] }],
		Unsuspending: [{ name: 'threading', until: ['webThreaded'] }],
		Execute: [
			{ name: 'dosing', stays: true, on: { SPLICE: 'splicing' } },
			{ name: 'splicing', lastsS: spliceS, leadsTo: 'dosing' },
		],
	})
}
