import type { UnitModeName } from '@emberline/line-config'
import type { PackMlState } from '../port.ts'
import { PACKML_STATES } from './packml.ts'

/**
 * Unit modes (TR88.00.02-2022): Production, Maintenance, Manual. A mode may do without Held, Suspended and Completed; their acting states
 * go with them. Stopped, Idle, Execute and Aborted are in every mode, and so are the acting states that lead to them.
 */

/** Wait state that a mode may do without, and the acting states that go with it. */
export const OPTIONAL_STATES = {
	Held: ['Holding', 'Held', 'Unholding'],
	Suspended: ['Suspending', 'Suspended', 'Unsuspending'],
	Completed: ['Completing', 'Completed'],
} as const satisfies Partial<Record<PackMlState, readonly PackMlState[]>>
export type OptionalState = keyof typeof OPTIONAL_STATES

export type UnitModeTable = Readonly<Record<UnitModeName, readonly OptionalState[]>>

/**
 * Wait states that each mode does without. Maintenance has no neighbours to wait for and no order to complete; in Manual a unit is started
 * and stopped by hand and nothing else.
 */
export const UNIT_MODES: UnitModeTable = {
	Production: [],
	Maintenance: ['Suspended', 'Completed'],
	Manual: ['Held', 'Suspended', 'Completed'],
}

export const UNIT_MODE_NAMES = Object.keys(UNIT_MODES) as readonly UnitModeName[]

/** States in which a mode may be changed. */
export const MODE_CHANGE_STATES: readonly PackMlState[] = ['Stopped', 'Idle', 'Aborted']

/** Whether the mode has the state. */
export function modeHas(mode: UnitModeName, state: PackMlState, table: UnitModeTable = UNIT_MODES): boolean {
	return !table[mode].some((wait) => (OPTIONAL_STATES[wait] as readonly PackMlState[]).includes(state))
}

/** The states of a mode, in the order of the PackML list. */
export const statesOf = (mode: UnitModeName, table: UnitModeTable = UNIT_MODES): readonly PackMlState[] =>
	PACKML_STATES.filter((state) => modeHas(mode, state, table))
