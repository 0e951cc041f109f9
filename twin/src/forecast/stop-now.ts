import type { Posterior } from '../live/posterior.ts'
import type { Chance } from './chance.ts'
import { isOnItsWay, type Task } from './plan.ts'
import { drawRemainingRepairS, type StopBelief, UNKNOWN_REPAIR } from './repairs.ts'

/** How a member begins when the line is not in Execute. */
export interface StopNow {
	/** Wait still to come before the line starts, s; null where it does not wait, or waits by plan. */
	readonly standsForS: number | null
	readonly warmingUp: boolean
}

/** Draws what is left of the stop going on, given the time it has lasted. Planned waits are in the plan. */
export function drawStopNow(
	posterior: Posterior,
	first: Task | undefined,
	causes: readonly StopBelief[],
	chance: Chance,
): StopNow {
	const { stop, tMs } = posterior
	if (stop === null) return { standsForS: null, warmingUp: false }
	if (isOnItsWay(stop)) return { standsForS: null, warmingUp: true }
	if (first === undefined || first.kind === 'stand') return { standsForS: null, warmingUp: false }
	const repair = causes.find((cause) => cause.code === stop.reason) ?? UNKNOWN_REPAIR
	return { standsForS: drawRemainingRepairS(repair, (tMs - stop.sinceMs) / 1000, chance), warmingUp: false }
}
