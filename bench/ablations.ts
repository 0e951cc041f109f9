import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { plainTable } from '../cli/src/lists.ts'
import { replayLog } from '../cli/src/replay/replay-log.ts'
import { forecastRows, scoreForecast } from '../cli/src/score/score-forecast.ts'
import { scoreParameters } from '../cli/src/score/score-parameters.ts'
import { scoreWeb } from '../cli/src/score/score-web.ts'
import { readTruth } from '../cli/src/score/truth-file.ts'
import { TWIN_PARTS, type TwinPart } from '../twin/src/index.ts'

/**
 * What each part of the twin is worth: a log is replayed whole and without each of them, and the scores stand side by side.
 *
 *   npx tsx bench/plants/write-day.ts day --hours 8 --seed 3 --random 1
 *   npx tsx bench/ablations.ts day [--line line1]
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { line: { type: 'string', default: 'line1' } } })
const [dir = 'plant-day'] = positionals
const truth = readTruth(join(dir, 'truth.jsonl'))
const runs: { readonly name: string; readonly without: readonly TwinPart[] }[] = [
	{ name: 'whole', without: [] },
	...TWIN_PARTS.map((part) => ({ name: `without ${part}`, without: [part] })),
]
const scores: (readonly { readonly what: string; readonly value: number | null; readonly unit: string }[])[] = []
for (const { name, without } of runs) {
	const out = join(dir, name.replace(' ', '-'))
	const { health, wall_s } = await replayLog({
		logs: [join(dir, 'log.jsonl')],
		dir: out,
		line: values.line,
		seed: 1,
		strict: false,
		without,
	})
	process.stderr.write(`${name}: ${health} after ${wall_s.toFixed(0)} s\n`)
	const forecasts = forecastRows(join(out, 'forecast.jsonl'), truth, join(out, 'explain.jsonl'))
	const { scores: parameters } = scoreParameters(join(out, 'params.jsonl'), truth)
	const crps = (hS: number) => forecasts.find((row) => row.target === 'grams' && row.h_s === hS)?.crps ?? null
	scores.push([
		...scoreWeb(join(out, 'state.jsonl'), truth),
		...parameters,
		...scoreForecast(forecasts),
		{ what: 'grams in the next hour, CRPS', value: crps(3600), unit: 'g' },
		{ what: 'grams in the next 4 h, CRPS', value: crps(14_400), unit: 'g' },
	])
}
const table = plainTable(['score', 'unit', ...runs.map(({ name }) => name)])
for (const [n, { what, unit }] of (scores[0] ?? []).entries())
	table.push([what, unit, ...scores.map((run) => run[n]?.value?.toPrecision(3) ?? '')])
process.stdout.write(`${table.toString()}\n`)
