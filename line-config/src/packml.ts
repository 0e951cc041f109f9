/** PackML (TR88.00.02-2022) numbers as they stand in the tags, and this line's stop reasons. */

export const PACKML_STATE_NUMBER = {
	Clearing: 1,
	Stopped: 2,
	Starting: 3,
	Idle: 4,
	Suspended: 5,
	Execute: 6,
	Stopping: 7,
	Aborting: 8,
	Aborted: 9,
	Holding: 10,
	Held: 11,
	Unholding: 12,
	Suspending: 13,
	Unsuspending: 14,
	Resetting: 15,
	Completing: 16,
	Completed: 17,
} as const
export type PackMlStateName = keyof typeof PACKML_STATE_NUMBER

export const PACKML_COMMAND_NUMBER = {
	RESET: 1,
	START: 2,
	STOP: 3,
	HOLD: 4,
	UNHOLD: 5,
	SUSPEND: 6,
	UNSUSPEND: 7,
	ABORT: 8,
	CLEAR: 9,
	COMPLETE: 10,
} as const
export type PackMlCommandName = keyof typeof PACKML_COMMAND_NUMBER

export const UNIT_MODE_NUMBER = { Production: 1, Maintenance: 2, Manual: 3 } as const
export type UnitModeName = keyof typeof UNIT_MODE_NUMBER

const nameOf = <N extends string>(numbers: Readonly<Record<N, number>>, number: unknown): N | undefined =>
	(Object.keys(numbers) as N[]).find((name) => numbers[name] === number)

/** Name of a state number; undefined for a number that no state has. */
export const packMlStateName = (number: unknown): PackMlStateName | undefined => nameOf(PACKML_STATE_NUMBER, number)
export const packMlCommandName = (number: unknown): PackMlCommandName | undefined => nameOf(PACKML_COMMAND_NUMBER, number)
export const unitModeName = (number: unknown): UnitModeName | undefined => nameOf(UNIT_MODE_NUMBER, number)

/** Codes that mean the same on every line of this kind; other codes are told by their hundreds. */
export const STOP_REASON_WORDS: Readonly<Record<number, string>> = {
	0: 'none',
	101: 'roll change',
	102: 'recipe change',
	103: 'planned stop',
	105: 'operator',
}

const STOP_REASON_STATIONS: Readonly<Record<number, string>> = {
	2: 'feed and web',
	3: 'drying',
	4: 'heating',
	5: 'quench',
	6: 'wash',
}

/** A stop reason in words: `roll change`, `heating fault 402`, `stop reason 777`. */
export function stopReasonWords(code: number): string {
	const words = STOP_REASON_WORDS[code]
	if (words !== undefined) return words
	const station = STOP_REASON_STATIONS[Math.floor(code / 100)]
	return station === undefined ? `stop reason ${code}` : `${station} fault ${code}`
}

/** Planned stops (1xx) are schedule; unplanned ones (2xx to 6xx) are the line's own failures. */
export const isUnplannedStop = (code: number): boolean => code >= 200 && code < 700
