import type { HeatingModuleState, PackMlState } from '../src/port.ts'
import {
	createModuleMachine,
	MODULE_TABLE,
	type ModuleEdge,
	type ModuleSense,
	type ModuleSnapshot,
	type ModuleTable,
	moduleAfter,
	moduleOff,
} from '../src/stations/heating/module-machine.ts'
import { type Unit, type UnitEvent, type UnitSnapshot, unitAfter, unitIn } from '../src/stations/unit-machine.ts'
import {
	EXPECTED_EVENTS,
	EXPECTED_MODES,
	EXPECTED_MODULE,
	EXPECTED_TROUBLES,
	type ExpectedMode,
	MODULE_RAMP,
	MODULE_SETPOINT_K,
	type ModuleTold,
	type UnitName,
} from './machines-expected.ts'

/** Units and modules held to what is written down of them; each check gives the first thing that is wrong, null where all is right. */

const LONG_S = 100_000
const tick = (tMs: number): UnitEvent => ({ type: 'TICK', tMs })
const holds = (name: string, tMs: number): UnitEvent => ({ type: 'CONDITION', tMs, name, holds: true })

/** Why a mode does not end as it should, or where it leads when it does. */
function wrongMode(unit: Unit, from: UnitSnapshot, [mode, lastsS, until]: ExpectedMode): string | UnitSnapshot {
	const beganMs = from.context.modeSinceMs
	if (from.mode !== mode) return `is in ${from.mode}, expected ${mode}`
	const stillIn = (at: UnitSnapshot) => at.mode === mode && at.state === from.state
	const all = (names: readonly string[]) => names.reduce((at, name) => unitAfter(unit, at, holds(name, beganMs)), from)
	if (until === null) {
		const late = unitAfter(unit, from, tick(beganMs + LONG_S * 1000))
		return stillIn(late) ? from : `${mode} ends by itself`
	}
	for (const missing of until) {
		const at = unitAfter(unit, all(until.filter((name) => name !== missing)), tick(beganMs + LONG_S * 1000))
		if (!stillIn(at)) return `${mode} does not wait for ${missing}`
	}
	const ready = all(until)
	if (lastsS > 0 && !stillIn(unitAfter(unit, ready, tick(beganMs + lastsS * 1000 - 1)))) return `${mode} ends before ${lastsS} s`
	const over = unitAfter(unit, ready, tick(beganMs + lastsS * 1000))
	return stillIn(over) ? `${mode} goes on after ${lastsS} s` : { ...over, context: { ...over.context, conditions: {} } }
}

/** Every mode of the units: what it waits for, how long, what follows, and which state they end in. */
export function wrongModes(unitOf: (name: UnitName) => Unit): string | null {
	for (const [name, state, modes, end] of EXPECTED_MODES) {
		const unit = unitOf(name)
		let at = unitIn(unit, state, 0)
		for (const mode of modes) {
			const next = wrongMode(unit, at, mode)
			if (typeof next === 'string') return `${name} in ${state}: ${next}`
			at = next
		}
		if (end !== null && at.state !== end) return `${name} in ${state}: ends in ${at.state}, expected ${end}`
	}
	for (const [name, state, from, type, to, then] of EXPECTED_EVENTS) {
		const unit = unitOf(name)
		const next = wrongMode(unit, unitAfter(unit, unitIn(unit, state, 0, from), { type, tMs: 1000 }), to)
		if (typeof next === 'string') return `${name} after ${type}: ${next}`
		if (next.mode !== then || next.state !== state)
			return `${name} after ${type}: then ${next.state} ${next.mode}, expected ${then}`
	}
	return null
}

