import type { FlagSummary, FurnaceComparison, RecipeSummary, ScenarioSummary, TimelineSummary, ZoneSummary } from './summary.ts'

/** A table for people: words, value, unit. */
export interface SummaryTable {
	readonly head: readonly string[]
	readonly rows: readonly (readonly string[])[]
}

/** What a person wants to see of a result first: what it makes, at which quality and cost, and the heat account of each zone. */
export function summaryRows(summary: ScenarioSummary): readonly SummaryTable[] {
	return [
		{ head: ['quantity', 'value', 'unit'], rows: quantities(summary) },
		...(summary.zones_by_recipe.length === 0
			? [{ head: ['zone', ...ZONE_HEAD], rows: summary.zones.map(zoneRow) }]
			: summary.zones_by_recipe.map(({ recipe, execute_s, zones }) => ({
					head: [`${recipe} fed, ${clock(execute_s)}`, ...ZONE_HEAD],
					rows: zones.map(zoneRow),
				}))),
		...(summary.timeline.length === 0
			? []
			: [
					{ head: ['at', 'what', 'recipe', 'at the scale g', 'not in Execute'], rows: summary.timeline.map(timelineRow) },
					{
						head: ['recipe', 'off the web g', 'good g', 'too coarse g', 'nm', 'alloy wt%', 'peak K', 'scrap m'],
						rows: summary.by_recipe.map(recipeRow),
					},
				]),
		...(summary.furnace_comparison.length === 0
			? []
			: [
					{
						head: ['heat treatment', 'time', 'nm', 'measured nm', 'alloy wt%', 'measured wt%', 'g/h', 'g/h per m2', 'kWh/kg'],
						rows: summary.furnace_comparison.map(comparisonRow),
					},
				]),
		...(summary.flags.length === 0
			? []
			: [{ head: ['mind', 'recipe', 'at', 'value', 'limit', 'unit'], rows: summary.flags.map(flagRow) }]),
		...(summary.broken.length === 0 ? [] : [{ head: ['limits broken'], rows: summary.broken.map((words) => [words]) }]),
	]
}

function quantities({ throughput, product, profile, ...summary }: ScenarioSummary): readonly (readonly string[])[] {
	const row = (words: string, value: number | null, digits: number, unit: string) => [words, text(value, digits), unit]
	return [
		row('dry feed', throughput.feed_gph, 0, 'g/h'),
		row('product at the furnace exit', throughput.furnace_gph, 1, 'g/h'),
		row('product at the scale', throughput.net_gph, 1, 'g/h'),
		row('of it good', throughput.good_gph, 1, 'g/h'),
		...valueRows(summary.product_value),
		...dryingRows(summary.drying),
		row('peak web temperature', profile.peak_K, 1, 'K'),
		row('heating rate', profile.heat_rate_K_s, 0, 'K/s'),
		row('quench rate', profile.quench_rate_K_s, 0, 'K/s'),
		row('time above threshold', profile.t_above_s, 2, 's'),
		row('dose at the reference temperature', profile.dose_eq_s, 2, 's'),
		row('web leaving the quench', profile.exit_K, 1, 'K'),
		row('mean size', product.size_nm, 2, 'nm'),
		row('standard deviation of size', product.size_sd_nm, 2, 'nm'),
		row('size limit', product.size_limit_nm, 1, 'nm'),
		row('alloy', product.alloy_wtpct, 2, 'wt%'),
		row('reduced', 100 * product.reduction, 2, '%'),
		row('residual NaCl', product.residual_nacl_wtpct, 4, 'wt%'),
		row('defects kept', 100 * product.metastability, 1, '%'),
		...Object.entries(product.evaporated).map(([metal, share]) => row(`${metal} evaporated`, 100 * share, 2, '%')),
		row('water', summary.water_L_per_kg, 1, 'L/kg'),
		row('energy, whole line from the grid', summary.energy_kWh_per_kg, 1, 'kWh/kg'),
		row('power, whole line from the grid', summary.whole_line_kW, 2, 'kW'),
		row('scrap', summary.scrap_m, 1, 'm'),
		...(summary.rolls.length === 0 ? [] : [row('rolls changed', summary.rolls.length, 0, '')]),
		row('in Execute', summary.execute_s, 0, `s of ${summary.duration_s}`),
	]
}

