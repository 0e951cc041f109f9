import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHistorian, verifyAudit } from '@emberline/historian'
import { loadLine } from '@emberline/line-config/files'
import type { KpiReport, LineFrame, LotRecord, ParcelRow, Reading } from '@emberline/twin'
import { Subject } from 'rxjs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { main } from '../src/main.ts'
import { PARCEL_HEAD } from '../src/replay/parcel-rows.ts'
import { RunRecord } from '../src/replay/run-record.ts'
import { recordRoll } from '../src/roll-record.ts'

const T0 = 1_790_000_000_000
const folder = mkdtempSync(join(tmpdir(), 'emberline-trace-'))
const out = join(folder, 'out')
const data = join(folder, 'data')
let said = ''
let wrong = ''

const reading = (tag: string, tMs: number, value: number | string): Reading => ({ tag, tMs, value, quality: 'good' })

/** A line of parcels.csv, 50 mm a second. */
function csvRow(n: number): string {
	const fedMs = T0 + n * 1000
	const times = [fedMs, fedMs + 48_000, fedMs + 58_000, fedMs + 66_000, fedMs + 76_000]
	const peak = n >= 200 && n < 240 ? 1366 : 1340
	const estimates = [peak, 3, 8, 0.2, 500, 10, 350, 9, 9, 0.3, 14.9, 0.5, 0.2, 0.05, 0.5, 0.1, 100, 1]
	const flags = n >= 200 && n < 240 ? 'over_dosed;reject' : ''
	return [(n * 0.05).toFixed(2), ...times, ...estimates, 'R1', n < 1000 ? 'P1' : 'P2', 'HTR', flags].join(',')
}
const TOTAL_ROWS = 2000

beforeAll(async () => {
	const line = loadLine('line1')
	const { mkdirSync } = await import('node:fs')
	mkdirSync(out)
	const record = new RunRecord(out, line, {})
	record.readings([reading('Wash/Product/MassTotal', T0, 10), reading('Wash/Product/ContainerID', T0, 'C1')])
	const rows = Array.from({ length: TOTAL_ROWS }, (_, n) => csvRow(n))
	for (const row of rows) record.parcel(row)
	record.readings([
		reading('Wash/Product/MassTotal', T0 + 1_800_000, 90),
		reading('Wash/Product/ContainerID', T0 + 1_800_000, 'C2'),
		reading('Wash/Product/MassTotal', T0 + 2_100_000, 120),
	])
	record.write()
	writeFileSync(join(out, 'parcels.csv'), `${[PARCEL_HEAD, ...rows].join('\n')}\n`)
	const { parcelReader } = await import('@emberline/twin')
	const read = parcelReader('rows')
	read(PARCEL_HEAD)
	const historian = await openHistorian(`embedded:${data}`)
	historian.writeParcels(rows.map((row) => read(row) as ParcelRow))
	historian.writeReadings([
		reading('Wash/Product/MassTotal', T0, 10),
		reading('Wash/Product/ContainerID', T0, 'C1'),
		reading('Wash/Product/MassTotal', T0 + 1_799_000, 90),
		reading('Wash/Product/ContainerID', T0 + 1_800_000, 'C2'),
		reading('Wash/Product/MassTotal', T0 + 2_100_000, 120),
	])
	await historian.flush()
	await historian.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
	said = ''
	wrong = ''
	vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
		said += String(text)
		return true
	})
	vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
		wrong += String(text)
		return true
	})
})
afterEach(() => vi.restoreAllMocks())

test('both questions get the same answer from a replay and from a data folder', async () => {
	const answers: Record<
		string,
		{ pieces: unknown; containers: { container: string; grams: number | null }[]; lots: string[] }[]
	> = {}
	for (const dir of [out, data, `embedded:${data}`]) {
		answers[dir] = []
		for (const question of [
			['--above-peak', '1360'],
			['--lot', 'P2'],
			['--container', 'C1'],
		]) {
			said = ''
			expect(await main(['trace', dir, ...question, '--json']), wrong).toBe(0)
			answers[dir].push(JSON.parse(said))
		}
	}
	const [hot, lot, container] = answers[out]!
	expect(hot!.pieces).toMatchObject([{ from_m: 10, to_m: 12, peak_K: 1366 }])
	expect(hot!.containers.map((one) => one.container)).toContain('C1')
	expect(lot!.pieces).toMatchObject([{ from_m: 50, to_m: 100, lot: 'P2' }])
	expect(container!.lots).toEqual(['P1', 'P2'])
	expect(answers[`embedded:${data}`]).toMatchObject(answers[data]!.map(({ pieces, containers }) => ({ pieces, containers })))
	for (const [i, answer] of answers[data]!.entries()) {
		expect(answer.pieces).toEqual(answers[out]![i]!.pieces)
		expect(answer.containers).toEqual(answers[out]![i]!.containers)
	}
})

