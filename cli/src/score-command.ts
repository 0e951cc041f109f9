import { join } from 'node:path'
import { Command } from 'commander'
import { plainTable } from './lists.ts'
import { printJson, say } from './say.ts'
import type { Score } from './score/score.ts'
import { scoreAlarms } from './score/score-alarms.ts'
import { forecastRows, scoreForecast } from './score/score-forecast.ts'
import { scoreParameters } from './score/score-parameters.ts'
import { scoreParcels } from './score/score-parcels.ts'
import { scoreWeb } from './score/score-web.ts'
import { readTruth } from './score/truth-file.ts'

export function scoreCommand(): Command {
	return new Command('score')
		.description('the files of a replay or run beside what was really so: errors, coverage, skill and verdicts')
		.argument('<dir>', 'folder with state.jsonl, params.jsonl, forecast.jsonl, alarms.jsonl and parcels.csv')
		.requiredOption('--truth <file>', 'JSONL, a line each 10 s of plant time, of a plant that knows itself')
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  npx tsx bench/plants/write-day.ts day --hours 8 --seed 3 --random 1
  emberline replay day/log.jsonl --out day/out
  emberline score day/out --truth day/truth.jsonl`,
		)
		.action((dir: string, options: { truth: string; json?: boolean }) => {
			const truth = readTruth(options.truth)
			const forecasts = forecastRows(join(dir, 'forecast.jsonl'), truth, join(dir, 'explain.jsonl'))
			const parameters = scoreParameters(join(dir, 'params.jsonl'), truth)
			const scores = [
				...scoreWeb(join(dir, 'state.jsonl'), truth),
				...scoreParcels(join(dir, 'parcels.csv'), truth),
				...parameters.scores,
				...scoreForecast(forecasts),
				...scoreAlarms(join(dir, 'alarms.jsonl'), truth),
			]
			if (options.json === true) {
				printJson({ ok: scores.every(({ verdict }) => verdict !== 'missed'), scores, parameters: parameters.rows, forecasts })
				return
			}
			printScores(scores)
			const table = plainTable(['parameter', 'found', 'sd', 'truth', 'resolved'])
			for (const { param, value, sd, truth: real, resolved } of parameters.rows)
				table.push([param, figure(value), figure(sd), figure(real), resolved ? 'yes' : 'no'])
			say(table.toString())
			const ahead = plainTable([
				'forecast',
				'zone',
				'h',
				'runs',
				'mean',
				'error',
				'bias',
				'CRPS',
				'persist.',
				'smooth.',
				'plan',
				'50',
				'80',
				'90',
				'95',
			])
			for (const row of forecasts)
				ahead.push([
					row.target,
					row.zone === null ? '' : String(row.zone),
					String(row.h_s / 3600),
					String(row.count),
					...[row.mean, row.error, row.bias, row.crps].map(figure),
					...[row.persistence, row.smoothing, row.schedule].map((other) => (other === null ? '' : figure(other.theirs))),
					...row.cover.map((percent) => percent.toFixed(0)),
				])
			say(ahead.toString())
		})
}

function printScores(scores: readonly Score[]): void {
	const table = plainTable(['score', 'value', 'unit', 'must', 'aim', 'verdict'])
	for (const { what, value, unit, must, aim, verdict } of scores)
		table.push([what, value === null ? 'unknown' : figure(value), unit, bound(must), bound(aim), verdict])
	say(table.toString())
}

const bound = (x: number | undefined) => (x === undefined ? '' : String(x))
const figure = (x: number) => (Number.isFinite(x) ? String(Number(x.toPrecision(4))) : 'unknown')
