import { connect } from 'node:net'
import { MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { BrokerError, type EmbeddedBroker, startEmbeddedBroker } from './embedded-broker.ts'

describe('embedded broker', () => {
	let brokers: EmbeddedBroker[] = []

	afterEach(async () => {
		for (const broker of brokers) await broker.close()
		brokers = []
	})

	async function start(maxPacketBytes?: number): Promise<EmbeddedBroker> {
		const broker = await startEmbeddedBroker({ port: 0, maxPacketBytes })
		brokers.push(broker)
		return broker
	}

	async function canPublish(broker: EmbeddedBroker): Promise<boolean> {
		const client = new MqttClient(() => connect(broker.port, '127.0.0.1'), {
			clientId: 'probe',
			reconnectPeriod: 0,
			protocolVersion: 4,
		})
		await new Promise((resolve) => client.once('connect', resolve))
		await client.publishAsync('t', 'x', { qos: 1 })
		await client.endAsync()
		return true
	}

	it('says in words that its port is taken', async () => {
		const { port } = await start()
		const error = await startEmbeddedBroker({ port }).catch((e: unknown) => e)
		expect(error).toBeInstanceOf(BrokerError)
		expect(error).toMatchObject({ code: 'PORT_TAKEN' })
		expect(String(error)).toContain(`Port ${port} on 127.0.0.1 is taken`)
		expect(String(error)).toContain('--broker-port')
	})

	it('says in words that it cannot listen on a strange address', async () => {
		await expect(startEmbeddedBroker({ port: 0, host: '203.0.113.7' })).rejects.toMatchObject({ code: 'CANNOT_LISTEN' })
	})

	it('goes on after bad bytes, before and after a CONNECT', async () => {
		const broker = await start()
		const hello = [0x10, 0x10, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 4, 0x61, 0x62, 0x63, 0x64]
		let seed = 3
		const random = (): number => {
			seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff
			return seed >> 8
		}
		for (let k = 0; k < 300; k++) {
			const junk = Array.from({ length: 1 + (random() % 60) }, () => random() & 0xff)
			await new Promise<void>((resolve) => {
				const socket = connect(broker.port, '127.0.0.1', () => socket.end(Uint8Array.from(k % 2 ? [...hello, ...junk] : junk)))
				socket.on('error', () => {})
				socket.on('close', () => resolve())
				socket.resume()
				setTimeout(() => socket.destroy(), 30)
			})
		}
		expect(await canPublish(broker)).toBe(true)
	})

	it('ends the connection of a packet that is too large, and no other', async () => {
		const broker = await start(10_000)
		const client = new MqttClient(() => connect(broker.port, '127.0.0.1'), {
			clientId: 'fat',
			reconnectPeriod: 0,
			protocolVersion: 4,
		})
		client.on('error', () => {})
		await new Promise((resolve) => client.once('connect', resolve))
		const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
		client.publish('t', Buffer.alloc(20_000), () => {})
		await closed
		expect(broker.cutConnections()).toBe(1)
		expect(await canPublish(broker)).toBe(true)
	})

	it('cuts off a subscriber that stops reading, and holds up no other', async () => {
		const broker = await start()
		const [frozen, reader, writer] = await Promise.all(
			['frozen', 'reader', 'writer'].map(async (clientId) => {
				const client = new MqttClient(() => connect(broker.port, '127.0.0.1'), {
					clientId,
					reconnectPeriod: 0,
					protocolVersion: 4,
				})
				client.on('error', () => {})
				await new Promise((resolve) => client.once('connect', resolve))
				return client
			}),
		)
		if (!frozen || !reader || !writer) throw new Error('three clients')
		let read = 0
		reader.on('message', () => read++)
		await frozen.subscribeAsync('t')
		await reader.subscribeAsync('t')
		frozen.stream.pause()
		// More than the buffers of the sockets and the broker hold together.
		const total = 1_500
		for (let k = 0; k < total; k++) {
			await writer.publishAsync('t', Buffer.alloc(20_000), { qos: 0 })
			if (k % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
		}
		while (read < total) await new Promise((resolve) => setTimeout(resolve, 10))
		expect(broker.cutConnections()).toBe(1)
		expect(broker.clients()).toBe(2)
		for (const client of [frozen, reader, writer]) client.end(true)
	})

	it('frees its port when it closes, with clients still there', async () => {
		const broker = await start()
		const socket = connect(broker.port, '127.0.0.1')
		socket.on('error', () => {})
		await new Promise((resolve) => socket.once('connect', resolve))
		await broker.close()
		const again = await startEmbeddedBroker({ port: broker.port })
		brokers = [again]
		expect(again.port).toBe(broker.port)
	})
})
