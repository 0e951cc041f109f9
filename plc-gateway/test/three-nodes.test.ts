import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { loadLine, loadRecipes } from '@emberline/line-config/files'
import { MqttClient } from 'mqtt'
import { expect, it } from 'vitest'
import { DataType, type HostValue, type PlainMessage } from '../src/index.ts'
import { createSimulatedPlc } from '../src/simulated-plc/index.ts'
import { mosquitto, until } from './brokers.ts'
import { fieldsNumbered } from './conformance/protobuf-walk.ts'
import { watch } from './watch.ts'

interface ThirdPartyMetric {
	readonly name: string
	readonly type: string
	readonly value: number
	readonly timestamp: number
}
interface ThirdParty {
	on(event: 'birth' | 'error' | 'ncmd', listener: () => void): void
	publishNodeBirth(payload: { timestamp: number; metrics: ThirdPartyMetric[] }): void
	publishDeviceBirth(device: string, payload: { timestamp: number; metrics: ThirdPartyMetric[] }): void
	publishDeviceData(device: string, payload: { timestamp: number; metrics: ThirdPartyMetric[] }): void
	stop(): void
}
const { newClient } = createRequire(import.meta.url)('sparkplug-client') as { newClient(config: object): ThirdParty }

const bits = (value: number): bigint => new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint
/** Doubles that lose their last bit in any text or arithmetic between. */
const ODD = [Math.PI, 1 / 3, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, -0, 1 - 2 ** -53, 299.15000000000003]

it('three independent nodes at once arrive to the last bit: npm sparkplug-client, JSON on a plain topic, the simulated PLC', async () => {
	const broker = await mosquitto()
	const line = loadLine()
	const recipes = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))
	const host = await watch(broker.url, { groups: ['G', 'R2R'], plainTopics: ['plant/oven'], silenceLimitMs: 60_000 })
	const plain: PlainMessage[] = []
	host.host.plain$.subscribe((message) => plain.push(message))

	// What the simulated PLC sends, read by nobody of ours: doubles by their place in the protobuf.
	const sent = new Map<string, bigint>()
	const wire = new MqttClient(() => connect({ port: broker.port, host: '127.0.0.1' }), {
		clientId: 'observer',
		reconnectPeriod: 0,
	})
	wire.on('message', (topic, payload) => {
		const device = topic.split('/')[4]
		for (const { bytes } of fieldsNumbered(Uint8Array.from(payload), 2)) {
			const name = new TextDecoder().decode(fieldsNumbered(bytes, 1)[0]?.bytes)
			const stamp = fieldsNumbered(bytes, 3)[0]?.value
			const double = fieldsNumbered(bytes, 13)[0]?.bytes
			if (double !== undefined)
				sent.set(`${device} ${name} ${stamp}`, new DataView(double.buffer, double.byteOffset, 8).getBigUint64(0, true))
		}
	})
	await new Promise<void>((resolve) =>
		wire.on('connect', () => wire.subscribe(['spBv1.0/R2R/DBIRTH/#', 'spBv1.0/R2R/DDATA/#'], () => resolve())),
	)

	const plc = createSimulatedPlc({ line, recipes, brokerUrl: broker.url, seed: 3, speed: 20 })
	await plc.start()
	const client = newClient({
		serverUrl: broker.url,
		username: '',
		password: '',
		groupId: 'G',
		edgeNode: 'THIRD',
		clientId: 'third',
		version: 'spBv1.0',
	})
	client.on('error', () => {})
	const metrics = (k: number): ThirdPartyMetric[] => [
		{ name: 'odd', type: 'Double', value: ODD[k] as number, timestamp: 1_790_000_000_000 + k },
	]
	let isBorn = false
	client.on('birth', () => {
		client.publishNodeBirth({ timestamp: Date.now(), metrics: [] })
		client.publishDeviceBirth('D', { timestamp: Date.now(), metrics: metrics(0) })
		isBorn = true
	})
	await until(() => isBorn && host.isOnline('THIRD'), 'the third-party node')
	ODD.forEach((_, k) => {
		client.publishDeviceData('D', { timestamp: Date.now(), metrics: metrics(k) })
		wire.publish('plant/oven', JSON.stringify({ temperature: ODD[k] }))
	})
	const fromThird = (): HostValue[] => host.values.filter(({ node, name }) => node === 'THIRD' && name === 'odd')
	const fromPlc = (): HostValue[] =>
		host.values.filter(({ node, device, datatype }) => node === 'LINE1' && device !== null && datatype === DataType.Double)
	await until(
		() => fromThird().length === ODD.length + 1 && plain.length === ODD.length && fromPlc().length > 500,
		'the values of all three',
	)

	expect(
		fromThird()
			.slice(1)
			.map(({ value, timestampMs }) => [bits(value as number), timestampMs]),
	).toEqual(ODD.map((value, k) => [bits(value), 1_790_000_000_000 + k]))
	const heard = plain.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).temperature as number)
	expect(heard.map(bits)).toEqual(ODD.map((value) => bits(JSON.parse(JSON.stringify(value)) as number)))
	const wrong = fromPlc().filter(
		({ device, name, timestampMs, value, quality }) =>
			quality !== 500 && value !== null && sent.get(`${device} ${name} ${timestampMs}`) !== bits(value as number),
	)
	expect(wrong).toEqual([])
	expect(host.status().counters).toMatchObject({ seqGaps: 0, badValues: 0, undecodable: 0, rebirthsAsked: 0 })

	client.stop()
	await plc.stop()
	await wire.endAsync(true)
	await host.host.close()
	await broker.stop()
})
