import type { UnitModeName } from '@emberline/line-config'
import { type AnyActorScope, assign, type SnapshotFrom, setup } from 'xstate'
import type { PackMlCommand, PackMlState } from '../port.ts'
import { isActing, PACKML, PACKML_COMMANDS, PACKML_STATES, type PackMlTable, reaches } from './packml.ts'
import { MODE_CHANGE_STATES, modeHas } from './unit-modes.ts'

/**
 * The PackML machine of one unit, with modes of its own inside the PackML states. Time is data: each event carries `tMs`, a wait is a
 * deadline in the context, so a snapshot is all there is to save and a restored unit goes on as if nothing had happened.
 */

/** One of a unit's own modes. It is over when its time has passed and all its conditions hold; then the next one begins. */
export interface Mode {
	readonly name: string
	readonly lastsS?: number
	readonly until?: readonly string[]
	/** Ended only by leaving the state, or by an event of its own. */
	readonly stays?: boolean
	/** Own event to the mode it leads to, in the same state. */
	readonly on?: Readonly<Record<string, string>>
	/** Mode that follows; without it the next in the list. */
	readonly leadsTo?: string
}

/** Modes by PackML state, in order. An acting state ends when its last mode is over. */
export type ModeTable = Readonly<Partial<Record<PackMlState, readonly Mode[]>>>

/**
 * A condition that takes the unit out of Execute by itself while it holds: HOLD for a reason inside the unit, SUSPEND for one outside it.
 * In a mode without the wait state the unit stops. It does not come back while the condition holds.
 */
export interface Trouble {
	readonly when: string
	readonly command: 'HOLD' | 'SUSPEND'
	/** Stop reason code. */
	readonly reason: number
	readonly words: string
}

export type UnitEvent =
	| { readonly type: PackMlCommand; readonly tMs: number; readonly reason?: number }
	/** Sent when a deadline is due; more often does no harm. */
	| { readonly type: 'TICK'; readonly tMs: number }
	| { readonly type: 'CONDITION'; readonly tMs: number; readonly name: string; readonly holds: boolean }
	/** What the plant says this unit is in. From then on the plant leads and acting states end only by its word. */
	| { readonly type: 'PLANT_STATE'; readonly tMs: number; readonly state: PackMlState }
	| { readonly type: 'STOP_REASON'; readonly tMs: number; readonly code: number }
	| { readonly type: 'SPLICE' | 'CONTAINER_FULL' | 'ROLL_CHANGE'; readonly tMs: number }
	/** State complete, from outside. It ends Execute, and an acting state that has no modes of its own to wait for. */
	| { readonly type: 'STATE_COMPLETE'; readonly tMs: number }
	| { readonly type: 'UNIT_MODE'; readonly tMs: number; readonly unitMode: UnitModeName }
	/** The mode that the plant says it is in, whatever its state. */
	| { readonly type: 'PLANT_UNIT_MODE'; readonly tMs: number; readonly unitMode: UnitModeName }

export interface UnitContext {
	readonly unitMode: UnitModeName
	readonly unitModeSinceMs: number
	readonly sinceMs: number
	readonly modeSinceMs: number
	/** When the present mode is over at the earliest. */
	readonly dueMs: number
	readonly conditions: Readonly<Record<string, boolean>>
	readonly led: 'model' | 'plant'
	readonly stopReason: number
	/** Last move of the plant that PackML does not have. */
	readonly disagreement: { readonly tMs: number; readonly from: PackMlState; readonly to: PackMlState } | null
}

/** Plain JSON. */
export interface UnitSnapshot {
	readonly state: PackMlState
	/** Own mode inside the state; null where the state has none. */
	readonly mode: string | null
	readonly context: UnitContext
}

/** Time that a plain acting state takes in a what-if [A]; live, the plant says when it is over. */
const ACTING_S = 1

const holdsAll = (context: UnitContext, names: readonly string[]) => names.every((name) => context.conditions[name] === true)

