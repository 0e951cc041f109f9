import type { LineConfig } from '@emberline/line-config'
import type { PackMlCommand, PackMlState, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import { stationUnits } from '../stations/machines.ts'
import { takesCommand } from '../stations/packml.ts'
import { type Unit, type UnitEvent, type UnitSnapshot, unitAfter, unitDueMs, unitIn } from '../stations/unit-machine.ts'
import { coordinate, lineCommandFrom, lineConditions, lineUnit } from './coordinator.ts'
import { heatersMayBeOn, WEB_STANDS_M_PER_S, webMovingAboveMPerS, webStandsWhileHot } from './interlocks.ts'
import type { LineControls } from './model-port.ts'

/** All machines of the line at one instant. Plain JSON; `LineMachines.step` goes on from it as if nothing had happened. */
export interface LineMachinesSnapshot {
	readonly tMs: number
	readonly line: UnitSnapshot
	readonly stations: Readonly<Record<StationName, UnitSnapshot>>
	/** Speed that the drive is at, and the one it is asked for in Execute. */
	readonly webSpeedMPerS: number
	readonly runSpeedMPerS: number
	/** Commands that a unit did not take at the last step. */
	readonly refused: readonly RefusedCommand[]
}

export interface RefusedCommand {
	readonly tMs: number
	readonly unit: StationName | 'Line'
	readonly command: PackMlCommand
	readonly state: PackMlState
}

/** What reaches the machines; a step takes them in order. */
export type LineMachineEvent =
	/** Somebody's command to the line. */
	| { readonly kind: 'command'; readonly command: PackMlCommand; readonly reason?: number }
	/** Trouble inside one station: HOLD or ABORT with its stop reason. UNHOLD, CLEAR when it is mended come from the line. */
	| { readonly kind: 'station'; readonly station: StationName; readonly command: PackMlCommand; readonly reason?: number }
	/** The plant's word, live. */
	| { readonly kind: 'plant'; readonly unit: StationName | 'Line'; readonly state: PackMlState }
	| { readonly kind: 'reason'; readonly unit: StationName | 'Line'; readonly code: number }
	| { readonly kind: 'splice' }
	/** What the stations wait for, from model or plant: `emittersWarm`, `dryerWarm`, `purgeProved`. */
	| { readonly kind: 'condition'; readonly name: string; readonly holds: boolean }
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
	/** When a unit next needs a step; null while all wait for events. A drive on its ramp needs steps anyway. */
	nextDueMs(at: LineMachinesSnapshot): number | null
}

export function createLineMachines(config: LineConfig): LineMachines {
	const line = lineUnit()
	const units = stationUnits(config)
	const unitOf = (name: StationName | 'Line'): Unit => (name === 'Line' ? line : units[name])
	const movingAboveMPerS = webMovingAboveMPerS(config.web)
	return {
		initial: (kind, tMs) => {
			const state: PackMlState = kind === 'warm' ? 'Execute' : 'Stopped'
			const webSpeedMPerS = kind === 'warm' ? config.web.speedMPerS : 0
			return {
				tMs,
				line: unitIn(line, state, tMs),
				stations: byStation((name) => unitIn(units[name], state, tMs)),
				webSpeedMPerS,
				runSpeedMPerS: config.web.speedMPerS,
				refused: [],
			}
		},
		step: (before, events, tMs) => new Step(before, unitOf, config, movingAboveMPerS, tMs).run(events),
		controls: (at, run) => controlsIn(at, run, config, movingAboveMPerS),
		nextDueMs: (at) => {
			const due = [unitDueMs(line, at.line), ...STATION_NAMES.map((name) => unitDueMs(units[name], at.stations[name]))]
			const known = due.filter((ms): ms is number => ms !== null)
			return known.length === 0 ? null : Math.min(...known)
		},
	}
}

const byStation = <T>(of: (name: StationName) => T): Record<StationName, T> => ({
	Feed: of('Feed'),
	Drying: of('Drying'),
	Heating: of('Heating'),
	Quench: of('Quench'),
	Wash: of('Wash'),
})

/** More rounds of orders than any sequence of the coordinator needs within one instant. */
const ROUNDS_MAX = 12

