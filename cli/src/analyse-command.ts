import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { InputError } from './errors.ts'
import { plainTable } from './lists.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

export function analyseCommand(): Command {
	return new Command('analyse')
		.description('the forecaster, the detector and the fit of a heated thing on any table of process data')
		.argument('<csv>', 'table with a header, .csv or .csv.gz')
		.requiredOption('--config <file>', 'YAML or JSON: which columns, how many rows ahead, from which row on')
		.requiredOption('--out <dir>', 'folder for forecast.jsonl, alarms.jsonl and summary.json')
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
A config:
  time: { column: date, unit: iso }        s, ms or iso
  inputs: [load]                           columns that help
  outputs: [temperature]                   columns that are forecast
  lags: [1, 2, 24]                         rows back that are looked at
  horizons: [1, 24]                        rows ahead
  train_until: 8640                        first row that is forecast from; none is used before its time
  invalid: [-999]                          values that stand for none
  detect: true
  thermal: { temperature: T1, ambient: Ta, power: Q1 }

Example:
  emberline analyse furnace.csv --config furnace.yaml --out out/furnace`,
		)
		.action(async (csv: string, options: { config: string; out: string; json?: boolean }) => {
			const { ANALYSIS_FILE, parseText } = await import('@emberline/line-config')
			const { analysed } = await import('@emberline/twin')
			const { readTable } = await import('./analyse/read-table.ts')
			const { alarmRow, forecastRow } = await import('./analyse/analysis-lines.ts')
			const config = parseText(textOf(options.config), options.config, ANALYSIS_FILE)
			const table = readTable(csv, config)
			const { columns, rows, timeMs } = table
			const column = (name: string) => columns[name] as Float64Array
			const progress = progressBar('analyse', 2000)
			const { thermal } = config
			const analysis = analysed(
				columns,
				rows,
				{
					inputs: config.inputs,
					outputs: config.outputs,
					lags: config.lags,
					horizons: config.horizons,
					trainUntil: config.train_until,
					detect: config.detect,
					thermal:
						thermal === undefined
							? null
							: {
									name: thermal.temperature,
									columns: {
										timeS: timeMs.map((ms) => ms / 1000),
										temperature: column(thermal.temperature),
										ambient: column(thermal.ambient),
										power: column(thermal.power),
									},
								},
				},
				(share) => progress.at(0.3 * share),
			)
			mkdirSync(options.out, { recursive: true })
			const files = {
				forecast: openSync(join(options.out, 'forecast.jsonl'), 'w'),
				alarms: openSync(join(options.out, 'alarms.jsonl'), 'w'),
			}
			const raised = new Set<string>()
			let kept: string[] = []
			try {
				for (const { row, forecasts, alarms } of analysis.rows()) {
					for (const alarm of alarms) {
						raised.add(alarm.id)
						writeSync(files.alarms, `${JSON.stringify(alarmRow(alarm, timeMs))}\n`)
					}
					for (const forecast of forecasts) kept.push(JSON.stringify(forecastRow(forecast, timeMs)))
					if (kept.length >= LINES_AT_ONCE) {
						writeSync(files.forecast, `${kept.join('\n')}\n`)
						kept = []
						progress.at(0.3 + (0.7 * (row - config.train_until)) / (rows - config.train_until))
					}
				}
				if (kept.length > 0) writeSync(files.forecast, `${kept.join('\n')}\n`)
			} finally {
				for (const file of Object.values(files)) closeSync(file)
				progress.end()
			}
			const summary = {
				rows,
				train_until: config.train_until,
				gaps: table.gaps,
				targets: analysis.scores(),
				alarms: raised.size,
				...(analysis.thermal !== null && { thermal: { params: analysis.thermal } }),
			}
			const { writeJson } = await import('./replay/write-json.ts')
			writeJson(options.out, 'summary.json', summary)
			if (options.json) return printJson(summary)
			const scores = plainTable(['target', 'rows ahead', 'outcomes', 'MAE', 'MAE of smoothing', 'over it, %', '90 % holds, %'])
			for (const { target, h_rows, outcomes, mae, mae_exponential_smoothing: theirs, cover90 } of summary.targets)
				scores.push([
					target,
					String(h_rows),
					String(outcomes),
					figure(mae),
					figure(theirs),
					mae === null || theirs === null || theirs === 0 ? '' : figure(100 * (mae / theirs - 1)),
					figure(cover90),
				])
			say(scores.toString())
			for (const [name, { value, sd }] of Object.entries(analysis.thermal ?? {}))
				say(`${name.padEnd(24)} ${figure(value)} ± ${figure(sd)}`)
			if (config.detect) say(`Alarms   ${raised.size}`)
			say(`Written  forecast.jsonl, alarms.jsonl and summary.json in ${options.out}`)
		})
}

const LINES_AT_ONCE = 2000

function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8')
	} catch (cause) {
		throw new InputError(`${file}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
}

const figure = (value: number | null): string =>
	value === null || !Number.isFinite(value) ? '' : String(Number(value.toPrecision(4)))
