import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { EXPECTED_MODULE, MODULE_SETPOINT_K as SETPOINT_K } from '../../../test/machines-expected.ts'
import { moduleTold } from '../../../test/units-checks.ts'
import { createLineMachines, type LineMachinesSnapshot, moduleNews } from '../../line/line-machines.ts'
import { deviationOf } from './module-machine.ts'

const line = loadLine()
const { heating } = line.stations
const on = { enabled: true }
const near = { deviation: 'near' } as const

describe('a heating module', () => {
	it.each(EXPECTED_MODULE)('%s', (_words, told, state) => {
		expect(moduleTold(told).state).toBe(state)
	})

	it('knows since when', () => {
		expect(moduleTold([on, near, { deviation: 'between' }]).context.sinceMs).toBe(2000)
		expect(moduleTold([on, near]).context.dueMs).toBeNull()
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
