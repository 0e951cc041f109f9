import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import type { Fault, Reading } from '@emberline/twin'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
	connectLine,
	createEdgeSession,
	DataType,
	type EdgeMetric,
	type EdgeSession,
	type LinePlc,
	metricProperties,
	type ScheduleCommand,
} from '../src/index.ts'
import { BROKERS, type TestBroker, until } from './brokers.ts'
import { QUICK } from './watch.ts'

const TAGS = tagsOfLine(loadLine())
const DEVICES = [...new Set(TAGS.map((tag) => tag.device))]
/** The plant's clock: hours away from ours. */
const T0 = 1_700_000_000_000
const ANY = { Double: 1.5, Int32: 6, Int64: 12n, Boolean: false, String: 'x', DateTime: 1_699_999_000_000n } as const

function born(device: string | null): EdgeMetric[] {
	return TAGS.filter((tag) => tag.device === device).map((tag) => ({
		name: tag.name,
		type: DataType[tag.type],
		value: ANY[tag.type],
		timestampMs: T0,
		properties: metricProperties({ engUnit: tag.unit }),
	}))
}

function power(zone: number, value: number, tMs: number, more: Partial<EdgeMetric> = {}): EdgeMetric {
	return { name: `Heating/Zone${zone}/Power`, type: DataType.Double, value, timestampMs: tMs, ...more }
}

