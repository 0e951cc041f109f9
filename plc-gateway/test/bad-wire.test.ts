import { tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipes } from '@emberline/line-config/files'
import type { Reading } from '@emberline/twin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectLine, type LinePlc } from '../src/index.ts'
import { createSimulatedPlc, type SimulatedPlc } from '../src/simulated-plc/index.ts'
import { embedded, type TestBroker, until } from './brokers.ts'
import { QUICK } from './watch.ts'

const LINE = loadLine()
const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))

describe('a PLC behind a bad wire', () => {
	let broker: TestBroker
	let gateway: LinePlc
	let plc: SimulatedPlc
	const readings: Reading[] = []
	/** Of each batch as it came, over plant time. */
	const aheadMs: number[] = []
	const metric = (name: string) => gateway.metrics()[`emberline_plc_${name}`] ?? 0

	beforeAll(async () => {
		broker = await embedded()
		gateway = connectLine({ brokerUrl: broker.url, ...LINE.sparkplug, tags: tagsOfLine(LINE), ...QUICK })
		gateway.readings$.subscribe((batch) => {
			readings.push(...batch)
			aheadMs.push(Math.max(...batch.map(({ tMs }) => tMs)) - plc.plant.nowMs)
		})
		const wire = { loss: 0.05, duplicate: 0.1, reorder: 0.1, delayMs: 5, jitterMs: 10, skewS: 30 }
		const faults = { scripted: [{ fault: 'data_gap', at: 60, lastsS: 30 }] }
		plc = createSimulatedPlc({ line: LINE, recipes: RECIPES, brokerUrl: broker.url, seed: 3, speed: 10, wire, faults })
		await plc.start()
	})
	afterAll(async () => {
		await plc.stop()
		await gateway.close()
		await broker.stop()
	})

	it('is heard all the same: what is lost is noticed and asked for again', async () => {
		await until(() => plc.plant.nowS > 50, 'five seconds')
		const { sent, lost, doubled, overtaken } = plc.state.wire
		expect(sent).toBeGreaterThan(50)
		expect(lost).toBeGreaterThan(0)
		expect(doubled).toBeGreaterThan(0)
		expect(overtaken).toBeGreaterThan(0)
		await until(
			() => metric('seq_gaps_total') > 0 && metric('rebirths_asked_total') > 0,
			'a gap to be noticed and a rebirth asked for',
		)
		expect(metric('rejected_values_total')).toBe(0)
		await until(() => readings.filter(({ tag }) => tag === 'Heating/Zone1/Power').length > 20, 'twenty values of a heater')
	})

	it('stamps its values with its own clock, half a minute ahead', () => {
		expect(Math.max(...aheadMs)).toBeGreaterThan(20_000)
		expect(Math.max(...aheadMs)).toBeLessThanOrEqual(30_000)
	})

	it('says nothing in a gap, and everything after it', async () => {
		await until(() => plc.plant.nowS > 70, 'the gap')
		const silentFrom = plc.state.wire.sent
		await until(() => plc.plant.nowS > 84, 'most of the gap')
		expect(plc.state.wire.sent).toBe(silentFrom)
		await until(() => plc.plant.nowS > 100, 'the end of the gap')
		const afterGapMs = plc.plant.startMs + 90_000 + 30_000
		await until(
			() => readings.some(({ tag, tMs }) => tag === 'Line/Status/StateCurrent' && tMs >= afterGapMs),
			'the state to be told again',
		)
	})
})
