import { unitModeName } from '@emberline/line-config'
import type { PackMlCommand, PackMlState, StationName } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import { SHUTTER_S } from '../stations/heating/machine.ts'
import { type ModuleSense, moduleAfter, moduleOff, moduleSensing } from '../stations/heating/module-machine.ts'
import { commandRefusal, modeRefusal, type UnitEvent, type UnitSnapshot, unitAfter, unitDueMs } from '../stations/unit-machine.ts'
import { coordinate, lineCommandFrom, lineConditions } from './coordinator.ts'
import { type BoardSnapshot, heardSignal, type Signal } from './interlock-board.ts'
import { armedNow, WEB_STANDS_M_PER_S, wantsShutterOpen } from './interlocks.ts'
import type { LineMachineEvent, LineMachinesSnapshot, MachineParts, RefusedCommand } from './line-machines.ts'
import { heatersEnabled } from './machine-controls.ts'
import { CHANGE_REASON, changeMove } from './planned-change.ts'

/** More rounds of orders than any sequence of the coordinator needs within one instant. */
const ROUNDS_MAX = 12
/** Signal that the machines know themselves. */
const SPEED = 'Line/Status/CurMachSpeed'
const UNITS = ['Line', ...STATION_NAMES] as const
type UnitName = (typeof UNITS)[number]

/** Commands by which a line in Production moves on; refused while a trip stands. */
const ONWARD: ReadonlySet<PackMlCommand> = new Set<PackMlCommand>(['RESET', 'START', 'UNHOLD', 'UNSUSPEND'])
/** What a station may be told directly in Production: its own trouble. */
const TROUBLE: ReadonlySet<PackMlCommand> = new Set<PackMlCommand>(['HOLD', 'SUSPEND', 'STOP', 'ABORT'])

/** Speed that the line's state asks for [m/s]. */
function targetSpeedMPerS(
	at: Pick<LineMachinesSnapshot, 'line' | 'webSpeedMPerS' | 'runSpeedMPerS'>,
	parts: MachineParts,
): number {
	const { state, mode } = at.line
	const thread = Math.min(parts.config.web.threadSpeedMPerS, at.runSpeedMPerS)
	if (state === 'Execute' || mode === 'ramp') return at.runSpeedMPerS
	if (mode === 'thread' || mode === 'reheat' || mode === 'feed') return thread
	return mode === 'run-out' ? Math.min(at.webSpeedMPerS, thread) : 0
}

const shutterTarget = (at: LineMachinesSnapshot, parts: MachineParts): number =>
	wantsShutterOpen(at.stations.Heating) && heatersEnabled(at, parts) ? 1 : 0

/** When drive or shutter next come to a mark: thread speed, the least speed that counts as moving, their end. Null while both rest. */
export function nextRampMs(at: LineMachinesSnapshot, parts: MachineParts): number | null {
	let aheadS = Number.POSITIVE_INFINITY
	const target = targetSpeedMPerS(at, parts)
	const { web } = parts.config
	if (target !== at.webSpeedMPerS) {
		const thread = Math.min(web.threadSpeedMPerS, at.runSpeedMPerS)
		for (const mark of [target, thread, parts.movingAboveMPerS]) {
			const towards = (mark - at.webSpeedMPerS) * Math.sign(target - at.webSpeedMPerS)
			if (towards > 1e-9 && towards <= Math.abs(target - at.webSpeedMPerS))
				aheadS = Math.min(aheadS, towards / web.rampPerSecondMPerS)
		}
	}
	const shutterWay = Math.abs(shutterTarget(at, parts) - at.shutterOpenFraction)
	if (shutterWay > 0) aheadS = Math.min(aheadS, shutterWay * SHUTTER_S)
	return aheadS === Number.POSITIVE_INFINITY ? null : at.tMs + Math.max(1, Math.ceil(aheadS * 1000))
}

