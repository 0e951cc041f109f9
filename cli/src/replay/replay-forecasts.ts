import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Forecast, Forecaster, ForecastJob, LineTwin } from '@emberline/twin'
import { KEPT_FORECAST_MS } from '../forecast-loop.ts'
import { ForecastWorkers } from '../forecast-workers.ts'

export interface ReplayForecastsOptions {
	readonly line: LineConfig
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly twin: Pick<LineTwin, 'posterior'>
	readonly forecaster: Forecaster
	/** Threads that forecast. */
	readonly workers: number
	readonly write: (forecast: Forecast) => void
}

/** Plant time by which a forecast is waited for [ms]: how long it took must not show in what comes after. */
const WAIT_MS = 540_000

interface UnderWay {
	readonly originMs: number
	readonly job: ForecastJob
	readonly raw: Promise<Forecast>
}

/** Forecasts of a replay, made beside it on threads of their own, and written in their order. */
export class ReplayForecasts {
	readonly #options: ReplayForecastsOptions
	#threads: ForecastWorkers | null = null
	readonly #underWay: UnderWay[] = []

	constructor(options: ReplayForecastsOptions) {
		this.#options = options
	}

	/** Begins the forecast that is due at this frame, if one is. */
	frame(tMs: number): void {
		if (tMs % KEPT_FORECAST_MS !== 0) return
		const { line, recipes, twin, forecaster, workers } = this.#options
		const posterior = twin.posterior()
		if (posterior === null) return
		this.#threads ??= new ForecastWorkers({ line, recipes, count: workers })
		const job = forecaster.job(posterior)
		const raw = this.#threads.run(job)
		// Whoever waits for it is told.
		raw.catch(() => {})
		this.#underWay.push({ originMs: tMs, job, raw })
	}

	/** Null when plant time may go on from `tMs`, else what it has to wait for. */
	wait(tMs: number): Promise<void> | null {
		const [first] = this.#underWay
		return first === undefined || tMs < first.originMs + WAIT_MS ? null : this.#finish(tMs - WAIT_MS)
	}

	/** Resolves when all are written. */
	end(): Promise<void> {
		return this.#finish(Number.POSITIVE_INFINITY)
	}

	async close(): Promise<void> {
		await this.#threads?.close()
	}

	async #finish(untilMs: number): Promise<void> {
		const { forecaster, write } = this.#options
		for (let first = this.#underWay[0]; first !== undefined && first.originMs <= untilMs; first = this.#underWay[0]) {
			const raw = await first.raw
			this.#underWay.shift()
			write(forecaster.take(first.job, raw))
		}
	}
}
