import type { Forecast, Forecaster, Posterior } from '@emberline/twin'
import { type Observable, Subject } from 'rxjs'
import type { ForecastWorkers } from './forecast-workers.ts'

export interface ForecastLoopOptions {
	/** The twin's state now; null while it has none. */
	readonly posterior: () => Posterior | null
	/** Of the forecasts that are shown. */
	readonly forecaster: Forecaster
	/** Of those that are kept in files: it sees none but these, as in a replay, whose forecasts are then the same. */
	readonly kept: Forecaster
	readonly workers: Pick<ForecastWorkers, 'run'>
	/** Plant time between two forecasts that are shown. */
	readonly everyMs: number
	readonly failed: (error: unknown) => void
}

/** Plant time between two forecasts that are kept in files [ms]; they begin on whole multiples of it. */
export const KEPT_FORECAST_MS = 900_000
/** Forecasts that wait for a thread at most; in fast time there may be more than can be made. */
const WAITING_MAX = 8

/** Makes forecasts beside the live twin, on a thread of their own: readings, frames and the screen's beat go on meanwhile. */
export class ForecastLoop {
	readonly #options: ForecastLoopOptions
	readonly #forecasts = new Subject<Forecast>()
	readonly #kept = new Subject<Forecast>()
	#nextMs = Number.NEGATIVE_INFINITY
	#underWay = 0
	#closed = false

	constructor(options: ForecastLoopOptions) {
		this.#options = options
	}

	get forecasts$(): Observable<Forecast> {
		return this.#forecasts.asObservable()
	}

	/** Those with an origin at a whole multiple of `KEPT_FORECAST_MS`. */
	get kept$(): Observable<Forecast> {
		return this.#kept.asObservable()
	}

	/** Starts the next forecast when its time has come; called with plant time at every tick. One that is kept waits for the one before it. */
	tick(tMs: number): void {
		const isKept = tMs % KEPT_FORECAST_MS === 0
		if (this.#closed || (!isKept && (this.#underWay > 0 || tMs < this.#nextMs))) return
		const { forecaster, kept, workers, failed } = this.#options
		if (this.#underWay > WAITING_MAX) {
			failed(new Error(`that of ${new Date(tMs).toISOString()} is left out: ${this.#underWay} before it are not ready yet`))
			return
		}
		const posterior = this.#options.posterior()
		if (posterior === null) return
		this.#nextMs = tMs + this.#options.everyMs
		this.#underWay++
		const startMs = performance.now()
		const maker = isKept ? kept : forecaster
		const job = maker.job(posterior)
		workers
			.run(job)
			.then((raw) => {
				if (this.#closed) return
				const forecast = { ...maker.take(job, raw), wallMs: Math.round(performance.now() - startMs) }
				this.#forecasts.next(forecast)
				if (isKept) this.#kept.next(forecast)
			})
			.catch((error: unknown) => {
				if (!this.#closed) failed(error)
			})
			.finally(() => {
				this.#underWay--
			})
	}

	close(): void {
		this.#closed = true
		this.#forecasts.complete()
		this.#kept.complete()
	}
}