/** One `transition` per event; no machine of the line starts actors, defers or sends. */
export const INERT_SCOPE = {
	self: { id: 'unit' },
	id: 'unit',
	sessionId: 'unit',
	logger: () => {},
	defer: () => {},
	emit: () => {},
	stopChild: () => {},
	system: { scheduler: {}, _sendInspectionEvent: () => {} },
	actionExecutor: () => {},
} as unknown as AnyActorScope

export type UnitMachine = ReturnType<typeof createUnitMachine>

const unit = setup({
	types: { context: {} as UnitContext, events: {} as UnitEvent },
	guards: {
		modeOver: ({ context, event }, p: { until: readonly string[] }) => event.tMs >= context.dueMs && holdsAll(context, p.until),
		stateOver: ({ context, event }, p: { until: readonly string[] }) =>
			context.led === 'model' && event.tMs >= context.dueMs && holdsAll(context, p.until),
		stateMayEnd: ({ context }, p: { state: PackMlState }) => context.led === 'model' && modeHas(context.unitMode, p.state),
		unitModeHas: ({ context }, p: { state: PackMlState; unless: readonly string[] }) =>
			modeHas(context.unitMode, p.state) && p.unless.every((name) => context.conditions[name] !== true),
		troubled: ({ context }, p: { when: string; state: PackMlState }) =>
			context.led === 'model' && context.conditions[p.when] === true && modeHas(context.unitMode, p.state),
		plantSays: ({ event }, p: { state: PackMlState }) => event.type === 'PLANT_STATE' && event.state === p.state,
	},
	actions: {
		enterState: assign(({ event }) => ({ sinceMs: event.tMs, modeSinceMs: event.tMs, dueMs: event.tMs })),
		leaveStop: assign(() => ({ stopReason: 0 })),
		enterMode: assign(({ event }, p: { lastsS: number }) => ({
			modeSinceMs: event.tMs,
			dueMs: event.tMs + Math.round(p.lastsS * 1000),
		})),
		noteReason: assign(({ context, event }) => ({
			stopReason: 'reason' in event && event.reason !== undefined ? event.reason : context.stopReason,
		})),
		noteTrouble: assign((_, p: { reason: number }) => ({ stopReason: p.reason })),
		noteUnitMode: assign(({ context, event }) =>
			'unitMode' in event && event.unitMode !== context.unitMode ? { unitMode: event.unitMode, unitModeSinceMs: event.tMs } : {},
		),
		noteCode: assign(({ context, event }) => ({ stopReason: event.type === 'STOP_REASON' ? event.code : context.stopReason })),
		noteCondition: assign(({ context, event }) =>
			event.type === 'CONDITION' ? { conditions: { ...context.conditions, [event.name]: event.holds } } : {},
		),
		followPlant: assign(({ context, event }, p: { from: PackMlState }) => {
			if (event.type !== 'PLANT_STATE') return {}
			const odd = context.led === 'plant' && event.state !== p.from && !reaches(p.from, event.state)
			return { led: 'plant' as const, disagreement: odd ? { tMs: event.tMs, from: p.from, to: event.state } : null }
		}),
	},
})

