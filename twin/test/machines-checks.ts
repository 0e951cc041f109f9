import type { LineConfig } from '@emberline/line-config'
import type { LineMachineEvent, LineMachines, LineMachinesSnapshot } from '../src/line/line-machines.ts'
import type { PackMlCommand, PackMlState, StationName } from '../src/port.ts'
import { STATION_NAMES } from '../src/port.ts'
import { SHUTTER_S } from '../src/stations/heating/machine.ts'
import { PACKML_COMMANDS, PACKML_STATES, type PackMlTable } from '../src/stations/packml.ts'
import { commandRefusal, createUnit, unitAfter, unitIn } from '../src/stations/unit-machine.ts'
import { EXPECTED_ROWS, type ExpectedRow } from './machines-expected.ts'

/** What must be true of the machines of a line, as checks that give the first thing that is wrong; null where all is right. */

/** TR88.00.02-2022, a row a state in the order of the commands; `.` refuses. Last: where it completes to. */
const CELLS: Readonly<Record<PackMlState, string>> = {
	Clearing: '. . . . . . . Aborting . . Stopped',
	Stopped: 'Resetting . . . . . . Aborting . . .',
	Starting: '. . Stopping . . . . Aborting . . Execute',
	Idle: '. Starting Stopping . . . . Aborting . . .',
	Suspended: '. . Stopping Holding . . Unsuspending Aborting . Completing .',
	Execute: '. . Stopping Holding . Suspending . Aborting . Completing Completing',
	Stopping: '. . . . . . . Aborting . . Stopped',
	Aborting: '. . . . . . . . . . Aborted',
	Aborted: '. . . . . . . . Clearing . .',
	Holding: '. . Stopping . . . . Aborting . . Held',
	Held: '. . Stopping . Unholding . . Aborting . Completing .',
	Unholding: '. . Stopping . . . . Aborting . . Execute',
	Suspending: '. . Stopping . . . . Aborting . . Suspended',
	Unsuspending: '. . Stopping . . . . Aborting . . Execute',
	Resetting: '. . Stopping . . . . Aborting . . Idle',
	Completing: '. . Stopping . . . . Aborting . . Completed',
	Completed: 'Resetting . Stopping . . . . Aborting . . .',
}

/** All 170 cells and the 11 edges of state complete. */
export function wrongCell(table: PackMlTable): string | null {
	const plain = createUnit('plain', {}, [], table)
	for (const state of PACKML_STATES) {
		const row = CELLS[state].split(' ')
		for (const [i, type] of [...PACKML_COMMANDS, 'STATE_COMPLETE' as const].entries()) {
			const want = row[i] === '.' ? state : row[i]
			const { state: found, context } = unitAfter(plain, unitIn(plain, state, 0), { type, tMs: 1 })
			if (row[i] === '.' && context.sinceMs !== 0) return `${type} in ${state} begins it again`
			const refused = type === 'STATE_COMPLETE' || commandRefusal(plain, unitIn(plain, state, 0), type) !== null
			if (row[i] === '.' && !refused) return `${type} in ${state} is not refused`
			if (found !== want) return `${type} in ${state} leads to ${found}, expected ${want}`
		}
	}
	return null
}

const condition = (name: string, holds = true): LineMachineEvent => ({ kind: 'condition', name, holds })
const READY = ['emittersWarm', 'dryerWarm', 'purgeProved'].map((name) => condition(name))
const order = (command: PackMlCommand): LineMachineEvent => ({ kind: 'command', command })
const states = (at: LineMachinesSnapshot) => [at.line.state, ...STATION_NAMES.map((name) => at.stations[name].state)].join(' ')
const six = (state: PackMlState) => Array(6).fill(state).join(' ')

