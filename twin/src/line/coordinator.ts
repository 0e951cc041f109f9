import type { PackMlCommand, PackMlState, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import { createUnit, type Unit, type UnitSnapshot } from '../stations/unit-machine.ts'

/**
 * The coordinator: the only sender of commands to stations. It reads their states and the line's own machine, and says what each
 * station should do next. Start order: wash and quench, then purge and drying air, web at thread speed, heaters, ramp.
 * Stop order: heaters off and shutter closed, web runs out of the furnace, then all the rest.
 */

/** The line's own PackML machine. Its conditions are set from the stations by `lineConditions`. */
export function lineUnit(): Unit {
	return createUnit('line', {
		Starting: [
			{ name: 'media', until: ['mediaRun'] },
			{ name: 'thread', until: ['stationsReady'] },
			{ name: 'ramp', until: ['speedReached'] },
		],
		Unholding: [
			{ name: 'reheat', until: ['stationsReady'] },
			{ name: 'ramp', until: ['speedReached'] },
		],
		Unsuspending: [
			{ name: 'reheat', until: ['stationsReady'] },
			{ name: 'ramp', until: ['speedReached'] },
		],
		Holding: [{ name: 'ramp-down', until: ['webStands'] }],
		Suspending: [{ name: 'ramp-down', until: ['webStands'] }],
		Stopping: [
			{ name: 'run-out', until: ['furnaceStopped'] },
			{ name: 'ramp-down', until: ['webStands'] },
		],
		Completing: [
			{ name: 'run-out', until: ['furnaceStopped'] },
			{ name: 'ramp-down', until: ['webStands'] },
		],
		Aborting: [{ name: 'ramp-down', until: ['webStands'] }],
	})
}

export type StationStates = Readonly<Record<StationName, Pick<UnitSnapshot, 'state' | 'mode'>>>

const all = (stations: StationStates, test: (state: PackMlState) => boolean, names: readonly StationName[] = STATION_NAMES) =>
	names.every((name) => test(stations[name].state))
const any = (stations: StationStates, ...states: PackMlState[]) =>
	STATION_NAMES.some((name) => states.includes(stations[name].state))

/** State that the stations together stand for; undefined while they are on their way and no state of them wins. */
export function lineStateFrom(stations: StationStates): PackMlState | undefined {
	if (any(stations, 'Aborting')) return 'Aborting'
	if (any(stations, 'Aborted')) return 'Aborted'
	if (any(stations, 'Stopping')) return 'Stopping'
	if (any(stations, 'Holding')) return 'Holding'
	if (any(stations, 'Held')) return 'Held'
	if (any(stations, 'Suspending')) return 'Suspending'
	if (any(stations, 'Suspended')) return 'Suspended'
	const first = stations.Feed.state
	return all(stations, (state) => state === first) ? first : undefined
}

/** What the line's machine waits for. */
export function lineConditions(stations: StationStates, speed: { readonly reached: boolean; readonly stands: boolean }) {
	const running = (state: PackMlState) => state === 'Execute'
	return {
		mediaRun: all(stations, running, ['Quench', 'Wash']),
		stationsReady: all(stations, running),
		speedReached: speed.reached,
		webStands: speed.stands,
		furnaceStopped: !['Execute', 'Starting', 'Stopping', 'Completing'].includes(stations.Heating.state),
	}
}

export interface StationCommand {
	readonly station: StationName
	readonly command: PackMlCommand
}

/** The command that brings a station one step nearer to Execute; undefined where it is there, on its way or must be cleared first. */
function towardsExecute(state: PackMlState): PackMlCommand | undefined {
	if (state === 'Stopped' || state === 'Completed') return 'RESET'
	if (state === 'Idle') return 'START'
	if (state === 'Held') return 'UNHOLD'
	return state === 'Suspended' ? 'UNSUSPEND' : undefined
}

/** What the coordinator sends now. Empty while every station does as it should. */
export function coordinate(line: Pick<UnitSnapshot, 'state' | 'mode'>, stations: StationStates): readonly StationCommand[] {
	const send = (names: readonly StationName[], command: (state: PackMlState) => PackMlCommand | undefined): StationCommand[] =>
		names.flatMap((station) => {
			const next = command(stations[station].state)
			return next === undefined ? [] : [{ station, command: next }]
		})
	switch (line.state) {
		case 'Resetting':
			return send(STATION_NAMES, (s) => (s === 'Stopped' || s === 'Completed' ? 'RESET' : undefined))
		case 'Starting':
		case 'Unholding':
		case 'Unsuspending':
			return send(line.mode === 'media' ? ['Quench', 'Wash'] : STATION_NAMES, towardsExecute)
		case 'Holding':
		case 'Held':
		case 'Suspending':
		case 'Suspended':
			return send(STATION_NAMES, (s) => (s === 'Execute' ? 'SUSPEND' : undefined))
		case 'Stopping':
		case 'Completing': {
			const stop = (s: PackMlState) => (stopped(s) ? undefined : ('STOP' as const))
			return line.mode === 'run-out' ? send(['Heating'], stop) : send(STATION_NAMES, stop)
		}
		case 'Aborting':
		case 'Aborted':
			return send(STATION_NAMES, (s) => (s === 'Aborting' || s === 'Aborted' ? undefined : 'ABORT'))
		case 'Clearing':
			return send(STATION_NAMES, (s) => (s === 'Aborted' ? 'CLEAR' : undefined))
		default:
			return []
	}
}

const stopped = (state: PackMlState) => ['Stopped', 'Stopping', 'Aborted', 'Aborting', 'Clearing'].includes(state)

/** What a station's trouble makes the line do: Held or Aborted inside one unit is Suspend or Abort for the line. */
export function lineCommandFrom(line: PackMlState, stations: StationStates): PackMlCommand | undefined {
	if (any(stations, 'Aborting', 'Aborted') && !['Aborting', 'Aborted', 'Clearing'].includes(line)) return 'ABORT'
	if (line === 'Execute' && any(stations, 'Holding', 'Held')) return 'HOLD'
	if (line === 'Execute' && any(stations, 'Stopping', 'Stopped')) return 'HOLD'
	if (line === 'Execute' && any(stations, 'Suspending', 'Suspended')) return 'SUSPEND'
	return undefined
}
