import { type MqttLinkOptions, openMqttLink } from '../mqtt/link.ts'
import {
	DataType,
	decodePayload,
	encodePayload,
	formatTopic,
	NAMESPACE,
	parseTopic,
	SparkplugCodecError,
} from '../sparkplug/index.ts'
import { BirthNames, isSparkplug, logLine } from './birth-names.ts'

export interface RecordPlcOptions extends Pick<MqttLinkOptions, 'brokerUrl' | 'mqttVersion' | 'tls' | 'username' | 'password'> {
	readonly group: string
	/** Its plan is recorded too. */
	readonly node: string
	/** Arrival clock, ms since 1970. */
	readonly nowMs: () => number
	readonly line: (text: string) => void
	/** Connection came or went. */
	readonly link: (isUp: boolean, reason: string) => void
}

export interface PlcRecorder {
	readonly counts: { readonly messages: number; readonly undecodable: number; readonly unresolvedMetrics: number }
	close(): Promise<void>
}

/** A node whose births were missed is asked for them no more often than this. */
const ASK_EVERY_MS = 10_000

/**
 * Listens to the PLC of a line, its plan and the STATE of hosts, and tells each message as a line of a log. It asks for the births, as it
 * comes later than they did.
 */
export function recordPlc(options: RecordPlcOptions): PlcRecorder {
	const names = new BirthNames()
	const askedMs = new Map<string, number>()
	const counts = { messages: 0, undecodable: 0 }
	const { group, node, nowMs } = options
	const ask = (at: { readonly group: string; readonly node: string }) => {
		const now = nowMs()
		if (now - (askedMs.get(at.node) ?? Number.NEGATIVE_INFINITY) < ASK_EVERY_MS) return
		askedMs.set(at.node, now)
		const metrics = [{ name: 'Node Control/Rebirth', datatype: DataType.Boolean, value: true, timestampMs: now }]
		const topic = formatTopic({ type: 'NCMD', group: at.group, node: at.node })
		link.publish({ topic, payload: encodePayload({ timestampMs: now, metrics }), qos: 0, retain: false })
	}
	const payloadOf = (topic: string, payload: Uint8Array): unknown => {
		if (!isSparkplug(topic)) return payload.length === 0 ? [] : JSON.parse(new TextDecoder().decode(payload))
		const { json, unresolved } = names.payload(topic, decodePayload(payload))
		const parsed = parseTopic(topic)
		if (unresolved > 0 && parsed !== null && parsed.type !== 'STATE') ask(parsed)
		return json
	}
	const link = openMqttLink({
		...options,
		clientId: `emberline-record-${process.pid}`,
		// Commands of others and what the twin itself says are left out.
		subscriptions: [
			...['NBIRTH', 'NDEATH', 'NDATA'].map((type) => `${NAMESPACE}/${group}/${type}/${node}`),
			...['DBIRTH', 'DDEATH', 'DDATA'].map((type) => `${NAMESPACE}/${group}/${type}/${node}/+`),
			`${NAMESPACE}/STATE/#`,
			`${group}/${node}/Schedule`,
		].map((topic) => ({ topic, qos: 0 as const })),
		will: () => undefined,
		onUp: () => {
			options.link(true, '')
			ask({ group, node })
		},
		onDown: (reason) => options.link(false, reason),
		onMessage: (topic, payload) => {
			try {
				options.line(logLine(topic, nowMs(), payloadOf(topic, payload)))
				counts.messages++
			} catch (error) {
				if (!(error instanceof SparkplugCodecError || error instanceof SyntaxError)) throw error
				counts.undecodable++
			}
		},
	})
	return {
		get counts() {
			return { ...counts, unresolvedMetrics: names.unresolved }
		},
		close: () => link.close(),
	}
}
