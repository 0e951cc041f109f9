import { connect } from 'node:net'
import { MqttClient } from 'mqtt'
import { DataType, encodePayload, type Metric } from '../../plc-gateway/src/sparkplug/index.ts'

/**
 * An edge node in a process of its own: births, then `count` DDATA of 20 doubles by alias, at most `window` ahead of what
 * the parent says that it has got. Arguments: port, count, window.
 */
const [port = 0, count = 0, window = 0] = process.argv.slice(2).map(Number)
const METRICS = 20
const AT_MS = Date.now()
const values = (k: number): Metric[] =>
	Array.from({ length: METRICS }, (_, i) => ({
		alias: i + 1,
		datatype: DataType.Double,
		value: 300 + i + k / 1000,
		timestampMs: AT_MS + k,
	}))

const client = new MqttClient(() => connect({ port, host: '127.0.0.1', noDelay: true }), {
	clientId: 'bench-node',
	reconnectPeriod: 0,
})
client.on('connect', () => {
	const bdSeq: Metric = { name: 'bdSeq', datatype: DataType.Int64, value: 0n, timestampMs: AT_MS }
	const births = values(0).map((metric) => ({ ...metric, name: `metric ${metric.alias}` }))
	client.publish('spBv1.0/G/NBIRTH/N', Buffer.from(encodePayload({ timestampMs: AT_MS, seq: 0, metrics: [bdSeq] })))
	client.publish('spBv1.0/G/DBIRTH/N/D', Buffer.from(encodePayload({ timestampMs: AT_MS, seq: 1, metrics: births })))
	const numbered = Array.from({ length: 256 }, (_, seq) =>
		Buffer.from(encodePayload({ timestampMs: AT_MS + seq, seq, metrics: values(seq) }, { datatypes: false })),
	)
	let sent = 0
	let got = 0
	const pump = (): void => {
		while (sent < count && sent - got < window) client.publish('spBv1.0/G/DDATA/N/D', numbered[(sent++ + 2) & 0xff] as Buffer)
	}
	process.on('message', (received: number) => {
		if (received < 0) process.exit(0)
		got = received
		pump()
	})
	pump()
})
