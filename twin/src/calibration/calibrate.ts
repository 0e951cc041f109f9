import type { LineConfig, Recipe } from '@emberline/line-config'
import { Matrix } from 'ml-matrix'
import type { LineControls, ModelParameters, SteadyLine } from '../line/model-port.ts'
import { nominalParameters } from '../line/parameters.ts'
import { steadyLine } from '../line/steady-line.ts'
import { ENCODER_GAIN_SD, toldNominals } from '../live/twin-estimates.ts'
import { LAB_SPREAD } from '../sync/lab-learning.ts'
import { type Observable, observablesOf } from '../sync/observables.ts'
import { PARAMETER_RANGE, parameterNames, parametersFrom, parameterVector, priorSd } from '../sync/parameters.ts'
import { AREAL_GAUGE_SD } from '../sync/slow-learning.ts'
import { steadyOutputs } from '../sync/steady-outputs.ts'
import { type Fit, type FitProblem, fitMap, type Profile, profileOf } from './map-fit.ts'
import type { LabQuantity, SteadyRun } from './steady-runs.ts'

/** One thing that was fitted. Factors are over the value of the files (1 = as they say), biases reading minus truth. */
export interface FittedParameter {
	readonly name: string
	readonly unit: string
	readonly value: number
	readonly sd: number
	/** What was thought of it before the log. */
	readonly priorValue: number
	readonly priorSd: number
	/** The log has at least halved what was not known of it. */
	readonly resolved: boolean
	/** Null where it was not asked for. */
	readonly profile: Profile | null
}

/** A parameter with a meaning outside the model, in the unit of its name. */
export interface ToldParameter {
	readonly param: string
	readonly unit: string
	readonly value: number
	readonly sd: number
	readonly resolved: boolean
}

/** Readings of an instrument at one set of conditions, against what was expected before and after the fit, over their sd. */
export interface FittedResidual {
	readonly tag: string
	readonly run: number
	readonly before: number
	readonly after: number
}

export interface Calibration {
	readonly parameters: readonly FittedParameter[]
	readonly told: readonly ToldParameter[]
	/** In the order of `parameters`, row by row. */
	readonly correlations: readonly (readonly number[])[]
	/** Pairs that the log cannot tell apart, worst first. */
	readonly confused: readonly { readonly a: string; readonly b: string; readonly correlation: number }[]
	readonly residuals: readonly FittedResidual[]
	readonly runs: readonly { readonly recipe: string; readonly seconds: number; readonly webSpeedMPerS: number }[]
	readonly fit: {
		readonly steps: number
		readonly converged: boolean
		/** Mean squares of the residuals over their sd; 1 is expected after the fit. */
		readonly squareBefore: number
		readonly squareAfter: number
	}
}

/** Emitters' thermometers: own error of each [K] [A]. */
const EMITTER_BIAS_SD_K = 1.5
const RESOLVED_SHARE = 0.5
/** Samples of a steady line's path that nobody looks at are this far apart [s]. */
const COARSE_STEP_S = 1
const CONFUSED_FROM = 0.7
/** Share of a laboratory's spread that more samples do not average away [A]. */
const LAB_LASTING = 0.5
const LAB_NAMES: Readonly<Record<LabQuantity, keyof typeof LAB_SPREAD>> = {
	sizeNm: 'size',
	alloyWtpct: 'alloy',
	residualNaClWtpct: 'nacl',
}

/** There is nothing to fit to, or none of its recipes is known. */
export class CalibrationError extends Error {
	readonly code = 'INPUT'
}

/**
 * Fits the model's factors, the biases of pyrometers, emitters' thermometers and areal gauge, and the encoder's gain to steady runs:
 *
 *   mean residual = steady(p, c) - steady(1, c) + own error of the instrument + what the model is off at these conditions
 *
 * The residual is that of the moving line, so walls that are still warming do not count as losses; how it moves with the parameters is the
 * steady line's. What an instrument is off alike in all runs is fitted with it, so that more readings do not make it vanish.
 * Throws a CalibrationError. `progress` is told a share from 0 to 1;
 * `profiles` takes most of the time.
 */
