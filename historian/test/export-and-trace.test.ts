import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import {
	exportHistory,
	type Historian,
	lotRecords,
	openHistorian,
	queryByWeb,
	queryWhile,
	traceContainer,
	traceWeb,
} from '@emberline/historian'
import { loadLine } from '@emberline/line-config/files'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eachSecond, parcel, reading, START_MS } from './fixtures.ts'
import { Influxd } from './influxd.ts'

const POWER = 'Heating/Zone1/Power'
const line1 = loadLine('line1')
let influxd: Influxd
let folder: string
let historian: Historian
let database = 0

beforeAll(async () => {
	influxd = await Influxd.start()
})
afterAll(() => influxd.stop())

describe.each(['embedded', 'InfluxDB'])('over %s', (store) => {
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'emberline-export-'))
		historian = await openHistorian(store === 'embedded' ? `embedded:${folder}/data` : influxd.url(`export_${++database}`))
	})
	afterEach(async () => {
		await historian.close()
		rmSync(folder, { recursive: true, force: true })
	})

	async function read(file: string): Promise<unknown[][]> {
		const instance = await DuckDBInstance.create(':memory:')
		const connection = await instance.connect()
		const rows = (
			await connection.runAndReadAll(`select series, t_ms::double, value, text, quality from '${file}' order by t_ms`)
		).getRows()
		connection.closeSync()
		instance.closeSync()
		return rows
	}

	test('exports values as CSV and Parquet, more than a page of them, texts and gaps too', async () => {
		historian.writeReadings([
			...eachSecond(POWER, START_MS, 12_000, (s) => s / 4),
			reading('Line/Recipe/ID', START_MS, 'HTR, "best"'),
			{ ...reading(POWER, START_MS + 12_000_000, null), quality: 'bad' },
		])
		await historian.flush()
		const query = { what: 'values', series: [POWER, 'Line/Recipe/ID'], fromMs: START_MS, toMs: START_MS + 13_000_000 } as const
		for (const name of ['values.csv', 'values.csv.gz', 'values.parquet']) {
			const file = join(folder, name)
			expect(await exportHistory(historian, { ...query, file })).toBe(12_002)
			const rows = await read(file)
			expect(rows).toHaveLength(12_002)
			expect(rows.find(([series]) => series === 'Line/Recipe/ID')).toEqual([
				'Line/Recipe/ID',
				START_MS,
				null,
				'HTR, "best"',
				'good',
			])
			expect(rows.at(-1)).toEqual([POWER, START_MS + 12_000_000, null, null, 'bad'])
			expect(rows.at(-2)).toEqual([POWER, START_MS + 11_999_000, 11_999 / 4, null, 'good'])
		}
		await expect(exportHistory(historian, { ...query, file: join(folder, 'values.xls') })).rejects.toMatchObject({
			code: 'BAD_QUERY',
		})
	})

	test('exports a thinned trend and the roll map', async () => {
		historian.writeReadings(eachSecond(POWER, START_MS, 600, (s) => (s === 77 ? 99 : 1)))
		historian.writeParcels([parcel(0), parcel(1)])
		await historian.flush()
		const range = { fromMs: START_MS, toMs: START_MS + 599_999 }
		const file = join(folder, 'trend.csv')
		expect(await exportHistory(historian, { what: 'values', series: [POWER], ...range, maxPoints: 7, file })).toBe(6)
		expect(readFileSync(file, 'utf8')).toMatch(/^time,series,t_ms,mean,min,max,count,quality\n[^\n]*,1\.98,1\.0,99\.0,100,good\n/)
		const map = join(folder, 'map.csv')
		expect(await exportHistory(historian, { what: 'parcels', series: [], ...range, file: map })).toBe(2)
		expect(readFileSync(map, 'utf8').split('\n')[1]).toMatch(/^10\.0,1340\.0,3\.0,/)
	})

	test('a trend over web finds the spike on the metre that was under the sensor, and leaves web nobody saw a gap', async () => {
		historian.writeReadings([
			...eachSecond('Line/Web/Position', START_MS, 400, (s) => 100 + s * 0.05),
			...eachSecond(POWER, START_MS, 300, (s) => (s === 200 ? 99 : 5)),
			...eachSecond('Line/Status/CurMachSpeed', START_MS, 400, () => 50),
			{ ...reading(POWER, START_MS + 300_000, null), quality: 'bad' },
		])
		await historian.flush()
		const range = { fromMs: START_MS, toMs: START_MS + 399_000 }
		const points = await queryByWeb(historian, { series: POWER, ...range, fromM: 97, toM: 117, maxPoints: 20, measuredAtM: 2.5 })
		expect(points.flatMap((p) => (p.max === 99 ? [p.positionM] : []))).toEqual([107])
		expect(points[1]).toMatchObject({ min: 5, max: 5, quality: 'good' })
		expect(points[17]).toMatchObject({ mean: null, quality: 'bad' })
		expect(points[19]).toMatchObject({ mean: null })
	})

	test('a trend by recipe and lot holds nothing of the times between', async () => {
		historian.writeReadings([
			reading('Line/Recipe/ID', START_MS, 'HTR'),
			reading('Line/Recipe/ID', START_MS + 100_000, 'NTS'),
			reading('Line/Recipe/ID', START_MS + 199_500, 'HTR'),
			reading('Feed/Hopper/LotID', START_MS, 'P1'),
			reading('Feed/Hopper/LotID', START_MS + 250_000, 'P2'),
			...eachSecond(POWER, START_MS, 300, (s) => (s >= 100 && s < 200 ? 99 : 5)),
		])
		await historian.flush()
		const query = { series: POWER, fromMs: START_MS, toMs: START_MS + 299_999, maxPoints: 30 }
		const htr = await queryWhile(historian, query, { recipe: 'HTR' })
		expect(htr.map(({ fromMs, toMs }) => [fromMs - START_MS, toMs - START_MS])).toEqual([
			[0, 99_999],
			[199_500, 299_999],
		])
		expect(htr.flatMap(({ points }) => points.map((p) => p.max))).not.toContain(99)
		// Few points make long steps: still nothing of the second before.
		const few = await queryWhile(historian, { ...query, maxPoints: 5 }, { recipe: 'HTR' })
		expect(few.flatMap(({ points }) => points.map((p) => p.max))).not.toContain(99)
		const both = await queryWhile(historian, query, { recipe: 'HTR', lot: 'P2' })
		expect(both.map(({ fromMs }) => fromMs - START_MS)).toEqual([250_000])
		expect(await queryWhile(historian, query, { lot: 'P9' })).toEqual([])
	})

	test('both questions of a trace are answered from what is stored', async () => {
		const passS = line1.stations.wash.residenceTimeS
		const rows = Array.from({ length: 400 }, (_, n) =>
			parcel(n, { lot: n < 200 ? 'P1' : 'P2', peakK: n >= 100 && n < 120 ? 1365 : 1340 }),
		)
		historian.writeParcels(rows)
		const changeMs = START_MS + 300_000 + passS * 1000
		historian.writeReadings([
			reading('Wash/Product/ContainerID', START_MS, 'C1'),
			reading('Wash/Product/MassTotal', START_MS, 50),
			reading('Wash/Product/MassTotal', changeMs - 1000, 80),
			reading('Wash/Product/ContainerID', changeMs, 'C2'),
			reading('Wash/Product/MassTotal', changeMs + 5000, 90),
			{ ...reading('Wash/Product/MassTotal', changeMs + 9000, 90), quality: 'stale', reason: 'node died' },
			reading('Lab/Sample/ID', changeMs, 'L1'),
			reading('Lab/Sample/WebPosition', changeMs, 12),
			reading('Lab/Result/ResidualNaCl', changeMs, 0.2),
		])
		await historian.flush()
		const lots = await lotRecords(historian, line1)
		expect(lots.map((lot) => [lot.container, lot.from_ms, lot.to_ms, lot.grams])).toEqual([
			['C1', START_MS, changeMs, 30],
			['C2', changeMs, null, 10],
		])
		for (const { intervals } of lots) expect(intervals.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4)
		expect(lots[0]!.lab).toMatchObject([{ sample: 'L1', position_m: 12, residual_nacl_wtpct: 0.2 }])
		const hot = await traceWeb(historian, line1, { abovePeakK: 1360 })
		expect(hot.pieces).toMatchObject([{ from_m: 15, to_m: 16, peak_K: 1365, lot: 'P1' }])
		expect(hot.web_m).toBe(1)
		expect(hot.containers.map((one) => one.container)).toContain('C1')
		const fromLot = await traceWeb(historian, line1, { lot: 'P2' })
		expect(fromLot).toMatchObject({ web_m: 10, rolls: ['R1'], recipes: ['HTR'] })
		// The later lot is rather in the later container.
		const share = (name: string) => fromLot.containers.find((one) => one.container === name)?.share ?? 0
		expect(share('C2')).toBeGreaterThan(share('C1'))
		expect((await traceContainer(historian, line1, 'C1'))?.lots).toEqual(['P1', 'P2'])
		expect(await traceContainer(historian, line1, 'C7')).toBeNull()
	})
})
