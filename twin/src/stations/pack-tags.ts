import {
	PACKML_COMMAND_NUMBER,
	PACKML_STATE_NUMBER,
	packMlCommandName,
	UNIT_MODE_NUMBER,
	type UnitModeName,
	unitModeName,
} from '@emberline/line-config'
import type { PackMlCommand, PackMlState } from '../port.ts'
import { COMMAND_RULES, isActing, PACKML_STATES } from './packml.ts'
import type { UnitSnapshot } from './unit-machine.ts'
import { UNIT_MODE_NAMES } from './unit-modes.ts'

/** PackTags (TR88.00.02-2022) of one unit, in and out, as a pure mapping: numbers and bits on one side, events and snapshots on the other. */

/** Command tags as they stand in one cycle; `stateComplete`, `hold` and `abort` are bits of the unit itself. */
export interface CommandTags {
	readonly UnitMode: number
	readonly UnitModeChangeRequest: boolean
	/** mm/s. */
	readonly MachSpeed: number
	readonly CntrlCmd: number
	readonly CmdChangeRequest: boolean
	readonly stateComplete: boolean
	readonly hold: boolean
	readonly abort: boolean
}

/** What a cycle must know of the one before: bits act on their rising edge. Plain JSON. */
export type TagMemory = Pick<CommandTags, 'UnitModeChangeRequest' | 'CmdChangeRequest' | 'stateComplete' | 'MachSpeed'>

export const NO_TAGS: CommandTags = {
	UnitMode: 0,
	UnitModeChangeRequest: false,
	MachSpeed: 0,
	CntrlCmd: 0,
	CmdChangeRequest: false,
	stateComplete: false,
	hold: false,
	abort: false,
}

export type TagOrder =
	| { readonly kind: 'command'; readonly command: PackMlCommand }
	| { readonly kind: 'state-complete' }
	| { readonly kind: 'mode'; readonly number: number }
	/** Speed asked for [m/s]. */
	| { readonly kind: 'speed'; readonly webSpeedMPerS: number }
	/** A command number that PackML does not have. */
	| { readonly kind: 'unknown-command'; readonly number: number }

/** Of what comes in one cycle the first here that is there acts; the others are gone with their edge. */
const RANK: readonly (PackMlCommand | 'SC')[] = ['ABORT', 'STOP', 'HOLD', 'SC']

/** What the tags of this cycle order, given those of the last one: at most one command or state complete. */
export function tagsIn(before: TagMemory, tags: CommandTags): readonly TagOrder[] {
	const orders: TagOrder[] = []
	if (tags.UnitModeChangeRequest && !before.UnitModeChangeRequest) orders.push({ kind: 'mode', number: tags.UnitMode })
	if (tags.MachSpeed !== before.MachSpeed) orders.push({ kind: 'speed', webSpeedMPerS: tags.MachSpeed / 1000 })
	const asked: (PackMlCommand | 'SC')[] = []
	if (tags.CmdChangeRequest && !before.CmdChangeRequest) {
		const command = packMlCommandName(tags.CntrlCmd)
		if (command === undefined) orders.push({ kind: 'unknown-command', number: tags.CntrlCmd })
		else asked.push(command)
	}
	if (tags.stateComplete && !before.stateComplete) asked.push('SC')
	if (tags.hold) asked.push('HOLD')
	if (tags.abort) asked.push('ABORT')
	const first = RANK.find((one) => asked.includes(one)) ?? asked[0]
	if (first === 'SC') orders.push({ kind: 'state-complete' })
	else if (first !== undefined) orders.push({ kind: 'command', command: first })
	return orders
}

/** Time that a unit has spent in its modes and states [ms]. Plain JSON; `timesAfter` carries it on. */
export interface PackTimes {
	readonly tMs: number
	readonly sinceResetMs: number
	readonly modeMs: Readonly<Record<UnitModeName, number>>
	readonly stateMs: Readonly<Record<UnitModeName, Readonly<Record<PackMlState, number>>>>
}