export function calibrate(
	config: LineConfig,
	recipes: Readonly<Record<string, Recipe>>,
	runs: readonly SteadyRun[],
	{ progress = () => {}, profiles = true }: { readonly progress?: (share: number) => void; readonly profiles?: boolean } = {},
): Calibration {
	if (runs.length === 0)
		throw new CalibrationError(
			'found no steady running of 3 min or more, expected some: the line must run at one speed and recipe',
		)
	const model = new FittedLine(config, recipes, runs)
	const { problem, names, count } = model
	let share = 0.02
	const fit = fitMap(problem, () => {
		share += 0.2 * (0.5 - share)
		progress(share)
	})
	const sd = (i: number) => Math.sqrt(fit.covariance.get(i, i))
	const parameters = names.slice(0, count).map(({ name, unit }, i): FittedParameter => {
		const profile = profiles ? profileOf(problem, fit, i) : null
		progress(0.5 + (0.5 * (i + 1)) / count)
		return {
			name,
			unit,
			value: fit.x[i] as number,
			sd: sd(i),
			priorValue: problem.priorMean[i] as number,
			priorSd: problem.priorSd[i] as number,
			resolved: sd(i) < RESOLVED_SHARE * (problem.priorSd[i] as number),
			profile,
		}
	})
	const correlations = parameters.map((_, i) => parameters.map((_, k) => fit.covariance.get(i, k) / (sd(i) * sd(k))))
	const confused = correlations.flatMap((row, i) =>
		row.flatMap((correlation, k) =>
			k > i && Math.abs(correlation) >= CONFUSED_FROM
				? [{ a: (names[i] as Named).name, b: (names[k] as Named).name, correlation }]
				: [],
		),
	)
	const before = problem.residuals(problem.priorMean)
	const square = (rows: Float64Array) => rows.reduce((sum, r) => sum + r * r, 0) / Math.max(1, rows.length)
	return {
		parameters,
		told: model.told(fit),
		correlations,
		confused: confused.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation)),
		residuals: model.rows.map(({ tag, run }, n) => ({
			tag,
			run,
			before: before[n] as number,
			after: fit.residuals[n] as number,
		})),
		runs: runs.map(({ recipe, seconds, controls }) => ({ recipe, seconds, webSpeedMPerS: controls.webSpeedMPerS })),
		fit: { steps: fit.steps, converged: fit.converged, squareBefore: square(before), squareAfter: square(fit.residuals) },
	}
}

interface Named {
	readonly name: string
	readonly unit: string
}

/** One residual: of an instrument, or of the laboratory, in one run. */
interface Row {
	readonly run: number
	readonly tag: string
	readonly sd: number
	of(x: readonly number[], at: RunOutputs): number
}

/** A run's steady line at some parameters, and what it differs by from that at the parameters of the files. */
interface RunOutputs {
	readonly movedBy: readonly number[]
	readonly expected: readonly number[]
	readonly lab: Readonly<Record<LabQuantity, number>>
	readonly lossKW: readonly number[]
	readonly wallKW: readonly number[]
}

class FittedLine {
	readonly names: readonly Named[]
	/** Unknowns that are told; behind them stand the instruments' own errors. */
	readonly count: number
	readonly rows: readonly Row[]
	readonly problem: FitProblem
	readonly #config: LineConfig
	readonly #recipes: Readonly<Record<string, Recipe>>
	readonly #runs: readonly SteadyRun[]
	readonly #observables: readonly Observable[]
	readonly #zones: number
	readonly #factors: number
	/** Unknowns that the steady line depends on; the others are added to what it gives. */
	readonly #curved: number
	readonly #base: readonly RunOutputs[]
	#last: { readonly key: string; readonly outputs: readonly RunOutputs[] } = { key: '', outputs: [] }

