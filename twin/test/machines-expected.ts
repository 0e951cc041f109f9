import type { LineConfig } from '@emberline/line-config'
import type { HeatingModuleState, PackMlState, StationName } from '../src/port.ts'
import type { ModuleSense } from '../src/stations/heating/module-machine.ts'

/** What the machines of Line 1 must do, written down once more beside their tables: a figure changed there alone is noticed. */

type Row = LineConfig['interlocks'][number]
/** A row as it must act; where it looks is taken from the table of the line. */
export type ExpectedRow = Pick<
	Row,
	'id' | 'kind' | 'provedForS' | 'armed' | 'delayS' | 'budgetS' | 'action' | 'reason' | 'latched'
>

const permissive = (id: string, provedForS: number, reason: number): ExpectedRow => ({
	id,
	kind: 'permissive',
	provedForS,
	armed: 'always',
	delayS: 0,
	budgetS: 3,
	action: 'refuse-enable',
	reason,
	latched: 'no',
})
/** Safe within the shutter's two seconds and one more after the delay. */
const trip = (
	id: string,
	armed: Row['armed'],
	delayS: number,
	action: Row['action'],
	reason: number,
	latched: Row['latched'],
): ExpectedRow => ({ id, kind: 'trip', provedForS: 0, armed, delayS, budgetS: delayS + 3, action, reason, latched })

export const EXPECTED_ROWS: readonly ExpectedRow[] = [
	permissive('web-moves', 0, 499),
	permissive('purge-time', 60, 498),
	permissive('purge-flow-made', 5, 497),
	permissive('oxygen-low', 60, 402),
	permissive('jacket-water-made', 5, 403),
	permissive('plate-water-made', 5, 501),
	permissive('limiter-made', 0, 404),
	trip('emergency-stop', 'always', 0, 'abort-line', 299, 'clear-on-site'),
	trip('limiter', 'always', 0, 'abort-heating', 404, 'clear-on-site'),
	trip('watchdog', 'always', 0, 'abort-line', 298, 'clear'),
	trip('silent-feed', 'always', 1, 'abort-line', 296, 'no'),
	trip('silent-drying', 'always', 1, 'abort-line', 396, 'no'),
	trip('silent-heating', 'always', 1, 'abort-line', 496, 'no'),
	trip('silent-quench', 'always', 1, 'abort-line', 596, 'no'),
	trip('silent-wash', 'always', 1, 'abort-line', 696, 'no'),
	trip('web-break', 'moving', 1, 'abort-line', 202, 'clear-on-site'),
	trip('web-stopped-hot', 'heating', 0, 'abort-heating', 499, 'clear'),
	trip('emitter-over-temperature', 'heating', 1, 'abort-heating', 405, 'clear'),
	trip('purge-lost', 'heating', 0, 'abort-heating', 498, 'clear'),
	trip('purge-flow-lost', 'heating', 2, 'abort-heating', 497, 'clear'),
	trip('oxygen-high', 'heating', 2, 'abort-heating', 402, 'clear'),
	trip('jacket-water-lost', 'heating', 3, 'abort-heating', 403, 'clear'),
	trip('plate-water-lost', 'heating', 3, 'hold-station', 501, 'no'),
	trip('quench-exit-hot', 'heating', 3, 'hold-station', 502, 'no'),
	trip('dryer-air-lost', 'running', 5, 'hold-station', 303, 'no'),
	trip('web-too-wet', 'running', 10, 'hold-station', 302, 'no'),
	trip('bath-level-lost', 'running', 10, 'hold-station', 602, 'no'),
]

export type UnitName = StationName | 'Line'
/** A unit's own mode: how long it lasts at the least, and what it waits for; null: it stays. */
export type ExpectedMode = readonly [mode: string, lastsS: number, until: readonly string[] | null]
const PURGED = ['purgeProved', 'webMoving'] as const
const WARM: ExpectedMode = ['warm-up', 0, ['emittersWarm', 'webMoving', 'heatersEnabled']]
const AGAIN: readonly ExpectedMode[] = [['purge', 0, PURGED], WARM]
const RESTART: readonly ExpectedMode[] = [
	['reheat', 0, ['furnaceReady']],
	['feed', 0, ['stationsReady']],
	['ramp', 0, ['speedReached']],
]
const RUN_OUT: readonly ExpectedMode[] = [
	['run-out', 0, ['furnaceStopped']],
	['ramp-down', 0, ['webStands']],
]
const DOWN: readonly ExpectedMode[] = [['ramp-down', 0, ['webStands']]]

