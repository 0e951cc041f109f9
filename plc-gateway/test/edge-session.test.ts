import { createServer } from 'node:net'
import { generate, parser as mqttParser } from 'mqtt-packet'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
	createEdgeSession,
	DataType,
	decodePayload,
	type EdgeCommand,
	type EdgeMetric,
	type EdgeSession,
	type EdgeSessionOptions,
	encodePayload,
	type Payload,
	parseTopic,
} from '../src/index.ts'
import { BROKERS, pause, type TestBroker, until } from './brokers.ts'
import { type WireNode, wireNode } from './wire-node.ts'

const STATE = 'spBv1.0/STATE/HOST'
const temperature = (value: number): EdgeMetric => ({ name: 'D/T', type: DataType.Double, value, timestampMs: 1_000 + value })

describe.each(BROKERS)('edge session on $name', ({ open }) => {
	let broker: TestBroker
	let observer: WireNode
	let edge: EdgeSession | null
	/** What the node said: `NBIRTH`, `DDATA/D`, with its payload. */
	let said: { what: string; payload: Payload }[]

	beforeEach(async () => {
		broker = await open()
		edge = null
		said = []
		observer = await wireNode(broker.url, 'observer')
		observer.client.removeAllListeners('message')
		observer.client.on('message', (name, bytes) => {
			const topic = parseTopic(name)
			if (topic === null || topic.type === 'STATE' || topic.type.endsWith('CMD')) return
			said.push({ what: 'device' in topic ? `${topic.type}/${topic.device}` : topic.type, payload: decodePayload(bytes) })
		})
		await observer.client.subscribeAsync('spBv1.0/G/#')
	})

	afterEach(async () => {
		await edge?.close()
		await observer.close()
		await broker.stop()
	})

	function begin(more: Partial<EdgeSessionOptions> = {}): EdgeSession {
		edge = createEdgeSession({
			brokerUrl: broker.url,
			group: 'G',
			node: 'E',
			devices: ['D', 'X'],
			reconnect: { firstMs: 50, maxMs: 200 },
			getBirth: (device) => (device === 'D' ? [temperature(1)] : []),
			...more,
		})
		return edge
	}

	const whats = (): string[] => said.map(({ what }) => what)
	const count = (what: string): number => whats().filter((other) => other === what).length
	const command = (topic: string, name: string, value: boolean | number) =>
		observer.raw(
			topic,
			encodePayload({ metrics: [{ name, datatype: typeof value === 'boolean' ? DataType.Boolean : DataType.Double, value }] }),
		)
	const tellState = (online: boolean, timestamp: number) =>
		observer.raw(STATE, JSON.stringify({ online, timestamp }), { qos: 1, retain: true })

	it('is born as a whole, then speaks, with one sequence for the node and its devices', async () => {
		const session = begin({ useAliases: true })
		await until(() => session.status.state === 'online', 'the session')
		session.publish('D', [temperature(2)])
		session.setDeviceOnline('X', false)
		session.setDeviceOnline('X', true)
		await until(() => said.length === 6, 'six messages')
		expect(whats()).toEqual(['NBIRTH', 'DBIRTH/D', 'DBIRTH/X', 'DDATA/D', 'DDEATH/X', 'DBIRTH/X'])
		expect(said.map(({ payload }) => payload.seq)).toEqual([0, 1, 2, 3, 4, 5])
		const [birth, deviceBirth, , data] = said
		expect(birth?.payload.metrics.map(({ name, value }) => [name, value])).toEqual([
			['bdSeq', 0n],
			['Node Control/Rebirth', false],
		])
		expect(deviceBirth?.payload.metrics[0]).toMatchObject({ name: 'D/T', alias: 2, datatype: DataType.Double, value: 1 })
		expect(data?.payload.metrics[0]).toMatchObject({ name: undefined, alias: 2, datatype: undefined, timestampMs: 1_002 })
	})

	it('gives birth again when asked, with the same number and its sequence from 0', async () => {
		const session = begin()
		await until(() => session.status.state === 'online', 'the session')
		await command('spBv1.0/G/NCMD/E', 'Node Control/Rebirth', true)
		await until(() => count('DBIRTH/X') === 2, 'the second birth')
		const births = said.filter(({ what }) => what === 'NBIRTH')
		expect(births.map(({ payload }) => [payload.seq, payload.metrics[0]?.value])).toEqual([
			[0, 0n],
			[0, 0n],
		])
	})

	it('hands on commands that fit the birth and counts the others', async () => {
		const heard: [string | null, EdgeCommand][] = []
		const session = begin({
			onCommand: (device, commands) => heard.push(...commands.map((c) => [device, c] as [string | null, EdgeCommand])),
		})
		await until(() => session.status.state === 'online', 'the session')
		await command('spBv1.0/G/DCMD/E/D', 'D/T', 42)
		await command('spBv1.0/G/DCMD/E/D', 'D/T', true)
		await command('spBv1.0/G/DCMD/E/D', 'D/none', 1)
		await observer.raw('spBv1.0/G/DCMD/E/D', Uint8Array.from([0xff, 0xff]))
		await until(() => session.counters().refusedCommands === 3, 'the refusals')
		expect(heard).toMatchObject([['D', { name: 'D/T', type: DataType.Double, value: 42 }]])
	})

	it('waits for its primary host, leaves with it and heeds no older word', async () => {
		const session = begin({ hostId: 'HOST' })
		await until(() => session.status.state === 'waiting-for-host', 'the wait')
		await pause(100)
		expect(said).toEqual([])
		await tellState(true, 5_000)
		await until(() => session.status.state === 'online', 'the session')
		await tellState(false, 4_000)
		await pause(200)
		expect(session.status.state).toBe('online')
		await tellState(false, 6_000)
		await until(() => count('NDEATH') === 1, 'the death')
		await until(() => session.status.state === 'waiting-for-host', 'the wait after it')
		await tellState(true, 7_000)
		await until(() => count('NBIRTH') === 2, 'the next birth')
		// A new connection has a new number, and the death bore that of its own.
		const numbers = said
			.filter(({ what }) => what === 'NBIRTH' || what === 'NDEATH')
			.map(({ payload }) => payload.metrics[0]?.value)
		expect(numbers).toEqual([0n, 0n, 1n])
	})

	it('leaves with a death, and a cut connection leaves one too', async () => {
		const session = begin()
		await until(() => count('DBIRTH/X') === 1, 'the births')
		await session.close()
		await until(() => count('NDEATH') === 1, 'the death')
		const second = begin()
		await until(() => count('DBIRTH/X') === 2, 'the births of the next one')
		second.cut()
		await until(() => count('NDEATH') === 2, 'the Will')
		expect(said.at(-1)?.payload).toMatchObject({ seq: undefined, metrics: [{ name: 'bdSeq', datatype: DataType.Int64 }] })
	})

	it('says in plain words that another client has its id, and stays away for a while', async () => {
		const quick = { reconnect: { firstMs: 10, maxMs: 20 } }
		const other = createEdgeSession({ brokerUrl: broker.url, group: 'G', node: 'E', devices: [], getBirth: () => [], ...quick })
		const session = begin(quick)
		const reasons = (): string => `${session.status.reason} ${other.status.reason}`
		await until(() => reasons().includes('another client may use the id G-E'), 'the words')
		await until(() => [session, other].some(({ status }) => status.state === 'online'), 'one of them to stay')
		await other.close()
	})

	it('throws at what its birth does not name, and drops and counts what it cannot send', async () => {
		const session = begin({ offlineDevices: ['X'] })
		await until(() => session.status.state === 'online', 'the session')
		expect(() => session.publish('D', [{ ...temperature(1), name: 'D/other' }])).toThrow(
			'metric D/other of device D is not in its birth',
		)
		expect(() => session.publish('Z', [temperature(1)])).toThrow('device Z is not one of E')
		expect(() => session.publish('D', [{ ...temperature(1), type: DataType.Int8, value: 1 }])).toThrow(
			'was born as type 10, not 1',
		)
		expect(session.publish('X', [temperature(1)])).toBe(false)
		await broker.stop()
		await until(() => session.status.state === 'offline', 'the loss')
		expect(session.publish('D', [temperature(1)])).toBe(false)
		expect(session.counters().dropped).toBe(2)
	})
})

