import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineMachines, type LineMachinesSnapshot, moduleNews } from '../../line/line-machines.ts'
import type { HeatingModuleState } from '../../port.ts'
import {
	createModuleMachine,
	deviationOf,
	type ModuleSense,
	type ModuleSnapshot,
	moduleAfter,
	moduleOff,
} from './module-machine.ts'

const line = loadLine()
const { heating } = line.stations
const machine = createModuleMachine(heating)
const SETPOINT_K = 1300
/** Twice the limited ramp from cold, and a minute. */
const CLIMB_MS = 1000 * ((2 * (SETPOINT_K - heating.ambientK)) / heating.heatUpRateKPerS + 60)

type Told = Partial<ModuleSense> | number
/** A module after what it is told, a second apart; a number is a tick so many ms later. */
function after(...told: Told[]): ModuleSnapshot {
	let tMs = 0
	let sense: ModuleSense = { enabled: false, setBack: false, deviation: 'below', setpointK: SETPOINT_K }
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

const on = { enabled: true }
const near = { deviation: 'near' } as const
const below = { deviation: 'below' } as const
const above = { deviation: 'above' } as const

describe('a heating module', () => {
	it.each<[string, Told[], HeatingModuleState]>([
		['is off while it is not enabled, warm or not', [near], 'off'],
		['climbs along its ramp when it is', [on], 'ramp'],
		['controls once it is there', [on, near], 'control'],
		['goes on controlling a little off its set-point', [on, near, { deviation: 'between' }], 'control'],
		['is on its way again far below it', [on, near, below], 'ramp'],
		['goes on controlling when it overshoots', [on, near, above], 'control'],
		['is not late while it is above', [on, above, CLIMB_MS], 'ramp'],
		['is set back while the web waits', [on, near, { setBack: true }], 'set-back'],
		['is off, not set back, while nothing may heat', [{ setBack: true }], 'off'],
		['comes back from its set-back along the ramp', [on, near, { setBack: true }, { setBack: false, ...below }], 'ramp'],
		['has the time that a climb takes', [on, CLIMB_MS - 1], 'ramp'],
		['has failed when it is not there by then', [on, CLIMB_MS], 'failed'],
		['has failed a minute after its heat is lost', [on, near, below, 60_000], 'failed'],
		['is given more for a higher set-point', [on, near, { setpointK: SETPOINT_K + 100, ...below }, 60_000], 'ramp'],
		['takes the time it takes to a lower one', [on, near, { setpointK: SETPOINT_K - 400, ...above }, 10 * CLIMB_MS], 'ramp'],
		['is given more for one that is raised on the way', [on, { setpointK: SETPOINT_K + 100 }, CLIMB_MS], 'ramp'],
		['still has to get there where it is lowered on the way', [on, { setpointK: SETPOINT_K - 100 }, CLIMB_MS], 'failed'],
		[
			'climbs no more once it is above one that was lowered',
			[on, { setpointK: SETPOINT_K - 400, ...above }, 10 * CLIMB_MS, { deviation: 'between' }, 1000],
			'ramp',
		],
		['is well again when it gets there after all', [on, CLIMB_MS, near], 'control'],
		['may try again once it was off', [on, CLIMB_MS, { enabled: false }, on], 'ramp'],
	])('%s', (_words, told, state) => {
		expect(after(...told).state).toBe(state)
	})

	it('knows since when', () => {
		expect(after(on, near, { deviation: 'between' }).context.sinceMs).toBe(2000)
		expect(after(on, near).context.dueMs).toBeNull()
	})

	it('is near within 5 K, and below or above beyond 15 K', () => {
		expect([1305, 1295, 1306, 1285, 1316, 1284].map((k) => deviationOf(k, 1300))).toEqual([
			'near',
			'near',
			'between',
			'between',
			'above',
			'below',
		])
	})
})

describe('the modules of a furnace', () => {
	const machines = createLineMachines(line)
	const setpoints = heating.modules.map(() => SETPOINT_K)
	const tell = (at: LineMachinesSnapshot, emitterK: readonly number[], tMs: number) =>
		machines.step(at, moduleNews(at, setpoints, emitterK), tMs)
	const allAt = (k: number) => setpoints.map(() => k)

	it('each for itself: one that loses its heat climbs alone, fails, and has the furnace held and the web stopped', () => {
		let at = tell(machines.initial('warm', 0), allAt(SETPOINT_K), 1000)
		expect(at.modules?.map(({ state }) => state)).toEqual(setpoints.map(() => 'control'))
		expect(moduleNews(at, setpoints, allAt(SETPOINT_K + 3))).toEqual([])
		const third = setpoints.map((k, n) => (n === 2 ? k - 40 : k))
		at = tell(at, third, 2000)
		expect(at.modules?.map(({ state }) => state)).toEqual(setpoints.map((_, n) => (n === 2 ? 'ramp' : 'control')))
		expect(machines.nextDueMs(at)).toBe(62_000)
		at = machines.step(at, [], 61_999)
		expect(at.line.state).toBe('Execute')
		at = machines.step(at, [], 62_000)
		expect([at.stations.Heating.state, at.stations.Heating.context.stopReason]).toEqual(['Holding', 401])
		expect(at.line.state).toBe('Holding')
	})

	it('keep a furnace in its warm-up until the last of them is there', () => {
		let at = machines.initial('cold', 0)
		const ready = ['dryerWarm', 'purgeProved'].map((name) => ({ kind: 'condition' as const, name, holds: true }))
		at = machines.step(at, [...ready, ...moduleNews(at, setpoints, allAt(300)), { kind: 'command', command: 'RESET' }], 1000)
		at = machines.step(at, [], 10_000)
		at = machines.step(at, [{ kind: 'command', command: 'START' }], 10_000)
		for (let tMs = 11_000; tMs < 200_000; tMs += 1000) at = machines.step(at, [], tMs)
		expect(at.stations.Heating.mode).toBe('warm-up')
		expect(at.modules?.every(({ state }) => state === 'ramp')).toBe(true)
		at = tell(
			at,
			setpoints.map((k, n) => (n === 0 ? k - 10 : k)),
			200_000,
		)
		expect(at.stations.Heating.mode).toBe('warm-up')
		at = tell(at, setpoints, 201_000)
		expect(at.stations.Heating.state).toBe('Execute')
	})
})
