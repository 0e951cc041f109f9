import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { expect, test } from 'vitest'
import { batchRecord } from './batch-record.ts'
import type { LotRecord } from './containers.ts'
import type { ParcelEstimate, ParcelRow } from './parcel-row.ts'

const line = loadLine('line1')
const recipes = Object.fromEntries([...loadRecipesOfLine(line).values()].map((recipe) => [recipe.id, recipe]))
const T0 = 1_790_000_000_000

const GOOD: Readonly<Record<ParcelEstimate, number>> = {
	peak_K: 1340,
	t_above_s: 9,
	heat_rate_K_s: 320,
	quench_rate_K_s: 250,
	dose_eq_s: 9,
	size_nm: 15,
	nacl_wtpct: 0.1,
	moisture_pct: 1,
	areal_g_m2: 100,
}

/** A metre of web in twenty rows. */
const metre = (m: number, of: Partial<Record<ParcelEstimate, number>>, recipe = 'HTR', flags: string[] = []): ParcelRow[] =>
	Array.from({ length: 20 }, (_, n) => {
		const positionM = Math.round(m * 100 + n * 5) / 100
		const at = (s: number) => T0 + Math.round((positionM / 0.045 + s) * 1000)
		return {
			positionM,
			times: { t_feed_ms: at(0), t_heat_in_ms: at(48), t_heat_out_ms: at(58), t_quench_out_ms: at(68), t_wash_ms: at(76) },
			estimates: Object.fromEntries(
				Object.entries({ ...GOOD, ...of }).map(([name, x]) => [name, { x, sd: null }]),
			) as ParcelRow['estimates'],
			roll: 'R1',
			lot: m < 2 ? 'P1' : 'P2',
			recipe,
			flags,
		}
	})
const interval = (m: number, weight: number, recipe = 'HTR') => ({
	from_m: m,
	to_m: m + 1,
	weight,
	roll: 'R1',
	lot: m < 2 ? 'P1' : 'P2',
	recipe,
})
const lot: LotRecord = {
	container: 'C1',
	from_ms: T0,
	to_ms: T0 + 600_000,
	grams: 50,
	intervals: [interval(0, 0.25), interval(1, 0.25), interval(2, 0.4), interval(3, 0.1, 'NTS')],
	lab: [],
}
const rows = [
	...metre(0, {}),
	...metre(1, { peak_K: 1375 }, 'HTR', ['over_dosed']),
	...metre(2, { moisture_pct: 3 }),
	...metre(3, { peak_K: 770 }, 'NTS'),
	// Of no part in this container.
	...metre(9, { peak_K: 2000 }),
]

const record = batchRecord(lot, rows, line, recipes)
const value = (procedure: number, name: ParcelEstimate) =>
	record.procedures[procedure]?.unit_procedures
		.flatMap(({ phases }) => phases)
		.flatMap(({ values }) => values)
		.find((one) => one.name === name)

test('a container is recorded by recipe, station and phase, with what was asked and what was made of it', () => {
	const known = new Map(Object.values(recipes).map(({ id, revision }) => [line.recipes[id], revision]))
	for (const { recipe, revision } of record.procedures) expect(revision).toBe(known.get(recipe))
	expect(record.procedures.map(({ recipe, share, lots }) => [recipe, share, lots])).toEqual([
		['HTR', 0.9, ['P1', 'P2']],
		['NTS', 0.1, ['P2']],
	])
	const levels = record.procedures[0]?.unit_procedures.map(({ unit, phases }) => [unit, phases.map(({ phase }) => phase)])
	expect(levels).toEqual([
		['Feed', ['coat']],
		['Drying', ['dry']],
		['Heating', ['heat', 'hold']],
		['Quench', ['quench']],
		['Wash', ['wash']],
	])
	const heat = record.procedures[0]?.unit_procedures[2]?.phases[0]
	expect(heat?.from_ms).toBe(T0 + 48_000)
	expect(heat?.to_ms).toBe(T0 + Math.round((2.95 / 0.045 + 58) * 1000))
	expect(value(0, 'areal_g_m2')?.asked.set).toBeCloseTo(100, 6)
})

test('means go by the share of the powder, and what was outside is told with its share and its web', () => {
	const peak = value(0, 'peak_K')
	expect(peak?.asked).toEqual({ low: 1320, high: 1360, set: null })
	expect(peak?.actual).toEqual({ mean: Number(((0.65 * 1340 + 0.25 * 1375) / 0.9).toPrecision(6)), min: 1340, max: 1375 })
	expect(peak?.outside).toBeCloseTo(0.25 / 0.9, 5)
	expect(peak?.deviations).toEqual([{ from_m: 1, to_m: 2 }])
	expect(value(0, 'moisture_pct')).toMatchObject({ asked: { high: 2 }, deviations: [{ from_m: 2, to_m: 3 }] })
	expect(record.procedures[0]?.comments).toEqual([{ flag: 'over_dosed', metres: 1 }])
	// The other recipe is held to its own window.
	expect(value(1, 'peak_K')).toMatchObject({ asked: { low: 750, high: 790 }, outside: 0, deviations: [] })
})

test('what nobody knows is null and no deviation', () => {
	const blind = rows.map((row) => ({ ...row, estimates: { ...row.estimates, nacl_wtpct: null } }))
	const wash = batchRecord(lot, blind, line, recipes).procedures[0]?.unit_procedures[4]?.phases[0]
	expect(wash?.values[0]).toMatchObject({ actual: null, outside: 0, deviations: [] })
	expect(batchRecord({ ...lot, intervals: [] }, rows, line, recipes).procedures).toEqual([])
})
