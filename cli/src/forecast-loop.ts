import type { Forecast, Forecaster, Posterior } from '@emberline/twin'
import { type Observable, Subject } from 'rxjs'
import type { ForecastWorkers } from './forecast-workers.ts'

export interface ForecastLoopOptions {
	/** The twin's state now; null while it has none. */
	readonly posterior: () => Posterior | null
	readonly forecaster: Forecaster
	readonly workers: Pick<ForecastWorkers, 'run'>
	/** Plant time between two forecasts. */
	readonly everyMs: number
	readonly failed: (error: unknown) => void
}

/** Makes forecasts beside the live twin, one at a time, on a thread of its own: readings, frames and the screen's beat go on meanwhile. */
export class ForecastLoop {
	readonly #options: ForecastLoopOptions
	readonly #forecasts = new Subject<Forecast>()
	#nextMs = Number.NEGATIVE_INFINITY
	#busy = false
	#closed = false

	constructor(options: ForecastLoopOptions) {
		this.#options = options
	}

	get forecasts$(): Observable<Forecast> {
		return this.#forecasts.asObservable()
	}

	/** Starts the next forecast when its time has come; called with plant time at every tick. */
	tick(tMs: number): void {
		if (this.#busy || this.#closed || tMs < this.#nextMs) return
		const posterior = this.#options.posterior()
		if (posterior === null) return
		this.#nextMs = tMs + this.#options.everyMs
		this.#busy = true
		const { forecaster, workers, failed } = this.#options
		const startMs = performance.now()
		const job = forecaster.job(posterior)
		workers
			.run(job)
			.then((raw) => {
				if (this.#closed) return
				this.#forecasts.next({ ...forecaster.take(job, raw), wallMs: Math.round(performance.now() - startMs) })
			})
			.catch((error: unknown) => {
				if (!this.#closed) failed(error)
			})
			.finally(() => {
				this.#busy = false
			})
	}

	close(): void {
		this.#closed = true
		this.#forecasts.complete()
	}
}
