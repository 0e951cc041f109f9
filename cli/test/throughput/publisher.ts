import { connect } from 'node:net'
import { DataType, encodePayload, type Metric } from '@emberline/plc-gateway'
import { MqttClient } from 'mqtt'
import { generate } from 'mqtt-packet'

/**
 * An edge node in a process of its own: births, then `count` DDATA of all its metrics, doubles by alias, each under a time of its own, at
 * most `window` ahead of what the parent says that it has got. Arguments: port, count, window, group, node, device, metric names.
 */
const [port = '', count = '', window = '', group = '', node = '', device = '', ...names] = process.argv.slice(2)
const COUNT = Number(count)
/** The last is told now. */
const AT_MS = Date.now() - COUNT
const values = (k: number): Metric[] =>
	names.map((_, i) => ({ alias: i + 1, datatype: DataType.Double, value: 300 + i + k / 1000, timestampMs: AT_MS + k }))

const client = new MqttClient(() => connect({ port: Number(port), host: '127.0.0.1', noDelay: true }), {
	clientId: 'bench-node',
	reconnectPeriod: 0,
})
const topic = (type: string) => `spBv1.0/${group}/${type}/${node}`
client.on('connect', async () => {
	const bdSeq: Metric = { name: 'bdSeq', datatype: DataType.Int64, value: 0n, timestampMs: AT_MS }
	const births = values(0).map((metric, i) => ({ ...metric, name: names[i] }))
	// Made before the clock runs, and written past the client, so that it is the receiver that is measured.
	const packets = Array.from({ length: COUNT }, (_, k) => {
		const payload = encodePayload(
			{ timestampMs: AT_MS + k + 1, seq: (k + 2) & 0xff, metrics: values(k + 1) },
			{ datatypes: false },
		)
		const publish = { cmd: 'publish', topic: `${topic('DDATA')}/${device}`, qos: 0, retain: false, dup: false } as const
		return generate({ ...publish, payload: Buffer.from(payload) })
	})
	await client.publishAsync(topic('NBIRTH'), Buffer.from(encodePayload({ timestampMs: AT_MS, seq: 0, metrics: [bdSeq] })))
	await client.publishAsync(
		`${topic('DBIRTH')}/${device}`,
		Buffer.from(encodePayload({ timestampMs: AT_MS, seq: 1, metrics: births })),
	)
	let sent = 0
	let got = 0
	const pump = (): void => {
		const upTo = Math.min(COUNT, got + Number(window))
		if (upTo > sent) client.stream.write(Buffer.concat(packets.slice(sent, upTo)))
		sent = Math.max(sent, upTo)
	}
	process.on('message', (received: number) => {
		if (received < 0) process.exit(0)
		got = received
		pump()
	})
	pump()
})