class Step {
	private line: UnitSnapshot
	private readonly stations: Record<StationName, UnitSnapshot>
	private webSpeedMPerS: number
	private runSpeedMPerS: number
	private measuredSpeed = false
	private moved = false
	private readonly refused: RefusedCommand[] = []
	private readonly before: LineMachinesSnapshot
	private readonly unitOf: (name: StationName | 'Line') => Unit
	private readonly config: LineConfig
	private readonly movingAboveMPerS: number
	private readonly tMs: number

	constructor(
		before: LineMachinesSnapshot,
		unitOf: (name: StationName | 'Line') => Unit,
		config: LineConfig,
		movingAboveMPerS: number,
		tMs: number,
	) {
		this.before = before
		this.unitOf = unitOf
		this.config = config
		this.movingAboveMPerS = movingAboveMPerS
		this.tMs = tMs
		this.line = before.line
		this.stations = { ...before.stations }
		this.webSpeedMPerS = before.webSpeedMPerS
		this.runSpeedMPerS = before.runSpeedMPerS
	}

	run(events: readonly LineMachineEvent[]): LineMachinesSnapshot {
		for (const event of events) this.take(event)
		if (!this.measuredSpeed) this.ramp()
		this.settle()
		const { tMs, line, stations, webSpeedMPerS, runSpeedMPerS, refused } = this
		return { tMs, line, stations, webSpeedMPerS, runSpeedMPerS, refused }
	}

	private take(event: LineMachineEvent): void {
		const { tMs } = this
		switch (event.kind) {
			case 'command':
				this.order('Line', event.command, event.reason)
				break
			case 'station':
				this.order(event.station, event.command, event.reason)
				break
			case 'plant':
				this.send(event.unit, { type: 'PLANT_STATE', tMs, state: event.state })
				break
			case 'reason':
				this.send(event.unit, { type: 'STOP_REASON', tMs, code: event.code })
				break
			case 'splice':
				this.send('Feed', { type: 'SPLICE', tMs })
				break
			case 'condition':
				this.conditions(STATION_NAMES, { [event.name]: event.holds })
				break
			case 'speed':
				this.webSpeedMPerS = event.webSpeedMPerS
				this.measuredSpeed = true
				break
			case 'run-speed':
				this.runSpeedMPerS = event.webSpeedMPerS
		}
	}

	private at(unit: StationName | 'Line'): UnitSnapshot {
		return unit === 'Line' ? this.line : this.stations[unit]
	}

	private send(unit: StationName | 'Line', event: UnitEvent): void {
		const before = this.at(unit)
		const after = unitAfter(this.unitOf(unit), before, event)
		this.moved ||= after.state !== before.state || after.mode !== before.mode
		if (unit === 'Line') this.line = after
		else this.stations[unit] = after
	}

	/** A command; reported where the unit does not take it. With the plant in the lead only the plant moves units. */
	private order(unit: StationName | 'Line', command: PackMlCommand, reason?: number): void {
		const { state, context } = this.at(unit)
		if (context.led === 'plant') return
		if (takesCommand(state, command))
			this.send(unit, { type: command, tMs: this.tMs, ...(reason === undefined ? {} : { reason }) })
		else this.refused.push({ tMs: this.tMs, unit, command, state })
	}

	/** Edge events only: a condition is told to a unit when it changes. */
	private conditions(names: readonly (StationName | 'Line')[], conditions: Readonly<Record<string, boolean>>): void {
		for (const unit of names) {
			for (const [name, holds] of Object.entries(conditions)) {
				if ((this.at(unit).context.conditions[name] ?? false) === holds) continue
				this.send(unit, { type: 'CONDITION', tMs: this.tMs, name, holds })
			}
		}
	}

	/** The speed that the line's state asks for. */
	private targetSpeed(): number {
		const { state, mode } = this.line
		const thread = Math.min(this.config.web.threadSpeedMPerS, this.runSpeedMPerS)
		if (state === 'Execute' || mode === 'ramp') return this.runSpeedMPerS
		if (mode === 'thread' || mode === 'reheat') return thread
		return mode === 'run-out' ? Math.min(this.webSpeedMPerS, thread) : 0
	}

