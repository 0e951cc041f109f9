import type { LineConfig, PackMlCommandName, PackMlStateName } from '@emberline/line-config'
import { Interlocks } from './interlocks.ts'
import type { Senses } from './senses.ts'
import { leadStations, type Station } from './station-lead.ts'
import { isTrip, STOP_REASON } from './stop-reasons.ts'
import { HOT_K, leastSpeedMPerS, type Trip } from './trips.ts'
import { UnitStates } from './unit-states.ts'

/** What the program asks of the drives and valves. */
export interface Orders {
	webSpeedMPerS: number
	feedOn: boolean
	heatersOn: boolean
	shutterOpen: boolean
	dryerOn: boolean
	/** Quench gas and coolant. */
	quenchOn: boolean
	/** Pumps, fresh water and ultrasonics. */
	washOn: boolean
	purgeOn: boolean
	/** Emitters no hotter than the set-back temperature, while the line waits. */
	setBack: boolean
}

type StartStep = 'circulate' | 'purge' | 'thread' | 'heat' | 'speed'
type StopStep = 'close' | 'run-out' | 'web-stop'

export const EMITTER_TOLERANCE_K = 8
const STEADY_S = 5
const CIRCULATE_S = 4
const SHUTTER_WAIT_S = 4
/** States on the way to running, which take neither HOLD nor SUSPEND. */
const UNDER_WAY: readonly PackMlStateName[] = ['Starting', 'Unholding', 'Unsuspending']
/** Commands that lead back towards running. */
const ONWARD: readonly PackMlCommandName[] = ['RESET', 'START', 'UNHOLD', 'UNSUSPEND', 'CLEAR']
/** The wash goes on after a stop until what is in it has come out. */
const WASH_AFTER_STOP_S = 1800

/** The sequence of the whole line: start, stop, roll change and recipe change, and the interlock of the heated web. */
export class LineProgram {
	readonly line = new UnitStates()
	readonly stations: Readonly<Record<Station, UnitStates>> = {
		Feed: new UnitStates(),
		Drying: new UnitStates(),
		Heating: new UnitStates(),
		Quench: new UnitStates(),
		Wash: new UnitStates(),
	}
	/** Why the line is not running. */
	reason: number = STOP_REASON.plannedStop
	readonly orders: Orders = {
		webSpeedMPerS: 0,
		feedOn: false,
		heatersOn: false,
		shutterOpen: false,
		dryerOn: false,
		quenchOn: false,
		washOn: false,
		purgeOn: false,
		setBack: false,
	}
	readonly interlocks: Interlocks
	/** While held for a recipe change: emitters are at the new set-points. */
	changedOver = false
	readonly #config: LineConfig
	readonly #quenchEndM: number
	#step: StartStep | StopStep | 'none' = 'none'
	#stepS = 0
	#stepM = 0
	#steadyS = 0
	#stoppedS = -WASH_AFTER_STOP_S

	constructor(config: LineConfig, trips?: readonly Trip[]) {
		this.#config = config
		this.interlocks = new Interlocks(trips)
		const { quench } = config.stations
		this.#quenchEndM = quench.fromM + quench.lengthM
	}

	/** A PackML command to the line; false when its state does not take it. */
	command(command: PackMlCommandName, reason: number, nowS: number): boolean {
		const onward = ONWARD.includes(command)
		// Nothing goes on before what tripped is in order and, where it is latched, reset at the machine.
		if (onward && this.interlocks.standing.length > 0) return false
		if (!this.line.command(command, nowS)) return false
		this.#step = 'none'
		if (onward) this.interlocks.inOrder()
		// The first-out stands as the reason until somebody sets about running again.
		else if (!isTrip(this.reason) || this.interlocks.firstOut?.trip.code === reason) this.reason = reason
		return true
	}

	/** Held for a roll change, now for a recipe change. */
	heldFor(reason: number): void {
		this.reason = reason
		this.changedOver = false
		this.#steadyS = 0
	}

	/** Everything on, as after hours of running. */
	beginRunning(senses: Senses): void {
		this.line.begin('Execute')
		for (const unit of Object.values(this.stations)) unit.begin('Execute')
		this.reason = STOP_REASON.none
		Object.assign(this.orders, {
			webSpeedMPerS: senses.machSpeedMPerS,
			feedOn: true,
			heatersOn: true,
			shutterOpen: true,
			dryerOn: true,
			quenchOn: true,
			washOn: true,
			purgeOn: true,
			setBack: false,
		} satisfies Orders)
	}