/** One step of all machines: what came in is told, drive and shutter move on, and orders go round until every unit is content. */
export class LineStep {
	private readonly now: { -readonly [K in keyof LineMachinesSnapshot]: LineMachinesSnapshot[K] }
	private readonly stations: Record<StationName, UnitSnapshot>
	private readonly refused: RefusedCommand[] = []
	private readonly signals: Record<string, Signal> = {}
	private readonly toldModules = new Map<number, Pick<ModuleSense, 'setpointK' | 'deviation'>>()
	private readonly before: LineMachinesSnapshot
	private readonly parts: MachineParts
	private readonly tMs: number
	private clear: 'remote' | 'site' | undefined
	private measuredSpeed = false
	private moved = false

	constructor(before: LineMachinesSnapshot, parts: MachineParts, tMs: number) {
		this.before = before
		this.parts = parts
		this.tMs = tMs
		this.stations = { ...before.stations }
		this.now = { ...before, tMs, stations: this.stations, refused: this.refused }
	}

	run(events: readonly LineMachineEvent[]): LineMachinesSnapshot {
		this.moveShutter()
		for (const event of events) this.take(event)
		if (!this.measuredSpeed) this.ramp()
		this.settle()
		return this.now
	}

	private take(event: LineMachineEvent): void {
		const { tMs } = this
		switch (event.kind) {
			case 'command':
				this.command(event.command, event.reason, event.from ?? 'site')
				break
			case 'station':
				this.stationCommand(event.station, event.command, event.reason)
				break
			case 'mode':
				this.changeMode(event.unit, event.number)
				break
			case 'bypass':
				this.bypass(event)
				break
			case 'signal':
				this.signals[event.name] = { value: event.value, quality: event.quality }
				break
			case 'heard':
				this.signals[heardSignal(event.station)] = {
					value: event.heard,
					quality: 'good',
					...(event.sinceMs !== undefined && { tMs: event.sinceMs }),
				}
				break
			case 'plant':
				this.plantSays(event.unit, event.state)
				break
			case 'plant-mode':
				this.plantMode(event.number)
				break
			case 'reason':
				this.send(event.unit, { type: 'STOP_REASON', tMs, code: event.code })
				break
			case 'splice':
				this.send('Feed', { type: 'SPLICE', tMs })
				break
			case 'container-full':
				this.send('Wash', { type: 'CONTAINER_FULL', tMs })
				break
			case 'change':
				this.now.change ??= { what: event.what, lastsS: event.lastsS, step: 'asked', doneMs: null }
				break
			case 'condition':
				if (event.name === 'purgeProved') this.signals.purgeProved = { value: event.holds, quality: 'good' }
				this.conditions(event.station === undefined ? STATION_NAMES : [event.station], { [event.name]: event.holds })
				break
			case 'module':
				this.toldModules.set(event.module, event)
				break
			case 'speed':
				this.now.webSpeedMPerS = event.webSpeedMPerS
				this.signals[SPEED] = { value: event.webSpeedMPerS * 1000, quality: 'good' }
				this.measuredSpeed = true
				break
			case 'run-speed':
				this.now.runSpeedMPerS = event.webSpeedMPerS
		}
	}

	private at(unit: UnitName): UnitSnapshot {
		return unit === 'Line' ? this.now.line : this.stations[unit]
	}

	private send(unit: UnitName, event: UnitEvent): void {
		const before = this.at(unit)
		const after = unitAfter(this.parts.unitOf(unit), before, event)
		this.moved ||= after.state !== before.state || after.mode !== before.mode
		if (unit === 'Line') this.now.line = after
		else this.stations[unit] = after
	}

	private refuse(unit: UnitName, command: RefusedCommand['command'], why: string): void {
		this.refused.push({ tMs: this.tMs, unit, command, state: this.at(unit).state, why })
	}

