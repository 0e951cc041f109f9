import { BUDGET_TERMS, QUANTILE_COLUMNS } from '../forecast-columns.ts'
import { PARCEL_NUMBER_COLUMNS, PARCEL_TIME_COLUMNS } from '../parcel-columns.ts'
import { FieldType, type InfluxSchema } from './influx-client.ts'

/** Measurements, tags and fields in InfluxDB. The README has them with their units. */

const { FLOAT, INTEGER, STRING } = FieldType

/** Fields of a value; `kind` says what it is (VALUE_KINDS), yes and no are 1 and 0 in `value`. */
const SAMPLE_FIELDS = { value: FLOAT, text: STRING, kind: INTEGER, quality: INTEGER, reason: STRING, sd: FLOAT }

const floats = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, FLOAT]))

/** 1: everything under the database's own policy; 2: what is kept longer under the policy `record`, and rollups. */
export const LAYOUT = 2

export const SCHEMA: readonly InfluxSchema[] = [
	{ measurement: 'reading', tags: ['node', 'device', 'metric'], fields: SAMPLE_FIELDS },
	{ measurement: 'estimate', tags: ['node', 'device', 'metric'], fields: SAMPLE_FIELDS },
	{ measurement: 'recorded', tags: ['node', 'origin'], fields: { to_ms: INTEGER } },
	{
		measurement: 'event',
		tags: ['node', 'kind'],
		fields: { source: STRING, code: STRING, message: STRING, detail: STRING },
	},
	{
		measurement: 'parcel',
		tags: ['node', 'roll', 'lot', 'recipe'],
		fields: {
			position_m: FLOAT,
			...Object.fromEntries(PARCEL_TIME_COLUMNS.map((name) => [name, INTEGER])),
			...floats(PARCEL_NUMBER_COLUMNS),
			flags: STRING,
		},
	},
	{ measurement: 'layout', tags: ['node'], fields: { version: INTEGER } },
	{
		measurement: 'forecast_run',
		tags: ['node'],
		fields: { schedule_id: STRING, health: STRING, health_reason: STRING, members: INTEGER, wall_ms: FLOAT },
	},
	{
		measurement: 'forecast',
		tags: ['node', 'target', 'zone', 'h_s'],
		fields: { position: INTEGER, quality: INTEGER, mean: FLOAT, ...floats(QUANTILE_COLUMNS) },
	},
	{
		measurement: 'forecast_budget',
		tags: ['node', 'zone', 'h_s'],
		fields: { position: INTEGER, ...floats(BUDGET_TERMS) },
	},
]

/** A forecast that is not of one zone: a tag of InfluxDB cannot be empty. */
export const NO_ZONE = '-'