/** Modes in a state, in their order, and the state that the last of them leads to. */
export const EXPECTED_MODES: readonly (readonly [UnitName, PackMlState, readonly ExpectedMode[], PackMlState | null])[] = [
	['Line', 'Clearing', [['clear', 0, ['stationsCleared']]], 'Stopped'],
	['Line', 'Resetting', [['reset', 0, ['stationsIdle']]], 'Idle'],
	[
		'Line',
		'Starting',
		[
			['media', 0, ['mediaRun']],
			['thread', 0, ['furnaceReady']],
			['feed', 0, ['stationsReady']],
			['ramp', 0, ['speedReached']],
		],
		'Execute',
	],
	['Line', 'Holding', DOWN, 'Held'],
	['Line', 'Suspending', DOWN, 'Suspended'],
	['Line', 'Aborting', DOWN, 'Aborted'],
	['Line', 'Unholding', RESTART, 'Execute'],
	['Line', 'Unsuspending', RESTART, 'Execute'],
	['Line', 'Stopping', RUN_OUT, 'Stopped'],
	['Line', 'Completing', RUN_OUT, 'Completed'],
	['Feed', 'Starting', [['threading', 0, ['webThreaded']]], 'Execute'],
	['Feed', 'Unholding', [['threading', 0, ['webThreaded']]], 'Execute'],
	['Feed', 'Unsuspending', [['threading', 0, ['webThreaded']]], 'Execute'],
	['Feed', 'Execute', [['dosing', 0, null]], null],
	['Feed', 'Held', [['waiting', 0, null]], null],
	['Drying', 'Starting', [['warm-up', 10, ['dryerWarm']]], 'Execute'],
	['Drying', 'Unholding', [['warm-up', 0, ['dryerWarm']]], 'Execute'],
	['Drying', 'Unsuspending', [['warm-up', 0, ['dryerWarm']]], 'Execute'],
	['Drying', 'Execute', [['drying', 0, null]], null],
	['Heating', 'Starting', [['purge', 60, PURGED], WARM], 'Execute'],
	['Heating', 'Unholding', AGAIN, 'Execute'],
	['Heating', 'Unsuspending', AGAIN, 'Execute'],
	['Heating', 'Execute', [['heating', 0, null]], null],
	['Heating', 'Holding', [['set-back', 2, []]], 'Held'],
	['Heating', 'Suspending', [['set-back', 2, []]], 'Suspended'],
	['Heating', 'Held', [['set-back', 0, null]], null],
	['Heating', 'Suspended', [['set-back', 0, null]], null],
	['Heating', 'Stopping', [['cool-down', 50, []]], 'Stopped'],
	['Heating', 'Completing', [['cool-down', 50, []]], 'Completed'],
	['Quench', 'Starting', [['circulate', 5, []]], 'Execute'],
	['Quench', 'Execute', [['cool', 0, null]], null],
	['Quench', 'Held', [['circulate', 0, null]], null],
	['Quench', 'Suspended', [['circulate', 0, null]], null],
	[
		'Wash',
		'Starting',
		[
			['fill', 25, []],
			['circulate', 5, []],
		],
		'Execute',
	],
	['Wash', 'Execute', [['rinse', 0, null]], null],
	['Wash', 'Stopping', [['drain', 60, []]], 'Stopped'],
	['Wash', 'Completing', [['drain', 60, []]], 'Completed'],
]

/** What an event of the unit's own makes of a mode, for how long, what that waits for, and what follows. */
export const EXPECTED_EVENTS: readonly (readonly [
	StationName,
	PackMlState,
	from: string,
	event: 'SPLICE' | 'ROLL_CHANGE' | 'CONTAINER_FULL',
	to: ExpectedMode,
	then: string,
])[] = [
	['Feed', 'Execute', 'dosing', 'SPLICE', ['splicing', 20, []], 'dosing'],
	['Feed', 'Held', 'waiting', 'ROLL_CHANGE', ['roll-change', 0, ['rollMounted']], 'roll-mounted'],
	['Feed', 'Held', 'roll-mounted', 'ROLL_CHANGE', ['roll-change', 0, ['rollMounted']], 'roll-mounted'],
	['Wash', 'Execute', 'rinse', 'CONTAINER_FULL', ['container-change', 45, []], 'rinse'],
]

/** What takes a station out of Execute by itself. */
export const EXPECTED_TROUBLES: readonly (readonly [StationName, when: string, 'HOLD' | 'SUSPEND', reason: number])[] = [
	['Feed', 'hopperLow', 'HOLD', 204],
	['Heating', 'moduleOut', 'HOLD', 401],
	...(
		[
			['Feed', 200],
			['Drying', 300],
			['Heating', 400],
			['Quench', 500],
			['Wash', 600],
		] as const
	).flatMap(([station, hundred]) => [
		[station, 'starved', 'SUSPEND', hundred + 91] as const,
		[station, 'blocked', 'SUSPEND', hundred + 92] as const,
	]),
]

