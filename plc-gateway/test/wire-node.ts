import { connect as connectTcp } from 'node:net'
import { type MqttClient as Client, MqttClient } from 'mqtt'
import { DataType, decodePayload, encodePayload, formatTopic, type MessageType, type Metric } from '../src/index.ts'
import { until } from './brokers.ts'

/** An edge node by hand: every message and every sequence number is the test's own. */
export interface WireNode {
	readonly client: Client
	/** Rebirth requests heard. */
	rebirths(): number
	/** Other commands heard: `NCMD name=value`. */
	readonly commands: string[]
	send(type: MessageType, device: string | null, seq: number | undefined, metrics: readonly Metric[], more?: Sending): void
	raw(topic: string, payload: Uint8Array | string, options?: { qos?: 0 | 1; retain?: boolean }): Promise<void>
	/** Births the node and one device `D` with metrics `a` (Double, alias 1) and `n` (Int64, alias 2); the next number is 2. */
	birth(bdSeq?: number): void
	/** Ends the connection without a word, so that the broker sends the Will. */
	vanish(): void
	close(): Promise<void>
}

interface Sending {
	readonly timestampMs?: number
	readonly datatypes?: boolean
}

export async function wireNode(url: string, node = 'N', bdSeq = 0): Promise<WireNode> {
	const { hostname, port } = new URL(url)
	const client = new MqttClient(() => connectTcp({ host: hostname, port: Number(port), noDelay: true }), {
		clientId: `wire-${node}`,
		protocolVersion: 4,
		clean: true,
		reconnectPeriod: 0,
		keepalive: 10,
		will: { topic: `spBv1.0/G/NDEATH/${node}`, payload: Buffer.from(encodePayload(bdSeqPayload(bdSeq))), qos: 1, retain: false },
	})
	client.on('error', () => {})
	const commands: string[] = []
	let rebirths = 0
	client.on('message', (topic, payload) => {
		for (const metric of decodePayload(payload).metrics) {
			if (metric.name === 'Node Control/Rebirth' && metric.value === true) rebirths++
			else commands.push(`${topic.split('/')[2]} ${metric.name}=${String(metric.value)}`)
		}
	})
	await new Promise<void>((resolve, reject) => {
		client.once('connect', () =>
			client.subscribe([`spBv1.0/G/NCMD/${node}`, `spBv1.0/G/DCMD/${node}/+`], (e) => (e ? reject(e) : resolve())),
		)
		client.once('close', () => reject(new Error('the broker closed the connection')))
	})
	const send: WireNode['send'] = (type, device, seq, metrics, more = {}) => {
		const topic = formatTopic({ type, group: 'G', node, ...(device !== null && { device }) } as Parameters<typeof formatTopic>[0])
		const timestampMs = more.timestampMs ?? Date.now()
		const payload = encodePayload(
			{ timestampMs, metrics: metrics.map((metric) => ({ timestampMs, ...metric })), seq },
			{ datatypes: more.datatypes ?? type.endsWith('BIRTH') },
		)
		client.publish(topic, Buffer.from(payload), { qos: 0 })
	}
	return {
		client,
		commands,
		rebirths: () => rebirths,
		send,
		raw: (topic, payload, options = {}) =>
			new Promise((resolve) =>
				client.publish(topic, Buffer.from(payload), { qos: options.qos ?? 0, retain: options.retain ?? false }, () => resolve()),
			),
		birth: (number = bdSeq) => {
			send('NBIRTH', null, 0, [
				{ name: 'bdSeq', datatype: DataType.Int64, value: BigInt(number) },
				{ name: 'Node Control/Rebirth', datatype: DataType.Boolean, value: false },
			])
			send('DBIRTH', 'D', 1, [
				{ name: 'a', alias: 1, datatype: DataType.Double, value: 1.5 },
				{ name: 'n', alias: 2, datatype: DataType.Int64, value: 2n ** 60n },
			])
		},
		vanish: () => client.stream.destroy(),
		close: async () => {
			client.end(true)
			await until(() => !client.connected, 'the wire node to leave')
		},
	}
}

/** DATA metric `a` by its alias. */
export function a(value: number): Metric {
	return { alias: 1, datatype: DataType.Double, value }
}

export function bdSeqPayload(bdSeq: number): { timestampMs: number; metrics: Metric[] } {
	return { timestampMs: Date.now(), metrics: [{ name: 'bdSeq', datatype: DataType.Int64, value: BigInt(bdSeq) }] }
}
