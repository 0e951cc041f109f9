import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { openHistorian } from '@emberline/historian'
import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { connectLine, createReadingSpool } from '@emberline/plc-gateway'
import { mosquitto, pause, until } from '../../../plc-gateway/test/brokers.ts'

export interface Soak {
	readonly messagesPerSecond: number
	/** Measured after the warm-up, s. */
	readonly lastsS: number
	/** Before the first measurement of memory, s. */
	readonly warmUpS: number
	readonly say?: (line: string) => void
}

export interface SoakResult {
	/** Messages, from the first on, warm-up and all: said by the source, come through host session and mapper, taken into the spool, handed over by it. */
	readonly sent: number
	readonly arrived: number
	readonly spooled: number
	readonly handedOver: number
	/** Rows that the embedded history says it has, and what any stage gave up. */
	readonly stored: number
	readonly dropped: number
	/** Heap in use after a full collection: at the start, at the end, MB, and the growth of it in %. */
	readonly heapStartMB: number
	readonly heapEndMB: number
	readonly heapGrowthPercent: number
	/** The whole process, with what the embedded history holds in memory, MB. */
	readonly rssStartMB: number
	readonly rssEndMB: number
	/**
	 * Event-loop delay, ms: how much later than its period of 10 ms a timer ran (`monitorEventLoopDelay` counts the period too; it is taken
	 * off here), over the measured time.
	 */
	readonly delayP50Ms: number
	readonly delayP99Ms: number
	readonly delayMaxMs: number
	/** The same in a thread of this process that does nothing: what the machine, shared with others, makes of it by itself. Told beside, not taken off. */
	readonly idleDelayP99Ms: number
	readonly idleDelayMaxMs: number
}

const SOURCE = fileURLToPath(new URL('source-child.ts', import.meta.url))
const RESOLUTION_MS = 10
const IDLE = `
const { parentPort } = require('node:worker_threads')
const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: ${RESOLUTION_MS} })
parentPort.on('message', (what) => {
	if (what === 'start') delay.enable()
	else parentPort.postMessage([delay.percentile(99), delay.max])
})`
const SAY_EVERY_S = 30

/** Gateway, spool and embedded historian in this process at a steady pace, fed through a mosquitto by an edge node in a process of its own. */
export async function soak(options: Soak): Promise<SoakResult> {
	setFlagsFromString('--expose_gc')
	const collect = runInNewContext('gc') as () => void
	const dir = mkdtempSync(join(tmpdir(), 'emberline-soak-'))
	const broker = await mosquitto()
	const historian = await openHistorian(`embedded:${join(dir, 'history')}`)
	const plc = connectLine({ brokerUrl: broker.url, group: 'R2R', node: 'LINE1', tags: tagsOfLine(loadLine()) })
	const spool = createReadingSpool({
		dir: join(dir, 'spool'),
		sink: { write: (readings) => historian.writeReadings(readings), flush: () => historian.flush() },
		acknowledge: (number) => plc.acknowledge(number),
	})
	let arrived = 0
	plc.arrivals$.subscribe((arrival) => {
		if (arrival.readings.length > 0) arrived++
		spool.take(arrival)
	})
	const source = spawn(process.execPath, ['--import', 'tsx', SOURCE, broker.url, String(options.messagesPerSecond)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	let sent = 0
	source.stdout.on('data', (bytes: Buffer) => {
		sent = Number(bytes.toString().trim().split('\n').at(-1))
	})
	const memory = () => {
		collect()
		const { heapUsed, rss } = process.memoryUsage()
		return { heapMB: heapUsed / 1e6, rssMB: rss / 1e6 }
	}
	const stages = () => {
		const told = spool.metrics()
		const { stored, dropped, rejected } = historian.status()
		return {
			sent,
			arrived,
			spooled: told.emberline_spool_messages_total ?? 0,
			handedOver: told.emberline_spool_handed_over_total ?? 0,
			stored,
			dropped: (told.emberline_spool_dropped_total ?? 0) + dropped + rejected,
		}
	}
	const beyond = (ns: number) => round(Math.max(0, ns / 1e6 - RESOLUTION_MS))
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
	const idle = new Worker(IDLE, { eval: true })
	try {
		await until(() => arrived > 0, 'the first message', 60_000)
		options.say?.(`warming up for ${options.warmUpS} s`)
		await pause(options.warmUpS * 1000)
		const start = memory()
		delay.enable()
		idle.postMessage('start')
		for (let s = 0; s < options.lastsS; s += SAY_EVERY_S) {
			await pause(Math.min(SAY_EVERY_S, options.lastsS - s) * 1000)
			const { heapUsed, rss } = process.memoryUsage()
			const counts = Object.entries(stages())
				.map(([stage, count]) => `${stage} ${count}`)
				.join(', ')
			const delays = [delay.percentile(50), delay.percentile(99), delay.max].map(beyond).join(' / ')
			const done = Math.min(options.lastsS, s + SAY_EVERY_S)
			options.say?.(
				`${done} of ${options.lastsS} s: ${counts}; delay p50 / p99 / max ${delays} ms; heap ${round(heapUsed / 1e6)} MB, rss ${round(rss / 1e6)} MB`,
			)
		}
		delay.disable()
		idle.postMessage('tell')
		const [[idleP99 = 0, idleMax = 0]] = (await once(idle, 'message')) as [number[]]
		const end = memory()
		return {
			...stages(),
			heapStartMB: round(start.heapMB),
			heapEndMB: round(end.heapMB),
			heapGrowthPercent: round((end.heapMB / start.heapMB - 1) * 100),
			rssStartMB: round(start.rssMB),
			rssEndMB: round(end.rssMB),
			delayP50Ms: beyond(delay.percentile(50)),
			delayP99Ms: beyond(delay.percentile(99)),
			delayMaxMs: beyond(delay.max),
			idleDelayP99Ms: beyond(idleP99),
			idleDelayMaxMs: beyond(idleMax),
		}
	} finally {
		source.kill('SIGKILL')
		await idle.terminate()
		await spool.close()
		await plc.close()
		await historian.close()
		await broker.stop()
		rmSync(dir, { recursive: true, force: true })
	}
}

const round = (value: number): number => Math.round(value * 10) / 10
