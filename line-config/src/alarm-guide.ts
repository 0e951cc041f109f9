import { ALARM_GUIDE } from './alarm-guide-table.ts'
import type { Interlock } from './interlocks.ts'
import type { LineConfig } from './line.ts'
import type { PackMlStateName } from './packml.ts'
import { STOP_ROWS, type StopAlarm, stopAlarm } from './stop-alarms.ts'

/** A text in the languages of the screen. */
export interface AlarmWords {
	readonly en: string
	readonly de: string
	readonly ja: string
}

/** What an operator is told of one kind of alarm, and how it behaves. */
export interface AlarmGuideRow {
	/** Ids that it is for; `*` stands for anything. The first row that fits counts. */
	readonly for: string
	/** Absent: the alarm's own words, in every language. */
	readonly words?: AlarmWords
	readonly cause: AlarmWords
	readonly consequence: AlarmWords
	readonly action: AlarmWords
	/** Time within which somebody has to act [s]. */
	readonly timeToActS: number
	/** The condition must hold, or be over, for so long before it counts [s]. */
	readonly onDelayS?: number
	readonly offDelayS?: number
	/** Stays until somebody resets it, though its condition is over. */
	readonly latching?: boolean
	/** Says nothing while the unit is in one of these states. */
	readonly suppressed?: { readonly unit: 'Line' | Interlock['station']; readonly states: readonly PackMlStateName[] }
}

/** How a trip of the interlock table stands in the alarm list. */
export interface TripAlarm {
	readonly station: Interlock['station']
	readonly priority: 1 | 2
	readonly tag: string
	/** Code of the stop that it leads to. */
	readonly reason: number
	/** It is cleared at the line itself, so somebody has to say that they have looked. */
	readonly latching: boolean
}

export interface AlarmGuide {
	readonly rows: readonly AlarmGuideRow[]
	/** By id of the interlock. */
	readonly trips: Readonly<Record<string, TripAlarm>>
	/** Of an unplanned stop by its code; undefined for a code that is none. */
	readonly stop?: (code: number) => StopAlarm | undefined
}

/** The guide of a line: what its trips are, and the table of texts. A trip that only holds a station is of priority 2. */
export function alarmGuideOf(line: Pick<LineConfig, 'interlocks'>): AlarmGuide {
	const trips = line.interlocks
		.filter(({ kind }) => kind === 'trip')
		.map(({ id, station, action, needs, reason, latched }): [string, TripAlarm] => [
			id,
			{ station, priority: action === 'hold-station' ? 2 : 1, tag: needs.signal, reason, latching: latched === 'clear-on-site' },
		])
	return {
		rows: [...STOP_ROWS, ...ALARM_GUIDE],
		trips: Object.fromEntries(trips),
		stop: (code) => stopAlarm(code, line.interlocks),
	}
}