/** The machine of a unit with these modes. 39 command edges, 11 state-complete edges, and the plant's word for any state. */
export function createUnitMachine(id: string, modes: ModeTable, troubles: readonly Trouble[] = [], table: PackMlTable = PACKML) {
	const stateId = (state: PackMlState) => `#${id}.${state}`
	const built = PACKML_STATES.map((state) => [state, stateConfig(state)] as const)

	function stateConfig(state: PackMlState) {
		const own = modes[state] ?? []
		const complete = table.complete[state]
		const commands = PACKML_COMMANDS.filter((command) => table.commands[command].from.includes(state)).map((command) => {
			const { to } = table.commands[command]
			const params = { state: to, unless: standing(troubles, command) }
			const guard = { type: 'unitModeHas' as const, params }
			return [command, { target: stateId(to), guard, actions: 'noteReason' as const }] as const
		})
		const plant = PACKML_STATES.map((to) => ({
			target: to === state ? undefined : stateId(to),
			guard: { type: 'plantSays' as const, params: { state: to } },
			actions: { type: 'followPlant' as const, params: { from: state } },
		}))
		const end = complete === undefined || state === 'Execute' ? undefined : stateId(complete)
		const byWord =
			complete === undefined || (own.length > 0 && state !== 'Execute')
				? {}
				: { STATE_COMPLETE: { target: stateId(complete), guard: { type: 'stateMayEnd' as const, params: { state: complete } } } }
		const modeChange = MODE_CHANGE_STATES.includes(state) ? { UNIT_MODE: { actions: 'noteUnitMode' as const } } : {}
		const trouble = troubles.flatMap((t) => troubleEdges(state, t))
		return {
			...(own.length > 0
				? { initial: own[0]!.name, states: Object.fromEntries(own.map((m, i) => [m.name, modeConfig(own, m, i, end)])) }
				: {}),
			entry: [
				'enterState' as const,
				...(state === 'Execute' ? ['leaveStop' as const] : []),
				...(own.length === 0 && isActing(state) ? [{ type: 'enterMode' as const, params: { lastsS: ACTING_S } }] : []),
			],
			on: { ...Object.fromEntries(commands), ...byWord, ...modeChange, PLANT_STATE: plant },
			always: [
				...trouble,
				...(own.length === 0 && end !== undefined
					? [{ target: end, guard: { type: 'stateOver' as const, params: { until: [] } } }]
					: []),
			],
		}
	}

	/** Where a trouble leads from a state: to the wait of its command, or to a stop in a mode without that wait. */
	function troubleEdges(state: PackMlState, { when, command, reason }: Trouble) {
		const rule = table.commands[command]
		if (!rule.from.includes(state)) return []
		const to = (target: PackMlState) => ({
			target: stateId(target),
			guard: { type: 'troubled' as const, params: { when, state: target } },
			actions: { type: 'noteTrouble' as const, params: { reason } },
		})
		return [to(rule.to), to(table.commands.STOP.to)]
	}

	function modeConfig(own: readonly Mode[], mode: Mode, index: number, end: string | undefined) {
		const next = mode.leadsTo ?? own[index + 1]?.name
		const until = mode.until ?? []
		const over =
			next !== undefined
				? { target: next, guard: { type: 'modeOver' as const, params: { until } } }
				: end !== undefined
					? { target: end, guard: { type: 'stateOver' as const, params: { until } } }
					: undefined
		return {
			entry: { type: 'enterMode' as const, params: { lastsS: mode.lastsS ?? 0 } },
			...(mode.on === undefined ? {} : { on: Object.fromEntries(Object.entries(mode.on).map(([e, m]) => [e, { target: m }])) }),
			...(mode.stays === true || over === undefined ? {} : { always: over }),
		}
	}

	return unit.createMachine({
		id,
		context: {
			unitMode: 'Production',
			unitModeSinceMs: 0,
			sinceMs: 0,
			modeSinceMs: 0,
			dueMs: 0,
			conditions: {},
			led: 'model',
			stopReason: 0,
			disagreement: null,
		},
		initial: 'Stopped',
		on: {
			CONDITION: { actions: 'noteCondition' },
			STOP_REASON: { actions: 'noteCode' },
			PLANT_UNIT_MODE: { actions: 'noteUnitMode' },
		},
		states: Object.fromEntries(built),
	})
}

/** Conditions that must be gone before the unit takes this command. */
const standing = (troubles: readonly Trouble[], command: PackMlCommand): readonly string[] =>
	troubles
		.filter((t) => (command === 'UNHOLD' && t.command === 'HOLD') || (command === 'UNSUSPEND' && t.command === 'SUSPEND'))
		.map((t) => t.when)

type Live = SnapshotFrom<UnitMachine>

/** One unit of the line: its machine and where it is. */
export interface Unit {
	readonly machine: UnitMachine
	readonly id: string
	readonly modes: ModeTable
	readonly troubles: readonly Trouble[]
	readonly table: PackMlTable
}

/** The machine last built for each id: what-ifs of one line have the same ones, and building costs more than running them. */
const lastBuilt = new Map<string, { readonly parts: string; readonly table: PackMlTable; readonly machine: UnitMachine }>()

