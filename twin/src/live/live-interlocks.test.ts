import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { Signal } from '../line/interlock-board.ts'
import { createLineMachines } from '../line/line-machines.ts'
import { LiveInterlocks } from './live-interlocks.ts'

const config = loadLine()
const machines = createLineMachines(config)
const running = machines.initial('warm', 0)
const good = (value: number): Signal => ({ value, quality: 'good' })
const healthy: Record<string, Signal> = {
	'Line/Status/CurMachSpeed': good(10),
	'Line/Web/Tension': good((config.limits.tensionN[0] + config.limits.tensionN[1]) / 2),
	'Heating/Purge/Flow': good(1e4),
	'Heating/Purge/Oxygen': good(1),
	'Heating/Cooling/Flow': good(1e4),
	'Quench/Coolant/Flow': good(1e4),
	'Quench/Web/ExitTemperature': good(300),
}

describe('interlocks of a live line', () => {
	it('tell a web break by the tension, a second after it, as first out of what follows', () => {
		const live = new LiveInterlocks(config)
		expect(live.step(0, healthy, running).trips).toEqual([])
		const torn = { ...healthy, 'Line/Web/Tension': good(0) }
		expect(live.step(1000, torn, running).trips).toEqual([])
		live.step(2000, { ...torn, 'Line/Status/CurMachSpeed': good(0) }, running)
		const view = live.step(3000, { ...torn, 'Line/Status/CurMachSpeed': good(0) }, running)
		expect(view.trips.map(({ id }) => id)).toContain('web-break')
		expect(view.firstOut).toEqual({ id: 'web-break', causeMs: 1000 })
		expect(view.line).toContain('First out: web break or tension lost')
	})

	it('trips of values that were lost for a while stand no longer once the plant has gone on in Execute, and stand while their cause does', () => {
		const live = new LiveInterlocks(config)
		live.step(0, healthy, running)
		const lost = Object.fromEntries(Object.keys(healthy).map((tag) => [tag, { value: null, quality: 'bad' as const }]))
		for (let tMs = 1_000; tMs <= 30_000; tMs += 1_000) live.step(tMs, lost, running)
		expect(live.view(30_000).trips.length).toBeGreaterThan(3)
		for (let tMs = 31_000; tMs <= 33_000; tMs += 1_000) live.step(tMs, healthy, running)
		expect(live.view(33_000).trips).toEqual([])
		// One that the plant has still to answer is not wiped out by the moments in which its state is behind.
		live.step(34_000, { ...healthy, 'Line/Web/Tension': good(0) }, running)
		live.step(36_000, { ...healthy, 'Line/Web/Tension': good(0) }, running)
		live.step(37_000, healthy, running)
		expect(live.view(37_000).firstOut?.id).toBe('web-break')
	})

	it('a stale thermocouple trips what it guards, and a stale, bad, uncertain or missing reading satisfies no permissive', () => {
		const exit = new LiveInterlocks(config)
		const stale = { ...healthy, 'Quench/Web/ExitTemperature': { value: 300, quality: 'stale' as const } }
		exit.step(0, stale, running)
		expect(exit.step(4000, stale, running).trips.map(({ id }) => id)).toContain('quench-exit-hot')
		for (const quality of ['stale', 'bad', 'uncertain'] as const) {
			const live = new LiveInterlocks(config)
			const told = { ...healthy, 'Heating/Purge/Oxygen': { value: 1, quality } }
			live.step(0, told, running)
			expect(live.step(120_000, told, running).missing).toEqual(expect.arrayContaining(['oxygen-low', 'purge-time']))
		}
		const silent = new LiveInterlocks(config)
		silent.step(0, {}, running)
		const view = silent.step(120_000, {}, running)
		expect(view.missing).toContain('oxygen-low')
		expect(view.trips).toEqual([])
	})

	it('all good readings, held for their time, prove every permissive that a tag tells', () => {
		const live = new LiveInterlocks(config)
		const idle = { ...running, line: { ...running.line, state: 'Idle' as const } }
		live.step(0, healthy, idle)
		expect(live.step(30_000, healthy, idle).missing).toEqual(['purge-time', 'oxygen-low'])
		expect(live.step(60_000, healthy, idle).missing).toEqual([])
	})

	it('a plant that executes has proved what holds, though it was not seen for long; what does not hold is missing all the same', () => {
		const live = new LiveInterlocks(config)
		expect(live.step(0, healthy, running).missing).toEqual([])
		expect(live.step(1000, { 'Heating/Purge/Oxygen': good(1e4) }, running).missing).toContain('oxygen-low')
	})

	it('takes a reading that was refused for the dangerous value', () => {
		const live = new LiveInterlocks(config)
		live.step(0, healthy, running)
		for (const tMs of [1000, 4000]) live.judge(tMs, [{ tag: 'Quench/Web/ExitTemperature', tMs: 1000 }], running)
		expect(live.view(4000).trips).toMatchObject([{ id: 'quench-exit-hot', causeMs: 1000 }])
	})

	it('lets a trip that is cleared at the line itself go when the plant is seen in Clearing', () => {
		const live = new LiveInterlocks(config)
		live.step(0, { ...healthy, 'Line/Web/Tension': good(0) }, running)
		live.step(1000, {}, running)
		const whole = { 'Line/Web/Tension': healthy['Line/Web/Tension'] as Signal }
		expect(live.step(2000, whole, running).firstOut?.id).toBe('web-break')
		const clearing = { ...running, line: { ...running.line, state: 'Clearing' as const } }
		expect(live.step(3000, {}, clearing)).toMatchObject({ trips: [], firstOut: null })
	})
})
