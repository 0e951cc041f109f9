import { type MqttLinkOptions, openMqttLink } from '../mqtt/link.ts'
import { DataType, encodePayload, formatTopic, NAMESPACE, parseTopic } from '../sparkplug/index.ts'
import { isSparkplug } from './birth-names.ts'
import { HeardMessages } from './heard-messages.ts'
import { logLine } from './log-line.ts'

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
	const heard = new HeardMessages()
	const askedMs = new Map<string, number>()
	let messages = 0
	const { group, node, nowMs } = options
	const ask = (at: { readonly group: string; readonly node: string }) => {
		const now = nowMs()
		if (now - (askedMs.get(at.node) ?? Number.NEGATIVE_INFINITY) < ASK_EVERY_MS) return
		askedMs.set(at.node, now)
		const metrics = [{ name: 'Node Control/Rebirth', datatype: DataType.Boolean, value: true, timestampMs: now }]
		const topic = formatTopic({ type: 'NCMD', group: at.group, node: at.node })
		link.publish({ topic, payload: encodePayload({ timestampMs: now, metrics }), qos: 0, retain: false })
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
		onMessage: (topic, payload, retained) => {
			// As at the host: a retained Sparkplug message is of unknown age.
			if (retained && isSparkplug(topic)) return
			const told = heard.take(topic, payload, nowMs())
			if (told === null) return
			const parsed = told.isUnnamed ? parseTopic(topic) : null
			if (parsed !== null && parsed.type !== 'STATE') ask(parsed)
			options.line(logLine(told.message))
			messages++
		},
	})
	return {
		get counts() {
			return { messages, undecodable: heard.undecodable, unresolvedMetrics: heard.unresolvedMetrics }
		},
		close: () => link.close(),
	}
}
