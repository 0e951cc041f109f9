import type { LineConfig } from '@emberline/line-config'
import type { Posterior } from '../live/posterior.ts'
import type { Chance } from './chance.ts'
import { isOnItsWay, type Task } from './plan.ts'
import { drawRemainingRepairS, type StopCause, UNKNOWN_STOP_S } from './repairs.ts'

/** How a member begins when the line is not in Execute. */
export interface StopNow {
	/** Wait still to come before the line starts, s; null where it does not wait, or waits by plan. */
	readonly standsForS: number | null
	readonly warmingUp: boolean
}

export const stopCauses = (line: LineConfig): readonly StopCause[] =>
	line.stops.map(({ code, meanTimeBetweenS, meanTimeToRepairS }) => ({ code, meanTimeBetweenS, meanTimeToRepairS }))

/** Draws what is left of the stop going on, given the time it has lasted. Planned waits are in the plan. */
export function drawStopNow(
	posterior: Posterior,
	first: Task | undefined,
	causes: readonly StopCause[],
	chance: Chance,
): StopNow {
	const { stop, tMs } = posterior
	if (stop === null) return { standsForS: null, warmingUp: false }
	if (isOnItsWay(stop)) return { standsForS: null, warmingUp: true }
	if (first === undefined || first.kind === 'stand') return { standsForS: null, warmingUp: false }
	const meanS = causes.find((cause) => cause.code === stop.reason)?.meanTimeToRepairS ?? UNKNOWN_STOP_S
	return { standsForS: drawRemainingRepairS(meanS, (tMs - stop.sinceMs) / 1000, chance), warmingUp: false }
}
