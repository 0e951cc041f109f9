import { loadLine } from '@emberline/line-config/files'
import { expect, test } from 'vitest'
import { containersOf, passedShare } from './containers.ts'
import { LotBook } from './lot-book.ts'
import { parcelReader } from './parcel-file.ts'
import type { ParcelRow } from './parcel-row.ts'
import { perMetre, traceBack, traceForward } from './trace.ts'

const line1 = loadLine('line1')
const { residenceTimeS, stages } = line1.stations.wash
const T0 = 1_790_000_000_000

function row(positionM: number, washMs: number, p: { lot?: string; peakK?: number; flags?: string[] } = {}): ParcelRow {
	const none = { heat_rate_K_s: null, quench_rate_K_s: null, nacl_wtpct: null, moisture_pct: null, t_above_s: null }
	return {
		positionM,
		times: { t_feed_ms: washMs - 76_000, t_heat_in_ms: null, t_heat_out_ms: null, t_quench_out_ms: null, t_wash_ms: washMs },
		estimates: {
			...none,
			peak_K: { x: p.peakK ?? 1340, sd: 3 },
			dose_eq_s: { x: 9, sd: null },
			size_nm: { x: 15, sd: 1 },
			areal_g_m2: { x: 100, sd: 1 },
		},
		roll: 'R1',
		lot: p.lot ?? 'P1',
		recipe: 'HTR',
		flags: p.flags ?? [],
	}
}
const web = (metres: number, of: (m: number) => Parameters<typeof row>[2] = () => ({})) =>
	Array.from({ length: metres * 20 }, (_, n) => row(Math.round(n * 5) / 100, T0 + n * 1000, of(n / 20)))
const scraped = (rows: readonly ParcelRow[]) =>
	rows.map((r) => ({
		positionM: r.positionM,
		washMs: r.times.t_wash_ms!,
		arealGPerM2: 100,
		roll: r.roll,
		lot: r.lot,
		recipe: r.recipe,
	}))

test('powder spreads over equal mixed volumes: mean and spread of the time it takes are those of the wash', () => {
	let [mean, square] = [0, 0]
	for (let t = 0; t < 30_000; t += 5) {
		const share = passedShare(t + 5, residenceTimeS / 4, 4) - passedShare(t, residenceTimeS / 4, 4)
		mean += share * (t + 2.5)
		square += share * (t + 2.5) ** 2
	}
	expect(mean).toBeCloseTo(residenceTimeS, 0)
	expect(Math.sqrt(square - mean ** 2)).toBeCloseTo(residenceTimeS / 2, 0)
})

test('all powder of a piece of web is in containers, and each container is told whole', () => {
	const rows = web(200)
	const changes = Array.from({ length: 12 }, (_, k) => ({ container: `C${k}`, tMs: T0 + k * 1_200_000, totalG: k * 100 }))
	const lots = containersOf({
		wash: { residenceTimeS, stages },
		scraped: scraped(rows),
		changes,
		lab: [],
		endG: 1200,
		endMs: T0 + 12 * 1_200_000,
	})
	for (const { intervals } of lots.filter((lot) => lot.intervals.length > 0))
		expect(intervals.reduce((sum, one) => sum + one.weight, 0)).toBeCloseTo(1, 4)
	expect(lots.map((lot) => lot.grams)).toEqual(new Array(12).fill(100))
	// The first metre leaves with the mean time of the wash: most of it in the container that is filled then.
	const first = lots.map((lot) => lot.intervals.find((one) => one.from_m === 0)?.weight ?? 0)
	expect(first.indexOf(Math.max(...first))).toBeLessThan(2)
})

test('a lot that begins in the middle is found forward in its containers, and a container tells its lots', () => {
	const rows = web(100, (m) => ({ lot: m < 50 ? 'P1' : 'P2', peakK: m >= 20 && m < 22 ? 1364 : 1340 }))
	const book = new LotBook(line1)
	const tag = (name: string, tMs: number, value: string | number) => ({ tag: name, tMs, value, quality: 'good' as const })
	book.readings([tag('Wash/Product/MassTotal', T0, 0), tag('Wash/Product/ContainerID', T0, 'C1')])
	for (const one of rows) book.parcel(one)
	book.readings([tag('Wash/Product/MassTotal', T0 + 2_000_000, 70), tag('Wash/Product/ContainerID', T0 + 2_000_000, 'C2')])
	book.readings([tag('Wash/Product/MassTotal', T0 + 9_000_000, 200)])
	const lots = book.lots()
	expect(lots.map(({ container, grams, to_ms }) => [container, grams, to_ms])).toEqual([
		['C1', 70, T0 + 2_000_000],
		['C2', 130, null],
	])
	const hot = traceForward(rows, lots, { abovePeakK: 1360 })
	expect(hot.pieces).toMatchObject([{ from_m: 20, to_m: 22, peak_K: 1364 }])
	const ofHot = hot.containers.reduce((sum, one) => sum + (one.grams ?? 0), 0)
	expect(ofHot).toBeGreaterThan((0.5 * (200 * 2)) / 100)
	expect(ofHot).toBeLessThan((2 * (200 * 2)) / 100)
	const p2 = traceForward(rows, lots, { lot: 'P2' })
	const p1 = traceForward(rows, lots, { lot: 'P1' })
	for (const name of ['C1', 'C2']) {
		const share = [p1, p2].map((trace) => trace.containers.find((one) => one.container === name)?.share ?? 0)
		expect(share[0]! + share[1]!).toBeCloseTo(1, 4)
	}
	expect(traceBack(rows, lots, 'C1')?.lots).toEqual(['P1', 'P2'])
	expect(traceBack(rows, lots, 'C9')).toBeNull()
})

test('the roll map is read per metre: highest peak, mean of the rest, every flag', () => {
	const rows = web(3, (m) => (m === 1.5 ? { peakK: 1370, flags: ['reject', 'over_dosed'] } : {}))
	expect(perMetre(rows).map((one) => [one.metre, one.peakMaxK, one.flags])).toEqual([
		[0, 1340, []],
		[1, 1370, ['over_dosed', 'reject']],
		[2, 1340, []],
	])
})

test('a line of parcels.csv that is none is named with what was expected', () => {
	const read = parcelReader('out/parcels.csv')
	expect(() => parcelReader('x.csv')('a,b')).toThrow('x.csv:1: found no column position_m')
	const times = 't_feed_ms,t_heat_in_ms,t_heat_out_ms,t_quench_out_ms,t_wash_ms'
	const estimates = 'peak_K,t_above_s,heat_rate_K_s,quench_rate_K_s,dose_eq_s,size_nm,nacl_wtpct,moisture_pct,areal_g_m2'
	read(`position_m,${times},${estimates},roll,lot,recipe,flags`)
	expect(() => read('1,2,3')).toThrow('out/parcels.csv:2: found 3 cells, expected 19')
	expect(() => read('1.05,1,,,,2,hot,,,,,,,,,"R, 1",P1,HTR,stop;reject')).toThrow(
		'out/parcels.csv:3: peak_K: found "hot", expected a number',
	)
	expect(read('1.05,1,,,,2,1340,,,,,,,,,"R, 1",P1,HTR,stop;reject')).toMatchObject({
		positionM: 1.05,
		times: { t_feed_ms: 1, t_heat_in_ms: null, t_wash_ms: 2 },
		estimates: { peak_K: { x: 1340, sd: null }, size_nm: null },
		roll: 'R, 1',
		flags: ['stop', 'reject'],
	})
})
