import type { LineConfig, Recipe } from '@emberline/line-config'
import type { Posterior } from '../live/posterior.ts'
import type { Forecast, LineFrame, Reading } from '../port.ts'
import type { ForecastOptions } from './forecast.ts'

export interface ForecasterOptions {
	readonly line: LineConfig
	/** By id; every recipe that the schedule may ask for. */
	readonly recipes: Readonly<Record<string, Recipe>>
	readonly seed: number
	/** Default 100. */
	readonly members?: number
}

/** All that a forecast is made from beside line and recipes. Plain JSON: it can be sent to a worker. */
export interface ForecastJob {
	readonly posterior: Posterior
	readonly options: Omit<ForecastOptions, 'line' | 'recipes'>
}

/**
 * What goes on between forecasts: it hears readings and frames in plant time, says what each forecast is to be made from, and takes the
 * finished one. A job may be worked off anywhere by `forecast`; the finished one is to be taken within 10 min of plant time, in the order
 * of the jobs, and then when it is taken changes nothing. Deterministic: no clock.
 */
export class Forecaster {
	readonly #options: ForecasterOptions

	constructor(options: ForecasterOptions) {
		this.#options = options
	}

	/** In the order of arrival; each counts at the time when it was measured. */
	readings(_batch: readonly Reading[]): void {}

	frame(_frame: LineFrame): void {}

	job(posterior: Posterior): ForecastJob {
		const { seed, members } = this.#options
		return { posterior, options: { seed, ...(members !== undefined && { members }) } }
	}

	take(_job: ForecastJob, raw: Forecast): Forecast {
		return raw
	}
}
