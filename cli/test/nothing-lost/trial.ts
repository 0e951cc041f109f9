import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openHistorian } from '@emberline/historian'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { createStoringEdge, DataType } from '@emberline/plc-gateway'
import { Influxd } from '../../../historian/test/influxd.ts'
import { mosquitto, pause, until } from '../../../plc-gateway/test/brokers.ts'

export interface Trial {
	readonly messagesPerSecond: number
	readonly brokerKills: number
	readonly gatewayKills: number
	/** How long the historian is away, s. */
	readonly historianAwayS: number
	/** How long the broker and the gateway are away, s. */
	readonly downS: number
	/** Between two of these, s. */
	readonly pauseS: number
	readonly say?: (line: string) => void
}

/** How many there were at each stage, and what the historian holds in the end. */
export interface TrialResult {
	readonly sent: number
	/** By the edge node as they came, and again as past ones. */
	readonly live: number
	readonly resent: number
	/** Waiting at the source at its worst. */
	readonly mostWaiting: number
	/** Messages of the last gateway process: taken into its log, and handed over. */
	readonly spooled: number
	readonly handedOver: number
	readonly dropped: number
	/** Messages that came to a gateway process more than once and were dropped there, before the historian's key could hide them. */
	readonly doublesAtArrival: number
	/** Values under a time that their tag had before: none is sent. */
	readonly sameTime: number
	/** Of what was sent: not in the historian, there with another value, there more than once. */
	readonly lost: number
	readonly changed: number
	readonly doubled: number
	/** Values that the historian has under a time of its own: a value that stood while the line was stale, told good again. */
	readonly goodAgain: number
}

const TAGS = tagsOfLine(loadLine()).filter((tag) => tag.type === 'Double' && !tag.writable)
const DEVICES = [...new Set(tagsOfLine(loadLine()).map((tag) => tag.device))]
const TURN_MS = 10
const CHILD = fileURLToPath(new URL('gateway-child.ts', import.meta.url))

