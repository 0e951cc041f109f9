import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Historian, openHistorian } from '@emberline/historian'
import type { ActiveAlarm, Reading } from '@emberline/twin'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eachSecond, forecast, frame, parcel, reading, START_MS } from './fixtures.ts'
import { Influxd } from './influxd.ts'

const POWER = 'Heating/Zone1/Power'
let influxd: Influxd
let database = 0

beforeAll(async () => {
	influxd = await Influxd.start()
})
afterAll(() => influxd.stop())

interface Case {
	readonly name: string
	/** A place of its own for each test. */
	readonly place: () => { url: string; remove: () => void }
}

const embedded: Case = {
	name: 'embedded',
	place: () => {
		const folder = mkdtempSync(join(tmpdir(), 'emberline-history-'))
		return { url: `embedded:${folder}`, remove: () => rmSync(folder, { recursive: true, force: true }) }
	},
}
const influx: Case = { name: 'InfluxDB', place: () => ({ url: influxd.url(`test_${++database}`), remove: () => {} }) }

describe.each([embedded, influx])('the historian over $name', ({ place }) => {
	let here: ReturnType<Case['place']>
	let historian: Historian

	beforeEach(async () => {
		here = place()
		historian = await openHistorian(here.url)
	})
	afterEach(async () => {
		await historian.close()
		here.remove()
	})

	async function write(...readings: Reading[]): Promise<void> {
		historian.writeReadings(readings)
		await historian.flush()
	}

	test('gives back numbers, texts, yes-or-no and nothing, each with its quality and reason', async () => {
		const values: Reading[] = [
			reading('Heating/Zone1/Power', START_MS, -5.84e-3),
			reading('Line/Status/StateCurrent', START_MS, 6),
			reading('Line/Recipe/ID', START_MS, 'HTR "best", 1\\2 = ä\nnext'),
			reading('Feed/Hopper/LotID', START_MS, ''),
			{ tag: 'Feed/Splice/Detected', tMs: START_MS, value: true, quality: 'uncertain', reason: 'clock unsure' },
			reading('Line/Command/CmdChangeRequest', START_MS, false),
			{ tag: 'Quench/Web/EntryTemperature', tMs: START_MS, value: null, quality: 'bad', reason: 'null by fault' },
			{ tag: 'Wash/Stage1/Level', tMs: START_MS, value: 120, quality: 'stale', reason: 'device offline' },
		]
		await write(...values)
		for (const { tag, ...stored } of values) {
			expect(await historian.samples({ series: tag, fromMs: START_MS, toMs: START_MS }), tag).toEqual([stored])
			expect(await historian.latest(tag), tag).toEqual(stored)
		}
		expect(await historian.latest('No/Such/Tag')).toBeNull()
	})

	test('keeps what was never a number as a gap with its reason', async () => {
		await write(reading(POWER, START_MS, Number.NaN))
		expect(await historian.latest(POWER)).toEqual({ tMs: START_MS, value: null, quality: 'bad', reason: 'NaN is not a number' })
	})

	test('stores a reading once however often and in whatever order it is written', async () => {
		const readings = eachSecond(POWER, START_MS, 100, (s) => s)
		await write(...readings)
		await write(...readings.toReversed(), ...readings)
		expect(await historian.count()).toBe(100)
		expect(await historian.count({ series: POWER, fromMs: START_MS + 10_000, toMs: START_MS + 19_999 })).toBe(10)
		const stored = await historian.samples({ series: POWER, fromMs: START_MS, toMs: START_MS + 99_000 })
		expect(stored.map((s) => s.value)).toEqual(readings.map((r) => r.value))
	})

	test('takes the later writing of the same instant as the true one', async () => {
		await write(reading(POWER, START_MS, 1), reading(POWER, START_MS, 2))
		await write({ ...reading(POWER, START_MS, null), quality: 'bad' })
		expect(await historian.samples({ series: POWER, fromMs: 0, toMs: START_MS })).toEqual([
			{ tMs: START_MS, value: null, quality: 'bad' },
		])
	})

	test('takes values that come late into their place', async () => {
		await write(reading(POWER, START_MS + 10_000, 3))
		await write(reading(POWER, START_MS + 5_000, 2), reading(POWER, START_MS, 1))
		const stored = await historian.samples({ series: POWER, fromMs: START_MS, toMs: START_MS + 10_000 })
		expect(stored.map((s) => s.value)).toEqual([1, 2, 3])
		expect(await historian.latest(POWER, START_MS + 7_000)).toMatchObject({ value: 2 })
	})

	test('thins a series to the extremes and the mean of each step, and a spike survives', async () => {
		await write(...eachSecond(POWER, START_MS, 3600, (s) => (s === 1801 ? 99 : s % 60)))
		const points = await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 3_599_999, maxPoints: 61 })
		expect(points).toHaveLength(60)
		expect(points[0]).toEqual({ tMs: START_MS, mean: 29.5, min: 0, max: 59, count: 60, quality: 'good' })
		expect(points[30]).toMatchObject({ tMs: START_MS + 1_800_000, min: 0, max: 99, count: 60 })
	})

	test('puts both ends of the range on the grid, as a row of sparks needs', async () => {
		await write(...eachSecond(POWER, START_MS, 1800, (s) => s))
		const points = await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 1_790_000, maxPoints: 180 })
		expect(points.map((p) => p.tMs)).toEqual(Array.from({ length: 180 }, (_, k) => START_MS + k * 10_000))
	})

	test('leaves a gap a gap: a pause of the recording, and a value that was bad', async () => {
		await write(...eachSecond(POWER, START_MS, 60, () => 5))
		await write(...eachSecond(POWER, START_MS + 180_000, 60, () => 6), {
			...reading(POWER, START_MS + 240_000, null),
			quality: 'bad',
		})
		await write(...eachSecond('Heating/Purge/Flow', START_MS + 180_000, 180, (s) => s))
		const points = await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 300_000, maxPoints: 6 })
		expect(points.map((p) => p.mean)).toEqual([5, null, null, 6, null, null])
		expect(points.map((p) => p.quality)).toEqual(['good', 'stale', 'stale', 'good', 'bad', 'bad'])
	})

	test('holds a value that did not change while others show that the line was being recorded', async () => {
		const setpoint = 'Heating/Zone1/EmitterSetpoint'
		await write(reading(setpoint, START_MS, 1400), ...eachSecond(POWER, START_MS, 300, () => 5))
		const points = await historian.query({ series: setpoint, fromMs: START_MS + 60_000, toMs: START_MS + 360_000, maxPoints: 6 })
		expect(points.map((p) => p.mean)).toEqual([1400, 1400, 1400, 1400, null, null])
		expect(points.map((p) => p.count)).toEqual([0, 0, 0, 0, 0, 0])
	})

	test('runs on over midnight, and holds today what was set yesterday', async () => {
		const midnightMs = START_MS + 6 * 3_600_000
		const setpoint = 'Heating/Zone1/EmitterSetpoint'
		await write(reading(setpoint, midnightMs - 29_000, 1400), ...eachSecond(POWER, midnightMs - 30_500, 120, (s) => s))
		expect(await historian.count({ series: POWER })).toBe(120)
		const over = { fromMs: midnightMs - 30_500, toMs: midnightMs + 88_500, maxPoints: 239 }
		expect((await historian.query({ series: POWER, ...over })).filter((p) => p.mean === null)).toEqual([])
		const today = { fromMs: midnightMs + 60_000, toMs: midnightMs + 80_000, maxPoints: 3 }
		expect((await historian.query({ series: setpoint, ...today })).map((p) => p.mean)).toEqual([1400, 1400, 1400])
		expect(await historian.latest(setpoint)).toMatchObject({ value: 1400 })
	})

	test('answers a question about nothing with nothing, and a senseless one with an error', async () => {
		expect(await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 1000, maxPoints: 10 })).toEqual([])
		expect(await historian.count()).toBe(0)
		await expect(historian.query({ series: POWER, fromMs: 2, toMs: 1, maxPoints: 10 })).rejects.toMatchObject({
			code: 'BAD_QUERY',
		})
		await expect(historian.query({ series: POWER, fromMs: 1, toMs: 2, maxPoints: 0 })).rejects.toMatchObject({
			code: 'BAD_QUERY',
		})
	})

	test('keeps one frame a second: soft sensors with their deviation, states, heat accounts, profile', async () => {
		for (let tick = 0; tick < 30; tick++) historian.writeFrame(frame(START_MS + tick * 100, { scrapM: tick }))
		await historian.flush()
		const all = { fromMs: START_MS, toMs: START_MS + 3000 }
		expect((await historian.samples({ series: 'stat/scrapM', ...all })).map((s) => s.value)).toEqual([0, 10, 20])
		expect(await historian.latest('soft/peakK')).toEqual({ tMs: START_MS + 2000, value: 1339, quality: 'good', sd: 3 })
		expect(await historian.latest('soft/quenchRateKPerS')).toMatchObject({ value: null, quality: 'bad' })
		expect(await historian.latest('state/Heating')).toMatchObject({ value: 'Execute' })
		expect(await historian.latest('state/recipe')).toMatchObject({ value: 'HTR' })
		expect(await historian.latest('zone/Heating/1/toWebKW')).toMatchObject({ value: 3.5 })
		expect(await historian.latest('zone/Heating/1/fusionKW')).toMatchObject({ value: 0.5 })
		expect(await historian.latest('profile/maxK')).toMatchObject({ value: 1339, sd: 3 })
		expect(await historian.latest('profile/maxAtM')).toMatchObject({ value: 2.5 })
		const points = await historian.query({ series: 'soft/peakK', ...all, maxPoints: 4 })
		expect(points.map((p) => p.mean)).toEqual([1339, 1339, 1339, null])
	})

	test('marks what a degraded twin said as uncertain, and leaves a gap where it was lost', async () => {
		historian.writeFrame(frame(START_MS, { health: 'degraded', healthReason: 'two pyrometers stale' }))
		historian.writeFrame(frame(START_MS + 1000, { health: 'lost', healthReason: 'no data' }))
		await historian.flush()
		const points = await historian.query({ series: 'soft/peakK', fromMs: START_MS, toMs: START_MS + 1000, maxPoints: 2 })
		expect(points).toMatchObject([
			{ mean: 1339, quality: 'uncertain' },
			{ mean: null, quality: 'bad' },
		])
	})

	test('keeps faults once and alarms when they come and go, of every frame', async () => {
		const fault = { tMs: START_MS, source: 'Heating', code: 'BAD_VALUE', message: "a 'bad' value" }
		const alarm: ActiveAlarm = {
			id: 'a1',
			priority: 2,
			sinceMs: START_MS + 100,
			station: 'Heating',
			tag: POWER,
			words: 'power high',
			value: 9,
			limit: 8,
			unit: 'kW',
		}
		historian.writeFrame(frame(START_MS, { faults: [fault, { ...fault, message: 'another of the same instant' }] }))
		historian.writeFrame(frame(START_MS + 100, { faults: [fault], alarms: [alarm] }))
		historian.writeFrame(frame(START_MS + 200, { alarms: [alarm] }))
		historian.writeFrame(frame(START_MS + 300))
		historian.writeFaults([fault])
		historian.writeCommands([{ kind: 'set', tMs: START_MS + 400, tag: 'Line/Command/MachSpeed', value: 60 }], 'operator')
		await historian.flush()
		const range = { fromMs: START_MS, toMs: START_MS + 400 }
		expect((await historian.events({ ...range, kind: 'fault' })).map((e) => e.message).sort()).toEqual([
			"a 'bad' value",
			'another of the same instant',
		])
		expect((await historian.events({ ...range, kind: 'alarm' })).map((e) => [e.tMs, e.code, e.message])).toEqual([
			[START_MS + 100, 'raised', 'power high'],
			[START_MS + 300, 'cleared', 'power high'],
		])
		expect((await historian.events(range)).at(-1)).toEqual({
			tMs: START_MS + 400,
			kind: 'command',
			source: 'operator',
			code: 'set',
			message: 'Line/Command/MachSpeed = 60',
			detail: { tag: 'Line/Command/MachSpeed', value: 60 },
		})
	})

	test('gives forecasts back whole, and one target of them as a series', async () => {
		const forecasts = [
			forecast(START_MS, 20),
			{ ...forecast(START_MS + 60_000, 24), scheduleId: null, health: 'tracking' as const },
		]
		for (const one of [...forecasts, forecasts[0]!]) historian.writeForecast(one)
		await historian.flush()
		expect(await historian.forecasts({ fromMs: START_MS, toMs: START_MS + 60_000 })).toEqual(forecasts)
		const range = { fromMs: START_MS, toMs: START_MS + 60_000, maxPoints: 2 }
		expect(await historian.query({ series: 'forecast/grams/3600', ...range })).toMatchObject([
			{ mean: 20, quality: 'uncertain' },
			{ mean: 24, quality: 'good' },
		])
		expect((await historian.query({ series: 'forecast/kWh/2/900', ...range })).map((p) => p.mean)).toEqual([5.1, 5.1])
		expect(await historian.query({ series: 'forecast/kWh/3/900', ...range })).toEqual([])
	})

	test('refuses what has no time or no name, counts it, and keeps the rest', async () => {
		await write(reading(POWER, 0, 1), reading(POWER, Number.NaN, 1), reading('', START_MS, 1), reading('a\nb', START_MS, 1))
		await write(reading(POWER, START_MS, 1))
		expect(historian.status()).toMatchObject({ state: 'ready', rejected: 4, stored: 1, buffered: 0 })
		expect(await historian.count()).toBe(1)
	})

	test('gives up the one row that cannot be stored, and keeps the batch it came in', async () => {
		historian.writeReadings(eachSecond(POWER, START_MS, 100, (s) => s))
		const event = { tMs: START_MS, kind: 'historian', source: 's', code: 'c', message: 'm', detail: { noJson: 1n } } as const
		historian.writeEvents([event])
		historian.writeReadings(eachSecond(POWER, START_MS + 100_000, 100, (s) => s))
		await expect(historian.flush()).rejects.toMatchObject({ code: 'ROWS_REJECTED' })
		expect(historian.status()).toMatchObject({ state: 'ready', stored: 200, rejected: 1 })
		expect(await historian.count()).toBe(200)
	})

	test('is not confused by names with quotes, spaces and words of the query language', async () => {
		const names = [
			'tag',
			'time',
			"o'clock",
			'a "quoted" one',
			'with space, comma=equals',
			'Ofen/Temperatur °C',
			'select * from reading; --',
		]
		await write(...names.map((name, i) => reading(name, START_MS, i)))
		for (const [i, name] of names.entries()) expect(await historian.latest(name), name).toMatchObject({ value: i })
	})

	test('keeps the roll map: pieces once, by when they left, and finds those that answer', async () => {
		const rows = Array.from({ length: 40 }, (_, i) => parcel(i, { lot: i < 20 ? 'P1' : '', peakK: 1330 + i }))
		historian.writeParcels(rows)
		historian.writeParcels(rows.slice(0, 5))
		await historian.flush()
		expect(await historian.parcels({})).toEqual(rows)
		expect(await historian.parcels({ abovePeakK: 1360 })).toEqual(rows.slice(31))
		expect(await historian.parcels({ lot: 'P1', fromM: 10.5 })).toEqual(rows.slice(10, 20))
		expect(await historian.parcels({ fromMs: START_MS + 100_000, toMs: START_MS + 109_000 })).toEqual(rows.slice(0, 10))
	})

	test('finds everything again after it was closed, and goes on', async () => {
		await write(...eachSecond(POWER, START_MS, 10, (s) => s))
		historian.writeFrame(frame(START_MS))
		await historian.close()
		await expect(historian.flush()).rejects.toMatchObject({ code: 'CLOSED' })
		historian = await openHistorian(here.url)
		await write(...eachSecond(POWER, START_MS + 5000, 10, (s) => s + 5))
		expect(await historian.count({ series: POWER })).toBe(15)
		expect(await historian.latest('soft/peakK')).toMatchObject({ value: 1339 })
		const points = await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 14_000, maxPoints: 15 })
		expect(points.map((p) => p.mean)).toEqual(Array.from({ length: 15 }, (_, s) => s))
	})
})
