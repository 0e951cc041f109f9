import type { LineConfig } from '@emberline/line-config'
import type { LineControls } from '../line/model-port.ts'
import type { SteadyRunning } from '../live/twin-estimates.ts'
import type { LineFrame, Reading } from '../port.ts'
import { type Observable, observablesOf } from '../sync/observables.ts'

/** Readings of one instrument in one steady run, over those that the model expected. In the unit of the tag. */
export interface RunResidual {
	/** Measured minus expected, mean. */
	readonly mean: number
	readonly expected: number
	/** Of the mean, by how much the means of minutes scatter. */
	readonly sd: number
	readonly minutes: number
}

/** A result of the laboratory on powder of a steady run. */
export interface LabResult {
	readonly quantity: LabQuantity
	readonly found: number
}
export type LabQuantity = 'sizeNm' | 'alloyWtpct' | 'residualNaClWtpct'

/** The line at one set of conditions, as often as it ran at them. */
export interface SteadyRun {
	readonly recipe: string
	/** Means of what acted on the line; emitters as their thermometers show them. */
	readonly controls: LineControls
	readonly seconds: number
	/** In the order of `observablesOf`; null where an instrument said too little. */
	readonly residuals: readonly (RunResidual | null)[]
	/** What left each heating module but not with the web [kW], of the model, and what of it went to walls and slots. */
	readonly lossKW: readonly number[]
	readonly wallKW: readonly number[]
	readonly lab: readonly LabResult[]
}

/** Residuals of one instrument each second of steady running, run after run; a gap between two runs is a NaN. */
export type ResidualSeries = Readonly<Record<string, readonly number[]>>

interface Gathering {
	readonly recipe: string
	readonly first: LineControls
	seconds: number
	readonly sums: number[]
	readonly minutes: { sum: number; count: number; readonly means: number[]; expected: number; all: number; last: number | null }[]
	readonly loss: number[]
	readonly wall: number[]
	/** Metres of web and plant time that belong to it. */
	readonly spans: { fromM: number; toM: number; washedFromMs: number; toMs: number; sinceMs: number }[]
}

const MINUTE = 60
const LEAST_MINUTES = 3
/** Longest series that is kept of an instrument [readings]: more tell no more of its noise. */
const SERIES_MAX = 20_000
/** What comes out of the wash is of the run once it has lasted so many of its residence times. */
const WASHED = 3

const LAB: Readonly<Record<string, LabQuantity>> = {
	'Lab/Result/ParticleSizeMean': 'sizeNm',
	'Lab/Result/AlloyContent': 'alloyWtpct',
	'Lab/Result/ResidualNaCl': 'residualNaClWtpct',
}

/**
 * Gathers what a log says of the line at rest: a twin that learns nothing follows the log, and here its residuals are added up as long as all
 * web up to the quench has run under the same conditions. Runs under like conditions are one.
 */
export class SteadyRuns {
	readonly observables: readonly Observable[]
	readonly #at: ReadonlyMap<string, number>
	readonly #washMs: number
	readonly #upToQuenchM: number
	readonly #runs: Gathering[] = []
	readonly #series: Record<string, number[]> = {}
	#current: Gathering | null = null
	#sinceMs: number | null = null
	readonly #samples: { positionM: number | null; takenMs: number | null; readonly found: [LabQuantity, number][] }[] = []
	#sampleId: string | null = null

	constructor(config: LineConfig) {
		this.observables = observablesOf(config)
		this.#at = new Map(this.observables.map(({ tag }, i) => [tag, i]))
		this.#washMs = WASHED * config.stations.wash.residenceTimeS * 1000
		this.#upToQuenchM = config.stations.quench.fromM + config.stations.quench.lengthM
	}

