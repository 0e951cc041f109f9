import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEdgeSession, DataType, type EdgeSession } from '../src/index.ts'
import { mosquitto, type TestBroker, until } from './brokers.ts'
import { type WatchedHost, watch } from './watch.ts'
import { type WireNode, wireNode } from './wire-node.ts'

describe('a host at two brokers', () => {
	let brokers: [TestBroker, TestBroker]
	let host: WatchedHost
	let edge: EdgeSession | null = null

	beforeEach(async () => {
		brokers = [await mosquitto(), await mosquitto()]
	})

	afterEach(async () => {
		await edge?.close()
		edge = null
		await host.host.close()
		for (const broker of brokers) await broker.stop()
	})

	const begin = (mqttVersion: '3.1.1' | '5' = '3.1.1'): EdgeSession => {
		edge = createEdgeSession({
			brokerUrl: brokers[0].url,
			furtherBrokerUrls: [brokers[1].url],
			mqttVersion,
			group: 'G',
			node: 'N',
			devices: ['D'],
			hostId: 'EMBERLINE',
			hostWaitMs: 200,
			reconnect: { firstMs: 50, maxMs: 200 },
			getBirth: (device) => (device === null ? [] : [{ name: 'a', type: DataType.Double, value: 1, timestampMs: Date.now() }]),
		})
		return edge
	}
	const isUpAt = (broker: TestBroker): boolean => host.status().brokers[broker.url]?.state === 'connected'

	it('follows a node that goes to the other broker when its own dies, and back', async () => {
		host = await watch(brokers[0].url, { furtherBrokerUrls: [brokers[1].url] })
		await until(() => isUpAt(brokers[0]) && isUpAt(brokers[1]), 'both connections')
		begin()
		await until(() => host.isOnline(), 'the node at the first broker')
		await brokers[0].stop()
		await until(() => !isUpAt(brokers[0]), 'the loss')
		expect(host.status().broker).toBe('connected')
		await until(() => host.isOnline() && host.node()?.bdSeq !== 0, 'the node at the second broker')
		await brokers[0].start()
		await until(() => isUpAt(brokers[0]), 'the first broker again')
		await brokers[1].stop()
		await until(() => !isUpAt(brokers[1]), 'the second loss')
		await until(() => host.isOnline(), 'the node at the first broker again')
	})

	it('sends a command to the broker at which its node is, and to no other', async () => {
		host = await watch(brokers[0].url, { furtherBrokerUrls: [brokers[1].url] })
		await until(() => isUpAt(brokers[0]) && isUpAt(brokers[1]), 'both connections')
		const nodes: WireNode[] = [await wireNode(brokers[1].url, 'N'), await wireNode(brokers[0].url, 'other')]
		await nodes[1]?.client.subscribeAsync('spBv1.0/G/DCMD/N/+')
		nodes[0]?.birth()
		await until(() => host.isOnline(), 'the node')
		expect(host.host.write('G', 'N', 'D', 'a', 3)).toBeNull()
		await until(() => nodes[0]?.commands.length === 1, 'the command')
		expect(nodes.map(({ commands }) => commands)).toEqual([['DCMD a=3'], []])
		for (const node of nodes) await node.close()
	})

	it('a node walks on from a broker at which its primary host is not, in MQTT 5 as well', async () => {
		host = await watch(brokers[1].url)
		const session = begin('5')
		await until(() => session.status.state === 'online', 'the node to find its host')
		await until(() => host.isOnline(), 'the node at the second broker')
		// The host says goodbye at the second broker and comes back at the first.
		await host.host.close()
		host = await watch(brokers[0].url)
		await until(() => host.isOnline(), 'the node at the first broker')
	})
})