	/** A command; reported where the unit does not take it. With the plant in the lead only the plant moves units. */
	private order(unit: UnitName, command: PackMlCommand, reason?: number): void {
		if (this.at(unit).context.led === 'plant') return
		const why = commandRefusal(this.parts.unitOf(unit), this.at(unit), command)
		if (why !== null) this.refuse(unit, command, why)
		else this.send(unit, { type: command, tMs: this.tMs, ...(reason === undefined ? {} : { reason }) })
	}

	/** Somebody's command to the line: beyond state and mode, no trip may stand against it. */
	private command(command: PackMlCommand, reason: number | undefined, from: 'remote' | 'site'): void {
		const { line } = this.now
		if (line.context.led === 'plant') return
		const plain = commandRefusal(this.parts.line, line, command)
		if (plain !== null) {
			this.refuse('Line', command, plain)
			return
		}
		if (command === 'CLEAR') {
			this.clear = from
			this.judge()
		}
		const against = command === 'CLEAR' || ONWARD.has(command) ? this.standsAgainst(command) : null
		if (against !== null) this.refuse('Line', command, against)
		else this.order('Line', command, reason)
	}

	private standsAgainst(command: PackMlCommand): string | null {
		const trip = this.parts.board.actions(this.now.board)[0]
		if (trip !== undefined) {
			const latched = this.parts.board.rows.find((row) => row.id === trip.id)?.latched
			return `${trip.id} stands: ${trip.cause}${latched === 'clear-on-site' ? '; it is cleared at the line itself' : ''}`
		}
		if (command === 'CLEAR' || this.now.line.context.unitMode !== 'Production') return null
		const other = STATION_NAMES.find((name) => this.stations[name].context.unitMode !== 'Production')
		return other === undefined ? null : `${other} is in ${this.stations[other].context.unitMode}, not in Production`
	}

	private stationCommand(station: StationName, command: PackMlCommand, reason: number | undefined): void {
		const { unitMode } = this.stations[station].context
		if (unitMode === 'Production' && !TROUBLE.has(command))
			this.refuse(station, command, `in Production only the coordinator commands ${station}`)
		else this.order(station, command, reason)
	}

	private changeMode(unit: UnitName, number: number): void {
		const unitMode = unitModeName(number)
		const units = unit === 'Line' ? UNITS : [unit]
		const whys = units.map((name) => modeRefusal(this.parts.unitOf(name), this.at(name), unitMode)).filter((why) => why !== null)
		if (whys[0] !== undefined) this.refuse(unit, 'MODE', whys[0])
		else if (unitMode !== undefined) for (const name of units) this.send(name, { type: 'UNIT_MODE', tMs: this.tMs, unitMode })
	}

	private bypass(event: Extract<LineMachineEvent, { kind: 'bypass' }>): void {
		const { board } = this.parts
		this.judge()
		const why = board.bypassRefusal(this.now.board, event, this.tMs)
		if (why !== null) {
			this.refuse('Line', 'BYPASS', why)
			return
		}
		this.now.board = board.withBypass(this.now.board, event)
		this.moved = true
	}

	/** A plant that leaves Aborted has been cleared on site. */
	private plantSays(unit: UnitName, state: PackMlState): void {
		if (unit === 'Line' && this.now.line.state === 'Aborted' && state !== 'Aborted') this.clear = 'site'
		this.send(unit, { type: 'PLANT_STATE', tMs: this.tMs, state })
	}

	/** One mode for the whole line; a number that is none says nothing. */
	private plantMode(number: number): void {
		const unitMode = unitModeName(number)
		if (unitMode === undefined) return
		for (const unit of UNITS) this.send(unit, { type: 'PLANT_UNIT_MODE', tMs: this.tMs, unitMode })
	}

	/** Edge events only: a condition is told to a unit when it changes. */
	private conditions(names: readonly UnitName[], conditions: Readonly<Record<string, boolean>>): void {
		for (const unit of names) {
			const told = this.at(unit).context.conditions
			for (const name in conditions) {
				const holds = conditions[name] === true
				if ((told[name] ?? false) !== holds) this.send(unit, { type: 'CONDITION', tMs: this.tMs, name, holds })
			}
		}
	}

