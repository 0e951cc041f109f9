import type { PackMlCommandName, PackMlStateName } from '@emberline/line-config'

const MOVES: Readonly<Record<PackMlCommandName, { readonly from: readonly PackMlStateName[]; readonly to: PackMlStateName }>> = {
	RESET: { from: ['Stopped', 'Completed'], to: 'Resetting' },
	START: { from: ['Idle'], to: 'Starting' },
	STOP: {
		from: [
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
		],
		to: 'Stopping',
	},
	HOLD: { from: ['Execute', 'Suspended'], to: 'Holding' },
	UNHOLD: { from: ['Held'], to: 'Unholding' },
	SUSPEND: { from: ['Execute'], to: 'Suspending' },
	UNSUSPEND: { from: ['Suspended'], to: 'Unsuspending' },
	ABORT: { from: [], to: 'Aborting' },
	CLEAR: { from: ['Aborted'], to: 'Clearing' },
	COMPLETE: { from: ['Execute', 'Held', 'Suspended'], to: 'Completing' },
}

/** Where an acting state leads once its work is done. Execute stays until it is told otherwise. */
const DONE: Partial<Record<PackMlStateName, PackMlStateName>> = {
	Clearing: 'Stopped',
	Starting: 'Execute',
	Stopping: 'Stopped',
	Aborting: 'Aborted',
	Holding: 'Held',
	Unholding: 'Execute',
	Suspending: 'Suspended',
	Unsuspending: 'Execute',
	Resetting: 'Idle',
	Completing: 'Completed',
}

/** What a unit is wanted to be; the unit finds its own way there by commands that its state takes. */
export type Goal = 'Idle' | 'Execute' | 'Held' | 'Suspended' | 'Stopped' | 'Aborted'

const WAY: Readonly<Record<Goal, Partial<Record<PackMlStateName, PackMlCommandName>>>> = {
	Idle: { Stopped: 'RESET', Completed: 'RESET', Aborted: 'CLEAR', Execute: 'STOP', Held: 'STOP', Suspended: 'STOP' },
	Execute: { Stopped: 'RESET', Completed: 'RESET', Idle: 'START', Held: 'UNHOLD', Suspended: 'UNSUSPEND', Aborted: 'CLEAR' },
	Held: { Execute: 'HOLD', Suspended: 'HOLD' },
	Suspended: { Execute: 'SUSPEND' },
	Stopped: {
		Execute: 'STOP',
		Held: 'STOP',
		Suspended: 'STOP',
		Idle: 'STOP',
		Starting: 'STOP',
		Unholding: 'STOP',
		Unsuspending: 'STOP',
		Resetting: 'STOP',
		Completed: 'STOP',
		Aborted: 'CLEAR',
	},
	Aborted: {},
}

/** PackML state of the line or of one station, as the PLC program keeps it. */
export class UnitStates {
	state: PackMlStateName = 'Stopped'
	/** Plant seconds at which it entered its state. */
	sinceS = 0

	/** True when the state takes the command; otherwise nothing changes. */
	command(command: PackMlCommandName, nowS: number): boolean {
		const move = MOVES[command]
		const taken = command === 'ABORT' ? this.state !== 'Aborting' && this.state !== 'Aborted' : move.from.includes(this.state)
		if (taken) this.#enter(move.to, nowS)
		return taken
	}

	/** The work of an acting state is done. */
	complete(nowS: number): void {
		const next = DONE[this.state]
		if (next !== undefined) this.#enter(next, nowS)
	}

	/** One step towards a goal. An acting state ends after `leastS` once the station is `ready`. */
	follow(goal: Goal, nowS: number, ready: boolean, leastS = 1): void {
		if (goal === 'Aborted') this.command('ABORT', nowS)
		if (DONE[this.state] !== undefined && ready && nowS - this.sinceS >= leastS) this.complete(nowS)
		else {
			const command = WAY[goal][this.state]
			if (command !== undefined) this.command(command, nowS)
		}
	}

	/** For a plant that has been running for hours. */
	begin(state: PackMlStateName): void {
		this.state = state
	}

	#enter(state: PackMlStateName, nowS: number): void {
		this.state = state
		this.sinceS = nowS
	}
}
