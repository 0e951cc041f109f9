import { monitorEventLoopDelay } from 'node:perf_hooks'
import { ForecastWorkers } from '../cli/src/forecast-workers.ts'
import { Forecaster } from '../twin/src/index.ts'
import { LINE, RECIPES, runningPosterior } from '../twin/test/running-posterior.ts'

/**
 * How long the event loop is kept from its work while forecasts of 100 members over 8 h are made on a thread beside it, one after the other;
 * and how long each takes: `npx tsx bench/forecast-delay.ts [forecasts]`. What the loop is late by without any forecast stands beside it.
 */
const count = Number(process.argv[2] ?? 8)
const workers = new ForecastWorkers({ line: LINE, recipes: RECIPES })
const forecaster = new Forecaster({ line: LINE, recipes: RECIPES, seed: 1 })
const from = runningPosterior()
const made = async () => {
	const job = forecaster.job(from)
	forecaster.take(job, await workers.run(job))
}
// The first one loads and warms the thread.
await made()
const quiet = await delayDuring(() => new Promise<void>((resolve) => setTimeout(resolve, 3000)))
const tookMs: number[] = []
const busy = await delayDuring(async () => {
	for (let n = 0; n < count; n++) {
		const startMs = performance.now()
		await made()
		tookMs.push(performance.now() - startMs)
	}
})
workers.close()
tookMs.sort((a, b) => a - b)
process.stdout.write(`forecast, 100 members, 8 h   median ${(tookMs[Math.floor(count / 2)] ?? 0).toFixed(0)} ms of ${count}\n`)
for (const [name, { p50, p99, max }] of [
	['without forecasts', quiet],
	['while forecasting', busy],
] as const)
	process.stdout.write(`event loop late, ${name}   p50 ${p50.toFixed(1)}  p99 ${p99.toFixed(1)}  most ${max.toFixed(1)} ms\n`)

/** By how much timers of 1 ms are late [ms]. */
async function delayDuring(
	work: () => Promise<void>,
): Promise<{ readonly p50: number; readonly p99: number; readonly max: number }> {
	const RESOLUTION_MS = 1
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
	delay.enable()
	await work()
	delay.disable()
	const late = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS)
	return { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) }
}