test('lots.json and kpi.json are what twin.md asks of them', () => {
	const lots = JSON.parse(readFileSync(join(out, 'lots.json'), 'utf8')) as LotRecord[]
	expect(lots.map(({ container, from_ms, to_ms, grams }) => [container, from_ms, to_ms, grams])).toEqual([
		['C1', T0, T0 + 1_800_000, 80],
		['C2', T0 + 1_800_000, null, 30],
	])
	expect(Object.keys(lots[0]!.intervals[0]!).sort()).toEqual(['from_m', 'lot', 'recipe', 'roll', 'to_m', 'weight'])
	const kpi = JSON.parse(readFileSync(join(out, 'kpi.json'), 'utf8')) as KpiReport
	expect(kpi.quality.value).toBeCloseTo(1 - 40 / TOTAL_ROWS, 6)
	expect(kpi.scrap_by_cause).toMatchObject([{ cause: 'over_dosed', metres: { value: 2, intervals: [{ from_m: 10, to_m: 12 }] } }])
})

test('the roll map is a picture, and the same web gives the same picture', async () => {
	const [a, b] = [join(folder, 'a.svg'), join(folder, 'b.svg')]
	for (const file of [a, b]) expect(await main(['trace', out, '--above-peak', '1360', '--map', file]), wrong).toBe(0)
	expect(said).toMatch(/2 m of 100.00 m of web saw more than 1360 K/)
	const svg = readFileSync(a, 'utf8')
	expect(svg).toMatch(/^<svg/)
	expect(svg).toContain('over_dosed')
	expect(readFileSync(b, 'utf8')).toBe(svg)
})

test.each([
	[['trace', 'nowhere'], /nowhere: found no such folder, expected the output of a replay or a data folder/],
	[['trace', folder], /found neither parcels.csv nor days of history/],
	[['trace', out, '--container', 'C9'], /--container: found "C9", expected one of C1, C2/],
	[['trace', out, '--container', 'C1', '--lot', 'P1'], /--container: found with a question about web/],
	[['trace', out, '--map', 'map.png'], /--map: found "map.png", expected a name that ends in .svg/],
	[['export', `embedded:${data}`, '--out', 'x.xls'], /x.xls: expected a name that ends in .csv, .csv.gz, .parquet/],
	[['export', 'none', '--out', 'x.csv'], /found "none", expected embedded:DIR or influx/],
	[['export', `embedded:${data}`, '--out', 'x.csv', '--points', '10'], /--points: found without --from and --to/],
	[['export', `embedded:${data}`, '--out', 'x.csv', '--series', 'Nothing/*'], /--series: found "Nothing\/\*"/],
])('%j is refused with what was expected', async (args, words) => {
	expect(await main(args)).toBe(2)
	expect(wrong).toMatch(words)
})

test('export writes tags by pattern and the roll map', async () => {
	const file = join(folder, 'wash.csv')
	expect(await main(['export', `embedded:${data}`, '--out', file, '--series', 'Wash/Product/*', '--json']), wrong).toBe(0)
	expect(JSON.parse(said)).toMatchObject({ rows: 5, what: 'values' })
	expect(readFileSync(file, 'utf8')).toContain('Wash/Product/ContainerID,1790001800000,,C2,good')
	said = ''
	expect(await main(['export', `embedded:${data}`, '--what', 'parcels', '--out', join(folder, 'map.parquet')]), wrong).toBe(0)
	expect(said).toContain(`${TOTAL_ROWS} rows`)
})

test('a live line writes each full container to a record whose chain holds', async () => {
	const line = loadLine('line1')
	const store = `embedded:${join(folder, 'live')}`
	const historian = await openHistorian(store)
	const { parcelReader } = await import('@emberline/twin')
	const read = parcelReader('rows')
	read(PARCEL_HEAD)
	historian.writeParcels(Array.from({ length: 500 }, (_, n) => read(csvRow(n)) as ParcelRow))
	const readings$ = new Subject<readonly Reading[]>()
	const told: string[] = []
	const roll = recordRoll({
		line,
		recipes: {},
		readings$,
		twin: {
			frames$: new Subject<LineFrame>(),
			estimates: () => ({
				tags: [],
				parameters: [],
				compared: { nis: 0, dof: 0 },
				sensors: [],
				steady: null,
				left: [],
				diagnoses: [],
			}),
		},
		historian,
		store,
		warn: (text) => told.push(text),
	})
	for (const batch of [
		[reading('Wash/Product/MassTotal', T0, 10), reading('Wash/Product/ContainerID', T0, 'C1')],
		[reading('Wash/Product/MassTotal', T0 + 1_800_000, 90), reading('Wash/Product/ContainerID', T0 + 1_801_000, 'C2')],
	]) {
		historian.writeReadings(batch)
		readings$.next(batch)
	}
	await roll.close()
	await historian.close()
	expect(told).toEqual([])
	const entries: Record<string, unknown>[] = []
	const verdict = await verifyAudit(join(folder, 'live', 'lots.jsonl'), ({ entry }) => entries.push(entry))
	expect(verdict).toMatchObject({ lines: 1, problem: null })
	expect(entries[0]).toMatchObject({ kind: 'container', container: 'C1', from_ms: T0, to_ms: T0 + 1_801_000, grams: 80 })
	expect((JSON.parse(String(entries[0]!.record)) as LotRecord).intervals.length).toBeGreaterThan(10)
})
