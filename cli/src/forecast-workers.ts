import { Worker } from 'node:worker_threads'
import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Forecast, ForecastJob } from '@emberline/twin'

export interface ForecastWorkersOptions {
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	/** Threads; default 1. */
	readonly count?: number
}

/** In a thread of Node itself, which reads TypeScript by tsx; messages that come before it has loaded wait for it. */
const IN_WORKER = `
	const { workerData } = require('node:worker_threads')
	import(workerData.tsx).then(({ tsImport }) => tsImport(workerData.thread, workerData.thread))`

interface Waiting {
	readonly job: ForecastJob
	readonly resolve: (forecast: Forecast) => void
	readonly reject: (error: Error) => void
}

/** Forecasts on threads of their own: the same numbers as `forecast` gives here, and the event loop stays free. */
export class ForecastWorkers {
	readonly #threads: { readonly worker: Worker; busy: number | null }[]
	readonly #waiting = new Map<number, Waiting>()
	#next = 0
	#failed: Error | null = null
	#closed = false

	constructor({ line, recipes, count = 1 }: ForecastWorkersOptions) {
		const workerData = {
			line,
			recipes,
			thread: new URL('./forecast-thread.ts', import.meta.url).href,
			tsx: import.meta.resolve('tsx/esm/api'),
		}
		this.#threads = Array.from({ length: count }, () => {
			const worker = new Worker(IN_WORKER, { eval: true, workerData })
			const thread = { worker, busy: null }
			worker.on('message', (answer) => this.#answered(thread, answer))
			worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
			worker.on('exit', () => this.#fail(new Error('the thread of the forecasts ended')))
			return thread
		})
	}

	/** Resolves with the forecast of the job; jobs are begun in the order in which they came. Rejects when a thread ends. */
	run(job: ForecastJob): Promise<Forecast> {
		return new Promise((resolve, reject) => {
			if (this.#failed !== null) {
				reject(this.#failed)
				return
			}
			this.#waiting.set(this.#next++, { job, resolve, reject })
			this.#begin()
		})
	}

	/** Ends the threads; what is under way is given up and its promise rejects. */
	async close(): Promise<void> {
		this.#closed = true
		await Promise.all(this.#threads.map(({ worker }) => worker.terminate()))
	}

	#begin(): void {
		for (const thread of this.#threads) {
			if (thread.busy !== null) continue
			const taken = new Set(this.#threads.map(({ busy }) => busy))
			const next = [...this.#waiting].find(([number]) => !taken.has(number))
			if (next === undefined) return
			const [number, { job }] = next
			thread.busy = number
			thread.worker.postMessage({ number, job })
		}
	}

	#answered(
		thread: { busy: number | null },
		{ number, forecast, error }: { number: number; forecast?: Forecast; error?: string },
	): void {
		const waiting = this.#waiting.get(number)
		this.#waiting.delete(number)
		thread.busy = null
		this.#begin()
		if (forecast !== undefined) waiting?.resolve(forecast)
		else waiting?.reject(new Error(error))
	}

	#fail(error: Error): void {
		this.#failed ??= this.#closed ? new Error('the threads of the forecasts are closed') : error
		for (const { reject } of this.#waiting.values()) reject(this.#failed)
		this.#waiting.clear()
	}
}
