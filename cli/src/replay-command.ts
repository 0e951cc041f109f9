import { TWIN_PARTS, type TwinPart } from '@emberline/twin'
import { Command, InvalidArgumentError, Option } from 'commander'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

interface Given {
	out: string
	line: string
	seed: number
	workers: number
	without: TwinPart[]
	forecasts: boolean
	strict?: boolean
	json?: boolean
}

export function replayCommand(): Command {
	return new Command('replay')
		.description('a recorded log through the live code path, as fast as it can')
		.argument(
			'<log...>',
			'logs of one MQTT message a line, .jsonl or .jsonl.gz; several go on one after the other, the earliest first',
		)
		.requiredOption('--out <dir>', 'folder for state, params, forecast, alarms, parcels, balance and run')
		.addOption(new Option('--line <file>', 'the line').env('EMBERLINE_LINE').default('line1'))
		.addOption(
			new Option('--seed <n>', 'seed of the forecast')
				.env('EMBERLINE_SEED')
				.default(1)
				.argParser(wholeNumber(0, 2 ** 31 - 1)),
		)
		.addOption(
			new Option('--workers <n>', 'threads that forecast beside the replay, 1 to 64; how many changes no byte')
				.env('EMBERLINE_WORKERS')
				.default(1)
				.argParser(wholeNumber(1, 64)),
		)
		.addOption(
			new Option('--without <parts...>', 'leave parts of the twin out, to see what they are worth')
				.choices(TWIN_PARTS)
				.default([]),
		)
		.option('--no-forecasts', 'state, parameters and parcels only, which takes less time')
		.option('--strict', 'refuse a log with a broken line instead of skipping it')
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline replay tuesday.jsonl.gz --out out/tuesday
  emberline replay logs/tuesday*.jsonl.gz --out out/tuesday        all that a recorder wrote, file by file
  emberline replay tuesday.jsonl --out out/tuesday --line line-config/lines/pilot.yaml --strict --json
  emberline replay tuesday.jsonl --out out/blind --without estimator`,
		)
		.action(async (logs: string[], given: Given) => {
			const { replayLog } = await import('./replay/replay-log.ts')
			const progress = progressBar(logs.length === 1 ? (logs[0] as string) : `${logs.length} logs`, 2000)
			const summary = await replayLog({
				logs,
				dir: given.out,
				line: given.line,
				seed: given.seed,
				workers: given.workers,
				forecasts: given.forecasts,
				without: given.without,
				strict: given.strict === true,
				progress: (share) => progress.at(share),
				warn: (text) => process.stderr.write(`${text}\n`),
			}).finally(() => progress.end())
			if (given.json) return printJson(summary)
			const { from_ms, to_ms, messages, broken_lines, lines, health, health_reason, wall_s } = summary
			const plantS = from_ms === null || to_ms === null ? 0 : (to_ms - from_ms) / 1000
			say(`Log      ${messages} messages, ${broken_lines} broken lines skipped`)
			say(`Time     ${plantS} s of plant time in ${wall_s} s`)
			say(`Twin     ${health}${health_reason === '' ? '' : `: ${health_reason}`}`)
			say(
				`Written  ${Object.entries(lines)
					.map(([name, count]) => `${name} ${count}`)
					.join(', ')} lines in ${given.out}`,
			)
		})
}

const wholeNumber =
	(low: number, high: number) =>
	(text: string): number => {
		const value = Number(text)
		if (text.trim() !== '' && Number.isInteger(value) && value >= low && value <= high) return value
		throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`)
	}
