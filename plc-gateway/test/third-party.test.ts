import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BROKERS, type TestBroker, until } from './brokers.ts'
import { type WatchedHost, watch } from './watch.ts'

interface ThirdPartyMetric {
	readonly name: string
	readonly type: string
	readonly value: unknown
	readonly timestamp?: number
}
interface ThirdPartyClient {
	on(event: 'birth' | 'connect' | 'close' | 'error', listener: () => void): void
	on(event: 'ncmd', listener: (payload: { metrics: readonly ThirdPartyMetric[] }) => void): void
	on(event: 'dcmd', listener: (device: string, payload: { metrics: readonly ThirdPartyMetric[] }) => void): void
	publishNodeBirth(payload: { timestamp: number; metrics: ThirdPartyMetric[] }, options?: { compress: boolean }): void
	publishDeviceBirth(
		device: string,
		payload: { timestamp: number; metrics: ThirdPartyMetric[] },
		options?: { compress: boolean },
	): void
	publishDeviceData(
		device: string,
		payload: { timestamp: number; metrics: ThirdPartyMetric[] },
		options?: { compress: boolean },
	): void
	publishDeviceDeath(device: string, payload: { timestamp: number }): void
	stop(): void
}
const { newClient } = createRequire(import.meta.url)('sparkplug-client') as { newClient(config: object): ThirdPartyClient }

/** One metric of each kind that the package can write at all. */
const KINDS: readonly (readonly [name: string, type: string, value: unknown, expected: unknown])[] = [
	['int8', 'Int8', -7, -7],
	['int16', 'Int16', -30_000, -30_000],
	['int32', 'Int32', -2_000_000_000, -2_000_000_000],
	['int64', 'Int64', 9_007_199_254_740_991, 9_007_199_254_740_991n],
	['uint8', 'UInt8', 250, 250],
	['uint16', 'UInt16', 65_000, 65_000],
	['uint32', 'UInt32', 4_000_000_000, 4_000_000_000],
	['uint64', 'UInt64', 12, 12n],
	['float', 'Float', 0.5, 0.5],
	['double', 'Double', Math.PI, Math.PI],
	['boolean', 'Boolean', true, true],
	['string', 'String', 'Rußpartikel', 'Rußpartikel'],
	['time', 'DateTime', 1_790_000_000_000, 1_790_000_000_000n],
]

describe.each(BROKERS)('an edge node of npm sparkplug-client on $name', ({ open }) => {
	let broker: TestBroker
	let host: WatchedHost
	let client: ThirdPartyClient

	beforeEach(async () => {
		broker = await open()
		host = await watch(broker.url)
	})

	afterEach(async () => {
		client.stop()
		await host.host.close()
		await broker.stop()
	})

	function begin(compress = false): { rebirths: number } {
		const seen = { rebirths: 0 }
		client = newClient({
			serverUrl: broker.url,
			username: '',
			password: '',
			groupId: 'G',
			edgeNode: 'N',
			clientId: 'third-party',
			version: 'spBv1.0',
		})
		client.on('error', () => {})
		const birth = (): void => {
			const timestamp = Date.now()
			client.publishNodeBirth(
				{ timestamp, metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: false }] },
				{ compress },
			)
			client.publishDeviceBirth(
				'D',
				{ timestamp, metrics: KINDS.map(([name, type, value]) => ({ name, type, value, timestamp })) },
				{ compress },
			)
		}
		client.on('birth', birth)
		client.on('ncmd', ({ metrics }) => {
			if (!metrics.some(({ name, value }) => name === 'Node Control/Rebirth' && value === true)) return
			seen.rebirths++
			birth()
		})
		return seen
	}

	it('arrives with every value right', async () => {
		begin()
		await until(() => host.isOnline(), 'the device to be online')
		for (const [name, , , expected] of KINDS) expect([name, host.last(name)?.value]).toEqual([name, expected])
		const timestamp = 1_790_000_000_500
		client.publishDeviceData('D', { timestamp, metrics: [{ name: 'uint32', type: 'UInt32', value: 3_000_000_000, timestamp }] })
		await until(() => host.last('uint32')?.value === 3_000_000_000, 'the data')
		expect(host.last('uint32')).toMatchObject({ timestampMs: timestamp, quality: 192 })
		expect(host.status().counters).toMatchObject({ seqGaps: 0, undecodable: 0, badValues: 0 })
	})

	it('is read when it compresses its payloads', async () => {
		begin(true)
		await until(() => host.isOnline(), 'the device to be online')
		expect(host.last('double')?.value).toBe(Math.PI)
	})

	it('keeps its order past 255 messages', async () => {
		begin()
		await until(() => host.isOnline(), 'the device to be online')
		for (let k = 0; k < 600; k++)
			client.publishDeviceData('D', { timestamp: Date.now(), metrics: [{ name: 'double', type: 'Double', value: k }] })
		await until(() => host.last('double')?.value === 599, 'the last value')
		expect(host.status().counters.seqGaps).toBe(0)
	})

	it('gives birth again when the host asks, and dies with its device', async () => {
		const seen = begin()
		await until(() => host.isOnline(), 'the device to be online')
		await host.host.close()
		host = await watch(broker.url)
		client.publishDeviceData('D', { timestamp: Date.now(), metrics: [{ name: 'double', type: 'Double', value: 1 }] })
		await until(() => host.isOnline(), 'the device to be online again')
		expect(seen.rebirths).toBe(1)
		client.publishDeviceDeath('D', { timestamp: Date.now() })
		await until(() => host.node()?.devices.D?.state === 'offline', 'the death of the device')
		expect(host.last('int64')).toMatchObject({ value: 9_007_199_254_740_991n, quality: 500 })
	})

	it('takes a command with the datatype of its birth', async () => {
		begin()
		const commands: string[] = []
		client.on('dcmd', (device, { metrics }) => {
			commands.push(...metrics.map(({ name, type, value }) => `${device} ${name} ${type} ${value}`))
		})
		await until(() => host.isOnline(), 'the device to be online')
		// Its subscription to commands may still be on the way.
		await until(() => {
			host.host.write('G', 'N', 'D', 'double', 2.5)
			return commands.length > 0
		}, 'the command')
		expect(commands[0]).toBe('D double Double 2.5')
	})
})
