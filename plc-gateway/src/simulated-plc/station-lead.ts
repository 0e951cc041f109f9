import { EMITTER_TOLERANCE_K, type LineProgram } from './line-program.ts'
import type { Senses } from './senses.ts'
import { STOP_REASON, stationOf } from './stop-reasons.ts'
import type { Goal } from './unit-states.ts'

export type Station = 'Feed' | 'Drying' | 'Heating' | 'Quench' | 'Wash'
export const STATIONS: readonly Station[] = ['Feed', 'Drying', 'Heating', 'Quench', 'Wash']

/** Leads each station one step to where the line's state and orders want it. Stations take no orders from each other. */
export function leadStations(program: LineProgram, senses: Senses, nowS: number): void {
	for (const station of STATIONS) {
		const unit = program.stations[station]
		const running = runs(program, station)
		const ready = running ? isReady(station, senses) : !isBusy(program, station, senses)
		unit.follow(goalOf(program, station, running), nowS, ready)
	}
}

/** Stop reason of one station: it stands where the reason lies, or everywhere while the whole line is stopped. */
export function reasonOf(program: LineProgram, station: Station): number {
	if (program.reason === STOP_REASON.none || program.stations[station].state === 'Execute') return STOP_REASON.none
	const waits = ['Holding', 'Held', 'Unholding', 'Suspending', 'Suspended', 'Unsuspending'].includes(program.line.state)
	return !waits || station === whereReasonLies(program) ? program.reason : STOP_REASON.none
}

function whereReasonLies(program: LineProgram): Station {
	return stationOf(program.reason)
}

function goalOf(program: LineProgram, station: Station, running: boolean): Goal {
	const { state } = program.line
	switch (state) {
		case 'Aborting':
		case 'Aborted':
			return station === 'Wash' && running ? 'Execute' : 'Aborted'
		case 'Stopping':
		case 'Stopped':
		case 'Completing':
		case 'Completed':
		case 'Clearing':
			return running ? 'Execute' : 'Stopped'
		case 'Resetting':
		case 'Idle':
			return running && station === 'Wash' ? 'Execute' : 'Idle'
		case 'Holding':
		case 'Held':
		case 'Suspending':
		case 'Suspended':
			if (running) return 'Execute'
			return station === whereReasonLies(program) && state.startsWith('H') ? 'Held' : 'Suspended'
		default:
			if (running) return 'Execute'
			return program.stations[station].state === 'Stopped' ? 'Idle' : 'Suspended'
	}
}

/** Whether a station has something to do now. */
function runs(program: LineProgram, station: Station): boolean {
	const { orders, line } = program
	const changesRecipe = program.reason === STOP_REASON.recipeChange
	const stands = (line.state === 'Held' && !changesRecipe) || line.state === 'Suspended'
	switch (station) {
		case 'Feed':
			return orders.feedOn
		case 'Drying':
			return orders.dryerOn && !stands
		case 'Heating':
			return orders.heatersOn && !orders.setBack && !(line.state === 'Held' && changesRecipe)
		case 'Quench':
			return orders.quenchOn && !stands && line.state !== 'Stopped'
		case 'Wash':
			return orders.washOn
	}
}

function isReady(station: Station, senses: Senses): boolean {
	if (station === 'Drying') return senses.dryersReady
	if (station !== 'Heating') return true
	return senses.emittersK.every((k, n) => Math.abs(k - (senses.emitterTargetsK[n] ?? k)) < EMITTER_TOLERANCE_K)
}

/** A station whose last work still goes on: the shutter closes. */
function isBusy(program: LineProgram, station: Station, senses: Senses): boolean {
	return station === 'Heating' && senses.shutterOpenShare > 0.02 && !program.orders.shutterOpen
}