	step(dtS: number, nowS: number, senses: Senses): void {
		switch (this.line.state) {
			case 'Starting':
			case 'Unholding':
			case 'Unsuspending':
				this.#startUp(dtS, nowS, senses)
				break
			case 'Execute':
				this.reason = STOP_REASON.none
				this.interlocks.inOrder()
				this.#allOn(senses.machSpeedMPerS)
				break
			case 'Holding':
				if (this.reason === STOP_REASON.recipeChange) this.#runEmpty(nowS, senses)
				else this.#shutDown(nowS, senses)
				break
			case 'Held':
				if (this.reason === STOP_REASON.recipeChange) this.#changeOver(dtS, senses)
				break
			case 'Suspending':
				if (this.#canWaitWarm) this.#runEmpty(nowS, senses)
				else this.#shutDown(nowS, senses)
				break
			case 'Suspended':
				if (this.#canWaitWarm) this.#waitWarm(senses)
				else this.orders.webSpeedMPerS = 0
				break
			case 'Stopping':
			case 'Completing':
				this.#shutDown(nowS, senses)
				break
			case 'Aborting':
				this.#abort(nowS, senses)
				break
			case 'Resetting':
			case 'Clearing':
				if (nowS - this.line.sinceS >= 3) this.line.complete(nowS)
				break
		}
		this.#rest(nowS, senses)
		this.#interlock(dtS, nowS, senses)
		leadStations(this, senses, nowS)
	}

	#startUp(dtS: number, nowS: number, senses: Senses): void {
		const { orders } = this
		const { web, stations } = this.#config
		if (this.#step === 'none') this.#go('circulate', nowS, senses)
		orders.quenchOn = true
		orders.washOn = true
		if (this.#step === 'circulate' && nowS - this.#stepS >= CIRCULATE_S) this.#go('purge', nowS, senses)
		if (this.#step === 'purge') {
			orders.purgeOn = true
			orders.dryerOn = true
			if (senses.oxygenPpm < 0.8 * stations.heating.purgeOxygenPpmMax) this.#go('thread', nowS, senses)
		}
		if (this.#step === 'thread') {
			orders.webSpeedMPerS = web.threadSpeedMPerS
			if (senses.webSpeedMPerS > 0.95 * web.threadSpeedMPerS) this.#go('heat', nowS, senses)
		}
		if (this.#step === 'heat') {
			orders.heatersOn = true
			// A shutter that is closed stays so: powder at thread speed would lie in the heat five times as long as it should.
			orders.setBack = false
			// Powder laid now reaches the furnace when it is hot.
			orders.feedOn ||= senses.dryersReady
			if (this.#emittersSteady(dtS, senses) && senses.dryersReady) this.#go('speed', nowS, senses)
		}
		if (this.#step === 'speed') {
			this.#allOn(senses.machSpeedMPerS)
			if (senses.webSpeedMPerS > 0.98 * senses.machSpeedMPerS) {
				this.#step = 'none'
				this.line.complete(nowS)
			}
		}
	}

	/** Heat goes first, then the web runs until nothing hot is left on it, then it stops. */
	#shutDown(nowS: number, senses: Senses): void {
		const { orders } = this
		if (this.#step === 'none') this.#go('close', nowS, senses)
		orders.heatersOn = false
		orders.shutterOpen = false
		orders.feedOn = false
		// A shutter that jams must not keep hot web in the furnace.
		if (this.#step === 'close' && (senses.shutterOpenShare < 0.02 || nowS - this.#stepS > SHUTTER_WAIT_S))
			this.#go('run-out', nowS, senses)
		const runOutM = this.#quenchEndM - this.#config.stations.heating.fromM + 0.1
		if (this.#step === 'run-out' && (senses.webSpeedMPerS === 0 || senses.paidOutM - this.#stepM > runOutM))
			this.#go('web-stop', nowS, senses)
		if (this.#step === 'web-stop') {
			orders.webSpeedMPerS = 0
			if (senses.webSpeedMPerS === 0) this.#ended(nowS)
		}
	}

	/** Feed off; the powder on the web still gets its full treatment before the set-points change. */
	#runEmpty(nowS: number, senses: Senses): void {
		if (this.#step === 'none') this.#go('run-out', nowS, senses)
		this.orders.feedOn = false
		if (senses.paidOutM - this.#stepM > this.#quenchEndM + 0.1) {
			this.#ended(nowS)
			this.changedOver = false
			this.#steadyS = 0
		}
	}

	/** Bare web runs while the emitters go to their new set-points: fast while it has to carry heat away, slow while they heat up. */
	#changeOver(dtS: number, senses: Senses): void {
		const { orders } = this
		const { threadSpeedMPerS } = this.#config.web
		const tooHot = senses.emittersK.some((k, n) => k > (senses.emitterTargetsK[n] ?? k) + 2 * EMITTER_TOLERANCE_K)
		orders.purgeOn = true
		orders.quenchOn = true
		orders.washOn = true
		orders.dryerOn = true
		orders.feedOn = false
		orders.webSpeedMPerS = tooHot ? senses.machSpeedMPerS : threadSpeedMPerS
		orders.heatersOn = senses.webSpeedMPerS > 0.95 * threadSpeedMPerS
		orders.shutterOpen = orders.heatersOn
		if (this.#emittersSteady(dtS, senses)) this.changedOver = true
	}

	/** Suspended for what lies outside the line, with every trip in order: it need not go cold. */
	get #canWaitWarm(): boolean {
		return !this.interlocks.heaterOff && !isTrip(this.reason)
	}

	/** Bare web creeps before emitters at their set-back temperature, behind the shutter: no powder is lost, and the restart is short. */
	#waitWarm(senses: Senses): void {
		const { orders } = this
		const { threadSpeedMPerS } = this.#config.web
		orders.feedOn = false
		orders.shutterOpen = false
		orders.setBack = true
		orders.webSpeedMPerS = threadSpeedMPerS
		orders.heatersOn = senses.webSpeedMPerS > 0.95 * threadSpeedMPerS
	}

	#abort(nowS: number, senses: Senses): void {
		Object.assign(this.orders, { heatersOn: false, shutterOpen: false, feedOn: false, webSpeedMPerS: 0 })
		if (senses.webSpeedMPerS === 0) this.line.complete(nowS)
	}

	#ended(nowS: number): void {
		this.#step = 'none'
		this.#stoppedS = nowS
		this.line.complete(nowS)
	}

	#allOn(machSpeedMPerS: number): void {
		const { orders } = this
		orders.setBack = false
		orders.webSpeedMPerS = machSpeedMPerS
		orders.feedOn = true
		orders.heatersOn = true
		orders.shutterOpen = true
		orders.dryerOn = true
		orders.quenchOn = true
		orders.washOn = true
		orders.purgeOn = true
	}

	/** A line that stands keeps cooling and purging until it is cold, and washes until its wash is empty. */
	#rest(nowS: number, senses: Senses): void {
		const { state } = this.line
		if (state !== 'Stopped' && state !== 'Aborted' && state !== 'Completed') return
		const hot = senses.emittersK.some((k) => k > HOT_K)
		Object.assign(this.orders, { webSpeedMPerS: 0, feedOn: false, heatersOn: false, shutterOpen: false, dryerOn: false })
		this.orders.quenchOn = hot
		this.orders.purgeOn = hot
		this.orders.washOn = nowS - this.#stoppedS < WASH_AFTER_STOP_S
	}

