import { tagsOfLine } from '@emberline/line-config'
import { loadLine, loadRecipes } from '@emberline/line-config/files'
import type { Reading } from '@emberline/twin'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
	connectLine,
	DataType,
	decodePayload,
	encodePayload,
	type LinePlc,
	type Metric,
	type Payload,
	type ScheduleCommand,
} from '../src/index.ts'
import { createSimulatedPlc, type SimulatedPlc } from '../src/simulated-plc/index.ts'
import { mosquitto, type TestBroker, until } from './brokers.ts'
import { QUICK } from './watch.ts'

const LINE = loadLine()
const TAGS = tagsOfLine(LINE)
const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))
const { Boolean: Bool, Double, Int32 } = DataType

interface Heard {
	readonly type: string
	readonly device: string | undefined
	readonly payload: Payload
}

describe('the simulated PLC on mosquitto', () => {
	let broker: TestBroker
	let wire: MqttClient
	let gateway: LinePlc
	let plc: SimulatedPlc
	const heard: Heard[] = []
	const readings: Reading[] = []
	const schedules: ScheduleCommand[] = []

	const metricsOf = (type: string, device?: string): readonly Metric[] =>
		heard.filter((message) => message.type === type && message.device === device).flatMap(({ payload }) => payload.metrics)
	const last = (tag: string) => readings.findLast((reading) => reading.tag === tag)
	const write = (device: string, ...metrics: readonly Metric[]) =>
		wire.publish(
			`spBv1.0/R2R/DCMD/LINE1/${device}`,
			Buffer.from(encodePayload({ timestampMs: Date.now(), metrics }, { datatypes: true })),
		)

	beforeAll(async () => {
		broker = await mosquitto()
		wire = mqtt.connect(broker.url)
		wire.on('message', (topic, bytes) => {
			const [, , type, , device] = topic.split('/')
			if (type !== undefined) heard.push({ type, device, payload: decodePayload(bytes) })
		})
		await new Promise<void>((resolve, reject) =>
			wire.once('connect', () => wire.subscribe('spBv1.0/R2R/#', (error) => (error ? reject(error) : resolve()))),
		)
		gateway = connectLine({ brokerUrl: broker.url, group: 'R2R', node: 'LINE1', tags: TAGS, ...QUICK })
		gateway.readings$.subscribe((batch) => readings.push(...batch))
		gateway.schedule$.subscribe((schedule) => schedules.push(schedule))
		await until(() => gateway.link.broker === 'connected', 'the gateway to be connected')
		plc = createSimulatedPlc({ line: LINE, recipes: RECIPES, brokerUrl: broker.url, seed: 5, speed: 5 })
		await plc.start()
	})

	afterAll(async () => {
		await plc.stop()
		await gateway.close()
		await wire.endAsync(true)
		await broker.stop()
	})

	it('is born with the 119 metrics of the dictionary over seven devices, each with its type, unit and quality', async () => {
		await until(() => metricsOf('DBIRTH', 'Lab').length > 0, 'the last device birth')
		const births = heard.filter(({ type }) => type === 'DBIRTH')
		expect(births.map(({ device }) => device)).toEqual(['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash', 'Lab'])
		const metrics = births.flatMap(({ payload }) => payload.metrics)
		expect(metrics).toHaveLength(119)
		for (const tag of TAGS) {
			const metric = metrics.find(({ name }) => name === tag.name)
			expect(metric?.datatype, tag.name).toBe(DataType[tag.type])
			expect(metric?.properties?.engUnit?.value, tag.name).toBe(tag.unit)
			expect([192, 500], tag.name).toContain(metric?.properties?.Quality?.value)
		}
	})

	it('shows a running line to the gateway at once, with its plan', async () => {
		await until(() => (last('Heating/Zone1/Power')?.value as number) > 4, 'heater power')
		expect(last('Line/Status/StateCurrent')?.value).toBe(6)
		expect(last('Line/Recipe/ID')?.value).toBe('HTR')
		expect(last('Wash/Product/MassFlow')?.value as number).toBeGreaterThan(300)
		await until(() => schedules.length > 0, 'the plan')
		const kinds = schedules.at(-1)?.items.map(({ kind }) => kind)
		expect(kinds).toContain('rollChange')
		expect(kinds).toContain('recipeChange')
		expect(schedules.at(-1)?.items[0]).toMatchObject({ kind: 'run', recipe: 'HTR' })
	})

	it('tells only changes beyond the dead band, in plant time, in order and without a gap', async () => {
		await until(() => metricsOf('DDATA', 'Heating').length > 400, 'some data')
		const names = new Set(metricsOf('DDATA', 'Heating').map(({ name }) => name))
		expect(names).not.toContain('Heating/Zone1/EmitterSetpoint')
		for (const device of ['Line', 'Heating', 'Wash']) {
			const before = new Map<string, Metric>()
			for (const metric of [...metricsOf('DBIRTH', device), ...metricsOf('DDATA', device)]) {
				const tag = TAGS.find(({ name }) => name === metric.name)
				const previous = before.get(metric.name ?? '')
				if (previous !== undefined && typeof metric.value === 'number' && typeof previous.value === 'number') {
					expect(Math.abs(metric.value - previous.value), metric.name).toBeGreaterThanOrEqual(tag?.deadband ?? 0)
					expect(metric.timestampMs).toBeGreaterThan(previous.timestampMs ?? 0)
				}
				before.set(metric.name ?? '', metric)
			}
		}
		expect(gateway.metrics().emberline_plc_seq_gaps_total).toBe(0)
		expect(gateway.metrics().emberline_plc_rejected_values_total).toBe(0)
		expect(gateway.metrics().emberline_plc_tags_never_seen).toBe(0)
	})

	it('takes a set-point by DCMD, tells it back and heats to it; one out of range changes nothing', async () => {
		const tag = 'Heating/Zone2/EmitterSetpoint'
		write(
			'Heating',
			{ name: tag, datatype: Double, value: 1300 },
			{ name: 'Heating/Zone1/EmitterSetpoint', datatype: Double, value: 1501 },
		)
		await until(() => last(tag)?.value === 1300, 'the set-point to come back')
		await until(() => (last('Heating/Zone2/EmitterTemperature')?.value as number) < 1325, 'the emitter to follow')
		expect(last('Heating/Zone1/EmitterSetpoint')?.value).toBeCloseTo(1347.7, 3)
		expect(plc.state.ignoredWrites).toBe(1)
	})

	it('stops on a PackML command: request and command in one message, whatever their order', async () => {
		write(
			'Line',
			{ name: 'Line/Command/CmdChangeRequest', datatype: Bool, value: true },
			{ name: 'Line/Command/CntrlCmd', datatype: Int32, value: 3 },
		)
		await until(() => last('Line/Status/StateCurrent')?.value === 7, 'Stopping')
		expect(last('Line/Admin/StopReason/ID')?.value).toBe(105)
		await until(() => last('Line/Status/StateCurrent')?.value === 2, 'Stopped')
		expect(last('Line/Command/CntrlCmd')?.value).toBe(3)
	})

	it('dies by its Will when it is cut off', async () => {
		expect(heard.some(({ type }) => type === 'NDEATH')).toBe(false)
		plc.kill()
		await until(() => heard.some(({ type }) => type === 'NDEATH'), 'the Will')
		const birth = metricsOf('NBIRTH').find(({ name }) => name === 'bdSeq')
		expect(metricsOf('NDEATH').find(({ name }) => name === 'bdSeq')?.value).toBe(birth?.value)
		await until(() => gateway.link.node === 'offline', 'the gateway to know')
	})
})
