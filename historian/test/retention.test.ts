import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Historian, openHistorian } from '@emberline/historian'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { eachSecond, reading, START_MS } from './fixtures.ts'
import { Influxd } from './influxd.ts'

const POWER = 'Heating/Zone1/Power'
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
let folder: string
let influxd: Influxd

beforeAll(async () => {
	influxd = await Influxd.start()
})
afterAll(() => influxd.stop())
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-retention-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A question to a day file itself, past the code under test. */
async function inDay(day: string, sql: string): Promise<unknown[][]> {
	const instance = await DuckDBInstance.create(join(folder, `${day}.duckdb`))
	const connection = await instance.connect()
	const rows = (await connection.runAndReadAll(sql)).getRows()
	connection.closeSync()
	instance.closeSync()
	return rows
}

async function write(historian: Historian, readings: ReturnType<typeof eachSecond>): Promise<void> {
	historian.writeReadings(readings)
	await historian.flush()
}

test('the rollups say what the values say, late and corrected and bad ones too', async () => {
	const historian = await openHistorian(`embedded:${folder}`)
	for (let k = 0; k < 10; k++)
		await write(
			historian,
			eachSecond(POWER, START_MS + k * 30_000, 30, (s) => (k * 30 + s) % 17),
		)
	await write(historian, [
		reading(POWER, START_MS + 45_500, 99),
		{ ...reading(POWER, START_MS + 61_000, null), quality: 'bad' },
		{ ...reading(POWER, START_MS + 77_000, 55), quality: 'stale' },
		{ ...reading(POWER, START_MS + 78_000, 3), quality: 'uncertain' },
	])
	await historian.close()
	const day = '2026-03-04'
	const [until] = await inDay(day, 'select rolled_to_ms::double from rolled')
	expect(until?.[0]).toBe(START_MS + 290_000)
	for (const [table, ms] of [
		['rollup_1s', 1000],
		['rollup_10s', 10_000],
	] as const) {
		const of = (columns: string, from: string) =>
			`select t_ms // ${ms} * ${ms} as bucket, ${columns} from ${from} where t_ms < ${until?.[0]} group by bucket order by bucket`
		const made = await inDay(day, of('sum(n)::integer, sum(used)::integer, sum(total), min(low), max(high), max(worst)', table))
		const usable = 'filter (quality <= 1 and num is not null)'
		const true_ = await inDay(
			day,
			of(
				`count(*)::integer, count(*) ${usable}::integer, sum(num) ${usable}, min(num) ${usable}, max(num) ${usable}, max(quality)`,
				'samples',
			),
		)
		expect(made).toEqual(true_)
		expect(made).toHaveLength(290_000 / ms)
	}
})

test('a trend from rollups is the trend from values: spike, mean, count, quality and gaps', async () => {
	const historian = await openHistorian(`embedded:${folder}`)
	await write(historian, [
		...eachSecond(POWER, START_MS, 3000, (s) => (s === 1801 ? 99 : s % 60)),
		...eachSecond(POWER, START_MS + 3_300_000, 300, () => 7),
		{ ...reading(POWER, START_MS + 600_500, -50), quality: 'stale' },
	])
	const points = await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 3_599_999, maxPoints: 37 })
	expect(points).toHaveLength(36)
	expect(points.map((p) => p.max).filter((max) => max === 99)).toHaveLength(1)
	expect(points[18]).toEqual({
		tMs: START_MS + 1_800_000,
		mean: 26.48,
		min: 0,
		max: 99,
		count: 100,
		quality: 'good',
	})
	expect(points[6]).toMatchObject({ count: 101, min: 0, quality: 'stale' })
	expect(points[31]).toMatchObject({ mean: null, quality: 'stale' })
	expect(points[33]).toMatchObject({ mean: 7, count: 100 })
	await historian.close()
})

test('the end of a range cuts a rollup: nothing from after it is in the answer', async () => {
	const historian = await openHistorian(`embedded:${folder}`)
	await write(
		historian,
		eachSecond(POWER, START_MS, 600, (s) => s),
	)
	const points = await historian.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 304_500, maxPoints: 4 })
	expect(points.reduce((sum, p) => sum + p.count, 0)).toBe(305)
	expect(points.at(-1)!.max).toBe(304)
	await historian.close()
})

