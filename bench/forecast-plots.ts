import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { barsSvg } from '../cli/src/bars-svg.ts'
import { plainTable } from '../cli/src/lists.ts'
import { type Against, type ForecastRow, forecastRows } from '../cli/src/score/forecast-rows.ts'
import { readTruth } from '../cli/src/score/truth-file.ts'

/**
 * Coverage and skill of forecasts over several days of several plants: `npx tsx bench/forecast-plots.ts OUT=TRUTH …`, each a folder of a
 * replay and the truth of its plant. Draws docs/img/forecast-coverage.svg and forecast-error.svg.
 */
const HORIZONS = [
	[900, '15 min'],
	[3600, '1 h'],
	[14_400, '4 h'],
	[28_800, '8 h'],
] as const
const BASELINES = [
	['persistence', 'the last 15 min go on', '#cc6a5f'],
	['smoothing', 'smoothed past', '#b58b3d'],
	['schedule', 'plan x availability', '#24527a'],
] as const
const rows = process.argv.slice(2).flatMap((day) => {
	const [out = '', truth = ''] = day.split('=')
	return forecastRows(join(out, 'forecast.jsonl'), readTruth(truth), join(out, 'explain.jsonl'))
})
const total = (of: readonly ForecastRow[], value: (row: ForecastRow) => number) =>
	of.reduce((sum, row) => sum + row.count * value(row), 0) / of.reduce((sum, { count }) => sum + count, 0)
const folder = new URL('../docs/img/', import.meta.url)

const byHorizon = HORIZONS.map(([hS, name]) => ({ name, of: rows.filter((row) => row.h_s === hS) })).filter(
	({ of }) => of.length > 0,
)
const shades = ['#24527a', '#5f8fb4', '#9dbcd4', '#c9d9e6']
writeFileSync(
	new URL('forecast-coverage.svg', folder),
	barsSvg({
		title: 'Outcomes inside the intervals, all targets',
		unit: '%',
		series: byHorizon.map(({ name }, n) => ({ name, colour: shades[n] ?? '#999' })),
		groups: [50, 80, 90, 95].map((asked, n) => ({
			name: `${asked} % interval`,
			values: byHorizon.map(({ of }) => total(of, ({ cover }) => cover[n] ?? 0)),
		})),
	}),
)
const against = (of: readonly ForecastRow[], name: 'persistence' | 'smoothing' | 'schedule') => {
	const sum = (which: keyof Against) => of.reduce((all, row) => all + row.count * (row[name]?.[which] ?? 0), 0)
	return sum('theirs') > 0 ? (100 * sum('own')) / sum('theirs') : 0
}
const grams = byHorizon.map(({ name, of }) => ({ name, of: of.filter(({ target }) => target === 'grams') }))
writeFileSync(
	new URL('forecast-error.svg', folder),
	barsSvg({
		title: 'Error of grams over that of simpler forecasts',
		unit: '%',
		series: BASELINES.map(([, name, colour]) => ({ name, colour })),
		groups: grams.map(({ name, of }) => ({ name, values: BASELINES.map(([key]) => against(of, key)) })),
	}),
)
const table = plainTable(['target', 'zone', 'h', 'outcomes', 'mean', 'error %', 'bias %', '50', '80', '90', '95'])
const keys = [...new Set(rows.map(({ target, zone, h_s }) => `${target}|${zone ?? ''}|${h_s}`))]
for (const key of keys) {
	const of = rows.filter(({ target, zone, h_s }) => `${target}|${zone ?? ''}|${h_s}` === key)
	const [target = '', zone = '', hS = ''] = key.split('|')
	const mean = total(of, (row) => row.mean)
	const share = (value: (row: ForecastRow) => number) => ((100 * total(of, value)) / mean).toFixed(1)
	table.push([
		target,
		zone,
		String(Number(hS) / 3600),
		String(of.reduce((sum, { count }) => sum + count, 0)),
		mean.toPrecision(4),
		share(({ error }) => error),
		share(({ bias }) => bias),
		...[0, 1, 2, 3].map((n) => total(of, ({ cover }) => cover[n] ?? 0).toFixed(0)),
	])
}
process.stdout.write(`${table.toString()}\n`)
for (const [n, asked] of [50, 80, 90, 95].entries())
	process.stdout.write(`${asked} % intervals held ${total(rows, ({ cover }) => cover[n] ?? 0).toFixed(1)} %\n`)
for (const { name, of } of grams)
	process.stdout.write(
		`grams ${name}: ${BASELINES.map(([key, words]) => `${(against(of, key) - 100).toFixed(0)} % over ${words}`).join(', ')}\n`,
	)
