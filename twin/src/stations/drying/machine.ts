import { createUnit, type Unit } from '../unit-machine.ts'

/** Air through the ducts before its heaters may be on [A]. */
const AIR_PROVED_S = 10

/** Drying: warms the air up, then dries. Conditions: `dryerWarm`, the air of every zone is near its set-point. */
export function dryingUnit(): Unit {
	return createUnit('drying', {
		Starting: [{ name: 'warm-up', lastsS: AIR_PROVED_S, until: ['dryerWarm'] }],
		Execute: [{ name: 'drying', stays: true }],
	})
}
