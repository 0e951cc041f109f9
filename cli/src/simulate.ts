import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { plainTable } from './lists.ts'
import { progressBar } from './progress.ts'
import { printJson, say } from './say.ts'

export function simulateCommand(): Command {
	return new Command('simulate')
		.description('one what-if run on the model of the live twin')
		.argument('<scenario>', 'scenario file')
		.requiredOption('--out <dir>', 'folder for summary.json, profile.csv and history.svg')
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline simulate simulations/scenarios/htr-bisb.yaml --out out/htr
  emberline simulate simulations/scenarios/htr-bisb-fast.yaml --out out/fast --json`,
		)
		.action(async (file: string, options: { out: string; json?: boolean }) => {
			const { linePartsOf, runScenario, snapshotFileOf, summaryRows } = await import('@emberline/simulations')
			const { readScenario } = await import('./scenario-file.ts')
			const scenario = readScenario(file)
			const progress = progressBar(scenario.title)
			const parts = linePartsOf(scenario, file)
			const snapshot = snapshotFileOf(scenario, file)
			const from = snapshot === null ? null : (await import('./snapshot-start.ts')).snapshotStart(snapshot, parts.line)
			const result = runScenario(scenario, { ...parts, from }, (share) => progress.at(share))
			progress.end()
			mkdirSync(options.out, { recursive: true })
			writeFileSync(join(options.out, 'summary.json'), `${JSON.stringify(result.summary, null, '\t')}\n`)
			writeFileSync(join(options.out, 'profile.csv'), result.profileCsv)
			writeFileSync(join(options.out, 'history.svg'), result.historySvg)
			if (options.json) return printJson(result.summary)
			say(`${scenario.title} (${scenario.name})`)
			for (const { head, rows } of summaryRows(result.summary)) {
				const table = plainTable([...head])
				for (const row of rows) table.push([...row])
				say(table.toString())
			}
			say(`Written: ${['summary.json', 'profile.csv', 'history.svg'].map((name) => join(options.out, name)).join(', ')}`)
		})
}