	/** Trips act in the cycle in which they come, whatever the program wanted. */
	#interlock(dtS: number, nowS: number, senses: Senses): void {
		const { orders, interlocks } = this
		const fresh = interlocks.step(dtS, nowS, { senses, orders, state: this.line.state, line: this.#config })
		for (const trip of fresh) this.#trip(trip, nowS)
		// One that took longer to trip may have been the cause of what tripped before it.
		if (interlocks.firstOut !== null && isTrip(this.reason)) this.reason = interlocks.firstOut.trip.code
		if (!interlocks.heaterOff && senses.webSpeedMPerS >= leastSpeedMPerS(this.#config)) return
		orders.heatersOn = false
		orders.shutterOpen = false
	}

	#trip({ asks, code }: Trip, nowS: number): void {
		const { state } = this.line
		if (asks === 'ABORT') {
			if (this.command('ABORT', code, nowS)) this.#stoppedS = nowS
		} else if (!this.command(asks, code, nowS) && UNDER_WAY.includes(state)) this.command('STOP', code, nowS)
	}

	#emittersSteady(dtS: number, senses: Senses): boolean {
		const near = senses.emittersK.every((k, n) => Math.abs(k - (senses.emitterTargetsK[n] ?? k)) < EMITTER_TOLERANCE_K)
		this.#steadyS = near ? this.#steadyS + dtS : 0
		return this.#steadyS >= STEADY_S
	}

	#go(step: StartStep | StopStep, nowS: number, senses: Senses): void {
		this.#step = step
		this.#stepS = nowS
		this.#stepM = senses.paidOutM
		this.#steadyS = 0
	}
}
