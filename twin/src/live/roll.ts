import type { LineConfig } from '@emberline/line-config'
import type { ScheduleProgress } from '../line/schedule-cursor.ts'
import { clothOnRollM, type WebOdometer } from './web-odometer.ts'

/**
 * Cloth left on the unwind, m: what the plan runs until the next roll change, else what is left of a roll whose beginning was seen, else
 * what its diameter says. Null where none of them is known.
 */
export function rollRemainingM(p: {
	readonly config: LineConfig
	readonly odometer: WebOdometer
	readonly schedule: ScheduleProgress
	/** mm, as the tag has it. */
	readonly unwindDiameterMm: number | undefined
}): number | null {
	const { config, odometer, unwindDiameterMm } = p
	const planned = plannedRestM(p.schedule)
	if (planned !== null) return planned
	const bySight = odometer.rollStartM === null ? null : config.web.rollLengthM - (odometer.positionM - odometer.rollStartM)
	if (bySight !== null) return Math.max(0, bySight)
	return unwindDiameterMm === undefined ? null : clothOnRollM(unwindDiameterMm / 1000)
}

/** Metres of runs from the cursor to the next roll change; null where the plan has none. */
function plannedRestM({ items, cursor }: ScheduleProgress): number | null {
	const from = items.findIndex((item) => item.id === cursor?.itemId)
	if (cursor === null || from < 0) return null
	const change = items.findIndex((item, i) => i >= from && item.kind === 'rollChange')
	if (change < 0) return null
	let restM = 0
	for (const item of items.slice(from, change)) {
		if (item.kind !== 'run') continue
		if (item.length_m === undefined) return null
		restM += Math.max(0, item.length_m - (item.id === cursor.itemId ? cursor.doneM : 0))
	}
	return restM
}