	private ramp(): void {
		const dtS = Math.max(0, this.tMs - this.before.tMs) / 1000
		const most = this.parts.config.web.rampPerSecondMPerS * dtS
		const target = targetSpeedMPerS(this.now, this.parts)
		const speed = this.now.webSpeedMPerS + Math.max(-most, Math.min(most, target - this.now.webSpeedMPerS))
		// Rounding must not leave it a hair beside where it has come to rest: a restored line would end that way later.
		this.now.webSpeedMPerS = Math.abs(target - speed) < 1e-9 ? target : speed
	}

	private moveShutter(): void {
		const most = Math.max(0, this.tMs - this.before.tMs) / 1000 / SHUTTER_S
		const way = shutterTarget(this.before, this.parts) - this.before.shutterOpenFraction
		this.now.shutterOpenFraction += Math.max(-most, Math.min(most, way))
	}

	private settle(): void {
		for (let round = 0; round < ROUNDS_MAX; round++) {
			this.moved = false
			this.judge()
			this.tellConditions()
			for (const unit of UNITS) {
				const due = unitDueMs(this.parts.unitOf(unit), this.at(unit))
				if (due !== null && due <= this.tMs) this.send(unit, { type: 'TICK', tMs: this.tMs })
			}
			this.trip()
			this.changeOver()
			const own = lineCommandFrom(this.now.line.state, this.stations, this.parts.follows)
			if (own !== undefined) this.order('Line', own, this.troubleReason())
			this.coordinate()
			if (!this.moved) return
		}
	}

	/** A roll is changed in a held feed, a recipe in a held line; a trip keeps the line from coming back. */
	private changeOver(): void {
		const { change, line } = this.now
		if (change === null) return
		const { change: next, order } = changeMove(change, line.state, this.tMs)
		if (order === 'end' && this.standsAgainst('UNHOLD') !== null) return
		this.now.change = next
		this.moved ||= order !== null
		if (order === 'hold') this.order(change.what === 'roll' ? 'Feed' : 'Line', 'HOLD', CHANGE_REASON[change.what])
		else if (order !== null) {
			this.conditions(['Feed'], { rollMounted: order === 'end' && change.what === 'roll' })
			if (order === 'end') this.order('Line', 'UNHOLD')
			else if (change.what === 'roll') this.send('Feed', { type: 'ROLL_CHANGE', tMs: this.tMs })
		}
	}

	/** Orders to the stations; those in other modes than Production are only ever stopped, and none starts while a trip stands. */
	private coordinate(): void {
		const paused = this.now.board.trips.length > 0
		for (const { station, command } of coordinate(this.now.line, this.stations, this.parts.orders)) {
			const byHand = this.stations[station].context.unitMode !== 'Production'
			const moves = ONWARD.has(command) || command === 'SUSPEND' || this.now.line.state === 'Stopped'
			if (byHand && moves) continue
			if (paused && ONWARD.has(command)) continue
			this.order(station, command)
		}
	}

	/** Modules are told what is asked of them and how far they are from it; the unit waits for all of them and is held by one that fails. */
	private senseModules(): void {
		const { tMs, toldModules } = this
		const { module, config } = this.parts
		const { modules: before, stations } = this.now
		if (before === undefined && toldModules.size === 0) return
		const enabled = heatersEnabled(this.now, this.parts)
		const setBack = stations.Heating.mode === 'set-back'
		const after = config.stations.heating.modules.map((_, n) => {
			const at = before?.[n] ?? moduleOff(tMs)
			const { setpointK, deviation } = toldModules.get(n) ?? at.context.sense
			const sensed = moduleSensing(module, at, { enabled, setBack, setpointK, deviation }, tMs)
			const { dueMs } = sensed.context
			return dueMs !== null && dueMs <= tMs ? moduleAfter(module, sensed, { type: 'TICK', tMs }) : sensed
		})
		if (after.some((one, n) => one !== before?.[n])) this.now.modules = after
		this.conditions(['Heating'], {
			emittersWarm: after.every(({ context }) => context.sense.deviation === 'near'),
			moduleOut: after.some(({ state }) => state === 'failed'),
		})
	}