/** One storing edge node at a steady pace against a mosquitto, a gateway process and an influxd, each of which is killed in turn. */
export async function nothingLost(trial: Trial): Promise<TrialResult> {
	const say = trial.say ?? (() => {})
	const dir = mkdtempSync(join(tmpdir(), 'emberline-lost-'))
	const [broker, influxd] = await Promise.all([mosquitto(), Influxd.start()])
	const url = influxd.url('emberline')
	const newest = new Map<string, { value: number; tMs: number }>()
	const sentByTag = new Map<string, Map<number, number>>(TAGS.map(({ name }) => [name, new Map()]))
	const edge = createStoringEdge({
		brokerUrl: broker.url,
		group: 'R2R',
		node: 'LINE1',
		devices: DEVICES,
		hostId: 'EMBERLINE',
		reconnect: { firstMs: 50, maxMs: 500 },
		store: { dir: join(dir, 'edge') },
		getBirth: (device) =>
			TAGS.filter((tag) => tag.device === device).map(({ name }) => {
				const last = newest.get(name)
				return { name, type: DataType.Double, value: last?.value ?? null, timestampMs: last?.tMs ?? Date.now() }
			}),
	})
	let gateway: ChildProcess | null = null
	let told: Readonly<Record<string, number>> = {}
	/** Of the gateway processes that have ended, up to their last quarter of a second. */
	const ended = { doubles: 0, sameTime: 0 }
	const startGateway = (): void => {
		const child = spawn(process.execPath, ['--import', 'tsx', CHILD, broker.url, url, join(dir, 'spool')], {
			stdio: ['ignore', 'pipe', 'inherit'],
		})
		let text = ''
		child.stdout.on('data', (bytes: Buffer) => {
			const lines = (text + bytes.toString()).split('\n')
			text = lines.pop() ?? ''
			const last = lines.at(-1)
			if (last !== undefined) told = JSON.parse(last)
		})
		gateway = child
	}
	const endGateway = async (signal: NodeJS.Signals): Promise<void> => {
		const child = gateway
		gateway = null
		if (child === null || child.exitCode !== null) return
		ended.doubles += told.emberline_spool_doubles_total ?? 0
		ended.sameTime += told.emberline_plc_same_time_values_total ?? 0
		const over = new Promise((resolve) => child.once('exit', resolve))
		child.kill(signal)
		await over
	}
	let sent = 0
	let mostWaiting = 0
	let timer: NodeJS.Timeout | undefined
	try {
		startGateway()
		await until(() => edge.session.status.state === 'online', 'the edge node to be online', 60_000)
		const startedMs = performance.now()
		timer = setInterval(() => {
			const due = Math.floor(((performance.now() - startedMs) * trial.messagesPerSecond) / 1000)
			for (; sent < due; sent++) {
				const tag = TAGS[sent % TAGS.length]
				if (tag === undefined) return
				// Two values of one tag never bear the same time.
				const tMs = Math.max(Date.now(), (newest.get(tag.name)?.tMs ?? 0) + 1)
				const value = sent + 0.1
				newest.set(tag.name, { value, tMs })
				sentByTag.get(tag.name)?.set(tMs, value)
				edge.publish(tag.device, [{ name: tag.name, type: DataType.Double, value, timestampMs: tMs }])
			}
			mostWaiting = Math.max(mostWaiting, edge.counters().waiting)
		}, TURN_MS)
		await pause(trial.pauseS * 1000)
		for (let i = 0; i < trial.brokerKills; i++) {
			say(`broker killed; ${sent} sent, ${edge.counters().waiting} waiting at the source`)
			await broker.stop()
			await pause(trial.downS * 1000)
			await broker.start()
			await pause(trial.pauseS * 1000)
		}
		for (let i = 0; i < trial.gatewayKills; i++) {
			say(`gateway killed; ${sent} sent, ${edge.counters().waiting} waiting at the source`)
			await endGateway('SIGKILL')
			await pause(trial.downS * 1000)
			startGateway()
			await until(() => edge.session.status.state === 'online', 'the edge node to be online again', 60_000)
			await pause(trial.pauseS * 1000)
		}
		if (trial.historianAwayS > 0) {
			say(`historian away; ${sent} sent, ${edge.counters().waiting} waiting at the source`)
			await influxd.kill()
			await pause(trial.historianAwayS * 1000)
			await influxd.start()
			await pause(trial.pauseS * 1000)
		}
		clearInterval(timer)
		say(`all sent: ${sent}; ${edge.counters().waiting} waiting at the source`)
		await until(() => edge.counters().waiting === 0, 'everything to be acknowledged', 180_000)
		await pause(600)
		const { live, resent } = edge.counters()
		const dropped = edge.counters().dropped + (told.emberline_spool_dropped_total ?? 0)
		const spooled = told.emberline_spool_messages_total ?? 0
		const handedOver = told.emberline_spool_handed_over_total ?? 0
		await endGateway('SIGTERM')
		const counts = { sent, live, resent, mostWaiting, spooled, handedOver, dropped }
		return { ...counts, doublesAtArrival: ended.doubles, sameTime: ended.sameTime, ...(await judge(url, sentByTag)) }
	} finally {
		clearInterval(timer)
		await endGateway('SIGKILL')
		await edge.close()
		await broker.stop()
		await influxd.stop()
		rmSync(dir, { recursive: true, force: true })
	}
}

async function judge(
	url: string,
	sentByTag: ReadonlyMap<string, ReadonlyMap<number, number>>,
): Promise<Pick<TrialResult, 'lost' | 'changed' | 'doubled' | 'goodAgain'>> {
	const historian = await openHistorian(url)
	let lost = 0
	let changed = 0
	let doubled = 0
	let goodAgain = 0
	for (const [tag, sent] of sentByTag) {
		const found = new Map<number, number>()
		for (const { tMs, value, quality } of await historian.samples({
			series: tag,
			fromMs: 0,
			toMs: 4_000_000_000_000,
			limit: 10_000,
		})) {
			if (quality !== 'good') continue
			if (!sent.has(tMs)) goodAgain++
			else if (value !== sent.get(tMs)) changed++
			found.set(tMs, (found.get(tMs) ?? 0) + 1)
		}
		for (const tMs of sent.keys()) {
			const times = found.get(tMs) ?? 0
			if (times === 0) lost++
			else if (times > 1) doubled += times - 1
		}
	}
	await historian.close()
	return { lost, changed, doubled, goodAgain }
}
