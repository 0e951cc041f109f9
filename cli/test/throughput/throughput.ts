import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHistorian } from '@emberline/historian'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { connectLine, createHostSession, createReadingSpool } from '@emberline/plc-gateway'
import { MqttClient } from 'mqtt'
import { mosquitto, type TestBroker, until } from '../../../plc-gateway/test/brokers.ts'

/** Messages of 20 metrics, QoS 0, from one process through mosquitto to this one. */
const METRICS = 20
const WINDOW = 2_048
const TAGS = tagsOfLine(loadLine())
const DEVICE = 'Heating'
const NAMES = TAGS.filter((tag) => tag.device === DEVICE && tag.type === 'Double')
	.slice(0, METRICS)
	.map(({ name }) => name)

interface Tells {
	/** A message has come through; the publisher may send more. */
	readonly onMessage: () => void
	/** So many are done, where that is later than their coming. */
	readonly onDone?: (count: number) => void
}
interface Receiver {
	/** Whether the last message has to be told done before the clock stops. */
	readonly isLate?: boolean
	/** Connects; gives what closes it and looks whether nothing was lost. */
	open(broker: TestBroker, tells: Tells, messages: number): Promise<() => Promise<void>>
}

/** mqtt.js alone: counted, not looked at. */
export const RAW: Receiver = {
	open: async (broker, { onMessage }) => {
		const client = new MqttClient(() => connect({ port: broker.port, host: '127.0.0.1', noDelay: true }), {
			clientId: 'raw',
			reconnectPeriod: 0,
		})
		client.on('message', (topic) => {
			if (topic.startsWith('spBv1.0/R2R/DDATA/')) onMessage()
		})
		await new Promise<void>((resolve) => client.on('connect', () => client.subscribe('spBv1.0/#', () => resolve())))
		return () => client.endAsync(true)
	},
}

/** Decoded, ordered and delivered. */
export const HOST: Receiver = {
	open: async (broker, { onMessage }, messages) => {
		let isBorn = false
		const host = createHostSession({ brokerUrl: broker.url, hostId: 'BENCH', groups: ['R2R'] })
		host.values$.subscribe((batch) => {
			if (batch.length !== METRICS) return
			if (isBorn) onMessage()
			isBorn = true
		})
		await until(() => host.status.broker === 'connected', 'the host')
		return async () => {
			const { seqGaps, late, rebirthsAsked, values } = host.status.counters
			await host.close()
			mustBe(
				{ seqGaps, late, rebirthsAsked, values },
				{ seqGaps: 0, late: 0, rebirthsAsked: 0, values: (messages + 1) * METRICS + 1 },
			)
		}
	},
}

/** As `run` does: mapped to readings, into the log on disk, into the embedded historian, done when that says that it has them. */
export const HISTORIAN: Receiver = {
	isLate: true,
	open: async (broker, { onMessage, onDone }, messages) => {
		const dir = mkdtempSync(join(tmpdir(), 'emberline-throughput-'))
		const historian = await openHistorian(`embedded:${join(dir, 'history')}`)
		const plc = connectLine({ brokerUrl: broker.url, group: 'R2R', node: 'LINE1', tags: TAGS, silenceLimitMs: 60_000 })
		const spool = createReadingSpool({
			dir: join(dir, 'spool'),
			sink: {
				write: (readings) => historian.writeReadings(readings),
				flush: async () => {
					await historian.flush()
					onDone?.(historian.status().stored / METRICS - 1)
				},
			},
			acknowledge: () => true,
		})
		let isBorn = false
		plc.arrivals$.subscribe((arrival) => {
			spool.take(arrival)
			if (arrival.readings.length !== METRICS) return
			if (isBorn) onMessage()
			isBorn = true
		})
		await until(() => plc.link.broker === 'connected', 'the host')
		return async () => {
			const of = NAMES[NAMES.length - 1] as string
			const kept = await historian.count({ series: of })
			const { dropped, rejected } = historian.status()
			const gaps = plc.metrics().emberline_plc_seq_gaps_total
			await spool.close()
			await plc.close()
			await historian.close()
			rmSync(dir, { recursive: true, force: true })
			mustBe({ kept, dropped, rejected, gaps }, { kept: messages + 1, dropped: 0, rejected: 0, gaps: 0 })
		}
	},
}

/** Messages per second, from the first to the last. */
async function measure(broker: TestBroker, receiver: Receiver, messages: number): Promise<number> {
	let received = 0
	let begin = 0
	let done = (): void => {}
	const finished = new Promise<void>((resolve) => {
		done = resolve
	})
	const tells: Tells = {
		onMessage: () => {
			if (received++ === 0) begin = performance.now()
			if (received % (WINDOW / 8) === 0) child.send(received)
			if (received === messages && receiver.isLate !== true) done()
		},
		onDone: (count) => {
			if (count >= messages) done()
		},
	}
	const close = await receiver.open(broker, tells, messages)
	const script = join(import.meta.dirname, 'publisher.ts')
	const args = [broker.port, messages, WINDOW].map(String)
	const child = fork(script, [...args, 'R2R', 'LINE1', DEVICE, ...NAMES], { execArgv: ['--import', 'tsx'] })
	try {
		await finished
		return messages / ((performance.now() - begin) / 1000)
	} finally {
		child.send(-1)
		await close()
	}
}

export interface Rate {
	readonly rawPerS: number
	readonly oursPerS: number
	readonly ratio: number
}

/** Raw and ours in turn, `rounds` times at one mosquitto; sorted by their ratio. */
export async function throughput(receiver: Receiver, messages: number, rounds: number): Promise<readonly Rate[]> {
	const broker = await mosquitto()
	const rates: Rate[] = []
	try {
		for (let k = 0; k < rounds; k++) {
			const rawPerS = await measure(broker, RAW, messages)
			const oursPerS = await measure(broker, receiver, messages)
			rates.push({ rawPerS, oursPerS, ratio: oursPerS / rawPerS })
		}
	} finally {
		await broker.stop()
	}
	return rates.sort((a, b) => a.ratio - b.ratio)
}

function mustBe(found: object, expected: object): void {
	const [is, should] = [JSON.stringify(found), JSON.stringify(expected)]
	if (is !== should) throw new Error(`found ${is}, expected ${should}`)
}
