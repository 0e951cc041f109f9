import type { Estimate, LineFrame, Quality, SoftSensors } from '@emberline/twin'
import { SPARK_POINTS, SPARK_SERIES, SPARK_STEP_MS, type SparkPoint, type SparkSeries, type SparkSpans } from './contract.ts'

export interface HistoryPoint {
	readonly tMs: number
	readonly mean: number | null
	/** Extremes and worst quality of the step; absent: the mean, and good. */
	readonly min?: number | null
	readonly max?: number | null
	readonly quality?: Quality
}

/** Asks the historian for one series, thinned to `maxPoints` means. */
export type History = (series: string, fromMs: number, toMs: number, maxPoints: number) => Promise<readonly HistoryPoint[]>

type Row = Record<SparkSeries, number | null>

/** The last half hour of the key figures: one ring for each, of fixed size, on plant time. */
export class Sparks {
	readonly #rings = Object.fromEntries(SPARK_SERIES.map((s) => [s, new Array<number | null>(SPARK_POINTS).fill(null)])) as Record<
		SparkSeries,
		(number | null)[]
	>
	#endMs: number | null = null

	get endMs(): number | null {
		return this.#endMs
	}

	/** Takes the frame when a step of plant time has passed; the point it added, or null. A gap stays a gap, here and in the browser. */
	take(frame: LineFrame): SparkPoint | null {
		const endMs = Math.floor(frame.tMs / SPARK_STEP_MS) * SPARK_STEP_MS
		if (this.#endMs === null) this.#endMs = endMs - SPARK_STEP_MS
		if (endMs <= this.#endMs) return null
		const missed = Math.min(SPARK_POINTS, (endMs - this.#endMs) / SPARK_STEP_MS - 1)
		for (let k = 0; k < missed; k++) this.#push(() => null)
		const values = Object.fromEntries(SPARK_SERIES.map((s) => [s, seriesValue(frame, s)])) as Row
		this.#push((s) => values[s])
		this.#endMs = endMs
		return { endMs, values }
	}

	spans(): SparkSpans {
		const series = Object.fromEntries(SPARK_SERIES.map((s) => [s, [...this.#rings[s]]])) as Record<SparkSeries, (number | null)[]>
		return { endMs: this.#endMs ?? 0, series }
	}

	/** Fills what is still empty from the historian; a series it cannot give stays a gap. */
	async fill(history: History): Promise<void> {
		const endMs = this.#endMs
		if (endMs === null) return
		const fromMs = endMs - (SPARK_POINTS - 1) * SPARK_STEP_MS
		for (const series of SPARK_SERIES) {
			const points = await history(series, fromMs, endMs, SPARK_POINTS).catch(() => [])
			const ring = this.#rings[series]
			for (const point of points) {
				// The ring may have moved on while the historian was reading.
				const back = Math.round(((this.#endMs ?? endMs) - point.tMs) / SPARK_STEP_MS)
				const index = SPARK_POINTS - 1 - back
				if (index >= 0 && index < SPARK_POINTS && ring[index] === null) ring[index] = point.mean
			}
		}
	}

	#push(value: (series: SparkSeries) => number | null): void {
		for (const series of SPARK_SERIES) {
			const ring = this.#rings[series]
			ring.shift()
			ring.push(value(series))
		}
	}
}

function seriesValue(frame: LineFrame, series: SparkSeries): number | null {
	if (frame.health === 'lost') return null
	const [kind, name] = series.split('/') as ['soft' | 'stat', string]
	if (kind === 'stat') return frame.scrapM
	const soft = frame.soft[name as keyof SoftSensors] as Estimate | null
	return soft === null ? null : Number(soft.x.toPrecision(6))
}