const each = <K extends string, V>(names: readonly K[], of: (name: K) => V): Record<K, V> =>
	Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, V>

export const noTimes = (tMs: number): PackTimes => ({
	tMs,
	sinceResetMs: 0,
	modeMs: each(UNIT_MODE_NAMES, () => 0),
	stateMs: each(UNIT_MODE_NAMES, () => each(PACKML_STATES, () => 0)),
})

/** The times at `tMs` of a unit that was as in `snapshot` since they were last carried on. */
export function timesAfter(before: PackTimes, { state, context }: UnitSnapshot, tMs: number): PackTimes {
	const dtMs = Math.max(0, tMs - before.tMs)
	const { unitMode } = context
	const ofMode = before.stateMs[unitMode]
	return {
		tMs,
		sinceResetMs: before.sinceResetMs + dtMs,
		modeMs: { ...before.modeMs, [unitMode]: before.modeMs[unitMode] + dtMs },
		stateMs: { ...before.stateMs, [unitMode]: { ...ofMode, [state]: ofMode[state] + dtMs } },
	}
}

/** What a unit's tags tell beside its snapshot. */
export interface TagView {
	readonly tMs: number
	readonly times: PackTimes
	/** Absent where nobody asks by tags: the tags that tell it are then left out. */
	readonly requested?: { readonly unitMode: number; readonly command: number }
	readonly machSpeedMPerS: number
	readonly curMachSpeedMPerS: number
	readonly machDesignSpeedMPerS: number
	readonly equipment: { readonly blocked: boolean; readonly starved: boolean }
}

export type TagValue = number | boolean | string | readonly number[] | readonly string[] | readonly boolean[]

/** Status and Admin tags; times in whole seconds, speeds in mm/s. */
export function tagsOut({ state, context }: UnitSnapshot, view: TagView): Readonly<Record<string, TagValue>> {
	const { tMs, times, requested, equipment } = view
	const s = (ms: number) => Math.floor(ms / 1000)
	const ofMode = times.stateMs[context.unitMode]
	return {
		'Status/UnitModeCurrent': UNIT_MODE_NUMBER[context.unitMode],
		'Status/StateCurrent': PACKML_STATE_NUMBER[state],
		'Status/StateChangeInProcess': isActing(state),
		...(requested !== undefined && tagsRequested(requested, context.unitMode)),
		'Status/MachSpeed': view.machSpeedMPerS * 1000,
		'Status/CurMachSpeed': view.curMachSpeedMPerS * 1000,
		'Status/EquipmentInterlock/Blocked': equipment.blocked,
		'Status/EquipmentInterlock/Starved': equipment.starved,
		'Admin/StopReason/ID': context.stopReason,
		'Admin/StateCurrentTime': s(tMs - context.sinceMs),
		'Admin/ModeCurrentTime': s(tMs - context.unitModeSinceMs),
		'Admin/ModeCumulativeTime': UNIT_MODE_NAMES.map((mode) => s(times.modeMs[mode])),
		'Admin/StateCumulativeTime': Object.keys(PACKML_STATE_NUMBER).map((name) => s(ofMode[name as PackMlState])),
		'Admin/AccTimeSinceReset': s(times.sinceResetMs),
		'Admin/MachDesignSpeed': view.machDesignSpeedMPerS * 1000,
	}
}

function tagsRequested({ unitMode, command }: NonNullable<TagView['requested']>, current: UnitModeName) {
	const wanted = unitModeName(unitMode)
	const asked = packMlCommandName(command)
	return {
		'Status/UnitModeRequested': unitMode,
		'Status/UnitModeChangeInProcess': wanted !== undefined && wanted !== current,
		'Status/StateRequested': asked === undefined ? 0 : PACKML_STATE_NUMBER[COMMAND_RULES[asked].to],
	}
}

/** Number of a command, for `StateRequested` and the like. */
export const commandNumber = (command: PackMlCommand): number => PACKML_COMMAND_NUMBER[command]
