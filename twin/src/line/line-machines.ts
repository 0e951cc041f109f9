import type { LineConfig } from '@emberline/line-config'
import type { PackMlCommand, PackMlState, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import {
	createModuleMachine,
	type Deviation,
	deviationOf,
	type ModuleSnapshot,
	type ModuleTable,
} from '../stations/heating/module-machine.ts'
import { stationUnits } from '../stations/machines.ts'
import { PACKML, type PackMlTable } from '../stations/packml.ts'
import { type Unit, type UnitSnapshot, unitDueMs, unitIn } from '../stations/unit-machine.ts'
import { FOLLOWS, type Follow, lineUnit, ORDERS, type Order } from './coordinator.ts'
import { type BoardSnapshot, type BypassRequest, createInterlockBoard, type Signal, type Untold } from './interlock-board.ts'
import { webMovingAboveMPerS } from './interlocks.ts'
import { controlsIn, heatersEnabled } from './machine-controls.ts'
import { LineStep, nextRampMs } from './machine-step.ts'
import type { LineControls } from './model-port.ts'
import type { PlannedChange } from './planned-change.ts'

/** All machines of the line at one instant. Plain JSON; `LineMachines.step` goes on from it as if nothing had happened. */
export interface LineMachinesSnapshot {
	readonly tMs: number
	readonly line: UnitSnapshot
	readonly stations: Readonly<Record<StationName, UnitSnapshot>>
	/** Speed that the drive is at, and the one it is asked for in Execute. */
	readonly webSpeedMPerS: number
	readonly runSpeedMPerS: number
	/** Where the shutter is on its way: 1 open, 0 closed. */
	readonly shutterOpenFraction: number
	readonly board: BoardSnapshot
	/** Control of each heating module, from the feed side on; absent until one is told of. */
	readonly modules?: readonly ModuleSnapshot[]
	/** Roll or recipe change that goes on or is asked for; null without. */
	readonly change: PlannedChange | null
	/** Commands that a unit did not take at the last step. */
	readonly refused: readonly RefusedCommand[]
}

export interface RefusedCommand {
	readonly tMs: number
	readonly unit: StationName | 'Line'
	readonly command: PackMlCommand | 'MODE' | 'BYPASS'
	readonly state: PackMlState
	/** In words: which state, mode or trip stands against it. */
	readonly why: string
}

/** What reaches the machines; a step takes them in order. */
export type LineMachineEvent =
	/** Somebody's command to the line; `site` where it was given at the line itself, which some trips ask of a CLEAR. */
	| { readonly kind: 'command'; readonly command: PackMlCommand; readonly reason?: number; readonly from?: 'remote' | 'site' }
	/** In Production, trouble inside one station: HOLD, SUSPEND, STOP or ABORT with its stop reason. In other modes, any command by hand. */
	| { readonly kind: 'station'; readonly station: StationName; readonly command: PackMlCommand; readonly reason?: number }
	/** Unit mode by its number, of one unit or, with `Line`, of all. */
	| { readonly kind: 'mode'; readonly unit: StationName | 'Line'; readonly number: number }
	| ({ readonly kind: 'bypass' } & BypassRequest)
	/** What an interlock looks at, by tag or contact, as measured. */
	| ({ readonly kind: 'signal'; readonly name: string } & Signal)
	/** Nothing is heard of a station any more, or again; `sinceMs`: when it was last heard, default now. */
	| { readonly kind: 'heard'; readonly station: StationName; readonly heard: boolean; readonly sinceMs?: number }
	/** The plant's word, live. */
	| { readonly kind: 'plant'; readonly unit: StationName | 'Line'; readonly state: PackMlState }
	| { readonly kind: 'plant-mode'; readonly number: number }
	| { readonly kind: 'reason'; readonly unit: StationName | 'Line'; readonly code: number }
	| { readonly kind: 'splice' }
	/** The product container is full. */
	| { readonly kind: 'container-full' }
	/** A planned change: the line is held for it (stop reason 101 or 102) and brought back when its time has passed. */
	| { readonly kind: 'change'; readonly what: PlannedChange['what']; readonly lastsS: number }
	/**
	 * What the stations wait for, from model or plant: `emittersWarm`, `dryerWarm`, `purgeProved`; and what takes one of them out of
	 * Execute: `starved`, `blocked`, `hopperLow`, `moduleOut`. For one station, or for all. `emittersWarm` and `moduleOut` follow from the
	 * modules where these are told.
	 */
	| { readonly kind: 'condition'; readonly name: string; readonly holds: boolean; readonly station?: StationName }
	/** A heating module, by its number from 0: its set-point and how far from that its emitter is. `moduleNews` tells what has changed. */
	| { readonly kind: 'module'; readonly module: number; readonly setpointK: number; readonly deviation: Deviation }
	/** Web speed as measured; without it the drive ramps by itself. */
	| { readonly kind: 'speed'; readonly webSpeedMPerS: number }
	| { readonly kind: 'run-speed'; readonly webSpeedMPerS: number }

export interface LineMachines {
	/** `warm`: all in Execute at run speed; `cold`: all Stopped, web standing. */
	initial(kind: 'warm' | 'cold', tMs: number): LineMachinesSnapshot
	/** Pure: the same snapshot and events give the same snapshot. `tMs` must not fall. */
	step(before: LineMachinesSnapshot, events: readonly LineMachineEvent[], tMs: number): LineMachinesSnapshot
	/** What acts on the line in these states, out of what acts on it when it runs. */
	controls(at: LineMachinesSnapshot, run: LineControls): LineControls
	/** Whether heat is asked for, every permissive holds and no trip stands. */
	heatersEnabled(at: LineMachinesSnapshot): boolean
	/**
	 * When something next happens without an event: a unit's deadline, a trip's delay, a purge proved, a drive or shutter at its end.
	 * Until then a step without events only moves drive and shutter along straight lines. Null while all wait for events.
	 */
	nextDueMs(at: LineMachinesSnapshot): number | null
	/** Drive or shutter is on its way, so the controls change although nothing is due. */
	moves(at: LineMachinesSnapshot): boolean
	readonly parts: MachineParts
}

/** What the machines are made of. Tests take other tables to show that a mistake in one would be noticed. */
export interface MachineTables {
	readonly packMl?: PackMlTable
	readonly orders?: readonly Order[]
	readonly follows?: readonly Follow[]
	readonly untold?: Untold
	/** In place of those of the line. */
	readonly units?: Readonly<Partial<Record<StationName | 'Line', Unit>>>
	readonly module?: ModuleTable
}

export type MachineParts = ReturnType<typeof partsOf>

function partsOf(config: LineConfig, tables: MachineTables) {
	const packMl = tables.packMl ?? PACKML
	const line = tables.units?.Line ?? lineUnit(packMl)
	const units = { ...stationUnits(config, packMl), ...tables.units }
	return {
		config,
		line,
		units,
		module: createModuleMachine(config.stations.heating, tables.module),
		unitOf: (name: StationName | 'Line'): Unit => (name === 'Line' ? line : units[name]),
		orders: tables.orders ?? ORDERS,
		follows: tables.follows ?? FOLLOWS,
		board: createInterlockBoard(config, tables.untold ?? 'healthy'),
		movingAboveMPerS: webMovingAboveMPerS(config.web),
	}
}

export function createLineMachines(config: LineConfig, tables: MachineTables = {}): LineMachines {
	const parts = partsOf(config, tables)
	const { line, units, board } = parts
	/** Came out of a step, so every unit is content with it; what comes from elsewhere takes the long way once, to the same end. */
	const settled = new WeakMap<
		LineMachinesSnapshot['stations'],
		{ readonly at: LineMachinesSnapshot; readonly dueMs: number | null }
	>()
	const machines: LineMachines = {
		parts,
		initial: (kind, tMs) => {
			const warm = kind === 'warm'
			const state: PackMlState = warm ? 'Execute' : 'Stopped'
			return {
				tMs,
				line: unitIn(line, state, tMs),
				stations: byStation((name) => unitIn(units[name], state, tMs)),
				webSpeedMPerS: warm ? config.web.speedMPerS : 0,
				runSpeedMPerS: config.web.speedMPerS,
				shutterOpenFraction: warm ? 1 : 0,
				board: board.initial(warm, tMs),
				change: null,
				refused: [],
			}
		},
		step: (before, events, tMs) => {
			const content = settled.get(before.stations)
			const mayRest = content !== undefined && (content.dueMs === null || content.dueMs > tMs)
			if (mayRest && isSame(content.at, before) && saysNothingNew(before, events)) return { ...before, tMs }
			const after = new LineStep(before, parts, tMs).run(events)
			const still = after.refused.length === 0 && !machines.moves(after)
			if (still && machines.heatersEnabled(before) === machines.heatersEnabled(after))
				settled.set(after.stations, { at: after, dueMs: machines.nextDueMs(after) })
			return after
		},
		controls: (at, run) => controlsIn(at, run, parts),
		heatersEnabled: (at) => heatersEnabled(at, parts),
		nextDueMs: (at) => {
			let dueMs = Math.min(
				orNever(unitDueMs(line, at.line)),
				orNever(board.dueMs(at.board, at.tMs)),
				orNever(nextRampMs(at, parts)),
			)
			for (const name of STATION_NAMES) dueMs = Math.min(dueMs, orNever(unitDueMs(units[name], at.stations[name])))
			for (const module of at.modules ?? []) dueMs = Math.min(dueMs, orNever(module.context.dueMs))
			if (at.line.state === 'Held') dueMs = Math.min(dueMs, orNever(at.change?.doneMs))
			return dueMs === Number.POSITIVE_INFINITY ? null : dueMs
		},
		moves: (at) => nextRampMs(at, parts) !== null,
	}
	return machines
}

const orNever = (ms: number | null | undefined): number => ms ?? Number.POSITIVE_INFINITY

/** What the machines must be told of the heating modules: those whose set-point or deviation is another than they know. */
export const moduleNews = (
	at: Pick<LineMachinesSnapshot, 'modules'>,
	setpointK: readonly number[],
	emitterK: ArrayLike<number>,
): readonly LineMachineEvent[] =>
	setpointK.flatMap((wantedK, module) => {
		const deviation = deviationOf(emitterK[module] ?? 0, wantedK)
		const told = at.modules?.[module]?.context.sense
		const same = told !== undefined && told.setpointK === wantedK && told.deviation === deviation
		return same ? [] : [{ kind: 'module' as const, module, setpointK: wantedK, deviation }]
	})

/** The same but for the clock. */
const isSame = (a: LineMachinesSnapshot, b: LineMachinesSnapshot): boolean =>
	a.line === b.line &&
	a.board === b.board &&
	a.webSpeedMPerS === b.webSpeedMPerS &&
	a.runSpeedMPerS === b.runSpeedMPerS &&
	a.shutterOpenFraction === b.shutterOpenFraction &&
	a.change === b.change &&
	a.modules === b.modules &&
	b.refused.length === 0

/** Only conditions, and all of them as they were told. */
function saysNothingNew({ stations, board }: LineMachinesSnapshot, events: readonly LineMachineEvent[]): boolean {
	return events.every((event) => {
		if (event.kind !== 'condition') return false
		const { name, holds, station } = event
		if (name === 'purgeProved' && board.signals.purgeProved?.value !== holds) return false
		return (station === undefined ? STATION_NAMES : [station]).every(
			(s) => (stations[s].context.conditions[name] ?? false) === holds,
		)
	})
}

const byStation = <T>(of: (name: StationName) => T): Record<StationName, T> => ({
	Feed: of('Feed'),
	Drying: of('Drying'),
	Heating: of('Heating'),
	Quench: of('Quench'),
	Wash: of('Wash'),
})
