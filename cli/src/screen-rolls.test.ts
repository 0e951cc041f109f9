import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Historian, openHistorian } from '@emberline/historian'
import { loadLine } from '@emberline/line-config/files'
import { PARCEL_ESTIMATES, type ParcelRow } from '@emberline/twin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ScreenRolls } from './screen-rolls.ts'

/** An hour of web at 50 mm/s, 180 m, that stood for a minute at 100 m; the newest 20 m are still at hand. */
const FROM_MS = Date.UTC(2026, 10, 30, 6)
const SPEED_M_PER_S = 0.05
const STOOD_AT_M = 100
const STOOD_MS = 60_000
const END_M = 180
const line = loadLine('line1')
const scraperM = line.stations.wash.scraperAtM
const nipMs = (m: number) => FROM_MS + Math.round((1000 * m) / SPEED_M_PER_S) + (m > STOOD_AT_M ? STOOD_MS : 0)

const rowAt = (k: number): ParcelRow => {
	const positionM = Math.round(5 * k) / 100
	return {
		positionM,
		times: {
			t_feed_ms: nipMs(positionM),
			t_heat_in_ms: nipMs(positionM + 2.4),
			t_heat_out_ms: nipMs(positionM + 2.9),
			t_quench_out_ms: nipMs(positionM + 3.35),
			t_wash_ms: nipMs(positionM + scraperM),
		},
		estimates: Object.fromEntries(PARCEL_ESTIMATES.map((name) => [name, { x: 10, sd: 1 }])) as ParcelRow['estimates'],
		roll: 'R-1',
		lot: 'P-1',
		recipe: 'HTR',
		flags: [],
	}
}
const rows = Array.from({ length: 20 * END_M }, (_, k) => rowAt(k))

let folder: string
let historian: Historian
let rolls: ScreenRolls
const open = () => ScreenRolls.open({ line, historian, store: `embedded:${folder}`, nowMs: () => nipMs(END_M + scraperM) + 1000 })

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'emberline-rolls-'))
	historian = await openHistorian(`embedded:${folder}`)
	const good = { quality: 'good' } as const
	for (let tMs = FROM_MS; tMs <= nipMs(END_M + scraperM); tMs += 1000) {
		const runMs = tMs - FROM_MS
		const stoodMs = Math.min(STOOD_MS, Math.max(0, runMs - (1000 * STOOD_AT_M) / SPEED_M_PER_S))
		historian.writeReadings([{ tag: 'stat/webPositionM', tMs, value: (SPEED_M_PER_S * (runMs - stoodMs)) / 1000, ...good }])
	}
	historian.writeReadings([
		{ tag: 'Line/Admin/StopReason/ID', tMs: FROM_MS, value: 0, ...good },
		{ tag: 'Line/Admin/StopReason/ID', tMs: nipMs(STOOD_AT_M), value: 401, ...good },
		{ tag: 'Line/Admin/StopReason/ID', tMs: nipMs(STOOD_AT_M) + STOOD_MS, value: 0, ...good },
	])
	historian.writeParcels(rows)
	await historian.flush()
	rolls = await open()
	rolls.take(rows.slice(-400))
})

afterAll(async () => {
	await rolls?.close()
	await historian?.close()
	rmSync(folder, { recursive: true, force: true })
})

describe('the web as the screen asks for it', () => {
	it('is the same by the metre from the history, from what is at hand, and across both', async () => {
		for (const [fromM, toM] of [
			[20, 25],
			[170, 175],
			[155, 165],
		] as const) {
			const found = await rolls.rows({ fromM, toM })
			expect(found).toEqual(rows.filter(({ positionM }) => positionM >= fromM && positionM < toM))
		}
		expect(await rolls.rows({ fromM: 500, toM: 510 })).toEqual([])
	})

	it('was in each zone for as long as its length takes, and longer where it stood', async () => {
		const zones = async (m: number) => {
			const passed = await rolls.passage(m, nipMs(m), nipMs(m + scraperM))
			return Object.fromEntries(passed.map(({ station, zone, seconds }) => [`${station} ${zone}`, seconds]))
		}
		const ran = await zones(50)
		expect(ran).toMatchObject({ 'Feed 0': 20, 'Drying 1': 10, 'Heating 1': 3, 'Heating 2': 2, 'Heating 4': 3, 'Quench 0': 8 })
		// The web of which 2.6 m lay behind the nip stood in the second module.
		expect((await zones(STOOD_AT_M - 2.6))['Heating 2']).toBeCloseTo(62, 0)
	})

	it('stood in the furnace at a stop, as the plant told its reason', async () => {
		const [stop, ...more] = await rolls.stops({ fromM: 90, toM: 110 })
		expect(more).toEqual([])
		expect(stop).toMatchObject({ reason: 401, fromMs: nipMs(STOOD_AT_M), toMs: nipMs(STOOD_AT_M) + STOOD_MS })
		expect(stop?.fromM).toBeCloseTo(STOOD_AT_M - 2.9, 1)
		expect(stop?.toM).toBeCloseTo(STOOD_AT_M - 2.4, 1)
	})

	it('keeps what was written on it', async () => {
		const mark = { fromM: 10, toM: 12, atMs: FROM_MS, by: 'ada', reason: 'wet spot' }
		await rolls.mark(mark)
		expect((await open()).marks()).toEqual([mark])
	})
})
