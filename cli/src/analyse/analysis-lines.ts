import { QUANTILES, type SurpriseAlarm } from '@emberline/twin'

/** A line of forecast.jsonl: `origin` is the time of the row that it was told at, ms; `row` its number from 0. */
export function forecastRow(
	one: {
		readonly row: number
		readonly target: string
		readonly ahead: number
		readonly mean: number
		readonly q: readonly number[]
	},
	timeMs: Float64Array,
) {
	return {
		origin: timeMs[one.row] as number,
		row: one.row,
		target: one.target,
		h_rows: one.ahead,
		mean: rounded(one.mean),
		q: Object.fromEntries(QUANTILES.map((name, n) => [name, rounded(one.q[n] as number)])),
		schedule_id: null,
		health: 'tracking',
	}
}

/** A line of alarms.jsonl, when raised and again when cleared. */
export function alarmRow(one: SurpriseAlarm, timeMs: Float64Array) {
	return {
		id: one.id,
		t_raised: timeMs[one.raisedRow] as number,
		t_onset: timeMs[one.onsetRow] as number,
		row_raised: one.raisedRow,
		row_onset: one.onsetRow,
		column: one.column,
		kind: 'forecast_error',
		top: [{ cause: 'unknown', p: 1 }],
		sensor_or_process: one.sensorOrProcess,
		web_from_m: null,
		web_to_m: null,
		cleared: one.clearedRow === null ? null : (timeMs[one.clearedRow] as number),
	}
}

const rounded = (x: number): number => Number(x.toPrecision(9))
