import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { InputError } from './errors.ts'
import { printJson, say } from './say.ts'

interface Given {
	out: string
	line: string
	port: number
	address?: string
	tls: 'none' | 'tls' | 'mutual'
	reader: string[]
	json?: boolean
}

/** `emberline broker-config`: a mosquitto in which each client of a line may do what it must, and nothing else. */
export function brokerConfigCommand(): Command {
	return new Command('broker-config')
		.description(
			"write a mosquitto configuration with rights per client: a node cannot write what is another's, a stranger nothing",
		)
		.requiredOption('--out <dir>', 'folder to write to; files that are there are not overwritten')
		.option('--line <file>', 'the line whose group and node are served', 'line1')
		.addOption(new Option('--port <n>', 'port to listen on').default(8883).argParser(portNumber))
		.option('--address <ip>', 'address to listen on; default all')
		.addOption(
			new Option('--tls <how>', 'none: passwords in clear; tls: passwords, encrypted; mutual: a certificate for each client')
				.choices(['none', 'tls', 'mutual'])
				.default('tls'),
		)
		.addOption(
			new Option('--reader <name>', 'a user who may read everything and write nothing; may be given again')
				.default([])
				.argParser((name: string, before: string[]) => [...before, name]),
		)
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Example:
  emberline broker-config --out broker --tls mutual --reader scada
  broker/make-certificates.sh broker.plant.example
  mosquitto -c broker/mosquitto.conf`,
		)
		.action(async (given: Given) => {
			const { loadLine } = await import('@emberline/line-config/files')
			const { mosquittoFiles } = await import('@emberline/plc-gateway')
			const { group, node } = loadLine(given.line).sparkplug
			const dir = resolve(given.out)
			const files = mosquittoFiles({
				...given,
				dir,
				group,
				hostId: 'EMBERLINE',
				nodes: [node],
				twinNode: `${node}-TWIN`,
				readers: given.reader,
			})
			for (const { name } of files)
				if (existsSync(join(dir, name)))
					throw new InputError(`--out: found ${join(given.out, name)} there already, expected a folder without it`)
			for (const { name, text, secret, executable } of files) {
				const path = join(dir, name)
				mkdirSync(dirname(path), { recursive: true })
				writeFileSync(path, text, { mode: secret ? 0o600 : 0o644 })
				if (executable) chmodSync(path, 0o755)
			}
			if (given.json) return printJson({ out: dir, files: files.map(({ name }) => name) })
			for (const { name, secret } of files) say(`${join(given.out, name)}${secret ? '  (secret)' : ''}`)
		})
}

function portNumber(text: string): number {
	const port = Number(text)
	if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
	throw new InvalidArgumentError('Expected a port from 1 to 65535.')
}