/** Set-point that a module is told first, K; from 300 K at 5 K/s, twice as long as along the limited ramp, and a minute. */
export const MODULE_SETPOINT_K = 1300
export const MODULE_RAMP = { ambientK: 300, heatUpRateKPerS: 5 } as const
const CLIMB_MS = 460_000

/** A number is a tick so many ms later; all else is told a second after what was before it. */
export type ModuleTold = Partial<ModuleSense> | number
const on = { enabled: true }
const near = { deviation: 'near' } as const
const below = { deviation: 'below' } as const
const above = { deviation: 'above' } as const

/** Comes out of its set-back at a set-point that is far below where it stands, and cools for long. */
const fromAbove: readonly ModuleTold[] = [
	on,
	near,
	{ setBack: true },
	{ setBack: false, setpointK: MODULE_SETPOINT_K - 400, ...above },
	10 * CLIMB_MS,
]

export const EXPECTED_MODULE: readonly (readonly [words: string, told: readonly ModuleTold[], state: HeatingModuleState])[] = [
	['is off while it is not enabled, warm or not', [near], 'off'],
	['climbs along its ramp when it is', [on], 'ramp'],
	['controls once it is there', [on, near], 'control'],
	['is off again where it may not heat any more', [on, near, { enabled: false }], 'off'],
	['is off again on its way too', [on, { enabled: false }], 'off'],
	['goes on controlling a little off its set-point', [on, near, { deviation: 'between' }], 'control'],
	['is on its way again far below it', [on, near, below], 'ramp'],
	['goes on controlling when it overshoots', [on, near, above], 'control'],
	['is not late while it is above', [on, above, CLIMB_MS], 'ramp'],
	['is set back while the web waits', [on, near, { setBack: true }], 'set-back'],
	['is set back on its way', [on, { setBack: true }], 'set-back'],
	['is set back from off where heat is asked for', [{ enabled: true, setBack: true }], 'set-back'],
	['is off, not set back, while nothing may heat', [{ setBack: true }], 'off'],
	['is off out of its set-back', [on, near, { setBack: true }, { enabled: false }], 'off'],
	['comes back from its set-back along the ramp', [on, near, { setBack: true }, { setBack: false, ...below }], 'ramp'],
	['has the time that a climb takes', [on, CLIMB_MS - 1], 'ramp'],
	['has failed when it is not there by then', [on, CLIMB_MS], 'failed'],
	['has the same time out of its set-back', [on, near, { setBack: true }, { setBack: false, ...below }, CLIMB_MS - 1], 'ramp'],
	['and no more', [on, near, { setBack: true }, { setBack: false, ...below }, CLIMB_MS], 'failed'],
	['is given a minute when its heat is lost', [on, near, below, 59_999], 'ramp'],
	['has failed a minute after its heat is lost', [on, near, below, 60_000], 'failed'],
	['is given more for a higher set-point', [on, near, { setpointK: MODULE_SETPOINT_K + 100, ...below }, 60_000], 'ramp'],
	['is on its way to a lower one', [on, near, { setpointK: MODULE_SETPOINT_K - 400, ...above }], 'ramp'],
	['takes the time it takes to a lower one', [on, near, { setpointK: MODULE_SETPOINT_K - 400, ...above }, 10 * CLIMB_MS], 'ramp'],
	[
		'is not late on its way to a lower one',
		[on, near, { setpointK: MODULE_SETPOINT_K - 400, ...above }, 10 * CLIMB_MS, { deviation: 'between' }, 1000],
		'ramp',
	],
	['is not late out of a set-back above its set-point', [...fromAbove, { deviation: 'between' }, 1000], 'ramp'],
	['has a minute when it falls below that', [...fromAbove, { deviation: 'between' }, below, 59_999], 'ramp'],
	['and has failed after it', [...fromAbove, { deviation: 'between' }, below, 60_000], 'failed'],
	['is given more for one that is raised on the way', [on, { setpointK: MODULE_SETPOINT_K + 100 }, CLIMB_MS], 'ramp'],
	['still has to get there where it is lowered on the way', [on, { setpointK: MODULE_SETPOINT_K - 100 }, CLIMB_MS], 'failed'],
	[
		'climbs no more once it is above one that was lowered',
		[on, { setpointK: MODULE_SETPOINT_K - 400, ...above }, 10 * CLIMB_MS, { deviation: 'between' }, 1000],
		'ramp',
	],
	['is well again when it gets there after all', [on, CLIMB_MS, near], 'control'],
	['is set back though it has failed', [on, CLIMB_MS, { setBack: true }], 'set-back'],
	['may try again once it was off', [on, CLIMB_MS, { enabled: false }, on], 'ramp'],
]
