import { QUANTILES } from '../port.ts'
import { type Columns, type ForecastPlan, type ProcessForecast, ProcessForecaster } from './process-forecast.ts'
import { type SurpriseAlarm, SurpriseWatch } from './surprise-watch.ts'
import { type ThermalColumns, type ThermalFit, ThermalModel } from './thermal.ts'

export interface AnalysisPlan extends ForecastPlan {
	readonly detect: boolean
	/** Name of the temperature's column, and the columns of the heated thing. */
	readonly thermal: { readonly name: string; readonly columns: ThermalColumns } | null
}

/** How good the forecasts of one output so many rows ahead were, over the rows whose time came. */
export interface TargetScore {
	readonly target: string
	readonly h_rows: number
	/** Mean absolute error of the median; null where nothing came. */
	readonly mae: number | null
	readonly mae_exponential_smoothing: number | null
	/** % of outcomes inside the 90 % interval. */
	readonly cover90: number | null
	readonly outcomes: number
}

/** What comes of one row. */
export interface AnalysedRow {
	readonly row: number
	readonly forecasts: readonly ProcessForecast[]
	readonly alarms: readonly SurpriseAlarm[]
}

export interface Analysis {
	/** Row by row, from `trainUntil` on; each uses that row and earlier ones only. */
	rows(): Generator<AnalysedRow>
	/** Of the rows gone through. */
	scores(): readonly TargetScore[]
	readonly thermal: ThermalFit | null
}

/** Sums of forecast errors over so many rows are watched where there is no thermal model. */
const SUM_WINDOWS = [1, 4, 15, 60] as const

/** Forecasts and watches any process: learns from the rows before `trainUntil`, then goes on row by row. */
export function analysed(
	columns: Columns,
	rows: number,
	plan: AnalysisPlan,
	progress: (share: number) => void = () => {},
): Analysis {
	const thermal = plan.thermal === null ? null : new ThermalModel(plan.thermal.columns, plan.trainUntil)
	const forecaster = new ProcessForecaster(columns, plan, progress)
	const sums = new Map<string, { n: number; error: number; smoothing: number; inside: number }>()
	return {
		thermal: thermal?.fit ?? null,
		*rows() {
			const watches = plan.detect ? watchesOf(columns, plan, thermal, forecaster) : []
			const open: ProcessForecast[] = []
			for (let row = plan.trainUntil; row < rows; row++) {
				const due = open.filter((one) => one.row + one.ahead === row)
				for (const one of due) score(sums, one, (columns[one.target] as Float64Array)[row] as number)
				open.splice(0, open.length, ...open.filter((one) => one.row + one.ahead > row))
				const alarms = watches.flatMap((watch) => watch(row, due) ?? [])
				const forecasts = forecaster.next()
				open.push(...forecasts)
				yield { row, forecasts, alarms }
			}
		},
		scores: () =>
			plan.outputs.flatMap((target) =>
				plan.horizons.map((ahead): TargetScore => {
					const sum = sums.get(`${target} ${ahead}`)
					const over = (x: number | undefined) => (sum === undefined || x === undefined ? null : x / sum.n)
					const cover90 = over(sum?.inside)
					return {
						target,
						h_rows: ahead,
						mae: over(sum?.error),
						mae_exponential_smoothing: over(sum?.smoothing),
						cover90: cover90 === null ? null : 100 * cover90,
						outcomes: sum?.n ?? 0,
					}
				}),
			),
	}
}

const [LOW, MIDDLE, HIGH] = [QUANTILES.indexOf('0.05'), QUANTILES.indexOf('0.5'), QUANTILES.indexOf('0.95')]

function score(
	sums: Map<string, { n: number; error: number; smoothing: number; inside: number }>,
	one: ProcessForecast,
	came: number,
): void {
	if (Number.isNaN(came)) return
	const key = `${one.target} ${one.ahead}`
	const sum = sums.get(key) ?? { n: 0, error: 0, smoothing: 0, inside: 0 }
	sums.set(key, sum)
	sum.n++
	sum.error += Math.abs(came - (one.q[MIDDLE] as number))
	sum.smoothing += Math.abs(came - one.smoothing)
	if (came >= (one.q[LOW] as number) && came <= (one.q[HIGH] as number)) sum.inside++
}

type Watch = (row: number, due: readonly ProcessForecast[]) => SurpriseAlarm | null

/** The heated thing by its model where there is one; else each output by the sums of what its nearest forecast missed. */
function watchesOf(
	columns: Columns,
	plan: AnalysisPlan,
	thermal: ThermalModel | null,
	forecaster: ProcessForecaster,
): readonly Watch[] {
	if (thermal !== null && plan.thermal !== null) {
		const learnt = Array.from({ length: plan.trainUntil }, (_, row) => thermal.surprises(row))
		const watch = new SurpriseWatch(plan.thermal.name, ThermalModel.windows, learnt)
		return [(row) => watch.row(row, thermal.surprises(row))]
	}
	const nearest = Math.min(...plan.horizons)
	return plan.outputs.map((output) => {
		const missed = [...forecaster.missed(output, nearest)]
		const at = (n: number) => SUM_WINDOWS.map((window) => (n + 1 < window ? Number.NaN : sumOf(missed, n, window)))
		const watch = new SurpriseWatch(
			output,
			SUM_WINDOWS,
			missed.map((_, n) => at(n)),
		)
		return (row, due) => {
			const told = due.find((one) => one.target === output && one.ahead === nearest)
			const came = (columns[output] as Float64Array)[row] as number
			if (told === undefined || Number.isNaN(came)) return null
			missed.push(came - told.mean)
			return watch.row(row, at(missed.length - 1))
		}
	})
}

function sumOf(values: readonly number[], last: number, window: number): number {
	let sum = 0
	for (let k = last; k > last - window; k--) sum += values[k] as number
	return sum
}
