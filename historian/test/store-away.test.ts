import { inspect } from 'node:util'
import { type Historian, type HistorianStatus, openHistorian } from '@emberline/historian'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eachSecond, START_MS } from './fixtures.ts'
import { Influxd } from './influxd.ts'

const POWER = 'Heating/Zone1/Power'
let influxd: Influxd

beforeAll(async () => {
	influxd = await Influxd.start()
})
afterAll(() => influxd.stop())

function statusUntil(historian: Historian, state: HistorianStatus['state']): Promise<HistorianStatus> {
	return new Promise((resolve) => {
		const subscription = historian.status$.subscribe((status) => {
			if (status.state !== state) return
			resolve(status)
			setTimeout(() => subscription.unsubscribe())
		})
	})
}

test('stores the values of a batch of which InfluxDB refuses the events', async () => {
	const database = 'refusing'
	const historian = await openHistorian(influxd.url(database), { flushEveryMs: 100 })
	// Somebody else has made `message` a number there: no text goes into it any more.
	const write = `http://127.0.0.1:${influxd.httpPort}/write?db=${database}&rp=record`
	expect((await fetch(write, { method: 'POST', body: `event,kind=other message=1 ${START_MS}000000` })).status).toBe(204)
	historian.writeFaults([{ tMs: START_MS, source: 'Heating', code: 'reading-refused', message: 'no value' }])
	historian.writeReadings(eachSecond(POWER, START_MS, 20, (s) => s))
	await expect(historian.flush()).rejects.toMatchObject({ code: 'ROWS_REJECTED' })
	expect(await historian.count({ series: POWER })).toBe(20)
	expect(historian.status()).toMatchObject({ rejected: 1, stored: 20 })
	await historian.close()
})

test('loses nothing it acknowledged when InfluxDB is killed, keeps what comes meanwhile, and says so', async () => {
	const historian = await openHistorian(influxd.url('away'), { flushEveryMs: 100 })
	expect(historian.status()).toMatchObject({ state: 'ready', reason: '' })
	for (let round = 0; round < 2; round++) {
		const fromMs = START_MS + round * 3_600_000
		historian.writeReadings(eachSecond(POWER, fromMs, 500, (s) => s))
		await historian.flush()
		await influxd.kill()
		// As much as several batches, handed over while nobody takes it.
		historian.writeReadings(eachSecond(POWER, fromMs + 500_000, 1500, (s) => s))
		const away = await statusUntil(historian, 'degraded')
		expect(away.reason).toContain('ECONN')
		expect(away.reason).toContain(`127.0.0.1:${influxd.httpPort}/away`)
		expect(away.buffered).toBe(1500)
		await expect(historian.latest(POWER)).rejects.toMatchObject({ code: 'STORE_AWAY' })
		const flushed = historian.flush()
		await influxd.start()
		await flushed
		expect(await statusUntil(historian, 'ready')).toMatchObject({ buffered: 0, dropped: 0, stored: 2000 * (round + 1) })
		expect(await historian.count()).toBe(2000 * (round + 1))
	}
	await historian.close()
})

test('opens while InfluxDB is away and catches up when it comes', async () => {
	await influxd.kill()
	const historian = await openHistorian(influxd.url('later'), { flushEveryMs: 100 })
	expect(historian.status().state).toBe('degraded')
	historian.writeReadings(eachSecond(POWER, START_MS, 12_000, (s) => s))
	await influxd.start()
	await historian.flush()
	expect(await historian.count()).toBe(12_000)
	await historian.close()
})

test('makes the database anew when it was dropped behind its back', async () => {
	const historian = await openHistorian(influxd.url('dropped'), { flushEveryMs: 100 })
	await influxd.ask('drop database "dropped"')
	historian.writeReadings(eachSecond(POWER, START_MS, 10, (s) => s))
	await historian.flush()
	expect(await historian.count()).toBe(10)
	await historian.close()
})

test('gives up the oldest rows when its buffer is full, counts them, and tells who waits', async () => {
	await influxd.kill()
	const historian = await openHistorian(influxd.url('full'), { flushEveryMs: 100, bufferRows: 100 })
	historian.writeReadings(eachSecond(POWER, START_MS, 80, (s) => s))
	const flushed = historian.flush()
	flushed.catch(() => {})
	historian.writeReadings(eachSecond(POWER, START_MS + 80_000, 70, (s) => s + 80))
	await expect(flushed).rejects.toMatchObject({ code: 'ROWS_DROPPED' })
	expect(historian.status()).toMatchObject({ state: 'degraded', buffered: 100, dropped: 50 })
	await influxd.start()
	await historian.flush()
	const stored = await historian.samples({ series: POWER, fromMs: START_MS, toMs: START_MS + 150_000 })
	expect(stored.map((s) => s.value)).toEqual(Array.from({ length: 100 }, (_, i) => i + 50))
	await historian.close()
})

test('closes in good time though the store is away, and tells who waits', async () => {
	await influxd.kill()
	const historian = await openHistorian(influxd.url('never'), { flushEveryMs: 100 })
	historian.writeReadings(eachSecond(POWER, START_MS, 10, (s) => s))
	const flushed = historian.flush()
	const told = expect(flushed).rejects.toMatchObject({ code: 'CLOSED' })
	await historian.close()
	await told
})

test('shows InfluxDB its user and password, and nobody else', async () => {
	const guarded = await Influxd.start({ auth: true })
	try {
		await guarded.ask(`create user "writer" with password 'r1ght@pw' with all privileges`)
		const address = (password: string) => guarded.url('guarded').replace('//', `//writer:${password}@`)
		const refused = await openHistorian(address('wr0ng-pw'), { flushEveryMs: 100 })
		const { state, reason } = refused.status()
		expect(state).toBe('degraded')
		expect(reason).toContain('authorization failed')
		const error = await refused.latest(POWER).catch((e: unknown) => e)
		expect(error).toMatchObject({ code: 'STORE_AWAY' })
		expect(`${reason} ${inspect(error, { depth: 9, showHidden: true })}`).not.toMatch(/wr0ng|Basic /)
		await refused.close()

		const historian = await openHistorian(address('r1ght%40pw'), { flushEveryMs: 100 })
		historian.writeReadings(eachSecond(POWER, START_MS, 10, (s) => s))
		await historian.flush()
		expect(await historian.count()).toBe(10)
		await historian.close()
	} finally {
		await guarded.stop()
	}
})
