import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reading } from '@emberline/twin'
import { afterAll, bench, describe } from 'vitest'
import { START_MS } from '../../test/fixtures.ts'
import { Influxd } from '../../test/influxd.ts'
import { openHistorian } from '../open-historian.ts'

/** Both stores in one run, through the port, each time to the acknowledgement: only their ratio means something. */

const BULK_ROWS = 20_000
/** A second of a line of 120 tags. */
const LIVE_ROWS = 90
const HOUR_MS = 3_600_000

const folder = mkdtempSync(join(tmpdir(), 'emberline-bench-'))
const influxd = await Influxd.start()
const embedded = await openHistorian(`embedded:${folder}`)
const influx = await openHistorian(influxd.url('bench'))
let second = 0

afterAll(async () => {
	await embedded.close()
	await influx.close()
	await influxd.stop()
	rmSync(folder, { recursive: true, force: true })
})

/** Readings that were not there yet: 100 tags, 10 values a second each. */
function readings(rows: number): Reading[] {
	const made = Array.from({ length: rows }, (_, i) => ({
		tag: `Bench/Tag${i % 100}`,
		tMs: START_MS + second * 1000 + Math.floor(i / 100) * 100,
		value: Math.round(Math.sin(second + i) * 1e4) / 100,
		quality: 'good' as const,
	}))
	second += Math.ceil(rows / 1000)
	return made
}

for (const [name, rows, options] of [
	[`bulk: ${BULK_ROWS} readings to the acknowledgement`, BULK_ROWS, { time: 3000 }],
	[`live: ${LIVE_ROWS} readings to the acknowledgement`, LIVE_ROWS, { time: 2000 }],
] as const) {
	describe(name, () => {
		for (const [store, historian] of Object.entries({ embedded, InfluxDB: influx })) {
			bench(
				store,
				async () => {
					historian.writeReadings(readings(rows))
					await historian.flush()
				},
				options,
			)
		}
	})
}

describe('one tag, an hour of 10 values a second, as 1000 points', () => {
	const query = { series: 'Bench/Tag7', fromMs: START_MS, toMs: START_MS + HOUR_MS, maxPoints: 1000 }
	bench('embedded', async () => void (await embedded.query(query)), { time: 2000 })
	bench('InfluxDB', async () => void (await influx.query(query)), { time: 2000 })
})
