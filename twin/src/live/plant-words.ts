import { packMlStateName } from '@emberline/line-config'
import type { LineMachineEvent } from '../line/line-machines.ts'
import type { Fault, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import type { Sample } from '../sync/intake.ts'

const STATE_TAGS: ReadonlyMap<string, StationName | 'Line'> = new Map(
	(['Line', ...STATION_NAMES] as const).map((unit) => [`${unit}/Status/StateCurrent`, unit]),
)
const REASON_TAGS: ReadonlyMap<string, StationName | 'Line'> = new Map(
	(['Line', ...STATION_NAMES] as const).map((unit) => [`${unit}/Admin/StopReason/ID`, unit]),
)

/** What a reading means to the machines; null where it means nothing to them. */
export function machineEvent(sample: Sample, faults: Fault[]): LineMachineEvent | null {
	const { tag, value, tMs } = sample
	const unit = STATE_TAGS.get(tag)
	if (unit !== undefined) {
		const state = packMlStateName(value)
		if (state !== undefined) return { kind: 'plant', unit, state }
		faults.push({
			tMs,
			source: tag,
			code: 'unknown-state',
			message: `${tag}: found ${String(value)}, expected a PackML state 1 to 17`,
		})
		return null
	}
	const stopped = REASON_TAGS.get(tag)
	if (stopped !== undefined && typeof value === 'number') return { kind: 'reason', unit: stopped, code: value }
	if (tag === 'Line/Status/UnitModeCurrent' && typeof value === 'number') return { kind: 'plant-mode', number: value }
	return tag === 'Feed/Splice/Detected' && value === true ? { kind: 'splice' } : null
}

/** States that a plant without a PackML machine is taken for, from its speed: it runs or it is held. */
export function wordsFromSpeed(webSpeedMPerS: number, units: readonly (StationName | 'Line')[]): readonly LineMachineEvent[] {
	const state = webSpeedMPerS > 1e-4 ? ('Execute' as const) : ('Held' as const)
	return units.map((unit) => ({ kind: 'plant', unit, state }))
}