export function createUnit(id: string, modes: ModeTable, troubles: readonly Trouble[] = [], table: PackMlTable = PACKML): Unit {
	const parts = JSON.stringify([modes, troubles])
	const last = lastBuilt.get(id)
	const machine = last?.parts === parts && last.table === table ? last.machine : createUnitMachine(id, modes, troubles, table)
	lastBuilt.set(id, { parts, table, machine })
	return { id, machine, modes, troubles, table }
}

/** Why the unit does not take a command now, in words; null where it does. A refused command changes nothing. */
export function commandRefusal(unit: Unit, { state, context }: UnitSnapshot, command: PackMlCommand): string | null {
	const { from, to } = unit.table.commands[command]
	if (!from.includes(state)) return `${unit.id} is in ${state}, which does not take ${command}`
	if (!modeHas(context.unitMode, to)) return `${command} leads to ${to}, which ${context.unitMode} does not have`
	const stands = unit.troubles.find((t) => standing([t], command).length > 0 && context.conditions[t.when] === true)
	return stands === undefined ? null : `${unit.id}: ${stands.words}`
}

/** Why the unit does not change to a mode now, in words; null where it does. */
export function modeRefusal(unit: Unit, { state, context }: UnitSnapshot, unitMode: UnitModeName | undefined): string | null {
	if (unitMode === undefined) return `${unit.id}: no such mode, expected 1 Production, 2 Maintenance or 3 Manual`
	if (!modeHas(unitMode, state) || !modeHas(context.unitMode, state))
		return `${unit.id} is in ${state}, which ${context.unitMode} and ${unitMode} do not both have`
	if (!MODE_CHANGE_STATES.includes(state))
		return `${unit.id} is in ${state}; a mode is changed in ${MODE_CHANGE_STATES.join(', ')}`
	return null
}

/** A unit at rest in a state, in the first of that state's modes or the one named. */
export function unitIn(unit: Unit, state: PackMlState, tMs: number, mode?: string): UnitSnapshot {
	const own = unit.modes[state] ?? []
	const at = own.find((m) => m.name === mode) ?? own[0]
	const lastsS = at === undefined ? (isActing(state) ? ACTING_S : 0) : (at.lastsS ?? 0)
	const dueMs = tMs + Math.round(lastsS * 1000)
	return {
		state,
		mode: at?.name ?? null,
		context: {
			unitMode: 'Production',
			unitModeSinceMs: tMs,
			sinceMs: tMs,
			modeSinceMs: tMs,
			dueMs,
			conditions: {},
			led: 'model',
			stopReason: 0,
			disagreement: null,
		},
	}
}

/** Where the unit is after an event. Pure; the snapshot goes in and comes out as JSON. */
export function unitAfter(unit: Unit, snapshot: UnitSnapshot, event: UnitEvent): UnitSnapshot {
	const before = unit.machine.resolveState({
		value: snapshot.mode === null ? snapshot.state : { [snapshot.state]: snapshot.mode },
		context: snapshot.context,
	}) as Live
	const after = unit.machine.transition(before, event, INERT_SCOPE as never)
	const value = after.value as string | Record<string, string>
	if (typeof value === 'string') return { state: value as PackMlState, mode: null, context: after.context }
	const [state, mode] = Object.entries(value)[0]!
	return { state: state as PackMlState, mode, context: after.context }
}

/** When the unit next needs a TICK; null while it waits for an event. */
export function unitDueMs(unit: Unit, snapshot: UnitSnapshot): number | null {
	const { state, mode, context } = snapshot
	const own = unit.modes[state] ?? []
	if (mode === null) return isActing(state) && context.led === 'model' ? context.dueMs : null
	const index = own.findIndex((m) => m.name === mode)
	const at = own[index]
	if (at === undefined || at.stays === true || !holdsAll(context, at.until ?? [])) return null
	const last = at.leadsTo === undefined && own[index + 1] === undefined
	return last && (state === 'Execute' || !isActing(state) || context.led === 'plant') ? null : context.dueMs
}
