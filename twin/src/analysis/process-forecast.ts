import { Blend, bestAlpha, Ridge, Smoothing } from './experts.ts'
import { TrackedQuantiles } from './tracked-quantiles.ts'

/** A table of process data, a column each; NaN where there is a gap. */
export type Columns = Readonly<Record<string, Float64Array>>

export interface ForecastPlan {
	readonly inputs: readonly string[]
	readonly outputs: readonly string[]
	readonly lags: readonly number[]
	readonly horizons: readonly number[]
	readonly trainUntil: number
}

/** One output so many rows ahead of a row. */
export interface ProcessForecast {
	readonly row: number
	readonly target: string
	readonly ahead: number
	readonly mean: number
	/** In the order of `QUANTILES`. */
	readonly q: readonly number[]
	/** What exponential smoothing says. */
	readonly smoothing: number
}

/** Rows that the regression learns from before the first forecast, at most, spread over all. */
const LEARN_ROWS = 20_000
/** The last one leaves the output where it is. */
const PENALTIES = [0.3, 3, 30, 300, 3000, 1e9] as const
/** Smoothing and the last value take part as they are; a regression has to be better by a little, as its luck of late goes. */
const HANDICAP = [1, 1, 1.03, 1.03] as const
/** Share of the learnt rows, the last ones, by which a penalty is chosen and blend and quantiles begin. */
const CHECKED = 0.25
/** The regression that follows the process forgets in so many outcomes, and is solved anew after so many. */
const FOLLOWS_ROWS = 1500
const SOLVE_EVERY = 100
/** A feature counts no more than so many sd: an outlier pulls and does not tear. */
const FEATURE_MAX = 5

/**
 * Forecasts the outputs of any process row by row and never uses a later row: exponential smoothing, the last value, and two ridge regressions
 * of how the output moves on from them (one of the learnt rows, one that follows), blended by how good each was of late; about that stand
 * quantiles that are tracked.
 */
export class ProcessForecaster {
	readonly #features: Features
	readonly #targets: readonly Target[]
	#row = 0

	constructor(columns: Columns, plan: ForecastPlan, progress: (share: number) => void = () => {}) {
		this.#features = new Features(columns, plan)
		const pairs = plan.outputs.flatMap((output) => plan.horizons.map((ahead) => ({ output, ahead })))
		this.#targets = pairs.map(({ output, ahead }, n) => {
			const target = new Target(columns[output] as Float64Array, output, ahead, this.#features, plan.trainUntil)
			progress((n + 1) / pairs.length)
			return target
		})
		this.#row = plan.trainUntil
	}

	/** Forecasts from the next row on, all that is known by it included. */
	next(): readonly ProcessForecast[] {
		const row = this.#row++
		const x = this.#features.at(row)
		return this.#targets.flatMap((target) => target.from(row, x) ?? [])
	}

	/** What the forecasts of an output missed over the last of the learnt rows, in their order. */
	missed(output: string, ahead: number): readonly number[] {
		return this.#targets.find((target) => target.name === output && target.ahead === ahead)?.missed ?? []
	}
}

/** What a regression is told of a row: every column now and by how much it has moved, over its usual size; gaps hold the last value. */
class Features {
	readonly size: number
	readonly #held: readonly Float64Array[]
	readonly #lags: readonly number[]
	readonly #centre: Float64Array
	readonly #scale: Float64Array

	constructor(columns: Columns, { inputs, outputs, lags, trainUntil }: ForecastPlan) {
		const names = [...new Set([...outputs, ...inputs])]
		this.#held = names.map((name) => held(columns[name] as Float64Array))
		this.#lags = lags
		this.size = 1 + names.length * (1 + lags.length)
		this.#centre = new Float64Array(this.size)
		this.#scale = new Float64Array(this.size).fill(1)
		const stride = Math.max(1, Math.floor(trainUntil / LEARN_ROWS))
		const [sum, square] = [new Float64Array(this.size), new Float64Array(this.size)]
		let count = 0
		for (let row = 0; row < trainUntil; row += stride, count++) {
			const x = this.#raw(row)
			for (let i = 1; i < x.length; i++) {
				sum[i] = (sum[i] as number) + (x[i] as number)
				square[i] = (square[i] as number) + (x[i] as number) ** 2
			}
		}
		for (let i = 1; i < this.size; i++) {
			const mean = (sum[i] as number) / count
			this.#centre[i] = mean
			this.#scale[i] = Math.sqrt(Math.max(0, (square[i] as number) / count - mean * mean))
		}
	}