	private tellConditions(): void {
		this.senseModules()
		const { web } = this.parts.config
		const { webSpeedMPerS } = this.now
		const target = targetSpeedMPerS(this.now, this.parts)
		const thread = Math.min(web.threadSpeedMPerS, this.now.runSpeedMPerS)
		const webMoving = webSpeedMPerS >= this.parts.movingAboveMPerS
		this.conditions(['Feed'], { webThreaded: webSpeedMPerS >= thread - WEB_STANDS_M_PER_S, webMoving })
		this.conditions(['Heating'], { webMoving, heatersEnabled: this.parts.board.heatersEnabled(this.now.board, this.tMs) })
		// Only on the ramp: thread speed reached must not pass for run speed reached.
		const reached = this.now.line.mode === 'ramp' && Math.abs(webSpeedMPerS - target) <= WEB_STANDS_M_PER_S
		this.conditions(['Line'], lineConditions(this.stations, { reached, stands: webSpeedMPerS <= WEB_STANDS_M_PER_S }))
	}

	/** The board sees the machines as they are now. */
	private judge(): void {
		const { board } = this.parts
		const told = this.signals[SPEED] ?? this.now.board.signals[SPEED]
		if (told === undefined || (told.quality === 'good' && !(SPEED in this.signals)) || this.measuredSpeed)
			this.signals[SPEED] = { value: this.now.webSpeedMPerS * 1000, quality: 'good' }
		const before: BoardSnapshot = this.now.board
		this.now.board = board.step(before, {
			tMs: this.tMs,
			signals: this.signals,
			armed: armedNow({
				line: this.now.line,
				heating: this.stations.Heating,
				webSpeedMPerS: this.now.webSpeedMPerS,
				heatersOn: heatersEnabled(this.before, this.parts),
			}),
			maintenance: this.now.line.context.unitMode === 'Maintenance',
			...(this.clear === undefined ? {} : { clear: this.clear }),
		})
		this.clear = undefined
		this.renameReason(before)
		this.moved ||= this.now.board.trips.length !== before.trips.length
	}

	/** What standing trips do to the units. The reason of the stop is the trip whose cause came first, also where another acted sooner. */
	private trip(): void {
		for (const { action, station, reason } of this.parts.board.actions(this.now.board)) {
			if (action === 'abort-line') this.orderIfTaken('Line', 'ABORT', reason)
			else if (action === 'abort-heating') this.orderIfTaken('Heating', 'ABORT', reason)
			else if (action === 'hold-station') this.orderIfTaken(station, 'HOLD', reason)
		}
	}

	/** While trips stand, one that acted later may turn out to have been the cause: units that stopped for the other one say so. */
	private renameReason(before: BoardSnapshot): void {
		const reasonOf = ({ firstTrip }: BoardSnapshot) => this.parts.board.rows.find(({ id }) => id === firstTrip?.id)?.reason
		const [was, is] = [reasonOf(before), reasonOf(this.now.board)]
		if (before.trips.length === 0 || was === is || is === undefined) return
		for (const unit of UNITS)
			if (this.at(unit).context.stopReason === was) this.send(unit, { type: 'STOP_REASON', tMs: this.tMs, code: is })
	}

	private orderIfTaken(unit: UnitName, command: PackMlCommand, reason: number): void {
		if (commandRefusal(this.parts.unitOf(unit), this.at(unit), command) === null) this.order(unit, command, reason)
	}

	private troubleReason(): number {
		return STATION_NAMES.map((name) => this.stations[name].context.stopReason).find((code) => code !== 0) ?? 0
	}
}

/** Stop reason of web that stands under hot emitters, as the interlock table has it. */
export const WEB_STANDS_REASON = 499