test('days get thinner with age and go in the end; texts stay as long as the day', async () => {
	const retention = { valuesMs: DAY_MS, oneSecondMs: 3 * DAY_MS, tenSecondsMs: 5 * DAY_MS }
	const historian = await openHistorian(`embedded:${folder}`, { retention })
	for (let day = 0; day < 8; day++) {
		await write(historian, [
			...eachSecond(POWER, START_MS + day * DAY_MS, 600, (s) => (s === 333 ? 99 : s % 5)),
			reading('Line/Recipe/ID', START_MS + day * DAY_MS, 'HTR'),
		])
	}
	expect(readdirSync(folder).filter((name) => name.endsWith('.duckdb') && name.startsWith('2026'))).toEqual(
		[5, 6, 7, 8, 9, 10, 11].map((day) => `2026-03-${String(day).padStart(2, '0')}.duckdb`).slice(0, 7),
	)
	const trend = async (day: number, maxPoints: number) => {
		const fromMs = START_MS + day * DAY_MS
		return historian.query({ series: POWER, fromMs, toMs: fromMs + 599_999, maxPoints })
	}
	// Values, then seconds, then tens of seconds: each answers the trend of ten minutes with its spike.
	for (const day of [7, 4, 2]) {
		const points = await trend(day, 7)
		expect(Math.max(...points.map((p) => p.max ?? 0)), `day ${day}`).toBe(99)
		expect(
			points.reduce((sum, p) => sum + p.count, 0),
			`day ${day}`,
		).toBe(600)
	}
	expect(await historian.count({ series: POWER, fromMs: START_MS + 2 * DAY_MS, toMs: START_MS + 3 * DAY_MS - 1 })).toBe(0)
	expect(await historian.latest('Line/Recipe/ID', START_MS + 2 * DAY_MS + 1000)).toMatchObject({ value: 'HTR' })
	expect(await trend(0, 7)).toEqual([])
	await historian.close()
	const again = await openHistorian(`embedded:${folder}`, { retention })
	expect(await again.count({ series: POWER })).toBe(3 * 600)
	await again.close()
})

test('a value of a year to come lets nothing go', async () => {
	const retention = { valuesMs: DAY_MS, oneSecondMs: DAY_MS, tenSecondsMs: DAY_MS }
	const historian = await openHistorian(`embedded:${folder}`, { retention })
	await write(historian, [reading(POWER, START_MS, 1)])
	await write(historian, [reading(POWER, Date.now() + 4000 * DAY_MS, 2)])
	await write(historian, [reading(POWER, START_MS + 1000, 3)])
	expect(await historian.count({ series: POWER })).toBe(3)
	await write(historian, [reading(POWER, START_MS + 3 * DAY_MS, 4)])
	expect(await historian.count({ series: POWER })).toBe(2)
	await historian.close()
})

test('a day that cannot be thinned is told as an event, and what comes is stored', async () => {
	const historian = await openHistorian(`embedded:${folder}`, { retention: { valuesMs: DAY_MS } })
	await write(
		historian,
		eachSecond(POWER, START_MS, 100, (s) => s),
	)
	// A folder in the place of the new file: no way to write it, as on a full disk.
	mkdirSync(join(folder, '2026-03-04.duckdb.thinned', 'full'), { recursive: true })
	await write(
		historian,
		eachSecond(POWER, START_MS + 5 * DAY_MS, 100, (s) => s),
	)
	await write(
		historian,
		eachSecond(POWER, START_MS + 5 * DAY_MS + 100_000, 100, (s) => s),
	)
	expect(historian.status()).toMatchObject({ state: 'ready', stored: 300 })
	expect(await historian.count()).toBe(300)
	const events = await historian.events({ fromMs: START_MS, toMs: START_MS + 9 * DAY_MS, kind: 'historian' })
	expect(events.map((e) => e.code)).toContain('RETENTION_DELAYED')
	await historian.close()
	rmSync(join(folder, '2026-03-04.duckdb.thinned'), { recursive: true })
	const again = await openHistorian(`embedded:${folder}`, { retention: { valuesMs: DAY_MS } })
	expect(await again.count()).toBe(200)
	await again.close()
})

test('a folder of an older layout gets its rollups, one of a later is refused with what to do', async () => {
	const historian = await openHistorian(`embedded:${folder}`)
	await write(
		historian,
		eachSecond(POWER, START_MS, 100, (s) => s),
	)
	await historian.close()
	await inDay('2026-03-04', 'drop table rollup_1s; drop table rollup_10s; drop table rolled; drop table parcels')
	await inDay('lock', 'update about set layout = 1')
	const later = await openHistorian(`embedded:${folder}`)
	await write(
		later,
		eachSecond(POWER, START_MS + 100_000, 100, (s) => s),
	)
	const points = await later.query({ series: POWER, fromMs: START_MS, toMs: START_MS + 199_999, maxPoints: 3 })
	expect(points.map((p) => p.count)).toEqual([100, 100])
	await later.close()
	expect((await inDay('2026-03-04', 'select count(*)::integer from rollup_1s'))[0]).toEqual([190])
	await inDay('lock', 'update about set layout = 3')
	await expect(openHistorian(`embedded:${folder}`)).rejects.toMatchObject({
		code: 'FOLDER_REFUSED',
		message: expect.stringMatching(/layout 3, expected 1 or 2.*use that one, or another folder/),
	})
})

