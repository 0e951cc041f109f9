import { lineStateFrom } from '../line/coordinator.ts'
import type { LineMachinesSnapshot } from '../line/line-machines.ts'
import { STATION_NAMES } from '../port.ts'
import { isActing } from '../stations/packml.ts'
import type { AlarmCondition } from './alarm-latch.ts'

/** States of line and stations may differ for so long while the plant goes from one to the other. */
const DIFFER_MS = 15_000
/** A move that PackML does not have is shown for this long. */
const SHOWN_MS = 60_000

/** What the plant says of its states that cannot be, in words; null while it all fits. */
export function stateDisagreement(at: LineMachinesSnapshot, tMs: number): string | null {
	const moves = ['Line', ...STATION_NAMES] as const
	for (const unit of moves) {
		const { disagreement } = (unit === 'Line' ? at.line : at.stations[unit]).context
		if (disagreement === null || tMs - disagreement.tMs > SHOWN_MS) continue
		return `${unit} went from ${disagreement.from} to ${disagreement.to}, which PackML does not allow`
	}
	if (at.line.context.led !== 'plant' || !STATION_NAMES.every((name) => at.stations[name].context.led === 'plant')) return null
	const changedMs = Math.max(at.line.context.sinceMs, ...STATION_NAMES.map((name) => at.stations[name].context.sinceMs))
	const meant = lineStateFrom(at.stations)
	if (tMs - changedMs < DIFFER_MS || meant === undefined || meant === at.line.state) return null
	if (isActing(at.line.state) || isActing(meant)) return null
	if (meant !== 'Execute' && at.line.state !== 'Execute') return null
	return `line says ${at.line.state}, its stations mean ${meant}`
}

/** The disagreement as an alarm. */
export function stateConditions(words: string | null): readonly AlarmCondition[] {
	if (words === null) return []
	return [
		{
			id: 'state/disagreement',
			station: 'Line',
			tag: 'Line/Status/StateCurrent',
			words,
			value: null,
			limit: null,
			unit: '',
			priority: 3,
			now: 'out',
			onDelayMs: 0,
		},
	]
}

/** The twin lost as an alarm. */
export function lostConditions(lost: boolean, reason: string): readonly AlarmCondition[] {
	if (!lost) return []
	return [
		{
			id: 'twin/lost',
			station: 'Line',
			tag: 'twin/health',
			words: `twin lost: ${reason}`,
			value: null,
			limit: null,
			unit: '',
			priority: 2,
			now: 'out',
			onDelayMs: 5000,
		},
	]
}
