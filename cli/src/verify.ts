import { readFileSync, writeFileSync } from 'node:fs'
import type { CaseLine, PhysicsCase } from '@emberline/twin'
import { Command } from 'commander'
import { CommandEnded, InputError } from './errors.ts'
import { plainTable } from './lists.ts'
import { printJson, say } from './say.ts'

export function verifyCommand(): Command {
	return new Command('verify')
		.description('run physics cases given as data; value, expected, error and verdict of each number')
		.argument('<case...>', 'JSON files of cases')
		.option('--actual <file>', 'write the values found, with the keys of `expected` (several cases: by name)')
		.option('--failed', 'show only what fails')
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline verify twin/cases/pilot-htr-bisb.json
  emberline verify twin/cases/*.json --failed`,
		)
		.action(async (files: string[], options: { actual?: string; failed?: boolean; json?: boolean }) => {
			const { evaluateCase, inShapeOf, judgeCase, unreadInputs } = await import('@emberline/twin')
			const mistakes: string[] = []
			const results = files.flatMap((file) => {
				try {
					const one = readCase(file)
					const found = evaluateCase(one)
					const unread = unreadInputs(one)
					if (unread.length > 0)
						process.stderr.write(`${file}: no part of the evaluation reads the inputs ${unread.join(', ')}\n`)
					return [{ name: one.name, section: one.section, lines: judgeCase(one, found), actual: inShapeOf(one.expected, found) }]
				} catch (cause) {
					if (!(cause instanceof InputError || cause instanceof RangeError)) throw cause
					mistakes.push(cause instanceof InputError ? cause.message : `${file}: ${cause.message}`)
					return []
				}
			})
			// A single file that is no case ends here; of several the others are judged all the same.
			if (results.length === 0) throw new InputError(mistakes.join('\n'))
			const failed = results.flatMap(({ lines }) => lines.filter((line) => !line.passes)).length
			if (options.actual !== undefined) {
				const [first] = results
				const actual = files.length === 1 ? first?.actual : Object.fromEntries(results.map((r) => [r.name, r.actual]))
				writeFileSync(options.actual, `${JSON.stringify(actual, null, '\t')}\n`)
			}
			if (options.json)
				printJson({
					ok: failed === 0 && mistakes.length === 0,
					failed,
					cases: results.map(({ name, section, lines }) => ({ name, section, lines })),
				})
			else for (const result of results) print(result, options.failed === true)
			if (mistakes.length > 0) throw new InputError(mistakes.join('\n'))
			if (failed > 0) throw new CommandEnded(1)
		})
}

function print(
	result: { readonly name: string; readonly section: string; readonly lines: readonly CaseLine[] },
	failedOnly: boolean,
): void {
	const failed = result.lines.filter((line) => !line.passes)
	say(
		`${result.name} (${result.section}): ${result.lines.length} values, ${failed.length === 0 ? 'all pass' : `${failed.length} FAIL`}`,
	)
	const shown = failedOnly ? failed : result.lines
	if (shown.length === 0) return
	const table = plainTable(['value', 'found', 'expected', 'error', 'verdict'])
	for (const { path, found, expected, error, passes } of shown) {
		table.push([path, figure(found), figure(expected), figure(error), passes ? 'pass' : 'FAIL'])
	}
	say(table.toString())
}

const figure = (value: number | null) => (value === null ? '-' : String(Number(value.toPrecision(7))))

/** A case from its file; what it lacks is told by name. */
function readCase(file: string): PhysicsCase {
	let parsed: unknown
	try {
		parsed = JSON.parse(readFileSync(file, 'utf8'))
	} catch (cause) {
		throw new InputError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
	if (!isGroup(parsed)) throw new InputError(`${file}: expected a case {name, section, note, inputs, expected, tolerance}`)
	if (typeof parsed.name !== 'string') throw new InputError(`${file}: name: found ${nameOf(parsed.name)}, expected text`)
	for (const key of ['inputs', 'expected'] as const) {
		if (!isGroup(parsed[key])) throw new InputError(`${file}: ${key}: found ${nameOf(parsed[key])}, expected an object`)
	}
	if (Object.keys(parsed.expected as object).length === 0)
		throw new InputError(`${file}: expected: found no value to judge, expected at least one, as "zones": [{"Tout": 1340}]`)
	const { tolerance = [] } = parsed
	const pairs =
		Array.isArray(tolerance) && tolerance.every((pair) => Array.isArray(pair) && isExpression(pair[0]) && isGroup(pair[1]))
	if (!pairs) throw new InputError(`${file}: tolerance: expected a list of [regular expression, {abs, rel}]`)
	return { section: '', note: '', ...parsed, tolerance } as unknown as PhysicsCase
}

function isExpression(text: unknown): boolean {
	try {
		return typeof text === 'string' && new RegExp(text) instanceof RegExp
	} catch {
		return false
	}
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
const nameOf = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 40))
