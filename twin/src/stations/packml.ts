import type { PackMlCommand, PackMlState } from '../port.ts'

/** PackML as TR88.00.02-2022 has it: which command is taken in which state, and how acting states end. */

/** Acting states end by themselves (state complete); all others wait. Execute is acting and may stay. */
export const STATE_COMPLETE: Readonly<Partial<Record<PackMlState, PackMlState>>> = {
	Resetting: 'Idle',
	Starting: 'Execute',
	Execute: 'Completing',
	Completing: 'Completed',
	Holding: 'Held',
	Unholding: 'Execute',
	Suspending: 'Suspended',
	Unsuspending: 'Execute',
	Stopping: 'Stopped',
	Aborting: 'Aborted',
	Clearing: 'Stopped',
}

const STOPPABLE: readonly PackMlState[] = [
	'Resetting',
	'Idle',
	'Starting',
	'Execute',
	'Holding',
	'Held',
	'Unholding',
	'Suspending',
	'Suspended',
	'Unsuspending',
	'Completing',
	'Completed',
]

export const PACKML_STATES: readonly PackMlState[] = ['Clearing', 'Stopped', ...STOPPABLE, 'Stopping', 'Aborting', 'Aborted']

export interface CommandRule {
	readonly from: readonly PackMlState[]
	readonly to: PackMlState
}

export const COMMAND_RULES: Readonly<Record<PackMlCommand, CommandRule>> = {
	RESET: { from: ['Stopped', 'Completed'], to: 'Resetting' },
	START: { from: ['Idle'], to: 'Starting' },
	STOP: { from: STOPPABLE, to: 'Stopping' },
	HOLD: { from: ['Execute', 'Suspended'], to: 'Holding' },
	UNHOLD: { from: ['Held'], to: 'Unholding' },
	SUSPEND: { from: ['Execute'], to: 'Suspending' },
	UNSUSPEND: { from: ['Suspended'], to: 'Unsuspending' },
	ABORT: { from: PACKML_STATES.filter((state) => state !== 'Aborting' && state !== 'Aborted'), to: 'Aborting' },
	CLEAR: { from: ['Aborted'], to: 'Clearing' },
	COMPLETE: { from: ['Execute', 'Held', 'Suspended'], to: 'Completing' },
}

/** The whole table; a unit takes another one only to show that the tests would notice. */
export interface PackMlTable {
	readonly commands: Readonly<Record<PackMlCommand, CommandRule>>
	readonly complete: Readonly<Partial<Record<PackMlState, PackMlState>>>
}
export const PACKML: PackMlTable = { commands: COMMAND_RULES, complete: STATE_COMPLETE }

export const PACKML_COMMANDS = Object.keys(COMMAND_RULES) as readonly PackMlCommand[]

/** Whether a unit in this state takes the command; a refused one changes nothing. */
export const takesCommand = (state: PackMlState, command: PackMlCommand): boolean => COMMAND_RULES[command].from.includes(state)

/** Every state that one command or a state complete leads to from here. */
export function nextStates(state: PackMlState): ReadonlySet<PackMlState> {
	const next = new Set(PACKML_COMMANDS.filter((command) => takesCommand(state, command)).map((c) => COMMAND_RULES[c].to))
	const complete = STATE_COMPLETE[state]
	if (complete !== undefined) next.add(complete)
	return next
}

const ACTING: ReadonlySet<PackMlState> = new Set((Object.keys(STATE_COMPLETE) as PackMlState[]).filter((s) => s !== 'Execute'))

/** Acting states pass by themselves and may be too short to be seen from outside. */
export const isActing = (state: PackMlState): boolean => ACTING.has(state)

/** Whether PackML leads from one state to the other, acting states in between unseen: Idle to Execute, but not Aborted to Execute. */
export function reaches(from: PackMlState, to: PackMlState): boolean {
	const seen = new Set<PackMlState>([from])
	const open = [from]
	for (let state = open.pop(); state !== undefined; state = open.pop()) {
		for (const next of nextStates(state)) {
			if (next === to) return true
			if (isActing(next) && !seen.has(next)) {
				seen.add(next)
				open.push(next)
			}
		}
	}
	return false
}
