import type { ForecastBaselines } from '../port.ts'
import type { Outcome } from './plant-marks.ts'

/** Exponentially weighted rates a second, by key. Plain JSON. */
export interface BaselinesSnapshot {
	readonly smoothed: Readonly<Record<string, number>>
	readonly latest: Readonly<Record<string, number>>
	/** Grams at the scale for each metre of web while the line ran undisturbed, smoothed; null before. */
	readonly gramsPerM: number | null
	readonly tMs: number | null
}

/** Weight of the newest quarter of an hour. */
const SMOOTHING = 0.3
const WINDOW_MS = 900_000
/** Targets that are no amounts keep their value. */
const MEANS = ['peak_K', 'dose_eq_s', 'g_per_h']
/** Targets that the plan and the availability of the line tell of. */
const PLANNED = ['grams', 'good_grams', 'g_per_h', 'metres']

/** Forecasts that anybody can make, beside the twin's own: by the last quarter of an hour, by its smoothed past, and by plan and availability. */
export class Baselines {
	#at: BaselinesSnapshot

	constructor(from?: BaselinesSnapshot) {
		this.#at = from ?? { smoothed: {}, latest: {}, gramsPerM: null, tMs: null }
	}

	/** What came true over the last quarter of an hour, and whether the line ran through it undisturbed. */
	learn(tMs: number, last: Outcome, undisturbed: boolean): void {
		const { smoothed, tMs: before } = this.#at
		const fresh = Math.min((tMs - (before ?? tMs - WINDOW_MS)) / WINDOW_MS, 1)
		const keep = (1 - SMOOTHING) ** fresh
		const rates = [...last].map(([key, x]) => [key, MEANS.includes(key) ? x : (x * 1000) / WINDOW_MS] as const)
		const [grams, metres] = [last.get('grams'), last.get('metres')]
		const perM = undisturbed && grams !== undefined && metres !== undefined && metres > 0 ? grams / metres : null
		const gramsPerM = this.#at.gramsPerM
		this.#at = {
			smoothed: {
				...smoothed,
				...Object.fromEntries(rates.map(([key, rate]) => [key, rate + keep * ((smoothed[key] ?? rate) - rate)])),
			},
			latest: Object.fromEntries(rates),
			gramsPerM: perM === null ? gramsPerM : gramsPerM === null ? perM : perM + keep * (gramsPerM - perM),
			tMs,
		}
	}

	/** `plannedM`: metres that the plan has for the time; `availability`: share of the time that no stop takes. */
	of(key: string, hS: number, plannedM: number, availability: number): ForecastBaselines {
		const { smoothed, latest, gramsPerM } = this.#at
		const over = (rate: number | undefined) => (rate === undefined ? null : MEANS.includes(key) ? rate : rate * hS)
		const metres = plannedM * availability
		const grams = gramsPerM === null ? null : metres * gramsPerM
		const byPlan = key === 'metres' ? metres : key === 'g_per_h' && grams !== null ? (grams * 3600) / hS : grams
		return {
			persistence: over(latest[key]),
			smoothing: over(smoothed[key]),
			schedule: PLANNED.includes(key) ? byPlan : null,
		}
	}

	snapshot(): BaselinesSnapshot {
		return this.#at
	}
}
