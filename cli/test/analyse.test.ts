import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ANALYSIS_FILE, parseText } from '@emberline/line-config'
import { afterAll, describe, expect, it } from 'vitest'
import { readTable } from '../src/analyse/read-table.ts'
import { main } from '../src/main.ts'

const dir = mkdtempSync(join(tmpdir(), 'analyse-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const config = (text: string) =>
	parseText(`time: { column: t, unit: s }\noutputs: [y]\ntrain_until: 1\n${text}`, 'config.yaml', ANALYSIS_FILE)
const table = (text: string, more = '') => {
	const file = join(dir, 'table.csv')
	writeFileSync(file, text)
	return readTable(file, config(more))
}

describe('a table of process data', () => {
	it('is read with gaps for text, empty cells and what is invalid', () => {
		const { columns, rows, timeMs, gaps } = table('t,y,z\n0,1.5,a\n1,,b\r\n2,off,c\n3,-999,d\n4,2e3,e\n', 'invalid: [-999]')
		expect(rows).toBe(5)
		expect([...timeMs]).toEqual([0, 1000, 2000, 3000, 4000])
		expect([...columns.y!]).toEqual([1.5, Number.NaN, Number.NaN, Number.NaN, 2000])
		expect(gaps).toEqual({ y: 3 })
	})

	it('may be separated by semicolons, have commas in numbers, and quoted cells of several lines', () => {
		expect([...table('t;y\n0;1,5\n1;2,5\n').columns.y!]).toEqual([1.5, 2.5])
		expect([...table('t,y,note\n0,"3,25","a\nb, ""c"""\n1,4,d\n').columns.y!]).toEqual([3.25, 4])
	})

	it.each([
		['t,x\n0,1\n1,2\n', /table\.csv:1: found no column "y", expected one of t, x/],
		['t,y\n0,1\n1,2,3\n', /table\.csv:3: found 3 cells, expected 2/],
		['t,y\n0,1\nnoon,2\n', /table\.csv:3: t: found "noon", expected a number of s/],
		['t,y\n0,1\n', /found 1 rows, expected more than train_until 1/],
	])('is refused with what was found: %j', (text, words) => {
		expect(() => table(text)).toThrow(words)
	})
})

it('writes forecasts from row train_until on, alarms and a summary', async () => {
	const rows = Array.from({ length: 400 }, (_, t) => `${t},${Math.sin(t / 8).toFixed(4)}`)
	writeFileSync(join(dir, 'wave.csv'), `t,y\n${rows.join('\n')}\n`)
	writeFileSync(
		join(dir, 'wave.yaml'),
		'time: { column: t, unit: s }\noutputs: [y]\nlags: [1, 2]\nhorizons: [1, 5]\ntrain_until: 200\n',
	)
	const out = join(dir, 'out')
	expect(await main(['analyse', join(dir, 'wave.csv'), '--config', join(dir, 'wave.yaml'), '--out', out])).toBe(0)
	const lines = readFileSync(join(out, 'forecast.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line))
	expect(lines).toHaveLength(400)
	expect(lines[0]).toMatchObject({ origin: 200_000, row: 200, target: 'y', h_rows: 1 })
	const places = Object.values<number>(lines[50].q)
	expect(places).toHaveLength(9)
	expect(places).toEqual([...places].sort((a, b) => a - b))
	const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))
	expect(summary.targets).toHaveLength(2)
	for (const { mae, mae_exponential_smoothing } of summary.targets) expect(mae).toBeLessThan(0.5 * mae_exponential_smoothing)
	expect(await main(['analyse', join(dir, 'none.csv'), '--config', join(dir, 'wave.yaml'), '--out', out])).toBe(2)
})
