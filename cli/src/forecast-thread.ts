import { parentPort, workerData } from 'node:worker_threads'
import type { LineConfig, Recipe } from '@emberline/line-config'
import { type ForecastJob, forecast } from '@emberline/twin'

/** The other end of `ForecastWorkers`: line and recipes once, then a forecast for each job. */
const parts: { readonly line: LineConfig; readonly recipes: Readonly<Record<string, Recipe>> } = workerData

parentPort?.on('message', ({ number, job }: { number: number; job: ForecastJob }) => {
	try {
		parentPort?.postMessage({ number, forecast: forecast(job.posterior, { ...job.options, ...parts }) })
	} catch (error) {
		parentPort?.postMessage({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
	}
})
