import { Command } from 'commander'
import { CommandEnded } from './errors.ts'
import { printJson, say } from './say.ts'

/** `emberline audit`: what was written to the PLC, and whether the record of it is whole. */
export function auditCommand(): Command {
	const verify = new Command('verify')
		.description('walk the chain of an audit log; exit 1 where it does not hold')
		.argument('<file>', 'the log, as data/audit.jsonl')
		.option('--head <hash>', 'hash that the last line should have, noted elsewhere: lines cut off the end are seen by this alone')
		.option('--json', 'one JSON object on standard output')
		.addHelpText('after', '\nExample:\n  emberline audit verify data/audit.jsonl')
		.action(async (file: string, given: { head?: string; json?: boolean }) => {
			const { verifyAudit } = await import('@emberline/historian')
			const { lines, head, problem, tornBytes } = await verifyAudit(file)
			const wrong =
				problem ?? (given.head !== undefined && given.head !== head ? `the last hash is ${head}, expected ${given.head}` : null)
			if (given.json) printJson({ ok: wrong === null, lines, head, problem: wrong, tornBytes })
			else if (wrong === null)
				say(
					`${file}: ${lines} lines, chain whole${tornBytes > 0 ? `, ${tornBytes} bytes of an unfinished line` : ''}\nhead ${head}`,
				)
			else process.stderr.write(`${file}: ${wrong}; ${lines} lines before it are right\n`)
			if (wrong !== null) throw new CommandEnded(1)
		})
	const list = new Command('list')
		.description('the steps of all commands as CSV')
		.argument('<file>', 'the log')
		.addHelpText('after', '\nExample:\n  emberline audit list data/audit.jsonl > audit.csv')
		.action(async (file: string) => {
			const { verifyAudit } = await import('@emberline/historian')
			const columns = [
				'tMs',
				'id',
				'step',
				'user',
				'role',
				'from',
				'target',
				'oldValue',
				'wantedValue',
				'reason',
				'message',
				'tookMs',
			]
			say(['n', ...columns, 'hash'].join(','))
			const { problem } = await verifyAudit(file, ({ n, entry, hash }) => {
				say([n, ...columns.map((name) => cell(entry[name] ?? '')), hash].join(','))
			})
			if (problem === null) return
			process.stderr.write(`${file}: ${problem}\n`)
			throw new CommandEnded(1)
		})
	return new Command('audit').description('the record of every command to the PLC').addCommand(verify).addCommand(list)
}

function cell(value: string | number | boolean): string {
	const text = String(value)
	// A cell that a spreadsheet would take for a formula is told apart by a quote.
	const safe = typeof value === 'string' && /^[=+\-@]/.test(text) ? `'${text}` : text
	return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
