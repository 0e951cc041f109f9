import type { LineConfig, Recipe } from '@emberline/line-config'
import type { StationName } from '../port.ts'
import type { LabResult, LotRecord } from './containers.ts'
import { PARCEL_ROW_M, type ParcelEstimate, type ParcelRow, type ParcelTime } from './parcel-row.ts'

/** What was asked of a quantity: a range, or a set value with no range; null where nothing is asked. */
export interface Asked {
	readonly low: number | null
	readonly high: number | null
	readonly set: number | null
}

/** A quantity of a phase: what was asked and what was made of it, over the powder in the container. Units are in the names, those of parcels.csv. */
export interface PhaseValue {
	readonly name: ParcelEstimate
	readonly asked: Asked
	/** Mean by the powder's share in the container, and extremes; null where nobody knows it. */
	readonly actual: { readonly mean: number; readonly min: number; readonly max: number } | null
	/** Share of the powder of this procedure outside of what was asked, and the web it is of. */
	readonly outside: number
	readonly deviations: readonly { readonly from_m: number; readonly to_m: number }[]
}

export interface BatchPhase {
	readonly phase: string
	/** From the first web to enter it to the last to leave; null where nobody saw it. */
	readonly from_ms: number | null
	readonly to_ms: number | null
	readonly values: readonly PhaseValue[]
}

/** The levels of S88: procedure (a recipe), unit procedure (a station), phase. */
export interface BatchProcedure {
	readonly recipe: string
	/** Revision of the recipe file that it is held against; null where the line knows no such recipe. */
	readonly revision: number | null
	/** Share of what is in the container. */
	readonly share: number
	readonly rolls: readonly string[]
	readonly lots: readonly string[]
	readonly unit_procedures: readonly { readonly unit: StationName; readonly phases: readonly BatchPhase[] }[]
	/** What the rows of the roll map are marked with, and how much web. */
	readonly comments: readonly { readonly flag: string; readonly metres: number }[]
}

export interface BatchRecord {
	readonly container: string
	readonly from_ms: number
	readonly to_ms: number | null
	readonly grams: number | null
	readonly procedures: readonly BatchProcedure[]
	readonly lab: readonly LabResult[]
}

interface PhaseOf {
	readonly unit: StationName
	readonly phase: string
	readonly from: ParcelTime
	readonly to: ParcelTime
	readonly values: Readonly<Partial<Record<ParcelEstimate, (recipe: Recipe | undefined, line: LineConfig) => Asked>>>
}

const within = (range: readonly [number, number] | undefined): Asked => ({
	low: range?.[0] ?? null,
	high: range?.[1] ?? null,
	set: null,
})
const atMost = (high: number | undefined): Asked => ({ low: null, high: high ?? null, set: null })

const PHASES: readonly PhaseOf[] = [
	{
		unit: 'Feed',
		phase: 'coat',
		from: 't_feed_ms',
		to: 't_feed_ms',
		values: {
			areal_g_m2: (recipe, line) => {
				const loading = recipe?.setpoints[line.setpointSet]?.dryLoadingKgPerM2 ?? line.web.dryLoadingKgPerM2
				return { low: null, high: null, set: 1000 * loading }
			},
		},
	},
	{
		unit: 'Drying',
		phase: 'dry',
		from: 't_feed_ms',
		to: 't_heat_in_ms',
		values: { moisture_pct: (_, line) => atMost(100 * line.limits.furnaceMoistureMaxKgPerKg) },
	},
	{
		unit: 'Heating',
		phase: 'heat',
		from: 't_heat_in_ms',
		to: 't_heat_out_ms',
		values: { heat_rate_K_s: (recipe) => within(recipe?.window?.heatRateKPerS) },
	},
	{
		unit: 'Heating',
		phase: 'hold',
		from: 't_heat_in_ms',
		to: 't_heat_out_ms',
		values: {
			peak_K: (recipe) => within(recipe?.window?.peakK ?? recipe?.good.peakK),
			t_above_s: (recipe) => within(recipe?.window?.timeAboveS),
			dose_eq_s: (recipe) => within(recipe?.window?.doseEqS),
			size_nm: (recipe) => atMost(recipe?.good.sizeMaxNm),
		},
	},
	{
		unit: 'Quench',
		phase: 'quench',
		from: 't_heat_out_ms',
		to: 't_quench_out_ms',
		values: { quench_rate_K_s: (recipe) => within(recipe?.window?.quenchRateKPerS) },
	},
	{
		unit: 'Wash',
		phase: 'wash',
		from: 't_quench_out_ms',
		to: 't_wash_ms',
		values: { nacl_wtpct: (_, line) => atMost(line.limits.residualNaClMaxWtpct) },
	},
]

/** A row of the roll map with its share of the container. */
interface Weighed {
	readonly row: ParcelRow
	readonly weight: number
}