	at(row: number): Float64Array {
		const x = this.#raw(row)
		for (let i = 1; i < x.length; i++) {
			const scale = this.#scale[i] as number
			const z = scale > 1e-12 ? ((x[i] as number) - (this.#centre[i] as number)) / scale : 0
			x[i] = Math.max(-FEATURE_MAX, Math.min(FEATURE_MAX, z))
		}
		return x
	}

	#raw(row: number): Float64Array {
		const x = new Float64Array(this.size)
		x[0] = 1
		let i = 1
		for (const column of this.#held) {
			const now = column[row] as number
			x[i++] = now
			for (const lag of this.#lags) x[i++] = now - (column[Math.max(0, row - lag)] as number)
		}
		return x
	}
}

/** Gaps hold the last value; before the first they hold 0, as later rows are not known. */
function held(column: Float64Array): Float64Array {
	let last = 0
	return Float64Array.from(column, (value) => {
		if (!Number.isNaN(value)) last = value
		return last
	})
}

interface Made {
	readonly row: number
	readonly x: Float64Array
	readonly from: number
	readonly experts: readonly number[]
	readonly point: number
	readonly q: readonly number[]
}

class Target {
	readonly #values: Float64Array
	readonly #held: Float64Array
	readonly name: string
	readonly ahead: number
	/** Of the rows before the first forecast that is asked for. */
	readonly missed: number[] = []
	readonly #trainUntil: number
	readonly #smoothing: Smoothing
	readonly #fixed: Ridge
	readonly #following: Ridge
	readonly #penalty: number
	readonly #blend: Blend
	readonly #quantiles: TrackedQuantiles
	/** Forecasts whose time has not come. */
	readonly #open: Made[] = []
	#seen = -1
	/** One in so many outcomes teaches the regression that follows. */
	readonly #every: number
	#learnt = 0

	constructor(values: Float64Array, name: string, ahead: number, features: Features, trainUntil: number) {
		this.#values = values
		this.#blend = new Blend(HANDICAP, ahead)
		this.#quantiles = new TrackedQuantiles(ahead)
		this.#every = Math.max(1, Math.ceil((values.length - trainUntil) / LEARN_ROWS))
		this.#trainUntil = trainUntil
		this.#held = held(values)
		this.name = name
		this.ahead = ahead
		this.#smoothing = new Smoothing(bestAlpha(values, trainUntil, ahead))
		const checkFrom = Math.floor(trainUntil * (1 - CHECKED))
		this.#penalty = this.#chosenPenalty(features, checkFrom, trainUntil)
		this.#fixed = new Ridge(features.size)
		this.#following = new Ridge(features.size)
		this.#teach(this.#fixed, features, 0, checkFrom)
		this.#fixed.solve(this.#penalty)
		this.#teach(this.#following, features, 0, checkFrom)
		this.#following.solve(this.#penalty)
		// The last of the learnt rows are gone through as those to come will be, so that blend and quantiles do not begin with nothing.
		for (let row = checkFrom; row < trainUntil; row++) this.from(row, features.at(row))
		this.#teach(this.#fixed, features, checkFrom, trainUntil)
		this.#fixed.solve(this.#penalty)
	}

	/** From a row on, once every row before it has been asked for; null before anything is known. */
	from(row: number, x: Float64Array): ProcessForecast | null {
		for (let t = this.#seen + 1; t <= row; t++) this.#smoothing.learn(this.#values[t] as number)
		this.#seen = row
		this.#learn(row)
		if (Number.isNaN(this.#smoothing.level)) return null
		const from = this.#held[row] as number
		const experts = [this.#smoothing.level, from, from + this.#fixed.of(x), from + this.#following.of(x)]
		const point = this.#blend.of(experts)
		const q = this.#quantiles.quantiles()
		this.#open.push({ row, x, from, experts, point, q })
		return {
			row,
			target: this.name,
			ahead: this.ahead,
			mean: point,
			q: q.map((one) => point + one),
			smoothing: this.#smoothing.level,
		}
	}

	#learn(row: number): void {
		while (this.#open.length > 0 && (this.#open[0] as Made).row + this.ahead <= row) {
			const made = this.#open.shift() as Made
			const came = this.#values[made.row + this.ahead] as number
			if (Number.isNaN(came)) continue
			if (made.row + this.ahead < this.#trainUntil) this.missed.push(came - made.point)
			this.#blend.learn(made.experts, came)
			this.#quantiles.learn(came - made.point, made.q)
			if (++this.#learnt % this.#every !== 0) continue
			this.#following.learn(made.x, came - made.from, 1 - 1 / FOLLOWS_ROWS)
			if (this.#learnt % (this.#every * Math.max(SOLVE_EVERY, made.x.length)) === 0) this.#following.solve(this.#penalty)
		}
	}

	#teach(ridge: Ridge, features: Features, fromRow: number, toRow: number): void {
		const stride = Math.max(1, Math.ceil((toRow - fromRow) / LEARN_ROWS))
		for (let row = fromRow; row + this.ahead < toRow; row += stride) {
			const came = this.#values[row + this.ahead] as number
			if (!Number.isNaN(came) && !Number.isNaN(this.#values[row] as number))
				ridge.learn(features.at(row), came - (this.#held[row] as number), 1)
		}
	}

	#chosenPenalty(features: Features, checkFrom: number, trainUntil: number): number {
		const ridge = new Ridge(features.size)
		this.#teach(ridge, features, 0, checkFrom)
		const stride = Math.max(1, Math.ceil((trainUntil - checkFrom) / 2000))
		let best = { penalty: PENALTIES.at(-1) as number, error: Number.POSITIVE_INFINITY }
		for (const penalty of PENALTIES) {
			ridge.solve(penalty)
			let error = 0
			for (let row = checkFrom; row + this.ahead < trainUntil; row += stride) {
				const came = this.#values[row + this.ahead] as number
				if (!Number.isNaN(came)) error += Math.abs(came - (this.#held[row] as number) - ridge.of(features.at(row)))
			}
			if (error < best.error) best = { penalty, error }
		}
		return best.penalty
	}
}
