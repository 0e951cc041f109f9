import type { LineConfig } from '@emberline/line-config'
import type { ModelParameters } from '../line/model-port.ts'
import { nominalParameters } from '../line/parameters.ts'
import type { Innovation } from './innovations.ts'
import { type Observable, pyrometerReadingK } from './observables.ts'
import { ParameterFilter, type ParameterFilterSnapshot } from './parameter-filter.ts'
import { PARAMETER_RANGE, parameterNames, parametersFrom, parameterVector, priorSd } from './parameters.ts'
import type { Sensitivities } from './sensitivities.ts'

/** What was learnt fades in this time. */
const RELAX_S = 24 * 3600
/** Model and instrument errors that no parameter stands for stay alike for about this long: a window counts only as its share of it. */
const FLOOR_S = 1800
/** Gauge of the areal mass against the truth [A]. */
export const AREAL_GAUGE_SD = 0.02
/** A parameter this many prior sd away is not one of this line. */
const IMPLAUSIBLE_SD = 4
const LEAST_READINGS = 3

/** The slow parameters of the model and the biases of pyrometers and areal gauge, learnt together from mean residuals. */
export class SlowLearning {
	readonly filter: ParameterFilter
	readonly #calibratedEmissivity: number
	readonly #zones: number
	readonly #prior: readonly number[]
	readonly #priorSd: readonly number[]

	constructor(config: LineConfig, from?: ParameterFilterSnapshot) {
		const { heating } = config.stations
		const prior = priorSd(config)
		this.#zones = heating.modules.length
		this.#priorSd = prior
		this.#calibratedEmissivity = heating.pyrometerEmissivity
		this.#prior = parameterVector(nominalParameters(config))
		const pyrometers = heating.modules
		const calibrated = (name: string) => config.calibrated?.parameters[name]
		const biases = pyrometers.map((_, z) => calibrated(`pyrometerBias${z + 1}`))
		const areal = calibrated('arealGain')
		// What was found once may have changed since, by no more than it was unknown before.
		const since = (sd: number | undefined, before: number) =>
			sd === undefined ? before : Math.min(before, Math.hypot(sd, before / 4))
		this.filter = new ParameterFilter({
			prior: [...this.#prior, ...biases.map((bias) => bias?.value ?? 0), (areal?.value ?? 1) - 1],
			priorSd: [
				...prior,
				...biases.map((bias) => since(bias?.sd, config.uncertainty.pyrometerDeltaK)),
				since(areal?.sd, AREAL_GAUGE_SD),
			],
			range: [...prior.map(() => PARAMETER_RANGE), ...pyrometers.map(() => [-100, 100] as const), [-0.5, 0.5] as const],
			relaxS: RELAX_S,
			...(from === undefined ? {} : { from }),
		})
	}

	/** How many of the filter's elements are parameters of the model; they come first. */
	get count(): number {
		return this.#priorSd.length
	}

	get priorSd(): readonly number[] {
		return this.#priorSd
	}

	get parameters(): ModelParameters {
		return parametersFrom(this.filter.mean, this.#zones)
	}

	get parameterSd(): ModelParameters {
		const sd = Array.from({ length: this.count }, (_, i) => this.filter.sd(i))
		return parametersFrom(sd, this.#zones)
	}

	/** Of the model's parameters alone, row by row. */
	get covariance(): number[] {
		const all = this.filter.mean.length
		const n = this.count
		return Array.from({ length: n * n }, (_, k) => this.filter.covariance[Math.floor(k / n) * all + (k % n)] as number)
	}

	/** Parameters that have left what is plausible for this line. */
	get implausible(): readonly string[] {
		const away = (i: number) => Math.abs((this.filter.mean[i] as number) - (this.#prior[i] as number))
		return parameterNames(this.#zones).filter((_, i) => away(i) > IMPLAUSIBLE_SD * (this.#priorSd[i] as number))
	}

	/** The reading that an instrument with its estimated bias and present setting shows for a true value. */
	asRead({ pyrometer, arealGauge }: Observable, trueValue: number, pyrometerSetting: number | undefined): number {
		if (pyrometer !== undefined) {
			const setting = pyrometerSetting ?? this.#calibratedEmissivity
			return (
				pyrometerReadingK(trueValue, setting, this.#calibratedEmissivity) + (this.filter.mean[this.count + pyrometer] as number)
			)
		}
		return arealGauge === true ? trueValue * (1 + (this.filter.mean[this.count + this.#zones] as number)) : trueValue
	}

	/** Estimated own error of an instrument where it is added to what it shows, in the unit of its tag. */
	bias({ pyrometer }: Observable): number {
		return pyrometer === undefined ? 0 : (this.filter.mean[this.count + pyrometer] as number)
	}

	biasSd({ pyrometer, arealGauge }: Observable, expected: number): number {
		if (pyrometer !== undefined) return this.filter.sd(this.count + pyrometer)
		return arealGauge === true ? this.filter.sd(this.count + this.#zones) * expected : 0
	}

	/** Takes the mean residual of each instrument over a window; returns how many were taken. */
	learn(p: {
		readonly observables: readonly Observable[]
		readonly innovations: readonly Innovation[]
		readonly group: Observable['group']
		readonly windowS: number
		readonly sensitivities: Sensitivities
		/** Spread of the instruments' inputs: emitters [K] and speed [share]. */
		readonly emitterSdK: number
		readonly speedSdShare: number
	}): number {
		const { columns } = p.sensitivities
		let taken = 0
		p.observables.forEach((observable, i) => {
			const { sum, count, expected } = p.innovations[i] as Innovation
			if (observable.group !== p.group || count < LEAST_READINGS || expected === null) return
			const row = columns.slice(0, this.count).map((column) => column.expected[i] ?? 0)
			const byEmitters = (columns[this.count]?.expected[i] ?? 0) * p.emitterSdK
			const bySpeed = (columns[this.count + 1]?.expected[i] ?? 0) * p.speedSdShare
			const longLived = observable.floor(expected) ** 2 + byEmitters ** 2 + bySpeed ** 2
			const variance = observable.noise(expected) ** 2 / count + longLived * Math.max(1, FLOOR_S / p.windowS)
			this.filter.update({ residual: sum / count, row: [...row, ...this.#biasRow(observable, expected)], variance })
			taken++
		})
		return taken
	}

	#biasRow({ pyrometer, arealGauge }: Observable, expected: number): number[] {
		const row = Array.from({ length: this.#zones + 1 }, () => 0)
		if (pyrometer !== undefined) row[pyrometer] = 1
		if (arealGauge === true) row[this.#zones] = expected
		return row
	}
}