it('takes the word of its host that comes before the subscription is confirmed', async () => {
	let birth = ''
	const server = createServer((socket) => {
		const parser = mqttParser()
		socket.on('error', () => {})
		socket.on('data', (bytes) => parser.parse(bytes))
		parser.on('packet', (packet) => {
			if (packet.cmd === 'connect') socket.write(generate({ cmd: 'connack', returnCode: 0, sessionPresent: false }))
			if (packet.cmd === 'publish') birth ||= packet.topic
			if (packet.cmd !== 'subscribe') return
			const state = {
				cmd: 'publish',
				topic: STATE,
				payload: '{"online":true,"timestamp":1}',
				qos: 0,
				retain: true,
				dup: false,
			} as const
			socket.write(generate(state))
			setTimeout(() => socket.write(generate({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [1, 1, 1] })), 100)
		})
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const address = server.address()
	const port = typeof address === 'object' ? address?.port : 0
	const edge = createEdgeSession({
		brokerUrl: `mqtt://127.0.0.1:${port}`,
		group: 'G',
		node: 'E',
		devices: [],
		hostId: 'HOST',
		getBirth: () => [],
	})
	await until(() => edge.status.state === 'online', 'the session')
	await until(() => birth !== '', 'the birth')
	expect(birth).toBe('spBv1.0/G/NBIRTH/E')
	await edge.close()
	server.close()
})
