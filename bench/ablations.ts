import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { plainTable } from '../cli/src/lists.ts'
import { forecastRows, scoreForecast } from '../cli/src/score/score-forecast.ts'
import { scoreParameters } from '../cli/src/score/score-parameters.ts'
import { scoreWeb } from '../cli/src/score/score-web.ts'
import { readTruth } from '../cli/src/score/truth-file.ts'
import { TWIN_PARTS, type TwinPart } from '../twin/src/index.ts'

/**
 * What each part of the twin is worth: a log is replayed whole and without each of them, and the scores stand side by side. Replays run in
 * processes of their own, so many at a time; one that is complete is not run again, so that a bench that was ended goes on where it was.
 *
 *   npx tsx bench/plants/write-day.ts day --hours 3 --seed 3 --random 1
 *   npx tsx bench/ablations.ts day [--line line1] [--jobs 2]
 */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { line: { type: 'string', default: 'line1' }, jobs: { type: 'string', default: '2' } },
})
const [dir = 'plant-day'] = positionals
const EMBERLINE = fileURLToPath(new URL('../cli/bin/emberline.js', import.meta.url))
const truth = readTruth(join(dir, 'truth.jsonl'))
const runs: { readonly name: string; readonly without: readonly TwinPart[] }[] = [
	{ name: 'whole', without: [] },
	...TWIN_PARTS.map((part) => ({ name: `without ${part}`, without: [part] })),
]
const waiting = [...runs]
await Promise.all(
	Array.from({ length: Number(values.jobs) }, async () => {
		for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) await replayed(run.name, run.without)
	}),
)
const scores = runs.map(({ name }) => {
	const out = outOf(name)
	const forecasts = forecastRows(join(out, 'forecast.jsonl'), truth, join(out, 'explain.jsonl'))
	const { scores: parameters } = scoreParameters(join(out, 'params.jsonl'), truth)
	const crps = (hS: number) => forecasts.find((row) => row.target === 'grams' && row.h_s === hS)?.crps ?? null
	return [
		...scoreWeb(join(out, 'state.jsonl'), truth),
		...parameters,
		...scoreForecast(forecasts),
		{ what: 'grams in the next 15 min, CRPS', value: crps(900), unit: 'g' },
		{ what: 'grams in the next hour, CRPS', value: crps(3600), unit: 'g' },
		{ what: 'grams in the next 4 h, CRPS', value: crps(14_400), unit: 'g' },
	]
})
const table = plainTable(['score', 'unit', ...runs.map(({ name }) => name)])
for (const [n, { what, unit }] of (scores[0] ?? []).entries())
	table.push([what, unit, ...scores.map((run) => run[n]?.value?.toPrecision(3) ?? '')])
process.stdout.write(`${table.toString()}\n`)

function outOf(name: string): string {
	return join(dir, name.replace(' ', '-'))
}

async function replayed(name: string, without: readonly TwinPart[]): Promise<void> {
	const out = outOf(name)
	// The last file that a replay writes.
	if (!existsSync(join(out, 'run.json'))) {
		const left = without.length === 0 ? [] : ['--without', ...without]
		const args = [EMBERLINE, 'replay', join(dir, 'log.jsonl'), '--out', out, '--line', values.line, ...left]
		await new Promise<void>((resolve, reject) => {
			const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
			child.once('error', reject)
			child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${name}: replay ended with ${code}`))))
		})
	}
	const { health, wall_s } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as { health: string; wall_s: number }
	process.stderr.write(`${name}: ${health} after ${wall_s.toFixed(0)} s\n`)
}
