import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { AlarmLatch, type AlarmLatchSnapshot } from './alarm-latch.ts'
import { type LimitView, limitConditions, limitRules } from './limits.ts'

const rules = limitRules(loadLine())
const view = (tMs: number, values: Record<string, number>, runningForMs: number | null = 1e6): LimitView => ({
	tMs,
	value: (source) => values[source],
	runningForMs: () => runningForMs,
})
const EXIT = 'Quench/Web/ExitTemperature'
const ids = (latch: AlarmLatch, v: LimitView) => latch.update(v.tMs, limitConditions(rules, v)).map((a) => a.id)

describe('limit alarms', () => {
	it('come from the line file, each once', () => {
		expect(new Set(rules.map((r) => r.id)).size).toBe(rules.length)
		expect(rules.find((r) => r.id === `limit/${EXIT}/high`)).toMatchObject({ limit: 345, priority: 2, unit: 'K' })
		expect(rules.find((r) => r.id === 'limit/Feed/Web/EdgePosition/low')).toMatchObject({ limit: -3, priority: 3 })
		expect(rules.filter((r) => r.source === 'Line/Web/Tension')).toHaveLength(2)
	})

	it('wait for their delay, say since when, and stay until the value is in by the dead band', () => {
		const latch = new AlarmLatch()
		expect(ids(latch, view(0, { [EXIT]: 346 }))).toEqual([])
		const on = latch.update(3000, limitConditions(rules, view(3000, { [EXIT]: 347 })))
		expect(on).toEqual([
			expect.objectContaining({ id: `limit/${EXIT}/high`, sinceMs: 0, value: 347, limit: 345, station: 'Quench' }),
		])
		expect(ids(latch, view(4000, { [EXIT]: 344 }))).toHaveLength(1)
		expect(ids(latch, view(5000, { [EXIT]: 342.9 }))).toHaveLength(0)
		expect(ids(latch, view(6000, { [EXIT]: 344 }))).toHaveLength(0)
	})

	it('start their delay again after a short excursion', () => {
		const latch = new AlarmLatch()
		ids(latch, view(0, { [EXIT]: 346 }))
		ids(latch, view(1000, { [EXIT]: 340 }))
		ids(latch, view(2000, { [EXIT]: 346 }))
		expect(ids(latch, view(4000, { [EXIT]: 346 }))).toEqual([])
	})

	it('are quiet while the station does not run and until it has settled, but never for a hot emitter', () => {
		const values = { [EXIT]: 400, 'Heating/Zone2/EmitterTemperature': 1460 }
		for (const running of [null, 59_000]) {
			const latch = new AlarmLatch()
			ids(latch, view(0, values, running))
			expect(ids(latch, view(5000, values, running))).toEqual(['limit/Heating/Zone2/EmitterTemperature/high'])
		}
	})

	it('say nothing of energy per product until the wash has filled', () => {
		const values = { 'soft/kWhPerKg': 500 }
		const after = (runningForMs: number) => {
			const latch = new AlarmLatch()
			ids(latch, view(0, values, runningForMs))
			return ids(latch, view(5000, values, runningForMs))
		}
		expect(after(30 * 60_000)).toEqual([])
		expect(after(61 * 60_000)).toEqual(['limit/soft/kWhPerKg/high'])
	})

	it('put the worst first and go on from a snapshot', () => {
		const values = { [EXIT]: 400, 'Heating/Purge/Oxygen': 150, 'Wash/Filter/PressureDrop': 45 }
		const latch = new AlarmLatch()
		ids(latch, view(0, values))
		const restored = new AlarmLatch(JSON.parse(JSON.stringify(latch.snapshot())) as AlarmLatchSnapshot)
		const all = ids(restored, view(3000, values))
		expect(all).toEqual(['limit/Heating/Purge/Oxygen/high', `limit/${EXIT}/high`, 'limit/Wash/Filter/PressureDrop/high'])
		expect(ids(latch, view(3000, values))).toEqual(all)
	})
})
