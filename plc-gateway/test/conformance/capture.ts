import type { IConnectPacket, IPublishPacket, Packet } from 'mqtt-packet'
import { decodePayload, type MessageType, type Metric, type Payload, parseTopic } from '../../src/index.ts'
import { fieldsNumbered } from './protobuf-walk.ts'
import type { Seen, WireTap } from './wire-tap.ts'

/** A Sparkplug message that a client published. */
export interface Message {
	readonly at: number
	readonly tMs: number
	readonly connection: number
	readonly type: MessageType
	readonly group: string
	readonly node: string
	readonly device: string | null
	readonly topic: string
	readonly qos: number
	readonly retain: boolean
	readonly bytes: Uint8Array
	readonly payload: Payload
}

/** A STATE message: published, or the Will of a CONNECT. */
export interface StateMessage {
	readonly at: number
	readonly tMs: number
	readonly connection: number
	readonly topic: string
	readonly qos: number
	readonly retain: boolean
	readonly text: string
	readonly json: unknown
}

export interface Will {
	readonly at: number
	readonly tMs: number
	readonly connection: number
	readonly connect: IConnectPacket
	readonly topic: string
	readonly qos: number
	readonly retain: boolean
	readonly bytes: Uint8Array
}

/** Everything that a rehearsal left behind. */
export interface Capture {
	/** Aliases, templates, data sets, a primary host, two brokers. */
	readonly edge: WireTap
	/** The same node at the second broker. */
	readonly edgeElsewhere: WireTap
	/** Names, no primary host. */
	readonly plain: WireTap
	readonly host: WireTap
	readonly hostElsewhere: WireTap
	/** MQTT 5; null where the broker has none. */
	readonly edgeFive: WireTap | null
	readonly hostFive: WireTap | null
	/** Places of the script in the order of packets. */
	readonly marks: Readonly<Record<string, number>>
	/** What was seen of inner state while the script ran. */
	readonly facts: Readonly<Record<string, boolean>>
}

export function fromClient<C extends Packet['cmd']>(tap: WireTap, cmd: C): (Seen & { packet: Extract<Packet, { cmd: C }> })[] {
	return tap.seen.filter(({ from, packet }) => from === 'client' && packet.cmd === cmd) as never
}

export function fromBroker(tap: WireTap, cmd: Packet['cmd']): Seen[] {
	return tap.seen.filter(({ from, packet }) => from === 'broker' && packet.cmd === cmd)
}

export function messages(tap: WireTap, ...types: readonly MessageType[]): Message[] {
	return fromClient(tap, 'publish').flatMap((seen) => {
		const packet: IPublishPacket = seen.packet
		const topic = parseTopic(packet.topic)
		if (topic === null || topic.type === 'STATE') return []
		if (types.length > 0 && !types.includes(topic.type)) return []
		const bytes = Uint8Array.from(packet.payload as Buffer)
		const { at, tMs, connection } = seen
		const { type, group, node } = topic
		const device = 'device' in topic ? topic.device : null
		const payload = decodePayload(bytes)
		return [
			{
				at,
				tMs,
				connection,
				type,
				group,
				node,
				device,
				topic: packet.topic,
				qos: packet.qos,
				retain: packet.retain,
				bytes,
				payload,
			},
		]
	})
}

export function states(tap: WireTap): StateMessage[] {
	return fromClient(tap, 'publish')
		.filter(({ packet }) => packet.topic.startsWith('spBv1.0/STATE/'))
		.map(({ at, tMs, connection, packet }) => ({
			...stateOf(packet.topic, packet.payload as Buffer),
			at,
			tMs,
			connection,
			qos: packet.qos,
			retain: packet.retain,
		}))
}

export function wills(tap: WireTap): Will[] {
	return fromClient(tap, 'connect').map(({ at, tMs, connection, packet }) => ({
		at,
		tMs,
		connection,
		connect: packet,
		topic: packet.will?.topic ?? '',
		qos: packet.will?.qos ?? -1,
		retain: packet.will?.retain ?? false,
		bytes: Uint8Array.from((packet.will?.payload as Buffer | undefined) ?? []),
	}))
}

export function stateOf(topic: string, payload: Uint8Array): { topic: string; text: string; json: unknown } {
	const text = Buffer.from(payload).toString('utf8')
	try {
		return { topic, text, json: JSON.parse(text) }
	} catch {
		return { topic, text, json: null }
	}
}

export function metricNamed(payload: Payload, name: string): Metric | undefined {
	return payload.metrics.find((metric) => metric.name === name)
}

export function bdSeqOf(payload: Payload): number {
	const value = metricNamed(payload, 'bdSeq')?.value
	return typeof value === 'bigint' ? Number(value) : Number.NaN
}

/** The metrics of a payload as bytes. */
export function rawMetrics(bytes: Uint8Array): Uint8Array[] {
	return fieldsNumbered(bytes, 2).map((field) => field.bytes)
}

/** Whether something is so for each of them, and there are any. */
export function all<T>(list: readonly T[], isSo: (item: T, index: number) => boolean): boolean {
	return list.length > 0 && list.every(isSo)
}
