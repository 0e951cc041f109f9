import { containersOf, PARCEL_ESTIMATES, type ParcelRow } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { rollMap, rollPiece } from './roll-map.ts'

const FED_MS = 1_790_000_000_000
/** 50 mm of web at 50 mm/s, one a second; peak rises by 1 K a metre. */
function row(positionM: number, more: Partial<ParcelRow> = {}): ParcelRow {
	const fed = FED_MS + Math.round(20_000 * positionM)
	return {
		positionM,
		times: {
			t_feed_ms: fed,
			t_heat_in_ms: fed + 48_000,
			t_heat_out_ms: fed + 58_000,
			t_quench_out_ms: fed + 67_000,
			t_wash_ms: fed + 76_000,
		},
		estimates: Object.fromEntries(
			PARCEL_ESTIMATES.map((name) => [name, { x: name === 'peak_K' ? 1300 + positionM : 10, sd: 2 }]),
		) as ParcelRow['estimates'],
		roll: 'R-17',
		lot: positionM < 120 ? 'P-1' : 'P-2',
		recipe: 'HTR',
		flags: [],
		...more,
	}
}
const web = (fromM: number, toM: number, more: (positionM: number) => Partial<ParcelRow> = () => ({})): ParcelRow[] =>
	Array.from({ length: Math.round((toM - fromM) / 0.05) }, (_, k) => {
		const positionM = Math.round((fromM + 0.05 * k) * 100) / 100
		return row(positionM, more(positionM))
	})
const NOTHING = { stops: [], containers: [], marks: [] }

describe('the roll map', () => {
	it('has mean and extremes of each step, the share of marked web and where roll, lot and recipe change', () => {
		const rows = web(100, 140, (m) => (m >= 110 && m < 110.5 ? { flags: ['reject', 'over_dosed'] } : {}))
		const map = rollMap({ fromM: 100, toM: 140, steps: 40 }, rows, NOTHING)
		expect(map.stepM).toBe(1)
		expect(map.known).toEqual(new Array(40).fill(1))
		const { mean, min, max } = map.lanes.peak_K
		expect([mean[3], min[3], max[3]]).toEqual([1403.5, 1403, 1404])
		expect(map.lanes.speed_mm_s.mean[20]).toBeCloseTo(50, 3)
		expect([map.flags.reject[9], map.flags.reject[10], map.flags.over_dosed[10]]).toEqual([0, 0.5, 0.5])
		expect(map.names.lot).toEqual([
			{ name: 'P-1', fromM: 100, toM: 120 },
			{ name: 'P-2', fromM: 120, toM: 140 },
		])
	})

	it('leaves unknown web null, makes no step shorter than a row, and has a slow speed where the web stood', () => {
		const rows = [...web(0, 1), ...web(3, 4, () => ({ estimates: { ...row(0).estimates, peak_K: null } }))]
		const map = rollMap({ fromM: 0, toM: 4, steps: 400 }, rows, NOTHING)
		expect(map.known.length).toBe(80)
		expect([map.known[5], map.known[30], map.known[70]]).toEqual([1, 0, 1])
		expect([map.lanes.peak_K.mean[30], map.lanes.peak_K.mean[70], map.lanes.size_nm.mean[70]]).toEqual([null, null, 10])
		const stood = [row(0), row(0.05, { times: { ...row(0).times, t_feed_ms: FED_MS + 3_600_000 } })]
		const { mean } = rollMap({ fromM: 0, toM: 0.1, steps: 2 }, stood, NOTHING).lanes.speed_mm_s
		expect(mean[0]).toBeCloseTo(50 / 3600, 5)
	})
})

describe('a piece of web', () => {
	it('says what it saw, what it is made of and how much of each container is of it', () => {
		const rows = web(100, 140, (m) => (m >= 119 && m < 119.5 ? { flags: ['splice'] } : {}))
		const containers = containersOf({
			wash: { residenceTimeS: 60, stages: 1 },
			scraped: rows.map((one) => ({
				positionM: one.positionM,
				washMs: one.times.t_wash_ms ?? 0,
				arealGPerM2: 10,
				roll: one.roll,
				lot: one.lot,
				recipe: one.recipe,
			})),
			changes: [{ container: 'C-1', tMs: FED_MS, totalG: 0 }],
			lab: [],
			endG: 500,
			endMs: FED_MS + 20_000 * 140 + 3_600_000,
		})
		const mark = { fromM: 119, toM: 121, atMs: 1, by: 'ada', reason: 'wet spot' }
		const piece = rollPiece({ fromM: 118, toM: 122 }, rows, { zones: [], containers, marks: [mark] })
		expect(piece).toMatchObject({
			knownM: 4,
			lots: ['P-1', 'P-2'],
			rolls: ['R-17'],
			recipes: ['HTR'],
			flags: [{ flag: 'splice', metres: 0.5 }],
			fromMs: FED_MS + 20_000 * 118,
			toMs: FED_MS + 20_000 * 121.95 + 76_000,
			marks: [mark],
		})
		const peak = piece.values.find(({ name }) => name === 'peak_K')
		expect([peak?.min, peak?.max, peak?.sd]).toEqual([1418, 1421.95, 2])
		expect(piece.containers).toHaveLength(1)
		expect(piece.containers[0]?.share).toBeCloseTo(0.1, 3)
		expect(piece.containers[0]?.grams).toBeCloseTo(50, 0)
	})

	it('is an empty one where nothing is known', () => {
		const piece = rollPiece({ fromM: 1, toM: 2 }, [], { zones: [], containers: [], marks: [] })
		expect([piece.knownM, piece.values, piece.fromMs, piece.toMs, piece.containers]).toEqual([0, [], null, null, []])
	})
})
