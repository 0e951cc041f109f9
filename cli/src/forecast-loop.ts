import { type Forecast, forecastSteps, type Posterior } from '@emberline/twin'
import { type Observable, Subject } from 'rxjs'

export interface ForecastLoopOptions {
	/** The twin's state now; null while it has none. */
	readonly posterior: () => Posterior | null
	readonly parts: Parameters<typeof forecastSteps>[1]
	/** Plant time between two forecasts. */
	readonly everyMs: number
}

/**
 * Makes forecasts beside the live twin. The work is cut into pieces of a few milliseconds, one for each turn of the event loop, so that
 * readings, frames and the screen's beat go on meanwhile.
 */
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
		const startMs = performance.now()
		const steps = forecastSteps(posterior, this.#options.parts)
		const turn = () => {
			if (this.#closed) return
			const step = steps.next()
			if (!step.done) {
				setImmediate(turn)
				return
			}
			this.#busy = false
			this.#forecasts.next({ ...step.value, wallMs: Math.round(performance.now() - startMs) })
		}
		setImmediate(turn)
	}

	close(): void {
		this.#closed = true
		this.#forecasts.complete()
	}
}
