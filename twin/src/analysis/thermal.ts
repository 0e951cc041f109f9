import { type FitProblem, fitMap } from '../calibration/map-fit.ts'

/** Columns of a heated thing, a value a row; NaN where there is a gap. Temperatures in one unit, whatever it is. */
export interface ThermalColumns {
	readonly timeS: Float64Array
	readonly temperature: Float64Array
	readonly ambient: Float64Array
	readonly power: Float64Array
}

/** What was found, in the units of the columns and in seconds, each with one standard deviation. */
export type ThermalParameter =
	| 'time_constant_s'
	| 'lag_s'
	| 'gain_K_per_power'
	| 'offset_K'
	| 'loss_power_per_K'
	| 'capacity_power_s_per_K'
export type ThermalFit = Readonly<Record<ThermalParameter, { readonly value: number; readonly sd: number }>>

interface Model {
	readonly tauS: number
	readonly lagS: number
	readonly gain: number
	readonly offset: number
}

/** Rows that are gone through for one fit, and rows that are compared, at most. */
const ROWS_MAX = 40_000
const COMPARED_MAX = 1500
/** Windows over which the temperature is told ahead to be watched [rows]. */
const WINDOWS = [1, 4, 10, 30, 90] as const

/**
 * A heated thing: what the heater gives comes after a lag, and the temperature goes to where loss and heat balance.
 *
 *   lag du/dt = P - u,   tau dT/dt = Ta + offset + gain u - T,   loss = 1/gain,  capacity = tau/gain
 *
 * Fitted to the rows before `trainUntil` by output error: the model is told only power and surroundings, and where it begins.
 */
export class ThermalModel {
	readonly fit: ThermalFit
	readonly #model: Model
	readonly #columns: ThermalColumns
	/** Heat on its way, after the lag, by row. */
	readonly #heat: Float64Array

	constructor(columns: ThermalColumns, trainUntil: number) {
		this.#columns = { ...columns, ambient: heldFrom(columns.ambient), power: heldFrom(columns.power) }
		const { problem, start } = this.#problem(Math.max(0, trainUntil - ROWS_MAX), trainUntil)
		const fit = fitMap({ ...problem, priorMean: start })
		this.#model = modelOf(fit.x)
		// Residuals of neighbouring rows are alike: their own scatter, and how long it lasts, say what a row is worth.
		const scale = Math.sqrt(meanSquare(fit.residuals) * lasting(fit.residuals))
		const sd = (i: number) => Math.sqrt(Math.max(0, fit.covariance.get(i, i))) * scale
		const { tauS, lagS, gain, offset } = this.#model
		const both =
			Math.sqrt(Math.max(0, fit.covariance.get(0, 0) + fit.covariance.get(2, 2) - 2 * fit.covariance.get(0, 2))) * scale
		this.fit = {
			time_constant_s: { value: tauS, sd: tauS * sd(0) },
			lag_s: { value: lagS, sd: lagS * sd(1) },
			gain_K_per_power: { value: gain, sd: gain * sd(2) },
			offset_K: { value: offset, sd: sd(3) },
			loss_power_per_K: { value: 1 / gain, sd: sd(2) / gain },
			capacity_power_s_per_K: { value: tauS / gain, sd: (tauS / gain) * both },
		}
		this.#heat = this.#heatOf(this.#model, 0, columns.timeS.length)
	}

	static readonly windows: readonly number[] = WINDOWS

	/** By how much the temperature at a row is not what the model makes of that so many rows before, by window; NaN where one is a gap. */
	surprises(row: number): readonly number[] {
		const { temperature } = this.#columns
		return WINDOWS.map((window) => {
			const from = row - window
			if (from < 0) return Number.NaN
			let expected = temperature[from] as number
			for (let t = from; t < row; t++) expected = this.#after(this.#model, expected, this.#heat, t, 0)
			return (temperature[row] as number) - expected
		})
	}

