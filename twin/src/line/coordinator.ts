import type { PackMlCommand, PackMlState, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import type { PackMlTable } from '../stations/packml.ts'
import { createUnit, type Unit, type UnitSnapshot } from '../stations/unit-machine.ts'

/**
 * The coordinator: the only sender of commands to stations. It reads their states and the line's own machine, and says what each
 * station should do next. Start order: wash and quench, then purge and drying air, web at thread speed, heaters, powder, ramp.
 * Stop order: heaters off and shutter closed, web runs out of the furnace, then all the rest.
 */

/** The line's own PackML machine. Its conditions are set from the stations by `lineConditions`. */
export function lineUnit(table?: PackMlTable): Unit {
	const onward = [
		{ name: 'feed', until: ['stationsReady'] },
		{ name: 'ramp', until: ['speedReached'] },
	]
	const restart = [{ name: 'reheat', until: ['furnaceReady'] }, ...onward]
	const runOut = [
		{ name: 'run-out', until: ['furnaceStopped'] },
		{ name: 'ramp-down', until: ['webStands'] },
	]
	return createUnit(
		'line',
		{
			Resetting: [{ name: 'reset', until: ['stationsIdle'] }],
			Starting: [{ name: 'media', until: ['mediaRun'] }, { name: 'thread', until: ['furnaceReady'] }, ...onward],
			Unholding: restart,
			Unsuspending: restart,
			Holding: [{ name: 'ramp-down', until: ['webStands'] }],
			Suspending: [{ name: 'ramp-down', until: ['webStands'] }],
			Stopping: runOut,
			Completing: runOut,
			Aborting: [{ name: 'ramp-down', until: ['webStands'] }],
			Clearing: [{ name: 'clear', until: ['stationsCleared'] }],
		},
		[],
		table,
	)
}

export type StationStates = Readonly<Record<StationName, Pick<UnitSnapshot, 'state' | 'mode'>>>

const all = (stations: StationStates, test: (state: PackMlState) => boolean, names: readonly StationName[] = STATION_NAMES) =>
	names.every((name) => test(stations[name].state))
const any = (stations: StationStates, states: readonly PackMlState[]) =>
	STATION_NAMES.some((name) => states.includes(stations[name].state))

/** Order in which states of stations win over those of the others. */
const WINS: readonly PackMlState[] = ['Aborting', 'Aborted', 'Stopping', 'Holding', 'Held', 'Suspending', 'Suspended']

/** State that the stations together stand for; undefined while they are on their way and no state of them wins. */
export function lineStateFrom(stations: StationStates): PackMlState | undefined {
	const winner = WINS.find((state) => any(stations, [state]))
	if (winner !== undefined) return winner
	const first = stations.Feed.state
	return all(stations, (state) => state === first) ? first : undefined
}

/** What the line's machine waits for. */
export function lineConditions(stations: StationStates, speed: { readonly reached: boolean; readonly stands: boolean }) {
	const running = (state: PackMlState) => state === 'Execute'
	return {
		stationsIdle: all(stations, (state) => state !== 'Stopped' && state !== 'Completed' && state !== 'Resetting'),
		stationsCleared: all(stations, (state) => !['Aborting', 'Aborted', 'Clearing'].includes(state)),
		mediaRun: all(stations, running, ['Quench', 'Wash']),
		furnaceReady: all(stations, running, BEHIND_FEED),
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

/** While the line is in one of these states (and this mode), a station in the state on the left is sent the command on the right. */
export interface Order {
	readonly line: readonly PackMlState[]
	readonly mode?: string
	readonly stations: readonly StationName[]
	readonly send: Readonly<Partial<Record<PackMlState, PackMlCommand>>>
}

/** All that treats the powder. */
const BEHIND_FEED: readonly StationName[] = ['Drying', 'Heating', 'Quench', 'Wash']

/** One step nearer to Execute; nothing for a station that is there, on its way, or must be cleared first. */
const NEARER = { Stopped: 'RESET', Completed: 'RESET', Idle: 'START', Held: 'UNHOLD', Suspended: 'UNSUSPEND' } as const
const RUNS: readonly PackMlState[] = [
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
const inEach = (states: readonly PackMlState[], command: PackMlCommand): Order['send'] =>
	Object.fromEntries(states.map((state) => [state, command]))
const STOP = inEach(RUNS, 'STOP')
const ABORT = inEach([...RUNS, 'Stopped', 'Stopping', 'Clearing'], 'ABORT')

/** What the coordinator sends. The first row that fits a line state is the one that counts. */
export const ORDERS: readonly Order[] = [
	{ line: ['Resetting'], stations: STATION_NAMES, send: { Stopped: 'RESET', Completed: 'RESET' } },
	{ line: ['Starting'], mode: 'media', stations: ['Quench', 'Wash'], send: NEARER },
	// Powder laid before the furnace is at its set-points is lost: the feed comes last. Until then it is brought to where it waits.
	{ line: ['Starting'], mode: 'thread', stations: BEHIND_FEED, send: NEARER },
	{ line: ['Unholding', 'Unsuspending'], mode: 'reheat', stations: BEHIND_FEED, send: NEARER },
	{ line: ['Starting', 'Unholding', 'Unsuspending'], stations: STATION_NAMES, send: NEARER },
	{ line: ['Holding', 'Held', 'Suspending', 'Suspended'], stations: STATION_NAMES, send: { Execute: 'SUSPEND' } },
	// The feed too: powder laid behind a furnace without heat is lost. The web is the line's to move.
	{ line: ['Stopping', 'Completing'], mode: 'run-out', stations: ['Feed', 'Heating'], send: STOP },
	{ line: ['Stopping', 'Completing', 'Stopped'], stations: STATION_NAMES, send: STOP },
	{ line: ['Aborting', 'Aborted'], stations: STATION_NAMES, send: ABORT },
	{ line: ['Clearing'], stations: STATION_NAMES, send: { Aborted: 'CLEAR' } },
]

/** What the coordinator sends now. Empty while every station does as it should. */
export function coordinate(
	line: Pick<UnitSnapshot, 'state' | 'mode'>,
	stations: StationStates,
	orders: readonly Order[] = ORDERS,
): readonly StationCommand[] {
	const order = orders.find((o) => o.line.includes(line.state) && (o.mode === undefined || o.mode === line.mode))
	if (order === undefined) return []
	return order.stations.flatMap((station) => {
		const command = order.send[stations[station].state]
		return command === undefined ? [] : [{ station, command }]
	})
}

/** A station in one of these states makes the line, in one of those, do this. The first that fits counts. */
export interface Follow {
	readonly stations: readonly PackMlState[]
	readonly line: readonly PackMlState[]
	readonly command: PackMlCommand
}

export const FOLLOWS: readonly Follow[] = [
	{ stations: ['Aborting', 'Aborted'], line: [...RUNS, 'Stopped', 'Stopping'], command: 'ABORT' },
	{ stations: ['Holding', 'Held', 'Stopping', 'Stopped'], line: ['Execute', 'Suspended'], command: 'HOLD' },
	{ stations: ['Suspending', 'Suspended'], line: ['Execute'], command: 'SUSPEND' },
	// A station that goes down while the line is on its way up, or that somebody stopped: the line goes down with it.
	{ stations: ['Stopping'], line: ['Starting', 'Unholding', 'Unsuspending', 'Held'], command: 'STOP' },
]

/** What a station's trouble makes the line do: Held or Aborted inside one unit is Hold or Abort for the line. */
export function lineCommandFrom(
	line: PackMlState,
	stations: StationStates,
	follows: readonly Follow[] = FOLLOWS,
): PackMlCommand | undefined {
	return follows.find((f) => f.line.includes(line) && any(stations, f.stations))?.command
}

/** EquipmentInterlock of a station: starved while one before it does not run, blocked while one after it does not. */
export function equipmentInterlock(
	station: StationName,
	stations: Readonly<Record<StationName, UnitSnapshot>>,
): { readonly starved: boolean; readonly blocked: boolean } {
	const at = STATION_NAMES.indexOf(station)
	const stands = (names: readonly StationName[]) => names.some((name) => stations[name].state !== 'Execute')
	const told = stations[station].context.conditions
	return {
		starved: told.starved === true || stands(STATION_NAMES.slice(0, at)),
		blocked: told.blocked === true || stands(STATION_NAMES.slice(at + 1)),
	}
}
