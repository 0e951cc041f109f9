/** What server and browser both know of alarms. Nothing here runs. */

export type AlarmPriority = 1 | 2 | 3

/** The states of ISA-18.2 by name; the wire and the journal use these names, since editions differ in the letters. */
export const ALARM_STATES = [
	'normal',
	'unacknowledged',
	'acknowledged',
	'returned-unacknowledged',
	'latched-unacknowledged',
	'latched-acknowledged',
	'shelved',
	'suppressed-by-design',
	'out-of-service',
] as const
export type AlarmState = (typeof ALARM_STATES)[number]

export const LANGUAGES = ['en', 'de', 'ja'] as const
export type Language = (typeof LANGUAGES)[number]
export type Words = Readonly<Record<Language, string>>

/** One alarm as a screen shows it. An alarm in `normal` is not sent. */
export interface AlarmRecord {
	readonly id: string
	readonly state: AlarmState
	readonly priority: AlarmPriority
	readonly station: string
	readonly tag: string
	readonly words: Words
	readonly value: number | null
	readonly limit: number | null
	readonly unit: string
	/** Its condition holds now, whatever the state. */
	readonly active: boolean
	/** When the condition began, plant time. */
	readonly sinceMs: number
	/** When it came into its present state, the server's clock. */
	readonly changedMs: number
	/** Its input is stale: it is kept as it was. */
	readonly held: boolean
	/** Three changes within a minute. */
	readonly chattering: boolean
	/** The first trip since the last clear. */
	readonly firstOut: boolean
	/** Of a shelved one and one out of service. */
	readonly untilMs: number | null
	readonly reason: string
	readonly by: string
	/** What the twin makes of it, of an alarm that is its own: causes, likeliest first, and the web that it befell, encoder metres. */
	readonly diagnosis?: {
		readonly causes: readonly { readonly cause: string; readonly p: number }[]
		readonly webFromM: number
		readonly webToM: number
	}
}

export type AlarmChange =
	| 'raised'
	| 'cleared'
	| 'acknowledged'
	| 'reset'
	| 'shelved'
	| 'unshelved'
	| 'suppressed'
	| 'unsuppressed'
	| 'taken-out'
	| 'returned'
	| 'refused'
	| 'reminded'

/** One line of the alarm journal. */
export interface AlarmJournalEntry {
	/** From 1, without a gap. */
	readonly n: number
	/** The server's clock. */
	readonly atMs: number
	readonly plantMs: number
	readonly id: string
	readonly change: AlarmChange
	readonly from: AlarmState
	readonly to: AlarmState
	readonly priority: AlarmPriority
	readonly station: string
	readonly tag: string
	readonly words: Words
	readonly value: number | null
	readonly limit: number | null
	readonly unit: string
	/** Who did it; empty where the line or time did. */
	readonly by: string
	readonly reason: string
	readonly untilMs: number | null
}

export interface AlarmText {
	readonly cause: Words
	readonly consequence: Words
	readonly action: Words
	/** Time within which somebody has to act, s. */
	readonly timeToActS: number
	readonly onDelayS: number
	readonly offDelayS: number
	readonly latching: boolean
	/** States in which it says nothing, in words; empty where there are none. */
	readonly suppressedIn: string
}

/** What holds for all alarms together. */
export interface AlarmSituation {
	/** More than ten in ten minutes, until fewer than five. */
	readonly flood: boolean
	readonly floodSinceMs: number | null
	/** Alarms announced in the last ten minutes. */
	readonly inTenMinutes: number
	/** No sound until then, the server's clock; a newer alarm sounds again. */
	readonly silencedMs: number | null
}

/** What changed since the last batch, or in a snapshot all that is not normal. */
export interface AlarmsPart {
	readonly changed: readonly AlarmRecord[]
	readonly gone: readonly string[]
	readonly situation?: AlarmSituation
}

/** Figures of EEMUA 191 for one operator position, over `fromMs` to `toMs` of the server's clock. */
export interface AlarmLoad {
	readonly fromMs: number
	readonly toMs: number
	readonly announced: number
	/** Of a shorter span, what came in it: a rate made of a few minutes would frighten. */
	readonly perTenMinutes: number
	readonly perDay: number
	/** Share of whole ten-minute slots with more than ten, %. */
	readonly slotsOverTenPct: number
	/** Time in flood, s. */
	readonly floodS: number
	readonly mostFrequent: readonly {
		readonly id: string
		readonly words: Words
		readonly count: number
		readonly sharePct: number
	}[]
	readonly topTenPct: number
	readonly chattering: readonly string[]
	/** Standing longer than a day. */
	readonly standing: readonly string[]
	/** Share of P1, P2, P3 among those announced, %. */
	readonly prioritiesPct: readonly [number, number, number]
	readonly shelvedNow: number
	/** Of those shelved now, the one that is so longest, s. */
	readonly longestShelvedS: number
	readonly medianToAcknowledgeS: number | null
}

/** Minutes for which an alarm may be shelved: 8 h at most. */
export const SHELVE_MINUTES = [5, 15, 60, 480] as const
/** Silence lasts so long. It is no acknowledgement. */
export const SILENCE_MS = 60_000
