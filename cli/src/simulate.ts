import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, parseText } from '@emberline/line-config'
import { linePartsOf, runScenario, SCENARIO_FILE, type Scenario, summaryRows } from '@emberline/simulations'
import { Command } from 'commander'
import { plainTable } from './lists.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

export function simulateCommand(): Command {
	return new Command('simulate')
		.description('one what-if run on the model of the live twin')
		.argument('<scenario>', 'scenario file')
		.requiredOption('--out <dir>', 'folder for summary.json and profile.csv')
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline simulate simulations/scenarios/htr-bisb.yaml --out out/htr
  emberline simulate simulations/scenarios/htr-bisb-fast.yaml --out out/fast --json`,
		)
		.action((file: string, options: { out: string; json?: boolean }) => {
			const scenario = readScenario(file)
			const progress = progressBar(scenario.title)
			const result = runScenario(scenario, linePartsOf(scenario, file), (share) => progress.at(share))
			progress.end()
			mkdirSync(options.out, { recursive: true })
			writeFileSync(join(options.out, 'summary.json'), `${JSON.stringify(result.summary, null, '\t')}\n`)
			writeFileSync(join(options.out, 'profile.csv'), result.profileCsv)
			if (options.json) return printJson(result.summary)
			say(`${scenario.title} (${scenario.name})`)
			for (const { head, rows } of summaryRows(result.summary)) {
				const table = plainTable([...head])
				for (const row of rows) table.push([...row])
				say(table.toString())
			}
			say(`Written: ${join(options.out, 'summary.json')}, ${join(options.out, 'profile.csv')}`)
		})
}

function readScenario(file: string): Scenario {
	let text: string
	try {
		text = readFileSync(file, 'utf8')
	} catch (cause) {
		const message = `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
		throw new ConfigError([{ file, line: 1, column: 1, path: '', message }], { cause })
	}
	return parseText(text, file, SCENARIO_FILE)
}
