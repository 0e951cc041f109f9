import { Command } from 'commander'
import { CommandEnded } from './errors.ts'
import { printJson, say } from './say.ts'

export function checkCommand(): Command {
	return new Command('check')
		.description('validate line, recipe, scenario, study and fault files; every mistake with file, line and column')
		.argument('<file...>', 'YAML or JSON files; what each is stands in its key "kind"')
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline check line-config/lines/line1.yaml line-config/recipes/*.yaml
  emberline check my-line.yaml --json`,
		)
		.action(async (files: string[], options: { json?: boolean }) => {
			const { FAULT_FILE, issueText } = await import('@emberline/line-config')
			const { checkFile, LINE_CONFIG_KINDS } = await import('@emberline/line-config/files')
			const { PLC_KINDS } = await import('@emberline/line-config/plc-files')
			const { SCENARIO_FILE, STUDY_FILE } = await import('@emberline/simulations')
			const checked = files.map((file) => ({
				file,
				result: checkFile(file, [...LINE_CONFIG_KINDS, ...PLC_KINDS, SCENARIO_FILE, STUDY_FILE, FAULT_FILE]),
			}))
			const issues = checked.flatMap(({ result }) => (result.ok ? [] : result.issues))
			if (options.json)
				printJson({ ok: issues.length === 0, files: checked.map(({ file, result }) => ({ file, ok: result.ok })), issues })
			else {
				for (const { file, result } of checked) if (result.ok) say(`${file}: ${result.kind}, no mistakes`)
				for (const issue of issues) process.stderr.write(`${issueText(issue)}\n`)
			}
			if (issues.length > 0) throw new CommandEnded(2)
		})
}
