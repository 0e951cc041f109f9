import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Command, Option } from 'commander'
import { InputError } from './errors.ts'
import { say } from './say.ts'

const LEAST_LETTERS = 8

/** `emberline user`: gives somebody a place at the screen, or another password or role. */
export function userCommand(): Command {
	return new Command('user')
		.description('add somebody to a file of those who may sign in at the screen, or change role and password')
		.argument('<file>', 'the file, as users.yaml; begun where there is none')
		.argument('<name>', 'letters, digits, dot and hyphen')
		.addOption(new Option('--role <role>', 'what they may do').choices(['operator', 'engineer', 'approver']).default('operator'))
		.addHelpText(
			'after',
			`
The password comes from EMBERLINE_PASSWORD, or from the first line of standard input. The file holds its hash alone.

Example:
  emberline user users.yaml ada --role operator && emberline run --users users.yaml --commands on`,
		)
		.action(async (file: string, name: string, { role }: { role: 'operator' | 'engineer' | 'approver' }) => {
			const { hashPassword, USERS_FILE } = await import('@emberline/hmi')
			const { parseText } = await import('@emberline/line-config')
			const before = existsSync(file) ? parseText(readFileSync(file, 'utf8'), file, USERS_FILE).users : []
			const given = await password()
			if (given.length < LEAST_LETTERS)
				throw new InputError(`password: found ${given.length} letters, expected at least ${LEAST_LETTERS}`)
			const users = [...before.filter((user) => user.name !== name), { name, role, password: await hashPassword(given) }]
			const rows = users.map((user) => `  - ${JSON.stringify(user)}\n`).join('')
			const text = `kind: users\nusers:\n${rows}`
			parseText(text, file, USERS_FILE)
			writeFileSync(file, text, { mode: 0o600 })
			say(`${file}: ${name} may sign in as ${role}`)
		})
}

async function password(): Promise<string> {
	const { EMBERLINE_PASSWORD } = process.env
	if (EMBERLINE_PASSWORD !== undefined) return EMBERLINE_PASSWORD
	const lines = createInterface({ input: process.stdin })
	for await (const line of lines) {
		lines.close()
		return line
	}
	return ''
}
