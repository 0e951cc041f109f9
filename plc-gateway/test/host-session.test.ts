import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEdgeSession, DataType, type EdgeMetric, encodePayload } from '../src/index.ts'
import { BROKERS, pause, type TestBroker, until } from './brokers.ts'
import { type WatchedHost, watch } from './watch.ts'
import { a, bdSeqPayload, type WireNode, wireNode } from './wire-node.ts'

describe.each(BROKERS)('host session on $name', ({ open }) => {
	let broker: TestBroker
	let toClose: { close(): Promise<void> }[] = []

	beforeEach(async () => {
		broker = await open()
	})

	afterEach(async () => {
		for (const it of toClose.reverse()) await it.close()
		toClose = []
		await broker.stop()
	})

	async function openHost(options: Parameters<typeof watch>[1] = {}): Promise<WatchedHost> {
		const watched = await watch(broker.url, options)
		toClose.push(watched.host)
		return watched
	}

	async function openWire(node = 'N', bdSeq = 0): Promise<WireNode> {
		const wire = await wireNode(broker.url, node, bdSeq)
		toClose.push(wire)
		return wire
	}

	async function bornPair(options: Parameters<typeof watch>[1] = {}): Promise<{ host: WatchedHost; node: WireNode }> {
		const host = await openHost(options)
		const node = await openWire()
		node.birth()
		await until(() => host.isOnline(), 'the device to be online')
		return { host, node }
	}

	it('takes names, types, times and 64-bit values from the births', async () => {
		const { host } = await bornPair()
		expect(host.last('a')).toMatchObject({
			group: 'G',
			node: 'N',
			device: 'D',
			value: 1.5,
			datatype: DataType.Double,
			quality: 192,
		})
		expect(host.last('n')?.value).toBe(2n ** 60n)
		expect(host.last('bdSeq')).toMatchObject({ device: null, value: 0n })
		expect(host.node()).toMatchObject({ state: 'online', bdSeq: 0 })
	})

	it('reads data by alias with the datatype and unit of the birth', async () => {
		const { host, node } = await bornPair()
		node.send('DDATA', 'D', 2, [{ ...a(7.25), timestampMs: 1_700_000_000_123 }])
		await until(() => host.last('a')?.value === 7.25, 'the value')
		expect(host.last('a')).toMatchObject({ timestampMs: 1_700_000_000_123, datatype: DataType.Double, isHistorical: false })
		node.send('DDATA', 'D', 3, [{ name: 'a', datatype: DataType.Double, value: 8 }])
		await until(() => host.last('a')?.value === 8, 'the value by name')
		expect(node.rebirths()).toBe(0)
	})

	it('asks for one rebirth after a hole in the sequence and keeps what came after it as history', async () => {
		const { host, node } = await bornPair()
		for (const seq of [3, 4, 5]) node.send('DDATA', 'D', seq, [a(seq * 100)])
		await until(() => node.rebirths() > 0, 'the rebirth request')
		expect(host.values.filter((value) => value.isHistorical).map(({ value }) => value)).toEqual([300, 400, 500])
		expect(host.last('a')?.value).toBe(1.5)
		node.birth()
		await until(() => host.status().counters.births === 2, 'the second birth')
		node.send('DDATA', 'D', 2, [a(9)])
		await until(() => host.last('a')?.value === 9, 'live values again')
		await pause(600)
		expect(node.rebirths()).toBe(1)
		expect(host.status().counters).toMatchObject({ seqGaps: 1, rebirthsAsked: 1 })
	})

	it('puts messages that overtook each other back in order without a rebirth', async () => {
		const { host, node } = await bornPair({ reorderMs: 2_000 })
		for (const seq of [4, 3, 2, 5]) node.send('DDATA', 'D', seq, [a(seq)])
		await until(() => host.last('a')?.value === 5, 'the last value')
		expect(host.values.filter(({ name }) => name === 'a').map(({ value }) => value)).toEqual([1.5, 2, 3, 4, 5])
		expect(node.rebirths()).toBe(0)
	})

	it('follows the sequence over 255 to 0', async () => {
		const { host, node } = await bornPair()
		for (let k = 2; k < 600; k++) node.send('DDATA', 'D', k & 0xff, [a(k)])
		await until(() => host.last('a')?.value === 599, 'the last value')
		expect(host.status().counters).toMatchObject({ seqGaps: 0, late: 0 })
	})

	it('marks every value stale when the node dies, and only by its live number', async () => {
		const { host, node } = await bornPair()
		const other = await openWire('X')
		await other.raw('spBv1.0/G/NDEATH/N', encodePayload(bdSeqPayload(7)))
		await until(() => host.status().counters.notLive === 1, 'the old death')
		expect(host.isOnline()).toBe(true)
		node.vanish()
		await until(() => host.node()?.state === 'offline', 'the death')
		expect(host.node()?.devices.D).toMatchObject({ state: 'offline', reason: 'node died' })
		expect(host.last('a')).toMatchObject({ value: 1.5, quality: 500, reason: 'node died' })
		expect(host.last('n')).toMatchObject({ value: 2n ** 60n, quality: 500 })
	})

	it('comes back with a node that starts with number 0 again at once', async () => {
		const { host, node } = await bornPair()
		node.vanish()
		await until(() => host.node()?.state === 'offline', 'the death')
		const again = await openWire()
		again.birth()
		// Its birth may look like one of the session that died: then it is asked for another one.
		await until(() => host.isOnline() || again.rebirths() > 0, 'a birth or a request', 5_000)
		if (!host.isOnline()) again.birth()
		await until(() => host.isOnline(), 'the node to be live')
		expect(host.last('a')?.quality).toBe(192)
	})

	it('takes a device off at its death and asks for a birth when it speaks unborn', async () => {
		const { host, node } = await bornPair()
		node.send('DDEATH', 'D', 2, [])
		await until(() => host.node()?.devices.D?.state === 'offline', 'the device to be offline')
		expect(host.last('a')).toMatchObject({ quality: 500, reason: 'device died' })
		expect(host.node()?.state).toBe('online')
		node.send('DDATA', 'D', 3, [a(2)])
		await until(() => node.rebirths() === 1, 'the rebirth request')
		expect(host.last('a')?.value).toBe(1.5)
	})

	it('takes a device off that is not born again with its node', async () => {
		const { host, node } = await bornPair()
		node.send('NBIRTH', null, 0, [{ name: 'bdSeq', datatype: DataType.Int64, value: 0n }])
		await until(() => host.status().counters.births === 2, 'the second birth')
		expect(host.last('a')?.quality).toBe(192)
		await until(() => host.node()?.devices.D?.state === 'offline', 'the device to be offline')
		expect(host.last('a')).toMatchObject({ quality: 500, reason: 'not born with its node' })
	})

	it('joins late: asks the node that it hears for its birth and is live after it', async () => {
		const node = await openWire()
		node.birth()
		const host = await openHost()
		node.send('DDATA', 'D', 2, [a(3)])
		await until(() => node.rebirths() === 1, 'the rebirth request')
		node.birth()
		await until(() => host.isOnline(), 'the device to be online')
		node.send('DDATA', 'D', 2, [a(4)])
		await until(() => host.last('a')?.value === 4, 'the value')
		expect(node.rebirths()).toBe(1)
	})

	it('asks a node that it expects, even if nobody hears it', async () => {
		const node = await openWire()
		node.birth()
		await openHost({ groups: [], nodes: [{ group: 'G', node: 'N' }] })
		await until(() => node.rebirths() === 1, 'the rebirth request')
	})

	it('takes a device birth that overtook the birth of its node', async () => {
		const host = await openHost({ reorderMs: 1_000 })
		const node = await openWire()
		const timestampMs = Date.now()
		node.send('DBIRTH', 'D', 1, [{ name: 'a', alias: 1, datatype: DataType.Double, value: 6 }], { timestampMs })
		node.send('NBIRTH', null, 0, [{ name: 'bdSeq', datatype: DataType.Int64, value: 0n }], { timestampMs })
		await until(() => host.isOnline(), 'the device to be online')
		expect(host.last('a')?.value).toBe(6)
		expect(node.rebirths()).toBe(0)
	})

	it('turns a silent device stale and good again when its node is heard', async () => {
		const { host, node } = await bornPair({ silenceLimitMs: 400 })
		await until(() => host.node()?.devices.D?.state === 'stale', 'the silence')
		expect(host.last('a')).toMatchObject({ value: 1.5, quality: 500 })
		expect(host.last('a')?.reason).toMatch(/^nothing heard for 0\.\d s$/)
		node.send('NDATA', null, 2, [{ name: 'Node Control/Rebirth', datatype: DataType.Boolean, value: false }])
		await until(() => host.isOnline(), 'the device to be good')
		expect(host.last('a')).toMatchObject({ value: 1.5, quality: 192 })
	})

	it('asks for a birth when an alias is unknown and reads the rest of the message', async () => {
		const { host, node } = await bornPair()
		node.send('DDATA', 'D', 2, [{ alias: 99, datatype: DataType.Double, value: 1 }, a(5)])
		await until(() => node.rebirths() === 1, 'the rebirth request')
		expect(host.last('a')?.value).toBe(5)
		expect(host.faults.map(({ code, message }) => `${code}: ${message}`)).toContain('unknown-metric: no birth named alias 99')
	})

	it('marks a value that does not fit its type bad and keeps its neighbours', async () => {
		const { host, node } = await bornPair()
		node.send('DDATA', 'D', 2, [a(5), { alias: 2, datatype: DataType.String, value: 'text' }])
		await until(() => host.last('n')?.quality === 0, 'the bad value')
		expect(host.last('n')).toMatchObject({ value: null, reason: 'Int64 came as string_value' })
		expect(host.last('a')?.value).toBe(5)
	})

	it('keeps historical values out of the live picture', async () => {
		const { host, node } = await bornPair()
		node.send('DDATA', 'D', 2, [{ ...a(99), isHistorical: true, timestampMs: 1_600_000_000_000 }])
		await until(() => host.status().counters.historical === 1, 'the historical value')
		expect(host.host.metric('G', 'N', 'D', 'a')?.value).toBe(1.5)
	})

	it('is live again by itself after its broker was killed', async () => {
		const host = await openHost()
		let value = 1
		const metric = (): EdgeMetric => ({ name: 'a', type: DataType.Double, value, timestampMs: Date.now() })
		const edge = createEdgeSession({
			brokerUrl: broker.url,
			group: 'G',
			node: 'N',
			devices: ['D'],
			hostId: 'EMBERLINE',
			useAliases: true,
			reconnect: { firstMs: 50, maxMs: 200 },
			getBirth: (device) => (device === null ? [] : [metric()]),
		})
		toClose.push(edge)
		await until(() => host.isOnline(), 'the device to be online')
		await broker.stop()
		await until(() => host.status().broker === 'lost', 'the loss')
		expect(host.last('a')).toMatchObject({ value: 1, quality: 500, reason: 'no connection to the broker' })
		await until(() => edge.status.state === 'offline', 'the edge node to notice')
		value = 2
		await broker.start()
		await until(() => host.isOnline(), 'the device to be online again')
		await until(() => host.last('a')?.value === 2, 'the value at the new birth')
		value = 3
		expect(edge.publish('D', [metric()])).toBe(true)
		await until(() => host.last('a')?.value === 3, 'live values')
		expect(host.broker).toEqual(['connecting', 'connected', 'lost', 'connected'])
	})

	it('shrugs off garbage on every topic', async () => {
		const { host, node } = await bornPair()
		const junk = await openWire('junk')
		let seed = 7
		const random = (): number => {
			seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff
			return seed
		}
		const types = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH/J', 'DDATA/J', 'DDEATH/J', 'NOPE', 'DDATA']
		for (let k = 0; k < 400; k++) {
			const [type = '', device] = (types[k % types.length] ?? '').split('/')
			const bytes = Uint8Array.from({ length: random() % 200 }, () => random() % 256)
			await junk.raw(`spBv1.0/G/${type}/junk${device ? `/${device}` : ''}`, bytes)
		}
		await junk.raw('spBv1.0/STATE/EMBERLINE', '{"online":', { qos: 1 })
		node.send('DDATA', 'D', 2, [a(42)])
		await until(() => host.last('a')?.value === 42, 'the value after the garbage')
		expect(host.status().counters.undecodable).toBeGreaterThan(100)
		expect(host.faults.filter(({ code, source }) => code === 'undecodable' && source === 'G/junk')).toHaveLength(1)
		expect(host.status().broker).toBe('connected')
	})

	it('refuses a payload of 10 MB and goes on', async () => {
		const { host, node } = await bornPair()
		const fat = await openWire('fat')
		void fat.raw('spBv1.0/G/DDATA/fat/D', new Uint8Array(10_000_000))
		// The embedded broker ends the sender's connection; mosquitto passes it on and the host refuses it.
		await until(() => !fat.client.connected || host.status().counters.oversized === 1, 'the refusal')
		node.send('DDATA', 'D', 2, [a(11)])
		await until(() => host.last('a')?.value === 11, 'the value after it')
		expect(host.broker).toEqual(['connecting', 'connected'])
	})

	it('is not thrown out by a large retained message, though it comes with each connection', async () => {
		const fat = await openWire('fat')
		const stored = fat.raw('R2R/LINE1/Schedule', new Uint8Array(5_000_000), { qos: 1, retain: true })
		// The embedded broker does not even take it.
		await Promise.race([stored, until(() => !fat.client.connected, 'the refusal')])
		const isStored = fat.client.connected
		const { host, node } = await bornPair({ plainTopics: ['R2R/LINE1/Schedule'] })
		node.send('DDATA', 'D', 2, [a(12)])
		await until(() => host.last('a')?.value === 12, 'the value')
		await until(() => host.status().counters.oversized === (isStored ? 1 : 0), 'the count')
		expect(host.broker).toEqual(['connecting', 'connected'])
	})

	it('passes on plain topics, the retained ones too', async () => {
		const node = await openWire()
		await node.raw('R2R/LINE1/Schedule', '[]', { qos: 1, retain: true })
		const host = await openHost({ plainTopics: ['R2R/LINE1/Schedule'] })
		const heard: string[] = []
		host.host.plain$.subscribe(({ topic, payload }) => heard.push(`${topic} ${Buffer.from(payload).toString()}`))
		await node.raw('R2R/LINE1/Schedule', '[1]', { qos: 1, retain: true })
		await until(() => heard.at(-1) === 'R2R/LINE1/Schedule [1]', 'the plain message')
	})
})