describe.each(BROKERS)('the PLC of a line on $name', ({ open }) => {
	let broker: TestBroker
	let line: LinePlc
	let edge: EdgeSession
	let plantMs: number
	let readings: Reading[]
	let history: Reading[]
	let faults: Fault[]
	let schedules: ScheduleCommand[]

	beforeEach(async () => {
		broker = await open()
		plantMs = T0
		readings = []
		history = []
		faults = []
		schedules = []
	})

	afterEach(async () => {
		await edge.close()
		await line.close()
		await broker.stop()
	})

	async function openEdge(getBirth = born, silenceLimitMs = 60_000): Promise<void> {
		line = connectLine({
			...QUICK,
			// The edge node is born as soon as the host is there: a second birth would undo what a test has published.
			lateJoinMs: 60_000,
			brokerUrl: broker.url,
			group: 'R2R',
			node: 'LINE1',
			tags: TAGS,
			silenceLimitMs,
		})
		line.readings$.subscribe((batch) => readings.push(...batch))
		line.history$.subscribe((batch) => history.push(...batch))
		line.faults$.subscribe((fault) => faults.push(fault))
		line.schedule$.subscribe((schedule) => schedules.push(schedule))
		edge = createEdgeSession({
			brokerUrl: broker.url,
			group: 'R2R',
			node: 'LINE1',
			devices: DEVICES,
			hostId: 'EMBERLINE',
			useAliases: true,
			reconnect: { firstMs: 50, maxMs: 200 },
			nowMs: () => plantMs,
			getBirth,
		})
		await until(() => Object.values(line.link.devices).every((state) => state === 'online'), 'all devices to be online')
	}

	const last = (tag: string): Reading | undefined => readings.findLast((reading) => reading.tag === tag)

	it('gives every tag of the dictionary with its type, time and quality', async () => {
		await openEdge()
		expect(new Set(readings.map(({ tag }) => tag)).size).toBe(119)
		expect(last('Heating/Zone1/Power')).toEqual({ tMs: T0, tag: 'Heating/Zone1/Power', value: 1.5, quality: 'good' })
		expect(last('Line/Admin/ProdProcessedCount')?.value).toBe(12)
		expect(last('Lab/Sample/Time')?.value).toBe(1_699_999_000_000)
		expect(line.metrics()).toMatchObject({
			emberline_plc_tags_never_seen: 0,
			emberline_plc_node_online: 1,
			emberline_plc_devices_online: 7,
		})
		expect(line.link).toMatchObject({ broker: 'connected', node: 'online' })
		expect(line.link.message).toBeUndefined()
	})

	it('makes what is not a number null and bad, and says why', async () => {
		await openEdge()
		edge.publish('Heating', [power(1, Number.NaN, T0 + 1), power(2, Number.POSITIVE_INFINITY, T0 + 1), power(3, 4, T0 + 1)])
		await until(() => last('Heating/Zone3/Power')?.value === 4, 'the values')
		expect(last('Heating/Zone1/Power')).toMatchObject({ value: null, quality: 'bad', reason: 'NaN is not a number' })
		expect(last('Heating/Zone2/Power')).toMatchObject({ value: null, quality: 'bad', reason: 'Infinity is not a number' })
	})

	it("passes on the plant's own verdict", async () => {
		await openEdge()
		edge.publish('Heating', [
			power(1, 2, T0 + 1, { properties: metricProperties({ quality: 0 }) }),
			power(2, 2, T0 + 1, { properties: metricProperties({ quality: 500 }) }),
			{ ...power(3, 2, T0 + 1), value: null },
		])
		await until(() => last('Heating/Zone3/Power')?.value === null, 'the values')
		expect(last('Heating/Zone1/Power')).toMatchObject({ value: 2, quality: 'bad', reason: 'bad, says the plant' })
		expect(last('Heating/Zone2/Power')).toMatchObject({ value: 2, quality: 'stale', reason: 'stale, says the plant' })
		expect(last('Heating/Zone3/Power')).toMatchObject({ quality: 'bad', reason: 'no value' })
	})

	it('marks a wrong type and a wrong unit bad, and counts foreign metrics once', async () => {
		const foreign: EdgeMetric = { name: 'Heating/Fan/Speed', type: DataType.Double, value: 1, timestampMs: T0 }
		await openEdge((device) =>
			born(device)
				.map((metric) => (metric.name === 'Heating/Zone1/Power' ? { ...metric, type: DataType.String, value: '1.5' } : metric))
				.map((metric) =>
					metric.name === 'Heating/Zone2/WallTemperature'
						? { ...metric, properties: metricProperties({ engUnit: 'degC' }) }
						: metric,
				)
				.concat(device === 'Heating' ? [foreign] : []),
		)
		expect(last('Heating/Zone1/Power')).toMatchObject({ value: null, quality: 'bad', reason: 'came as String, expected Double' })
		expect(last('Heating/Zone2/WallTemperature')).toMatchObject({
			value: null,
			quality: 'bad',
			reason: 'came in degC, expected K',
		})
		edge.publish('Heating', [{ ...foreign, value: 2 }, power(2, 7, T0 + 1)])
		await until(() => last('Heating/Zone2/Power')?.value === 7, 'the next value')
		expect(faults.filter(({ code }) => code === 'foreign-metric').map(({ message }) => message)).toEqual([
			'no tag of the line: Heating: Heating/Fan/Speed',
		])
		expect(line.metrics()).toMatchObject({ emberline_plc_foreign_metrics: 1, emberline_plc_rejected_values_total: 2 })
	})

	it('keeps past values out of the live readings', async () => {
		await openEdge()
		edge.publish('Heating', [power(1, 99, T0 - 5_000, { isHistorical: true }), power(2, 3, T0 + 1)])
		await until(() => last('Heating/Zone2/Power')?.value === 3, 'the live value')
		expect(history).toEqual([{ tMs: T0 - 5_000, tag: 'Heating/Zone1/Power', value: 99, quality: 'good' }])
		expect(last('Heating/Zone1/Power')?.value).toBe(1.5)
	})

	it('turns silent devices stale in plant time, behind everything they said, and Lab not at all', async () => {
		await openEdge(born, 1_500)
		await until(() => line.link.devices.Heating === 'stale', 'the silence')
		const stale = last('Heating/Zone1/Power')
		expect(stale).toMatchObject({ value: 1.5, quality: 'stale' })
		expect(stale?.tMs).toBeGreaterThan(T0 + 1_400)
		expect(stale?.tMs).toBeLessThan(T0 + 60_000)
		expect(line.link.devices.Lab).toBe('online')
		plantMs = T0 + 1_600
		edge.publish('Heating', [power(2, 8, plantMs)])
		await until(() => line.link.devices.Heating === 'online', 'the device to be heard')
		await until(() => last('Heating/Zone2/Power')?.value === 8, 'its value')
		const back = last('Heating/Zone1/Power')
		expect(back).toMatchObject({ value: 1.5, quality: 'good' })
		expect(back?.tMs).toBeGreaterThanOrEqual(stale?.tMs ?? Infinity)
	})

	it('turns everything stale when the node leaves', async () => {
		await openEdge()
		await edge.close()
		await until(() => line.link.node === 'offline', 'the death')
		const newest = new Map(readings.map((reading) => [reading.tag, reading]))
		expect([...newest.values()].filter(({ quality }) => quality !== 'stale')).toEqual([])
		expect(line.link.message).toBe('node died')
	})

	it('gives the plan once for each change and keeps the last good one', async () => {
		await openEdge()
		const topic = 'R2R/LINE1/Schedule'
		const plan = [{ id: 'r1', kind: 'run', length_m: 412, recipe: 'HTR', expected_s: 8240 }]
		edge.publishRaw(topic, JSON.stringify(plan), { qos: 1, retain: true })
		await until(() => schedules.length === 1, 'the plan')
		expect(schedules[0]).toMatchObject({ kind: 'schedule', items: plan })
		edge.publishRaw(topic, JSON.stringify(plan), { qos: 1, retain: true })
		edge.publishRaw(topic, '[{"id":"r1","kind":"dance"},{"id":"r2","kind":"run","length_m":"far"}]', { qos: 1, retain: true })
		const bad = () => faults.filter(({ code }) => code === 'bad-schedule').map(({ message }) => message)
		await until(() => bad().length === 2, 'the faults')
		expect(bad()).toEqual([
			'the plan is kept as it was: item 0: "kind" is "dance", expected one of run, rollChange, recipeChange, stop',
			'the plan is kept as it was: item 1: "length_m" is "far", expected a number from 0',
		])
		edge.publishRaw(topic, '[]', { qos: 1, retain: true })
		await until(() => schedules.length === 2, 'the empty plan')
		expect(schedules[1]?.items).toEqual([])
	})
})
