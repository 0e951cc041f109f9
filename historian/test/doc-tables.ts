import { TABLES } from '../src/embedded/layout.ts'
import { SCHEMA } from '../src/influx/layout.ts'

/** What docs/historian.md says of each measurement, tag, field, table and column: made of the code, so that it cannot say less or other. */

const WHAT: Readonly<Record<string, string>> = {
	reading: 'values of the plant',
	estimate: "values of the twin's frames, one a second",
	recorded: 'when values were coming; time is the start',
	event: 'alarms, commands, faults, notes of the historian',
	parcel: 'the roll map: a point for 50 mm of web; time is when it left at the scraper',
	layout: 'which release wrote it',
	forecast_run: 'a forecast; time is its origin',
	forecast: 'one amount of a forecast; time is its origin',
	forecast_budget: 'mean heat account of a zone over a horizon of a forecast',
	series: 'which series there are',
	samples: 'values of plant and twin, in the order in which they came',
	rollup_1s: 'a row for each series and second that has values',
	rollup_10s: 'a row for each series and ten seconds that have values',
	rolled: 'one row: how far the rollups reach',
	events: 'alarms, commands, faults, notes of the historian',
	parcels: 'the roll map: a row for 50 mm of web',
	forecast_runs: 'forecasts',
	forecasts: 'amounts of forecasts',
	forecast_budgets: 'mean heat account of a zone over a horizon of a forecast',
}

const MEANS: Readonly<Record<string, string>> = {
	node: 'Sparkplug group and node',
	device: 'first part of the series',
	metric: 'the series: a tag, or one of the twin',
	name: 'the series: a tag, or one of the twin',
	origin: 'plant or twin',
	series_id: 'row of table series',
	t_ms: 'time, ms since 1970; of a rollup its start; of an event when it happened',
	value: 'in the unit of the tag; yes 1, no 0',
	num: 'in the unit of the tag; yes 1, no 0',
	text: 'a text',
	quality: '0 good, 1 uncertain, 2 bad, 3 stale',
	reason: 'why the quality is what it is',
	sd: 'one standard deviation, in the unit of the value',
	from_ms: 'ms',
	to_ms: 'ms',
	n: 'values',
	used: 'values that are good or uncertain numbers',
	total: 'sum of those',
	low: 'least of those',
	high: 'greatest of those',
	worst: 'worst quality',
	last: 'newest number',
	last_quality: 'quality of the newest value',
	rolled_to_ms: 'times before it are in the rollups, ms',
	thinned: '0 all is there, 1 values are gone but texts, 2 the 1 s rollup too',
	source: 'station, tag, person or part of the system',
	code: 'what: raised, cleared, set, packml, recipe, a code of a fault',
	message: 'in words',
	detail: 'JSON',
	version: 'layout, a whole number',
	schedule_id: 'schedule it was made for',
	health: 'tracking, degraded, lost',
	health_reason: 'why',
	members: 'members of the ensemble',
	wall_ms: 'time it took, ms',
	target: 'grams, good_grams, g_per_h, metres, scrap_m, kWh, water_L, peak_K, dose_eq_s and others',
	zone: 'heating module from 1; the whole line -, or empty',
	h_s: 'horizon, s',
	position: 'place in the list',
	mean: 'in the unit of the target',
	origin_ms: 'ms',
	left_ms: 'when it left, ms',
	position_m: 'encoder at the coating nip, resets added up, m',
	roll: 'roll of cloth',
	lot: 'precursor lot',
	recipe: 'recipe by its tag',
	flags: 'splice, stop, over_dosed, reject, lost, joined by ;',
	peak_K: 'K',
	t_above_s: 'above 1300 K (HTR) or 700 K (NTS), s',
	heat_rate_K_s: 'K/s',
	quench_rate_K_s: 'K/s',
	dose_eq_s: 's at the reference temperature of the recipe',
	size_nm: 'nm',
	nacl_wtpct: 'after the wash, wt%',
	moisture_pct: 'of dry powder, %',
	areal_g_m2: 'dry, g/m2',
	doseEqS: 's at the reference temperature of the recipe',
}
const KIND_BY_PLACE: Readonly<Record<string, string>> = {
	samples: '0 nothing, 1 number, 2 yes or no, 3 text',
	reading: '0 nothing, 1 number, 2 yes or no, 3 text',
	estimate: '0 nothing, 1 number, 2 yes or no, 3 text',
	event: 'fault, alarm, command, historian',
	events: 'fault, alarm, command, historian',
}

function means(place: string, field: string): string {
	if (field === 'kind') return KIND_BY_PLACE[place] ?? ''
	if (/^q\d+$/.test(field)) return `quantile 0.${field.slice(2)}`
	if (/^t_.*_ms$/.test(field)) return 'passage, ms'
	if (field.endsWith('_sd')) return 'one standard deviation of it'
	if (field.endsWith('KW')) return 'kW'
	const text = MEANS[field]
	if (text === undefined) throw new Error(`nothing is said of ${place}.${field}`)
	return text
}

/** Runs of fields that say the same stand in one line. */
function lines(place: string, fields: readonly string[]): string {
	const runs: { fields: string[]; says: string }[] = []
	for (const field of fields) {
		const says = means(place, field)
		const last = runs.at(-1)
		if (last?.says === says && !/^q\d/.test(field)) last.fields.push(field)
		else runs.push({ fields: [field], says })
	}
	return runs.map((run) => `${run.fields.map((field) => `\`${field}\``).join(', ')} (${run.says})`).join('; ')
}

export function influxTable(): string {
	const rows = SCHEMA.map(({ measurement, tags, fields }) => {
		const all = Object.keys(fields)
		return `| \`${measurement}\` | ${WHAT[measurement] ?? missing(measurement)} | ${lines(measurement, tags)} | ${lines(measurement, all)} |`
	})
	return ['| measurement | holds | tags | fields |', '|---|---|---|---|', ...rows].join('\n')
}

export function embeddedTable(): string {
	const rows = Object.entries(TABLES).map(([table, columns]) => {
		const names = columns.map((column) => column.split(' ')[0]!.replaceAll('"', ''))
		return `| \`${table}\` | ${WHAT[table] ?? missing(table)} | ${lines(table, names)} |`
	})
	return ['| table | holds | columns |', '|---|---|---|', ...rows].join('\n')
}

function missing(what: string): never {
	throw new Error(`nothing is said of ${what}`)
}
