import { createUnit, type Unit } from '../unit-machine.ts'

/** Stages are kept full between runs: levels and circulation are proved, not filled from empty [A]. */
const FILL_S = 30
const DRAIN_S = 60

/** NaCl wash: fills, rinses in counter-current, drains at the end. Conditions: none. */
export function washUnit(): Unit {
	return createUnit('wash', {
		Starting: [{ name: 'fill', lastsS: FILL_S }],
		Execute: [{ name: 'rinse', stays: true }],
		Completing: [{ name: 'drain', lastsS: DRAIN_S }],
		Stopping: [{ name: 'drain', lastsS: DRAIN_S }],
	})
}