function dryingRows(drying: ScenarioSummary['drying']): readonly (readonly string[])[] {
	const front = drying.method === 'freeze' ? 'subliming ice' : 'wet layer in the dryer'
	const metres =
		drying.length_needed_m === null ? '' : `, ${text(drying.length_needed_m, 2)} of ${text(drying.length_there_m, 2)} m`
	const limit = `kg/kg, limit ${drying.moisture_limit_kg_per_kg}: ${drying.dry ? 'dry' : 'wet'}`
	return [
		[front, text(drying.front_K, 1), 'K'],
		[
			'drying time needed',
			drying.time_needed_s === null ? 'never dry' : text(drying.time_needed_s, 1),
			`s of ${text(drying.time_there_s, 1)}${metres}`,
		],
		['moisture into the furnace', text(drying.moisture_kg_per_kg, 4), limit],
	]
}

function valueRows(value: ScenarioSummary['product_value']): readonly (readonly string[])[] {
	if (value === null) return [['anode capacity', 'unknown', 'Ah/h: the papers measured none of this material']]
	const unit = `Ah/h, ${value.capacity_mAh_per_g} mAh/g at ${value.measured_at}`
	return [['anode capacity', text(value.net_Ah_per_h, 1), unit]]
}

function comparisonRow(row: FurnaceComparison): readonly string[] {
	const time = row.time_s < 600 ? `${text(row.time_s, 0)} s` : `${text(row.time_s / 3600, 1)} h`
	const known = (value: number | null) => (value === null ? 'not given' : text(value, 1))
	const made = [text(row.product_gph, 1), text(row.product_gph_per_m2, 2), text(row.kWh_per_kg, 1)]
	return [
		row.way,
		time,
		text(row.size_nm, 1),
		known(row.measured_size_nm),
		text(row.alloy_wtpct, 1),
		known(row.measured_alloy_wtpct),
		...made,
	]
}

const timelineRow = (row: TimelineSummary): readonly string[] => [
	clock(row.at_s),
	row.what,
	row.recipe,
	text(row.made_g, 1),
	clock(row.lost_s),
]

const recipeRow = (row: RecipeSummary): readonly string[] => [
	row.recipe,
	...[row.product_g, row.good_g, row.off_size_g].map((g) => text(g, 1)),
	text(row.size_nm, 2),
	text(row.alloy_wtpct, 2),
	...[row.peak_K, row.scrap_m].map((value) => text(value, 1)),
]

/** Hours, minutes and seconds: 2:05:00. */
function clock(seconds: number): string {
	const whole = Math.round(seconds)
	const two = (value: number) => String(value).padStart(2, '0')
	return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

function flagRow({ words, recipe, station, zone, value, limit, unit }: FlagSummary): readonly string[] {
	return [words, recipe, `${station} ${zone}`, String(Number(value.toPrecision(4))), String(Number(limit.toPrecision(4))), unit]
}

const ZONE_HEAD = [
	'heater kW',
	'web kW',
	'gas kW',
	'slots kW',
	'walls kW',
	'coolant kW',
	'stored kW',
	'in K',
	'out K',
	'dose s',
	'kWh/kg',
]

function zoneRow(zone: ZoneSummary): readonly string[] {
	const kW = [
		zone.electrical_kW,
		zone.to_web_kW,
		zone.to_gas_kW,
		zone.to_slots_kW,
		zone.to_walls_kW,
		zone.to_coolant_kW,
		zone.stored_kW,
	].map((value) => text(value, 3))
	const rest = [text(zone.t_in_K, 1), text(zone.t_out_K, 1), text(zone.dose_eq_s, 2), text(zone.kWh_per_kg, 2)]
	return [`${zone.station} ${zone.zone}`, ...kW, ...rest]
}

const text = (value: number | null, digits: number): string => {
	if (value === null || !Number.isFinite(value)) return 'unknown'
	const fixed = value.toFixed(digits)
	return Number(fixed) === 0 ? fixed.replace('-', '') : fixed
}