/**
 * The record of a container by the levels of S88: for each recipe that its powder was made by, each station and phase with what was asked and
 * what was made of it. `recipes` by id; a row whose recipe is not among them has nothing asked of it but by the line.
 */
export function batchRecord(
	lot: LotRecord,
	parcels: readonly ParcelRow[],
	line: LineConfig,
	recipes: Readonly<Record<string, Recipe>>,
): BatchRecord {
	const byRecipe = new Map<string, Weighed[]>()
	for (const one of weighed(lot, parcels)) {
		const there = byRecipe.get(one.row.recipe)
		if (there === undefined) byRecipe.set(one.row.recipe, [one])
		else there.push(one)
	}
	const { container, from_ms, to_ms, grams, lab } = lot
	const procedures = [...byRecipe].map(([tag, rows]): BatchProcedure => {
		const recipe = Object.values(recipes).find(({ id }) => id === tag || line.recipes[id] === tag)
		const units = [...new Set(PHASES.map(({ unit }) => unit))]
		return {
			recipe: tag,
			revision: recipe?.revision ?? null,
			share: round(rows.reduce((sum, { weight }) => sum + weight, 0)),
			rolls: names(rows.map(({ row }) => row.roll)),
			lots: names(rows.map(({ row }) => row.lot)),
			unit_procedures: units.map((unit) => ({
				unit,
				phases: PHASES.filter((phase) => phase.unit === unit).map((phase) => phaseOf(phase, rows, recipe, line)),
			})),
			comments: names(rows.flatMap(({ row }) => row.flags)).map((flag) => ({
				flag,
				metres: round(rows.filter(({ row }) => row.flags.includes(flag)).length * PARCEL_ROW_M),
			})),
		}
	})
	return { container, from_ms, to_ms, grams, procedures: procedures.sort((a, b) => b.share - a.share), lab }
}

/** Rows of a container in the order of the web: the weight of an interval shared out by the powder on its rows. */
function weighed({ intervals }: LotRecord, parcels: readonly ParcelRow[]): Weighed[] {
	const keyOf = (metre: number, { roll, lot, recipe }: Pick<ParcelRow, 'roll' | 'lot' | 'recipe'>) =>
		JSON.stringify([metre, roll, lot, recipe])
	const rows = new Map<string, ParcelRow[]>()
	for (const row of parcels) {
		const key = keyOf(Math.floor(row.positionM + 1e-9), row)
		const there = rows.get(key)
		if (there === undefined) rows.set(key, [row])
		else there.push(row)
	}
	const areal = (row: ParcelRow) => row.estimates.areal_g_m2?.x ?? 0
	return intervals.flatMap((one) => {
		const there = rows.get(keyOf(Math.floor(one.from_m + 1e-9), one)) ?? []
		const all = there.reduce((sum, row) => sum + areal(row), 0)
		return there.map((row) => ({ row, weight: all > 0 ? (one.weight * areal(row)) / all : one.weight / there.length }))
	})
}

function phaseOf(
	{ phase, from, to, values }: PhaseOf,
	rows: readonly Weighed[],
	recipe: Recipe | undefined,
	line: LineConfig,
): BatchPhase {
	const times = (name: ParcelTime) => rows.flatMap(({ row }) => row.times[name] ?? [])
	const [begun, ended] = [times(from), times(to)]
	return {
		phase,
		from_ms: begun.length === 0 ? null : begun.reduce((a, b) => Math.min(a, b)),
		to_ms: ended.length === 0 ? null : ended.reduce((a, b) => Math.max(a, b)),
		values: Object.entries(values).map(([name, asked]) => madeOf(name as ParcelEstimate, asked(recipe, line), rows)),
	}
}

function madeOf(name: ParcelEstimate, asked: Asked, rows: readonly Weighed[]): PhaseValue {
	let [sum, weights, out] = [0, 0, 0]
	let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
	const deviations: { from_m: number; to_m: number }[] = []
	for (const { row, weight } of rows) {
		const x = row.estimates[name]?.x
		if (x === undefined) continue
		sum += x * weight
		weights += weight
		min = Math.min(min, x)
		max = Math.max(max, x)
		if (x >= (asked.low ?? x) && x <= (asked.high ?? x)) continue
		out += weight
		const to_m = Math.round((row.positionM + PARCEL_ROW_M) * 100) / 100
		const last = deviations.at(-1)
		if (last !== undefined && Math.abs(row.positionM - last.to_m) < PARCEL_ROW_M / 2) last.to_m = to_m
		else deviations.push({ from_m: row.positionM, to_m })
	}
	return {
		name,
		asked,
		actual: weights > 0 ? { mean: round(sum / weights), min, max } : null,
		outside: weights > 0 ? round(out / weights) : 0,
		deviations,
	}
}

const names = (all: readonly string[]): string[] => [...new Set(all.filter((name) => name !== ''))].sort()
const round = (x: number): number => Number(x.toPrecision(6))