	/** A frame of the twin, one each second of plant time, and what the line runs at by then. */
	frame(frame: LineFrame, steady: SteadyRunning | null): void {
		if (steady === null || frame.health === 'lost') {
			this.#current = null
			return
		}
		if (this.#current === null || this.#sinceMs !== steady.sinceMs) this.#open(frame, steady)
		const run = this.#current as Gathering
		const span = run.spans.at(-1) as Gathering['spans'][number]
		span.toM = frame.webPositionM
		span.toMs = frame.tMs
		run.seconds++
		addTo(run.sums, controlRow(steady.controls))
		const heating = frame.zones.filter(({ station }) => station === 'Heating')
		addTo(
			run.loss,
			heating.map((z) => z.toGasKW + z.toSlotsKW + z.toWallsKW + z.toCoolantKW),
		)
		addTo(
			run.wall,
			heating.map((z) => z.toSlotsKW + z.toWallsKW + z.toCoolantKW),
		)
		const washed = frame.tMs >= span.washedFromMs
		for (const { tag, measured, expected } of frame.residuals) {
			const i = this.#at.get(tag)
			if (i === undefined || (this.observables[i]?.group === 'wash' && !washed)) continue
			const one = run.minutes[i] as Gathering['minutes'][number]
			// What was told before and has not changed is no new reading.
			if (measured === one.last) continue
			one.last = measured
			one.sum += measured - expected
			one.expected += expected
			one.all++
			if (++one.count >= MINUTE) {
				one.means.push(one.sum / one.count)
				one.sum = 0
				one.count = 0
			}
			const series = this.#series[tag] ?? []
			this.#series[tag] = series
			if (series.length < SERIES_MAX) series.push(measured - expected)
		}
	}

	/** What the plant says; only the laboratory is listened to. */
	readings(batch: readonly Reading[]): void {
		for (const { tag, value, quality } of batch) {
			if (!tag.startsWith('Lab/') || quality === 'bad') continue
			if (tag === 'Lab/Sample/ID' && typeof value === 'string' && value !== '' && value !== this.#sampleId) {
				this.#sampleId = value
				this.#samples.push({ positionM: null, takenMs: null, found: [] })
			}
			const sample = this.#samples.at(-1)
			if (sample === undefined || typeof value !== 'number') continue
			if (tag === 'Lab/Sample/WebPosition') sample.positionM = value
			if (tag === 'Lab/Sample/Time') sample.takenMs = value
			const quantity = LAB[tag]
			if (quantity !== undefined && !sample.found.some(([q]) => q === quantity)) sample.found.push([quantity, value])
		}
	}

	get runs(): readonly SteadyRun[] {
		return this.#runs.filter(({ seconds }) => seconds >= LEAST_MINUTES * MINUTE).map((run) => this.#told(run))
	}

	get series(): ResidualSeries {
		return this.#series
	}

	#open(frame: LineFrame, { sinceMs, recipe, controls }: SteadyRunning): void {
		this.#sinceMs = sinceMs
		const zones = controls.emitterSetpointK.length
		const known = this.#runs.find((run) => run.recipe === recipe && alike(run.first, controls))
		const run = known ?? {
			recipe,
			first: controls,
			seconds: 0,
			sums: controlRow(controls).map(() => 0),
			minutes: this.observables.map(() => ({ sum: 0, count: 0, means: [], expected: 0, all: 0, last: null })),
			loss: Array.from({ length: zones }, () => 0),
			wall: Array.from({ length: zones }, () => 0),
			spans: [],
		}
		if (known === undefined) this.#runs.push(run)
		for (const one of run.minutes) {
			one.sum = 0
			one.count = 0
		}
		// Steady is told once web has passed up to the quench: what lies behind the nip by then was made under these conditions.
		run.spans.push({
			fromM: frame.webPositionM - this.#upToQuenchM,
			toM: frame.webPositionM,
			washedFromMs: sinceMs + this.#washMs,
			toMs: frame.tMs,
			sinceMs,
		})
		for (const series of Object.values(this.#series)) if (series.length > 0 && series.length < SERIES_MAX) series.push(Number.NaN)
		this.#current = run
	}

	#told(run: Gathering): SteadyRun {
		const { seconds } = run
		const residuals = run.minutes.map(({ means, expected, all }): RunResidual | null => {
			if (means.length < LEAST_MINUTES) return null
			const mean = means.reduce((sum, x) => sum + x, 0) / means.length
			const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (means.length - 1)
			// Means of neighbouring minutes are alike: what wanders for minutes is averaged as if a third of them told something of their own.
			return { mean, expected: expected / all, sd: Math.sqrt((3 * variance) / means.length), minutes: means.length }
		})
		const emitters = run.first.emitterSetpointK.map((K, z) => {
			const one = run.minutes[this.#at.get(`Heating/Zone${z + 1}/EmitterTemperature`) ?? -1]
			const residual = residuals[this.#at.get(`Heating/Zone${z + 1}/EmitterTemperature`) ?? -1] ?? null
			return one === undefined || residual === null ? K : residual.expected + residual.mean
		})
		const lab = this.#samples.flatMap(({ positionM, takenMs, found }) =>
			found.flatMap(([quantity, value]): LabResult[] => {
				const isOf = run.spans.some((span) =>
					quantity === 'residualNaClWtpct'
						? takenMs !== null && takenMs >= span.washedFromMs && takenMs <= span.toMs
						: positionM !== null && positionM >= span.fromM && positionM <= span.toM,
				)
				return isOf ? [{ quantity, found: value }] : []
			}),
		)
		return {
			recipe: run.recipe,
			controls: {
				...controlsFrom(
					run.first,
					run.sums.map((sum) => sum / seconds),
				),
				emitterSetpointK: emitters,
			},
			seconds,
			residuals,
			lossKW: run.loss.map((sum) => sum / seconds),
			wallKW: run.wall.map((sum) => sum / seconds),
			lab,
		}
	}
}

function addTo(sums: number[], row: readonly number[]): void {
	for (const [i, x] of row.entries()) sums[i] = (sums[i] ?? 0) + x
}

/** What is averaged of the controls, in one order. */
function controlRow(c: LineControls): number[] {
	return [c.webSpeedMPerS, c.screwRevPerS, c.quenchGasM3PerS, c.freshWaterM3PerS, c.dryerExitK ?? 0, ...c.dryerAirK]
}

function controlsFrom(first: LineControls, row: readonly number[]): LineControls {
	const [webSpeedMPerS = 0, screwRevPerS = 0, quenchGasM3PerS = 0, freshWaterM3PerS = 0, dryerExitK = 0, ...dryerAirK] = row
	const warm = first.dryerExitK === undefined ? {} : { dryerExitK }
	return { ...first, webSpeedMPerS, screwRevPerS, quenchGasM3PerS, freshWaterM3PerS, dryerAirK, ...warm, heatersOn: true }
}

/** Conditions that one steady line stands for. */
function alike(a: LineControls, b: LineControls): boolean {
	const near = (x: number, y: number, share: number) => Math.abs(x - y) <= share * Math.abs(x)
	return (
		near(a.webSpeedMPerS, b.webSpeedMPerS, 0.03) &&
		near(a.screwRevPerS, b.screwRevPerS, 0.05) &&
		near(a.quenchGasM3PerS, b.quenchGasM3PerS, 0.1) &&
		near(a.freshWaterM3PerS, b.freshWaterM3PerS, 0.1) &&
		a.emitterSetpointK.every((K, i) => Math.abs(K - (b.emitterSetpointK[i] as number)) < 4) &&
		a.dryerAirK.every((K, i) => Math.abs(K - (b.dryerAirK[i] as number)) < 5)
	)
}