	private ramp(): void {
		const dtS = Math.max(0, this.tMs - this.before.tMs) / 1000
		const most = this.config.web.rampPerSecondMPerS * dtS
		const target = this.targetSpeed()
		this.webSpeedMPerS += Math.max(-most, Math.min(most, target - this.webSpeedMPerS))
	}

	private settle(): void {
		for (let round = 0; round < ROUNDS_MAX; round++) {
			this.moved = false
			this.tellConditions()
			for (const unit of ['Line', ...STATION_NAMES] as const) {
				const due = unitDueMs(this.unitOf(unit), this.at(unit))
				if (due !== null && due <= this.tMs) this.send(unit, { type: 'TICK', tMs: this.tMs })
			}
			this.interlock()
			const own = lineCommandFrom(this.line.state, this.stations)
			if (own !== undefined) this.order('Line', own, this.troubleReason())
			for (const { station, command } of coordinate(this.line, this.stations)) this.order(station, command)
			if (!this.moved) return
		}
	}

	private tellConditions(): void {
		const { web } = this.config
		const target = this.targetSpeed()
		const thread = Math.min(web.threadSpeedMPerS, this.runSpeedMPerS)
		this.conditions(['Feed', 'Heating'], {
			webThreaded: this.webSpeedMPerS >= thread - WEB_STANDS_M_PER_S,
			webMoving: this.webSpeedMPerS >= this.movingAboveMPerS,
		})
		const reached = target > 0 && Math.abs(this.webSpeedMPerS - target) <= WEB_STANDS_M_PER_S
		this.conditions(['Line'], lineConditions(this.stations, { reached, stands: this.webSpeedMPerS <= WEB_STANDS_M_PER_S }))
	}

	/** Web stands under hot emitters: the furnace aborts, whoever stopped the web. */
	private interlock(): void {
		const { state, mode } = this.stations.Heating
		const hot = webStandsWhileHot({ state, mode, webSpeedMPerS: this.webSpeedMPerS }, this.movingAboveMPerS)
		if (hot && state === 'Execute') this.order('Heating', 'ABORT', WEB_STANDS_REASON)
	}

	private troubleReason(): number {
		return STATION_NAMES.map((name) => this.stations[name].context.stopReason).find((code) => code !== 0) ?? 0
	}
}

/** Stop reason of the interlock, among those of heating. */
export const WEB_STANDS_REASON = 499

function controlsIn(at: LineMachinesSnapshot, run: LineControls, config: LineConfig, movingAboveMPerS: number): LineControls {
	const { stations, webSpeedMPerS } = at
	const { setBackTemperatureK, ambientK } = config.stations.heating
	const furnace = { state: stations.Heating.state, mode: stations.Heating.mode, webSpeedMPerS }
	const dosing = stations.Feed.state === 'Execute' && webSpeedMPerS > WEB_STANDS_M_PER_S && run.webSpeedMPerS > 0
	const airOn = !['Stopped', 'Idle', 'Resetting', 'Aborted', 'Aborting', 'Clearing', 'Completed'].includes(stations.Drying.state)
	const jets = stations.Quench.mode === 'cool' || stations.Quench.state === 'Starting'
	const water = ['Starting', 'Execute', 'Stopping', 'Completing'].includes(stations.Wash.state)
	return {
		...run,
		webSpeedMPerS,
		screwRevPerS: dosing ? (run.screwRevPerS * webSpeedMPerS) / run.webSpeedMPerS : 0,
		dryerAirK: airOn ? run.dryerAirK : run.dryerAirK.map(() => ambientK),
		heatersOn: heatersMayBeOn(furnace, movingAboveMPerS),
		emitterSetpointK:
			furnace.mode === 'set-back' ? run.emitterSetpointK.map((k) => Math.min(k, setBackTemperatureK)) : run.emitterSetpointK,
		shutterOpenFraction: furnace.mode === 'heating' || furnace.mode === 'warm-up' ? run.shutterOpenFraction : 0,
		quenchGasM3PerS: jets ? run.quenchGasM3PerS : 0,
		freshWaterM3PerS: water ? run.freshWaterM3PerS : 0,
	}
}