/** Every trouble: it takes the unit out of Execute with its reason, and does not let it back while it lasts. */
export function wrongTroubles(unitOf: (name: UnitName) => Unit): string | null {
	for (const [name, when, command, reason] of EXPECTED_TROUBLES) {
		const unit = unitOf(name)
		const at = unitAfter(unit, unitIn(unit, 'Execute', 0), holds(when, 1000))
		const expected = command === 'HOLD' ? 'Holding' : 'Suspending'
		if (at.state !== expected) return `${name} ${when}: leads to ${at.state}, expected ${expected}`
		if (at.context.stopReason !== reason) return `${name} ${when}: gives the reason ${at.context.stopReason}, expected ${reason}`
		const [wait, back] = command === 'HOLD' ? (['Held', 'UNHOLD'] as const) : (['Suspended', 'UNSUSPEND'] as const)
		const waits = unitAfter(unit, unitIn(unit, wait, 0), holds(when, 1000))
		if (unitAfter(unit, waits, { type: back, tMs: 2000 }).state !== wait) return `${name} ${when}: comes back while it lasts`
	}
	return null
}

/** A state without modes of its own that acts takes a second. */
export function wrongActing(unitOf: (name: UnitName) => Unit): string | null {
	const acting: readonly [UnitName, PackMlState, PackMlState][] = [
		['Quench', 'Stopping', 'Stopped'],
		['Feed', 'Resetting', 'Idle'],
		['Wash', 'Aborting', 'Aborted'],
	]
	for (const [name, state, end] of acting) {
		const unit = unitOf(name)
		const at = (tMs: number) => unitAfter(unit, unitIn(unit, state, 0), tick(tMs)).state
		if (at(999) !== state || at(1000) !== end)
			return `${name} in ${state}: ${at(999)} and then ${at(1000)}, expected ${end} after 1 s`
	}
	return null
}

/** A module after what it is told. */
export function moduleTold(told: readonly ModuleTold[], table?: ModuleTable): ModuleSnapshot {
	const machine = createModuleMachine(MODULE_RAMP, table)
	let tMs = 0
	let sense: ModuleSense = { enabled: false, setBack: false, deviation: 'below', setpointK: MODULE_SETPOINT_K }
	let at = moduleAfter(machine, moduleOff(0), { type: 'SENSE', tMs, ...sense })
	for (const one of told) {
		tMs += typeof one === 'number' ? one : 1000
		if (typeof one === 'number') at = moduleAfter(machine, at, { type: 'TICK', tMs })
		else {
			sense = { ...sense, ...one }
			at = moduleAfter(machine, JSON.parse(JSON.stringify(at)), { type: 'SENSE', tMs, ...sense })
		}
	}
	return at
}

/** What a guard says of a sense; `wayK` as far as its sign goes. */
const GUARDS: Readonly<Record<ModuleEdge['guard'], (s: Omit<ModuleSense, 'setpointK'>, isLowered: boolean) => boolean>> = {
	disabled: (s) => !s.enabled,
	setBack: (s) => s.enabled && s.setBack,
	enabled: (s) => s.enabled && !s.setBack,
	near: (s) => s.deviation === 'near',
	below: (s) => s.deviation === 'below',
	setLower: (s, isLowered) => s.deviation === 'above' && isLowered,
}

/** A table in which a module goes round and round at one and the same sense. The machine itself would never come back from it. */
function neverSettles({ edges }: ModuleTable): string | null {
	const yesNo = [true, false]
	for (const enabled of yesNo)
		for (const setBack of yesNo)
			for (const isLowered of yesNo)
				for (const deviation of ['near', 'between', 'below', 'above'] as const)
					for (const from of Object.keys(edges) as HeatingModuleState[]) {
						let at = from
						for (let n = 0; n < 6; n++) {
							const next = edges[at].find(({ guard }) => GUARDS[guard]({ enabled, setBack, deviation }, isLowered))
							if (next === undefined) break
							at = next.to
							if (n === 5) return `a module goes round and round from ${from} on`
						}
					}
	return null
}

/** Every way of a heating module. */
export function wrongModule(table?: ModuleTable): string | null {
	const round = neverSettles(table ?? MODULE_TABLE)
	if (round !== null) return round
	for (const [words, told, state] of EXPECTED_MODULE) {
		const found = moduleTold(told, table).state
		if (found !== state) return `a module ${words}: found ${found}, expected ${state}`
	}
	return null
}