test('InfluxDB keeps what for how long the line says, and its continuous queries make the rollups', async () => {
	const nowMs = Date.now()
	const retention = { valuesMs: 2 * DAY_MS, oneSecondMs: 10 * DAY_MS, tenSecondsMs: 100 * DAY_MS }
	const historian = await openHistorian(influxd.url('kept'), { retention })
	await write(
		historian,
		eachSecond(POWER, nowMs - 30_000, 20, (s) => s),
	)
	const policies = await ask('SHOW RETENTION POLICIES ON "kept"')
	expect(policies.map(([name, duration]) => [name, duration]).sort()).toEqual([
		['autogen', '48h0m0s'],
		['record', '2400h0m0s'],
		['rollup_10s', '2400h0m0s'],
		['rollup_1s', '240h0m0s'],
	])
	let rolled: unknown[][] = []
	for (let n = 0; n < 60 && Number(rolled[0]?.[1] ?? 0) < 20; n++) {
		await new Promise((resolve) => setTimeout(resolve, 200))
		rolled = await ask('SELECT sum("n"), max("high"), min("low") FROM "kept"."rollup_1s"."reading"')
	}
	expect(rolled[0]?.slice(1)).toEqual([20, 19, 0])
	await historian.close()
}, 20_000)

test('InfluxDB answers from the rollups where the values are gone, with the same trend', async () => {
	const endMs = Math.floor(Date.now() / 60_000) * 60_000
	const range = { series: POWER, fromMs: endMs - 3 * HOUR_MS, toMs: endMs - 1, maxPoints: 181 }
	const before = await openHistorian(influxd.url('older'))
	await write(before, [
		...eachSecond(POWER, endMs - 3 * HOUR_MS, 3 * 3600, (s) => (s === 1801 ? 99 : s % 60)),
		{ ...reading(POWER, endMs - 2.5 * HOUR_MS + 500, null), quality: 'bad' },
	])
	const fromValues = await before.query(range)
	await before.close()
	// Past the code under test, and past the continuous queries: whoever reads the values would see it.
	const sneaked = `reading,node=R2R/LINE1,device=Heating,metric=${POWER} value=500,kind=1,quality=0 ${Math.round(endMs - 2.7 * HOUR_MS)}`
	const url = `http://127.0.0.1:${influxd.httpPort}/write?db=older&precision=ms`
	expect(await (await fetch(url, { method: 'POST', body: sneaked })).text()).toBe('')
	const after = await openHistorian(influxd.url('older'), { retention: { valuesMs: HOUR_MS } })
	const fromRollups = await after.query(range)
	expect(fromRollups).toEqual(fromValues)
	expect(fromRollups[30]).toMatchObject({ max: 99 })
	await after.close()
}, 20_000)

test('an InfluxDB of a later layout is a state with what to do, one of the first keeps its events', async () => {
	await influxd.ask('CREATE DATABASE first')
	const old = await fetch(`http://127.0.0.1:${influxd.httpPort}/write?db=first&precision=ms`, {
		method: 'POST',
		body: `event,node=R2R/LINE1,kind=fault source="Heating",code="C",message="kept" ${START_MS}`,
	})
	expect(old.status).toBe(204)
	const historian = await openHistorian(influxd.url('first'))
	expect(await historian.events({ fromMs: START_MS, toMs: START_MS })).toMatchObject([{ message: 'kept' }])
	await historian.close()
	const newer = await fetch(`http://127.0.0.1:${influxd.httpPort}/write?db=first&rp=record`, {
		method: 'POST',
		body: 'layout,node=R2R/LINE1 version=3',
	})
	expect(await newer.text()).toBe('')
	const refused = await openHistorian(influxd.url('first'))
	expect(refused.status()).toMatchObject({
		state: 'degraded',
		reason: expect.stringMatching(/layout 3, expected 2.*another database/),
	})
	await refused.close()
})

async function ask(statement: string): Promise<unknown[][]> {
	const response = await fetch(`http://127.0.0.1:${influxd.httpPort}/query?${new URLSearchParams({ q: statement })}`)
	const answer = (await response.json()) as { results: { series?: { values: unknown[][] }[]; error?: string }[] }
	if (answer.results[0]?.error !== undefined) throw new Error(answer.results[0].error)
	return answer.results[0]?.series?.[0]?.values ?? []
}