	/** Temperature a row after `t`. */
	#after({ tauS, gain, offset }: Model, now: number, heat: Float64Array, t: number, heatFrom: number): number {
		const { timeS, ambient } = this.#columns
		const dtS = Math.max(0, (timeS[t + 1] as number) - (timeS[t] as number))
		const rest = (ambient[t] as number) + offset + gain * (heat[t + 1 - heatFrom] as number)
		return rest + (now - rest) * Math.exp(-dtS / tauS)
	}

	/** At each row, from `from` on; what came before the first row is as the thing is then. */
	#heatOf({ lagS, gain, offset }: Model, from: number, to: number): Float64Array {
		const { timeS, power, temperature, ambient } = this.#columns
		const heat = new Float64Array(to - from)
		const first = temperature[from] as number
		const begun = (first - (ambient[from] as number) - offset) / gain
		heat[0] = Number.isFinite(begun) ? Math.max(0, begun) : (power[from] as number)
		for (let t = from + 1; t < to; t++) {
			const dtS = Math.max(0, (timeS[t] as number) - (timeS[t - 1] as number))
			const now = power[t - 1] as number
			heat[t - from] = now + ((heat[t - 1 - from] as number) - now) * Math.exp(-dtS / lagS)
		}
		return heat
	}

	#simulated(model: Model, from: number, to: number): Float64Array {
		const { temperature } = this.#columns
		const heat = this.#heatOf(model, from, to)
		const out = new Float64Array(to - from)
		out[0] = temperature[from] as number
		for (let t = from; t + 1 < to; t++) out[t + 1 - from] = this.#after(model, out[t - from] as number, heat, t, from)
		return out
	}

	#problem(fromRow: number, to: number): { readonly problem: FitProblem; readonly start: readonly number[] } {
		const { timeS, temperature, ambient, power } = this.#columns
		let from = fromRow
		while (from < to - 2 && Number.isNaN(temperature[from] as number)) from++
		const span = (timeS[to - 1] as number) - (timeS[from] as number)
		const dtS = Math.max(1e-3, span / Math.max(1, to - from - 1))
		const rise = Array.from(
			{ length: to - from },
			(_, k) => (temperature[from + k] as number) - (ambient[from + k] as number),
		).filter(Number.isFinite)
		const powers = power.slice(from, to)
		const gain = Math.max(1e-6, Math.max(...most(rise)) / Math.max(1e-9, Math.max(...most(Array.from(powers)))))
		const stride = Math.max(1, Math.ceil((to - from) / COMPARED_MAX))
		const compared: number[] = []
		for (let t = from + 1; t < to; t += stride) if (!Number.isNaN(temperature[t] as number)) compared.push(t)
		const residuals = (x: readonly number[]) => {
			const out = this.#simulated(modelOf(x), from, to)
			return Float64Array.from(compared, (t) => (temperature[t] as number) - (out[t - from] as number))
		}
		// The valley of time constant and gain is long: the fit begins at the best of a coarse grid.
		const starts = [0.02, 0.06, 0.2, 0.6].flatMap((share) =>
			[2, 20].map((rows) => [Math.log(Math.max(2 * dtS, share * span)), Math.log(rows * dtS), Math.log(gain), 0]),
		)
		const start = starts.reduce((best, one) => (meanSquare(residuals(one)) < meanSquare(residuals(best)) ? one : best))
		return {
			start,
			problem: {
				priorMean: start,
				priorSd: [10, 10, 10, 100],
				low: [Math.log(dtS), Math.log(dtS / 10), Math.log(gain) - 7, -500],
				high: [Math.log(100 * span + 1), Math.log(span + 1), Math.log(gain) + 7, 500],
				step: [0.01, 0.01, 0.01, 0.01],
				residuals,
			},
		}
	}
}

const modelOf = ([tau = 0, lag = 0, gain = 0, offset = 0]: readonly number[]): Model => ({
	tauS: Math.exp(tau),
	lagS: Math.exp(lag),
	gain: Math.exp(gain),
	offset,
})

const meanSquare = (values: ArrayLike<number>): number =>
	Array.from(values).reduce((sum, x) => sum + x * x, 0) / Math.max(1, values.length)

/** How many rows tell as much as one alone, by the correlation of neighbours. */
function lasting(values: Float64Array): number {
	let [products, squares] = [0, 0]
	for (let i = 1; i < values.length; i++) {
		products += (values[i] as number) * (values[i - 1] as number)
		squares += (values[i] as number) ** 2
	}
	const r = squares > 0 ? Math.max(0, Math.min(0.98, products / squares)) : 0
	return (1 + r) / (1 - r)
}

/** The larger values, of which one alone may be an outlier. */
function most(values: readonly number[]): readonly number[] {
	const sorted = [...values].sort((a, b) => a - b)
	return [sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0]
}

/** Gaps hold the last value. */
function heldFrom(column: Float64Array): Float64Array {
	let last = column.find((value) => !Number.isNaN(value)) ?? 0
	return Float64Array.from(column, (value) => {
		if (!Number.isNaN(value)) last = value
		return last
	})
}
