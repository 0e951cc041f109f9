import { Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from './errors.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

interface Given {
	out: string
	what: 'values' | 'parcels' | 'events'
	series?: string[]
	from?: number
	to?: number
	points?: number
	line: string
	json?: boolean
}

export function exportCommand(): Command {
	return new Command('export')
		.description('history as CSV or Parquet: values of tags and soft sensors, the roll map, or events')
		.argument('<history>', 'embedded:DIR that no run is using, or influx://host:8086/db')
		.requiredOption('--out <file>', 'ends in .csv, .csv.gz or .parquet')
		.addOption(new Option('--what <kind>', 'what to export').choices(['values', 'parcels', 'events']).default('values'))
		.option('--series <names...>', 'tags or soft sensors, * for any text; all of them when left out')
		.option('--from <time>', 'ISO 8601 or ms since 1970; from the beginning when left out', time)
		.option('--to <time>', 'up to and with this; to the end when left out', time)
		.option('--points <n>', 'thinned to so many steps of mean, min and max; needs --from and --to', points)
		.addOption(new Option('--line <file>', 'the line').env('EMBERLINE_LINE').default('line1'))
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline export embedded:data --out tuesday.parquet --from 2026-11-24 --to 2026-11-25
  emberline export embedded:data --out zones.csv --series 'Heating/Zone*/Power' soft/peakK --from 2026-11-24T06:00Z --to 2026-11-24T14:00Z --points 2000
  emberline export influx://127.0.0.1:8086/emberline --what parcels --out roll-map.csv`,
		)
		.action(async (history: string, given: Given) => {
			const { exportHistory, openHistorian } = await import('@emberline/historian')
			const { loadLine } = await import('@emberline/line-config/files')
			const { tagsOfLine } = await import('@emberline/line-config')
			const { SOFT_ESTIMATES } = await import('@emberline/twin')
			if (history === 'none') throw new InputError('found "none", expected embedded:DIR or influx://host:8086/db')
			const { from: fromMs = 0, to: toMs = Number.MAX_SAFE_INTEGER } = given
			if (fromMs > toMs) throw new InputError('--from: found a time after --to, expected one before it')
			if (given.points !== undefined && (given.from === undefined || given.to === undefined))
				throw new InputError('--points: found without --from and --to, expected both')
			if (given.points !== undefined && given.what !== 'values')
				throw new InputError(`--points: found with --what ${given.what}, expected values`)
			const line = loadLine(given.line)
			const known = [...tagsOfLine(line).map((tag) => tag.name), ...SOFT_ESTIMATES.map((name) => `soft/${name}`)]
			const series = given.series === undefined ? known : given.series.flatMap((pattern) => matching(pattern, known))
			const historian = await openHistorian(history, { node: `${line.sparkplug.group}/${line.sparkplug.node}` })
			const { state, reason } = historian.status()
			const progress = progressBar(given.out, 2000)
			try {
				if (state !== 'ready') throw new Error(reason)
				const rows = await exportHistory(historian, {
					what: given.what,
					series,
					fromMs,
					toMs,
					file: given.out,
					progress: (share) => progress.at(share),
					...(given.points !== undefined && { maxPoints: given.points }),
				})
				if (given.json) printJson({ file: given.out, what: given.what, rows })
				else say(`${rows} rows in ${given.out}`)
			} finally {
				progress.end()
				await historian.close()
			}
		})
}

/** A name without * stands for itself, whether the line has it or not; one with it for all that fit. */
function matching(pattern: string, known: readonly string[]): string[] {
	if (!pattern.includes('*')) return [pattern]
	const expression = new RegExp(
		`^${pattern
			.split('*')
			.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
			.join('.*')}$`,
	)
	const found = known.filter((name) => expression.test(name))
	if (found.length === 0) throw new InputError(`--series: found "${pattern}", which no tag or soft sensor of the line fits`)
	return found
}

function time(text: string): number {
	const value = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
	if (Number.isInteger(value)) return value
	throw new InvalidArgumentError('Expected a time such as 2026-11-24T06:00Z, or ms since 1970.')
}

function points(text: string): number {
	const value = Number(text)
	if (Number.isInteger(value) && value >= 1 && value <= 100_000) return value
	throw new InvalidArgumentError('Expected a whole number from 1 to 100000.')
}