/** From event to event until nothing is due or `untilMs` is there. */
function play(machines: LineMachines, from: LineMachinesSnapshot, events: readonly LineMachineEvent[], forS = 1000) {
	const seen = [machines.step(from, events, from.tMs)]
	const untilMs = from.tMs + forS * 1000
	for (let n = 0; n < 200; n++) {
		const at = seen.at(-1) as LineMachinesSnapshot
		const dueMs = machines.nextDueMs(at)
		if (dueMs === null || dueMs > untilMs) break
		seen.push(machines.step(at, [], dueMs))
	}
	return seen
}
const last = <T>(list: readonly T[]): T => list.at(-1) as T

/** Start, wait, stop, abort and the way back, in the order that the line needs. */
export function wrongOrder(machines: LineMachines): string | null {
	const idle = last(play(machines, machines.initial('cold', 0), [...READY, order('RESET')]))
	if (states(idle) !== six('Idle')) return `RESET ends in ${states(idle)}`
	const start = play(machines, idle, [order('START')])
	const running = last(start)
	if (states(running) !== six('Execute')) return `START ends in ${states(running)}`
	const when = (test: (at: LineMachinesSnapshot) => boolean) => start.find(test)?.tMs ?? Number.POSITIVE_INFINITY
	const steps = [
		when((at) => at.stations.Wash.state === 'Execute' && at.stations.Quench.state === 'Execute'),
		when((at) => at.stations.Heating.state === 'Starting'),
		when((at) => at.webSpeedMPerS > 0),
		when((at) => machines.heatersEnabled(at)),
		when((at) => at.webSpeedMPerS > 0.011),
		when((at) => at.line.state === 'Execute'),
	]
	if (!steps.every((ms, i) => i === 0 || ms >= (steps[i - 1] as number))) return `start out of order: ${steps.join(' ')}`
	const early = start.find((at) => at.stations.Feed.state === 'Execute' && at.stations.Heating.state !== 'Execute')
	if (early !== undefined) return 'powder before the furnace is at its set-points'
	if (steps[3] === steps[2] || steps[4] === steps[3]) return 'heaters with the first of the web, or before the ramp'
	const after = (from: LineMachinesSnapshot, want: string, ...events: LineMachineEvent[]) => {
		const at = last(play(machines, from, events))
		return states(at) === want ? null : `${JSON.stringify(events)} ends in ${states(at)}, expected ${want}`
	}
	const trouble = (station: StationName, command: PackMlCommand): LineMachineEvent => ({
		kind: 'station',
		station,
		command,
		reason: 601,
	})
	const waits = 'Suspended Suspended Suspended Suspended Suspended Suspended'
	const held = last(play(machines, running, [trouble('Wash', 'HOLD')]))
	/** On its way back with emitters that are not there yet. */
	const comesBack = (from: LineMachinesSnapshot, command: PackMlCommand) =>
		play(machines, from, [condition('emittersWarm', false), order(command)], 100)
	const suspended = last(play(machines, running, [order('SUSPEND')]))
	const stopping = play(machines, running, [order('STOP')])
	const aborted = last(play(machines, running, [order('ABORT')]))
	const onTheWay = start.find((at) => at.line.mode === 'thread') as LineMachinesSnapshot
	const atOnce = (events: readonly LineMachineEvent[]) => states(machines.step(running, events, running.tMs))
	const completing = play(machines, running, [order('COMPLETE')])
	const goesOut = (list: readonly LineMachinesSnapshot[], state: PackMlState) =>
		list.some(
			(at) => at.line.state === state && at.stations.Heating.state === 'Stopping' && at.stations.Wash.state === 'Execute',
		) && list.some((at) => at.line.state === state && at.line.mode === 'ramp-down' && at.stations.Wash.state === 'Stopping')
	const completed = last(completing)
	const wrong = [
		atOnce([order('ABORT')]) === six('Aborting') ? null : 'not all abort at once',
		atOnce([trouble('Wash', 'ABORT')]) === six('Aborting') ? null : 'not all abort at once with one of them',
		goesOut(stopping, 'Stopping') ? null : 'the stop has another order',
		stopping[0]?.stations.Feed.state === 'Stopping' ? null : 'powder is dosed after the stop',
		goesOut(completing, 'Completing') ? null : 'the completion has another order',
		states(held) === 'Held Suspended Suspended Suspended Suspended Held' ? null : `held: ${states(held)}`,
		held.line.context.stopReason === 601 ? null : 'no reason of the hold',
		states(suspended) === waits ? null : `suspended: ${states(suspended)}`,
		after(held, six('Execute'), order('UNHOLD')),
		[...comesBack(held, 'UNHOLD'), ...comesBack(suspended, 'UNSUSPEND')].some((at) => at.stations.Feed.state === 'Execute')
			? 'powder before the furnace is hot again'
			: null,
		after(suspended, six('Execute'), order('UNSUSPEND')),
		after(suspended, 'Held Suspended Suspended Suspended Suspended Suspended', order('HOLD')),
		states(completed) === 'Completed Stopped Stopped Stopped Stopped Stopped' ? null : `completed: ${states(completed)}`,
		after(completed, six('Idle'), order('RESET')),
		states(last(stopping)) === six('Stopped') ? null : `stopped: ${states(last(stopping))}`,
		(stopping.find((at) => at.stations.Heating.state === 'Stopped')?.tMs ?? 1e9) <
		(stopping.find((at) => at.webSpeedMPerS === 0)?.tMs ?? 0)
			? null
			: 'web stops before the furnace has run out',
		states(aborted) === six('Aborted') ? null : `aborted: ${states(aborted)}`,
		after(aborted, six('Stopped'), order('CLEAR')),
		after(running, six('Aborted'), trouble('Feed', 'ABORT')),
		after(running, 'Held Suspended Suspended Suspended Stopped Suspended', trouble('Quench', 'STOP')),
		after(running, waits, trouble('Drying', 'SUSPEND')),
		after(onTheWay, six('Stopped'), trouble('Drying', 'STOP')),
		after(suspended, 'Held Suspended Held Suspended Suspended Suspended', trouble('Drying', 'HOLD')),
		after(last(stopping), six('Stopped'), order('START')),
	]
	return wrong.find((w) => w !== null) ?? null
}

