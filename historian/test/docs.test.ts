import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openHistorian } from '@emberline/historian'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embeddedTable, influxTable } from './doc-tables.ts'
import { forecast, frame, parcel, reading } from './fixtures.ts'
import { Influxd } from './influxd.ts'

const DOCS = join(import.meta.dirname, '../../docs')
let influxd: Influxd

beforeAll(async () => {
	influxd = await Influxd.start()
})
afterAll(() => influxd.stop())

test('docs/historian.md says of every measurement and table what it holds, as the code has it (UPDATE_DOCS=1 writes it)', () => {
	const path = join(DOCS, 'historian.md')
	let text = readFileSync(path, 'utf8')
	for (const [name, table] of [
		['influx', influxTable()],
		['embedded', embeddedTable()],
	] as const) {
		const [begin, end] = [`<!-- ${name}: made by historian/test/doc-tables.ts -->\n`, `\n<!-- end of ${name} -->`]
		const from = text.indexOf(begin) + begin.length
		const to = text.indexOf(end)
		expect(from).toBeGreaterThan(begin.length)
		if (process.env.UPDATE_DOCS === '1') text = text.slice(0, from) + table + text.slice(to)
		else expect(text.slice(from, to)).toBe(table)
	}
	if (process.env.UPDATE_DOCS === '1') writeFileSync(path, text)
})

interface Panel {
	readonly title: string
	readonly targets?: readonly { readonly refId: string; readonly query: string; readonly rawQuery: boolean }[]
}

test('every query of the Grafana dashboard finds something in a real InfluxDB', async () => {
	const dashboard = JSON.parse(readFileSync(join(DOCS, 'grafana-influxdb.json'), 'utf8')) as { panels: readonly Panel[] }
	const historian = await openHistorian(influxd.url('emberline'))
	const nowMs = Math.floor(Date.now() / 1000) * 1000
	const startMs = nowMs - 20 * 60_000
	const tags = new Set(
		dashboard.panels.flatMap(({ targets = [] }) =>
			targets.flatMap(({ query }) => [...query.matchAll(/"metric" = '([A-Z][^']+)'/g)].map((found) => found[1]!)),
		),
	)
	for (const zone of [1, 2, 3, 4])
		for (const name of [`Zone${zone}/Power`, `Zone${zone}/EmitterTemperature`, `Pyrometer${zone}/WebTemperature`])
			tags.add(`Heating/${name}`)
	for (const tag of tags) {
		const isText = tag.endsWith('ID')
		historian.writeReadings(
			isText ? [reading(tag, startMs, 'X1')] : Array.from({ length: 120 }, (_, n) => reading(tag, startMs + n * 10_000, n)),
		)
	}
	for (let s = 0; s < 1200; s += 30) historian.writeFrame(frame(startMs + s * 1000))
	historian.writeForecast(forecast(startMs, 400))
	historian.writeForecast(forecast(startMs + 900_000, 410))
	historian.writeFaults([{ tMs: startMs, source: 'Heating', code: 'C', message: 'm' }])
	historian.writeCommands([{ kind: 'set', tMs: startMs, tag: 'Line/Command/MachSpeed', value: 60 }], 'operator')
	historian.writeEvents([{ tMs: startMs, kind: 'alarm', source: 'Heating', code: 'raised', message: 'power high' }])
	historian.writeParcels(
		Array.from({ length: 100 }, (_, n) => {
			const row = parcel(n)
			return { ...row, times: { ...row.times, t_wash_ms: startMs + n * 1000 } }
		}),
	)
	await historian.flush()
	await historian.close()
	let count = 0
	for (const { title, targets = [] } of dashboard.panels)
		for (const { refId, query, rawQuery } of targets) {
			expect(rawQuery, title).toBe(true)
			const q = query
				.replaceAll('$timeFilter', `time >= ${startMs - 60_000}ms AND time <= ${nowMs}ms`)
				.replaceAll('$__interval', '10s')
				.replaceAll('$node', 'R2R/LINE1')
			expect(q, title).not.toContain('$')
			const url = `http://127.0.0.1:${influxd.httpPort}/query?${new URLSearchParams({ q, db: 'emberline', epoch: 'ms' })}`
			const answer = (await (await fetch(url)).json()) as {
				error?: string
				results?: { error?: string; series?: { values: (number | string | null)[][] }[] }[]
			}
			const result = answer.results?.[0]
			expect(answer.error ?? result?.error, `${title} ${refId}: ${q}`).toBeUndefined()
			const values = result?.series?.flatMap((one) => one.values) ?? []
			expect(
				values.some((row) => row.slice(1).some((cell) => cell !== null)),
				`${title} ${refId}: ${q}`,
			).toBe(true)
			count++
		}
	expect(count).toBeGreaterThanOrEqual(15)
}, 30_000)