	constructor(config: LineConfig, recipes: Readonly<Record<string, Recipe>>, runs: readonly SteadyRun[]) {
		this.#config = config
		this.#recipes = recipes
		this.#runs = runs
		this.#observables = observablesOf(config)
		this.#zones = config.stations.heating.modules.length
		const factors = parameterNames(this.#zones)
		const zones = Array.from({ length: this.#zones }, (_, z) => z + 1)
		this.#factors = factors.length
		this.#curved = factors.length + 1 + this.#zones
		const start = parameterVector(nominalParameters(config))
		const prior = priorSd(config)
		const told: (Named & {
			readonly mean: number
			readonly sd: number
			readonly range: readonly [number, number]
			readonly step: number
		})[] = [
			...factors.map((name, i) => ({
				name,
				unit: '1',
				mean: start[i] as number,
				sd: prior[i] as number,
				range: PARAMETER_RANGE,
				step: Math.min(0.02, 0.25 * (prior[i] as number)),
			})),
			{ name: 'encoderGain', unit: '1', mean: 1, sd: ENCODER_GAIN_SD, range: [0.9, 1.1], step: 0.002 },
			...zones.map((z) => ({
				name: `emitterBias${z}`,
				unit: 'K',
				mean: 0,
				sd: EMITTER_BIAS_SD_K,
				range: [-30, 30] as const,
				step: 1,
			})),
			...zones.map((z) => ({
				name: `pyrometerBias${z}`,
				unit: 'K',
				mean: 0,
				sd: config.uncertainty.pyrometerDeltaK,
				range: [-100, 100] as const,
				step: 1,
			})),
			{ name: 'arealGain', unit: '1', mean: 1, sd: AREAL_GAUGE_SD, range: [0.5, 1.5], step: 0.005 },
		]
		const own = this.#observables
			.map((o, i) => ({ o, i }))
			.filter(({ o }) => o.group !== 'shown' && o.pyrometer === undefined && !o.arealGauge)
		const offsets = new Map(own.map(({ i }, n) => [i, told.length + n]))
		const all = [
			...told,
			...own.map(({ o }) => ({ name: o.tag, unit: 'own sd', mean: 0, sd: 1, range: [-5, 5] as const, step: 0.5 })),
		]
		this.names = all
		this.count = told.length
		this.#base = runs.map((run) =>
			this.#steady(
				run,
				start,
				all.map(({ mean }) => mean),
				null,
			),
		)
		this.rows = runs.flatMap((run, n) => this.#rowsOf(run, n, offsets))
		if (this.rows.length === 0)
			throw new CalibrationError('found no instrument that spoke for 3 min of steady running, expected some')
		const byRun = this.rows
		this.problem = {
			priorMean: all.map(({ mean }) => mean),
			priorSd: all.map(({ sd }) => Math.max(sd, 1e-6)),
			low: all.map(({ range }) => range[0]),
			high: all.map(({ range }) => range[1]),
			step: all.map(({ step }) => Math.max(step, 1e-6)),
			residuals: (x) => {
				const outputs = this.#outputs(x)
				return Float64Array.from(byRun, (row) => row.of(x, outputs[row.run] as RunOutputs) / row.sd)
			},
		}
	}

	/** Parameters by the names that they have outside the model, with the spread of all that they hang on. */
	told(fit: Fit): readonly ToldParameter[] {
		const at = this.#told(fit.x)
		const slopes = new Matrix(at.length, fit.x.length)
		for (const [i, step] of this.problem.step.entries()) {
			if (i >= this.count) break
			const there = this.#told(fit.x.map((x, k) => (k === i ? x + step : x)))
			for (const [row, one] of at.entries()) slopes.set(row, i, ((there[row] as ToldValue).value - one.value) / step)
		}
		const spread = slopes.mmul(fit.covariance).mmul(slopes.transpose())
		const prior = slopes.mmul(Matrix.diag(this.problem.priorSd.map((sd) => sd ** 2))).mmul(slopes.transpose())
		return at.map((one, row) => {
			const sd = Math.sqrt(Math.max(0, spread.get(row, row)))
			return { ...one, sd, resolved: sd < RESOLVED_SHARE * Math.sqrt(Math.max(0, prior.get(row, row))) }
		})
	}

	#told(x: readonly number[]): readonly ToldValue[] {
		const parameters = parametersFrom(x, this.#zones)
		const outputs = this.#outputs(x)
		const seconds = this.#runs.reduce((sum, run) => sum + run.seconds, 0)
		const mean = (of: (run: SteadyRun, n: number) => number) =>
			this.#runs.reduce((sum, run, n) => sum + of(run, n) * run.seconds, 0) / seconds
		const nominal = (run: SteadyRun) => toldNominals(this.#config, this.#recipes[run.recipe] as Recipe, run.controls, parameters)
		const zones = Array.from({ length: this.#zones }, (_, z) => z)
		const bias = this.#curved
		return [
			...zones.map((z) => ({
				param: `zone${z + 1}_loss_kW`,
				unit: 'kW',
				value: mean((run, n) => {
					const [now, then] = [outputs[n] as RunOutputs, this.#base[n] as RunOutputs]
					const moved = (now.lossKW[z] as number) - (then.lossKW[z] as number)
					return (run.lossKW[z] as number) + moved + this.#warming(run, n, z, x)
				}),
			})),
			...zones.map((z) => ({ param: `pyro${z + 1}_bias_K`, unit: 'K', value: x[bias + z] as number })),
			{ param: 'feeder_gain', unit: '1', value: parameters.feeder },
			{ param: 'areal_gain', unit: '1', value: x[this.count - 1] as number },
			{ param: 'encoder_gain', unit: '1', value: x[this.#factors] as number },
			{ param: 'quench_coefficient', unit: 'W/m2K', value: mean((run) => nominal(run).film) * parameters.quench },
			{ param: 'areal_heat_capacity', unit: 'J/m2K', value: mean((run) => nominal(run).heat) * parameters.arealHeat },
			{ param: 'effective_emissivity', unit: '1', value: mean((run) => nominal(run).emissivity) * parameters.emissivity },
		]
	}

	/** Loss of a module whose walls are not yet warm, beyond that of the steady line: the factor moves it as a whole [kW]. */
	#warming(run: SteadyRun, n: number, z: number, x: readonly number[]): number {
		const factor = (x[1 + z] as number) / (this.problem.priorMean[1 + z] as number)
		return (factor - 1) * ((run.wallKW[z] as number) - ((this.#base[n] as RunOutputs).wallKW[z] as number))
	}

	#rowsOf(run: SteadyRun, n: number, offsets: ReadonlyMap<number, number>): Row[] {
		const power = this.#observables.findIndex(({ tag }) => tag === 'Heating/Zone1/Power')
		const rows = this.#observables.flatMap((observable, i): Row[] => {
			const residual = run.residuals[i] ?? null
			if (residual === null || observable.group === 'shown') return []
			const { mean, expected } = residual
			const zone = i >= power && i < power + this.#zones ? i - power : null
			const offset = offsets.get(i)
			const bias = this.#curved + (observable.pyrometer ?? 0)
			const sd = Math.hypot(
				residual.sd,
				observable.noise(expected) / Math.sqrt(60 * residual.minutes),
				observable.floor(expected),
			)
			return [
				{
					run: n,
					tag: observable.tag,
					sd,
					of: (x, at) => {
						const moved = at.movedBy[i] as number
						if (observable.pyrometer !== undefined) return mean - moved - (x[bias] as number)
						if (observable.arealGauge === true) return mean - moved - ((x[this.count - 1] as number) - 1) * (expected + moved)
						const warming = zone === null ? 0 : this.#warming(run, n, zone, x)
						return mean - moved - warming - (offset === undefined ? 0 : (x[offset] as number) * observable.own(expected))
					},
				},
			]
		})
		const quantities = [...new Set(run.lab.map(({ quantity }) => quantity))]
		return [
			...rows,
			...quantities.map((quantity): Row => {
				const found = run.lab.filter((one) => one.quantity === quantity).map((one) => one.found)
				const mean = found.reduce((sum, value) => sum + value, 0) / found.length
				const [share, least] = LAB_SPREAD[LAB_NAMES[quantity]]
				const sd = Math.hypot(share * mean, least) * Math.sqrt(LAB_LASTING + (1 - LAB_LASTING) / found.length)
				return { run: n, tag: `Lab/${quantity}`, sd, of: (_, at) => mean - at.lab[quantity] }
			}),
		]
	}

	#outputs(x: readonly number[]): readonly RunOutputs[] {
		const key = x.slice(0, this.#curved).join(' ')
		if (this.#last.key !== key) {
			const factors = x.slice(0, this.#factors)
			this.#last = { key, outputs: this.#runs.map((run, n) => this.#steady(run, factors, x, this.#base[n] as RunOutputs)) }
		}
		return this.#last.outputs
	}

	#steady(run: SteadyRun, factors: readonly number[], x: readonly number[], base: RunOutputs | null): RunOutputs {
		const recipe = this.#recipes[run.recipe]
		if (recipe === undefined) throw new CalibrationError(`found running of recipe ${run.recipe}, expected one of the line`)
		const parameters: ModelParameters = parametersFrom(factors, this.#zones)
		const controls: LineControls = {
			...run.controls,
			webSpeedMPerS: run.controls.webSpeedMPerS / (x[this.#factors] as number),
			emitterSetpointK: run.controls.emitterSetpointK.map((K, z) => K - (x[this.#factors + 1 + z] as number)),
		}
		const steady: SteadyLine = steadyLine(this.#config, recipe, controls, parameters, COARSE_STEP_S)
		const expected = steadyOutputs(this.#config, recipe, steady, parameters).expected.map((value) => value ?? 0)
		const zones = steady.zones.filter(({ station }) => station === 'Heating')
		return {
			expected,
			movedBy: expected.map((value, i) => (base === null ? 0 : value - (base.expected[i] as number))),
			lab: {
				sizeNm: steady.product.sizeNm,
				alloyWtpct: steady.product.alloyWtpct,
				residualNaClWtpct: steady.product.residualNaClWtpct,
			},
			lossKW: zones.map((z) => z.toGasKW + z.toSlotsKW + z.toWallsKW + z.toCoolantKW),
			wallKW: zones.map((z) => z.toSlotsKW + z.toWallsKW + z.toCoolantKW),
		}
	}
}

type ToldValue = Pick<ToldParameter, 'param' | 'unit' | 'value'>