type Row = LineConfig['interlocks'][number]
export type CheckedRow = ExpectedRow & Pick<Row, 'needs'>

/** The event that takes a row's condition away, and the one that gives it back. */
function broken(row: CheckedRow, mended = false): LineMachineEvent {
	const { signal, is, atLeast } = row.needs
	if (signal === 'Line/Status/CurMachSpeed') return { kind: 'speed', webSpeedMPerS: mended ? 0.05 : 0 }
	if (signal === 'purgeProved') return condition(signal, mended)
	const high = mended === (atLeast !== undefined)
	return {
		kind: 'signal',
		name: signal.replace('*', '2'),
		value: is === undefined ? (high ? 1e6 : 0) : mended === is,
		quality: 'good',
	}
}

/** Every row as it must act, with where it looks as in these rows. */
export const expectedRows = (rows: readonly Row[]): readonly CheckedRow[] =>
	EXPECTED_ROWS.flatMap((expected) => {
		const row = rows.find(({ id }) => id === expected.id)
		return row === undefined ? [] : [{ ...expected, needs: row.needs }]
	})

/** Rows act as they must, whatever the table of the machines says: cut, in time, named, latched, refused and bad values too. */
export function wrongInterlock(machines: LineMachines, rows: readonly CheckedRow[]): string | null {
	if (rows.length !== EXPECTED_ROWS.length) return `${rows.length} rows, expected ${EXPECTED_ROWS.length}`
	const warm = machines.step(machines.initial('warm', 0), READY, 0)
	if (!machines.heatersEnabled(warm)) return 'a healthy line has no heat'
	const safe = (at: LineMachinesSnapshot) => !machines.heatersEnabled(at) && at.shutterOpenFraction === 0
	for (const row of rows) {
		const { id } = row
		const told = play(machines, warm, [broken(row)], 600)
		const safeMs = told.find(safe)?.tMs ?? Number.POSITIVE_INFINITY
		if (safeMs > row.budgetS * 1000) return `${id}: safe after ${safeMs} ms, budget ${row.budgetS} s`
		const promised = machines.parts.board.rows.find((own) => own.id === id)
		/** A promise that is not kept to the second says nothing. */
		const isVague = (ms: number) => promised !== undefined && Math.abs(promised.budgetS * 1000 - ms - 500) > 500
		if (row.kind === 'permissive') {
			if (isVague(safeMs)) return `${id}: promises ${promised?.budgetS} s, safe after ${safeMs} ms`
			const first = told[0] as LineMachinesSnapshot
			if (machines.heatersEnabled(first)) return `${id}: lost, and the heaters stay enabled`
			if (!machines.parts.board.missing(first.board, 0).some((m) => m.id === id)) return `${id}: lost, and not named`
			const back = machines.step(machines.step(warm, [broken(row)], 0), [broken(row, true)], 100)
			const provedMs = back.board.healthyMs[id]
			if (provedMs !== 100) return `${id}: its proof does not begin again`
			const early = { ...back, tMs: 100 + row.provedForS * 1000 - 1 }
			const proved = { ...back, tMs: 100 + row.provedForS * 1000 }
			if (machines.parts.board.missing(proved.board, proved.tMs).some((m) => m.id === id))
				return `${id}: not proved after ${row.provedForS} s`
			if (promised?.reason !== row.reason) return `${id}: stop reason ${promised?.reason}, expected ${row.reason}`
			if (row.provedForS > 0 && !machines.parts.board.missing(early.board, early.tMs).some((m) => m.id === id))
				return `${id}: proved before its time`
			continue
		}
		const tripped = told.find((at) => at.board.trips.some((t) => t.id === id))
		if (tripped === undefined || tripped.tMs !== row.delayS * 1000)
			return `${id}: acts after ${tripped?.tMs} ms, expected ${row.delayS} s`
		// Where a permissive looks at the same, the heat is off before the trip acts.
		if (isVague(tripped.tMs + SHUTTER_S * 1000)) return `${id}: promises ${promised?.budgetS} s, acts after ${tripped.tMs} ms`
		if (tripped.board.firstTrip?.id === undefined) return `${id}: no first-out`
		const cold = machines.step(machines.initial('cold', 0), [broken(row, true)], 0)
		const resting = last(play(machines, cold, [broken(row)], 600))
		if ((row.armed === 'always') !== resting.board.trips.some((t) => t.id === id))
			return `${id}: armed otherwise than ${row.armed} at rest`
		const end = last(told)
		const reason = end.line.context.stopReason
		if (end.line.state !== (row.action === 'hold-station' ? 'Held' : 'Aborted'))
			return `${id}: the line ends in ${end.line.state}`
		if (reason !== row.reason) return `${id}: stop reason ${reason}, expected ${row.reason}`
		const whole = machines.step(end, [broken(row, true)], end.tMs)
		const stands = (at: LineMachinesSnapshot) => at.board.trips.some((t) => t.id === id)
		if (stands(whole) !== (row.latched !== 'no')) return `${id}: latched as ${row.latched}, found ${stands(whole)}`
		if (row.latched === 'no') continue
		const remote = machines.step(whole, [{ kind: 'command', command: 'CLEAR', from: 'remote' }], end.tMs)
		if (stands(remote) !== (row.latched === 'clear-on-site')) return `${id}: cleared from afar: ${!stands(remote)}`
		const site = machines.step(whole, [{ kind: 'command', command: 'CLEAR', from: 'site' }], end.tMs)
		if (stands(site)) return `${id}: not cleared on site`
	}
	const bad = machines.step(warm, [{ kind: 'signal', name: 'Heating/Purge/Flow', value: 40, quality: 'bad' }], 0)
	return machines.heatersEnabled(bad) ? 'a bad value satisfies a permissive' : null
}
