import { fork } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { MqttClient } from 'mqtt'
import { bench, expect } from 'vitest'
import { createHostSession } from '../plc-gateway/src/host/index.ts'
import { mosquitto, type TestBroker, until } from '../plc-gateway/test/brokers.ts'

/** Messages of 20 metrics, QoS 0, from one process through mosquitto to this one: counted only, and decoded, ordered and delivered. */
const MESSAGES = 40_000
const WINDOW = 2_048
const ROUNDS = 5
const METRICS = 20

/** Opens a receiver that tells each DDATA; gives what closes it. */
type Receiver = (broker: TestBroker, onMessage: () => void) => Promise<() => Promise<void>>

const raw: Receiver = async (broker, onMessage) => {
	const client = new MqttClient(() => connect({ port: broker.port, host: '127.0.0.1', noDelay: true }), {
		clientId: 'raw',
		reconnectPeriod: 0,
	})
	client.on('message', (topic) => {
		if (topic === 'spBv1.0/G/DDATA/N/D') onMessage()
	})
	await new Promise<void>((resolve) => client.on('connect', () => client.subscribe('spBv1.0/#', () => resolve())))
	return () => client.endAsync(true)
}

const ours: Receiver = async (broker, onMessage) => {
	let isBorn = false
	const host = createHostSession({ brokerUrl: broker.url, hostId: 'BENCH', groups: ['G'] })
	host.values$.subscribe((batch) => {
		if (batch.length !== METRICS) return
		if (isBorn) onMessage()
		isBorn = true
	})
	await until(() => host.status.broker === 'connected', 'the host')
	return async () => {
		expect(host.status.counters).toMatchObject({ seqGaps: 0, late: 0, rebirthsAsked: 0, values: (MESSAGES + 1) * METRICS + 1 })
		await host.close()
	}
}

/** Messages per second from the first to the last. */
async function measure(broker: TestBroker, receiver: Receiver): Promise<number> {
	let received = 0
	let begin = 0
	let done = (): void => {}
	const finished = new Promise<void>((resolve) => {
		done = resolve
	})
	const close = await receiver(broker, () => {
		if (received++ === 0) begin = performance.now()
		if (received % (WINDOW / 8) === 0) child.send(received)
		if (received === MESSAGES) done()
	})
	const script = join(import.meta.dirname, 'sparkplug', 'publisher.ts')
	const child = fork(script, [broker.port, MESSAGES, WINDOW].map(String), { execArgv: ['--import', 'tsx'] })
	await finished
	const perSecond = MESSAGES / ((performance.now() - begin) / 1000)
	child.send(-1)
	await close()
	return perSecond
}

bench(
	'20 metrics a message, decoded, ordered and delivered, against raw mqtt.js',
	async () => {
		const broker = await mosquitto()
		const rounds: { raw: number; ours: number }[] = []
		for (let k = 0; k < ROUNDS; k++) {
			const first = await measure(broker, raw)
			rounds.push({ raw: first, ours: await measure(broker, ours) })
		}
		await broker.stop()
		const ratios = rounds.map((round) => round.ours / round.raw).sort((a, b) => a - b)
		console.table(
			rounds.map((round) => ({
				'raw msg/s': Math.round(round.raw),
				'ours msg/s': Math.round(round.ours),
				ratio: (round.ours / round.raw).toFixed(2),
			})),
		)
		console.log(`median ratio ${ratios[ROUNDS >> 1]?.toFixed(2)}`)
		expect(ratios[ROUNDS >> 1]).toBeGreaterThan(0.6)
	},
	{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
)
