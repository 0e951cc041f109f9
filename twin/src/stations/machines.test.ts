import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { PackMlState, StationName } from '../port.ts'
import { stationUnits } from './machines.ts'
import { type UnitEvent, unitAfter, unitDueMs, unitIn } from './unit-machine.ts'

const config = loadLine()
const units = stationUnits(config)
const tick = (tMs: number): UnitEvent => ({ type: 'TICK', tMs })
const holds = (name: string, tMs = 1000): UnitEvent => ({ type: 'CONDITION', tMs, name, holds: true })
const start: UnitEvent = { type: 'START', tMs: 0 }

/** Station, state before, events, state and own mode after. */
const TABLE: readonly (readonly [StationName, PackMlState, string, readonly UnitEvent[], PackMlState, string | null])[] = [
	['Feed', 'Idle', 'starts by threading', [start], 'Starting', 'threading'],
	['Feed', 'Idle', 'doses once the web is threaded', [start, holds('webThreaded')], 'Execute', 'dosing'],
	['Feed', 'Execute', 'splices when a joint passes', [{ type: 'SPLICE', tMs: 0 }], 'Execute', 'splicing'],
	['Feed', 'Execute', 'splices until it is past the nip', [{ type: 'SPLICE', tMs: 0 }, tick(19_999)], 'Execute', 'splicing'],
	['Feed', 'Execute', 'doses again after it', [{ type: 'SPLICE', tMs: 0 }, tick(20_000)], 'Execute', 'dosing'],
	['Feed', 'Idle', 'has no joint while it stands', [{ type: 'SPLICE', tMs: 0 }], 'Idle', null],
	['Feed', 'Execute', 'is held by a hopper that runs empty', [holds('hopperLow')], 'Holding', null],
	['Feed', 'Held', 'is not unheld while it does', [holds('hopperLow'), { type: 'UNHOLD', tMs: 2000 }], 'Held', 'waiting'],
	['Feed', 'Execute', 'is suspended without web', [holds('starved')], 'Suspending', null],
	['Feed', 'Held', 'changes a roll', [{ type: 'ROLL_CHANGE', tMs: 0 }], 'Held', 'roll-change'],
	['Feed', 'Held', 'has it mounted', [{ type: 'ROLL_CHANGE', tMs: 0 }, holds('rollMounted')], 'Held', 'roll-mounted'],
	['Drying', 'Idle', 'warms up', [start, tick(60_000)], 'Starting', 'warm-up'],
	['Drying', 'Idle', 'dries once warm', [start, holds('dryerWarm'), tick(10_000)], 'Execute', 'drying'],
	['Heating', 'Idle', 'purges first', [start, holds('emittersWarm'), tick(59_999)], 'Starting', 'purge'],
	['Heating', 'Idle', 'is not purged by time alone', [start, tick(600_000)], 'Starting', 'purge'],
	[
		'Heating',
		'Idle',
		'warms up after a proved purge over moving web',
		[start, holds('purgeProved'), holds('webMoving'), tick(60_000)],
		'Starting',
		'warm-up',
	],
	[
		'Heating',
		'Idle',
		'heats once its emitters are warm',
		[start, holds('purgeProved'), holds('webMoving'), tick(60_000), holds('heatersEnabled'), holds('emittersWarm', 90_000)],
		'Execute',
		'heating',
	],
	['Heating', 'Execute', 'is set back while it waits', [{ type: 'SUSPEND', tMs: 0 }, tick(2000)], 'Suspended', 'set-back'],
	['Heating', 'Suspended', 'purges before it warms up again', [{ type: 'UNSUSPEND', tMs: 0 }], 'Unsuspending', 'purge'],
	[
		'Heating',
		'Suspended',
		'warms up again while its purge is still proved',
		[holds('purgeProved'), holds('webMoving'), { type: 'UNSUSPEND', tMs: 2000 }],
		'Unsuspending',
		'warm-up',
	],
	['Heating', 'Execute', 'is held when a module gives no heat', [holds('moduleOut')], 'Holding', 'set-back'],
	['Heating', 'Execute', 'cools down at a stop', [{ type: 'STOP', tMs: 0 }, tick(49_000)], 'Stopping', 'cool-down'],
	['Heating', 'Execute', 'stops when the web has run out', [{ type: 'STOP', tMs: 0 }, tick(50_000)], 'Stopped', null],
	['Quench', 'Idle', 'circulates', [start, tick(4999)], 'Starting', 'circulate'],
	['Quench', 'Idle', 'cools', [start, tick(5000)], 'Execute', 'cool'],
	['Quench', 'Execute', 'circulates while it waits', [{ type: 'SUSPEND', tMs: 0 }, tick(1000)], 'Suspended', 'circulate'],
	['Wash', 'Idle', 'fills', [start], 'Starting', 'fill'],
	['Wash', 'Idle', 'circulates', [start, tick(25_000)], 'Starting', 'circulate'],
	['Wash', 'Idle', 'rinses', [start, tick(25_000), tick(30_000)], 'Execute', 'rinse'],
	['Wash', 'Execute', 'changes a full container', [{ type: 'CONTAINER_FULL', tMs: 0 }], 'Execute', 'container-change'],
	['Wash', 'Execute', 'rinses into the new one', [{ type: 'CONTAINER_FULL', tMs: 0 }, tick(45_000)], 'Execute', 'rinse'],
	['Wash', 'Execute', 'is suspended without a container', [holds('blocked')], 'Suspending', null],
	['Wash', 'Execute', 'drains at the end', [{ type: 'COMPLETE', tMs: 0 }], 'Completing', 'drain'],
	['Wash', 'Execute', 'is drained', [{ type: 'COMPLETE', tMs: 0 }, tick(60_000)], 'Completed', null],
]

describe('station machines', () => {
	it.each(TABLE)('%s in %s %s', (station, before, _words, events, state, mode) => {
		const unit = units[station]
		const after = events.reduce((snapshot, event) => unitAfter(unit, snapshot, event), unitIn(unit, before, 0))
		expect([after.state, after.mode]).toEqual([state, mode])
	})

	it.each(Object.entries(units))('%s asks for no tick while it runs undisturbed', (_, unit) => {
		expect(unitDueMs(unit, unitIn(unit, 'Execute', 0))).toBeNull()
	})
})
