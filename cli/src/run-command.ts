import type { FaultRequest, WireOptions } from '@emberline/plc-gateway/simulated-plc'
import { Command, InvalidArgumentError, Option } from 'commander'
import { brokerUrl, refusePassword, withoutUser } from './broker-access.ts'
import { DoubledRunError, InputError } from './errors.ts'
import { faultIn, secondsIn, WIRE_HELP, wireIn } from './plant-options.ts'
import type { RunOptions } from './run.ts'
import { printJson, say } from './say.ts'

interface Given {
	line: string
	broker?: string
	brokerPort: number
	historian: string
	plc: 'simulated' | 'external'
	host: string
	port: number
	speed: number
	start: 'running' | 'cold'
	recipe?: string
	seed: number
	fault: FaultRequest[]
	faults?: string
	randomFaults?: number | true
	wire?: WireOptions
	commands: 'on' | 'off'
	commandList?: string
	audit?: string
	users?: string
	spool?: string
	out?: string
	record?: string
	snapshots?: string
	snapshotEvery?: number
	fresh?: boolean
	plain?: string
	brokerUser?: string
	brokerPasswordFile?: string
	brokerCa?: string
	brokerCert?: string
	brokerKey?: string
	mqtt: '3.1.1' | '5'
	json?: boolean
}

export function runCommand(): Command {
	const option = (flags: string, text: string, variable: string) => new Option(flags, text).env(`EMBERLINE_${variable}`)
	return new Command('run')
		.description('the live twin: gateway, twin, forecast, historian and the operator screen')
		.addOption(option('--line <file>', 'the line', 'LINE').default('line1'))
		.addOption(
			option(
				'--broker <url>',
				'mqtt:// or mqtts:// broker; without it an embedded one listens on 127.0.0.1:1883',
				'BROKER',
			).argParser(brokerUrl),
		)
		.addOption(
			option('--broker-port <n>', 'port of the embedded broker', 'BROKER_PORT').default(1883).argParser(wholeNumber(0, 65_535)),
		)
		.addOption(
			option(
				'--broker-user <name>',
				'user at the broker; the password comes from EMBERLINE_BROKER_PASSWORD or a file',
				'BROKER_USER',
			),
		)
		.addOption(option('--broker-password-file <file>', 'file that holds the password', 'BROKER_PASSWORD_FILE'))
		.addOption(option('--broker-ca <file>', 'mqtts: who has signed the certificate of the broker (PEM)', 'BROKER_CA'))
		.addOption(option('--broker-cert <file>', 'mqtts: our own certificate, where the broker asks for one (PEM)', 'BROKER_CERT'))
		.addOption(option('--broker-key <file>', 'mqtts: the key of our own certificate (PEM)', 'BROKER_KEY'))
		.addOption(option('--mqtt <version>', 'version of MQTT', 'MQTT').choices(['3.1.1', '5']).default('3.1.1'))
		.addOption(option('--commands <how>', 'writing to the PLC', 'COMMANDS').choices(['on', 'off']).default('off'))
		.addOption(option('--command-list <file>', 'what may be written; default the list shipped with the line', 'COMMAND_LIST'))
		.addOption(
			option('--users <file>', 'who may sign in at the screen (`emberline user`); without it the screen only shows', 'USERS'),
		)
		.addOption(option('--audit <file>', 'audit log of all commands; default audit.jsonl beside the history', 'AUDIT'))
		.addOption(
			option(
				'--spool <dir>',
				'keep every message on disk until the historian has it (at most 256 MiB or a day), and tell a PLC that keeps its own; default with an embedded history: its folder, with another: none',
				'SPOOL',
			),
		)
		.addOption(
			option(
				'--record <log>',
				'write down all that the twin is given, .jsonl or .jsonl.gz: its replay gives the same twin again',
				'RECORD',
			),
		)
		.addOption(
			option(
				'--out <dir>',
				'write the files there that replay writes: state, params, forecast, alarms, parcels, balance, lots, KPIs and run',
				'OUT',
			),
		)
		.addOption(
			option(
				'--snapshots <dir>',
				'folder of the snapshots from which the next run goes on, or none; default beside the history',
				'SNAPSHOTS',
			),
		)
		.addOption(
			option(
				'--snapshot-every <time>',
				'time between two snapshots, as 60s or 5min; default as the line file says, else 60s',
				'SNAPSHOT_EVERY',
			).argParser(seconds),
		)
		.addOption(option('--fresh', 'begin anew, whatever snapshots there are', 'FRESH'))
		.addOption(option('--historian <url>', 'influx://host:8086/db, embedded:DIR or none', 'HISTORIAN').default('embedded:data'))
		.addOption(option('--plc <kind>', 'who is the plant', 'PLC').choices(['simulated', 'external']).default('simulated'))
		.addOption(
			option(
				'--plain <file>',
				'a PLC that speaks JSON or bare numbers: which of its values is which tag (kind: plain-plc)',
				'PLAIN',
			),
		)
		.addOption(
			option('--host <address>', 'address of the screen; it speaks HTTP, put a proxy with TLS before a network', 'HOST').default(
				'127.0.0.1',
			),
		)
		.addOption(option('--port <n>', 'port of the screen', 'PORT').default(8080).argParser(wholeNumber(0, 65_535)))
		.addOption(
			option('--speed <x>', 'simulated plant: plant seconds in one second, 1 to 100', 'SPEED')
				.default(1)
				.argParser(number(1, 100)),
		)
		.addOption(
			option('--start <how>', 'simulated plant: in production, or from cold', 'START')
				.choices(['running', 'cold'])
				.default('running'),
		)
		.addOption(option('--recipe <name>', 'simulated plant: first recipe, by id or by the name of the tags', 'RECIPE'))
		.addOption(
			option('--seed <n>', 'simulated plant and forecast: seed of all chance', 'SEED')
				.default(1)
				.argParser(wholeNumber(0, 2 ** 31 - 1)),
		)
		.addOption(
			new Option('--fault <cause[@t][:severity]>', 'simulated plant: a fault, t after its start; may be given again')
				.default([])
				.argParser((text: string, before: FaultRequest[]) => [...before, faultIn(text)]),
		)
		.addOption(option('--faults <file>', 'simulated plant: a script of faults (YAML, kind: faults)', 'FAULTS'))
		.addOption(
			option(
				'--random-faults [times]',
				'simulated plant: faults by chance, so many times as often as usual (1)',
				'RANDOM_FAULTS',
			).argParser(number(0.01, 1000)),
		)
		.addOption(
			option('--wire <options>', 'simulated plant: a bad way to the broker, as loss=0.01,delay=50', 'WIRE').argParser(wireIn),
		)
		.addOption(new Option('--json', 'say where everything is as one JSON object'))
		.addHelpText(
			'after',
			`
Examples:
  emberline run                                                  all on embedded defaults
  emberline run --recipe NTS --speed 10                          the other process, ten times as fast
  emberline run --broker mqtt://127.0.0.1:1884 --plc external    the plant's own broker and PLC
  emberline run --broker mqtt://plant:1883 --plc external --plain plain-plc.yaml
  emberline run --historian influx://127.0.0.1:8086/emberline
  emberline run --speed 20 --fault web_break@10min --fault window_fouling/zone3@5min:2
  emberline run --faults training.yaml --wire loss=0.01,duplicate=0.01,late=0.02,skew=1.5
  emberline run --speed 100 --random-faults 5
  emberline run --fresh                                          not from where the last run ended
While it runs, \`emberline fault\` breaks and mends the simulated plant.

--wire takes, joined by commas:
${WIRE_HELP.map((line) => `  ${line}`).join('\n')}`,
		)
		.action((given: Given) => run(given))
}

async function run(given: Given): Promise<void> {
	if (given.broker !== undefined) refusePassword(given.broker)
	if (given.plc === 'external' && given.speed !== 1) {
		throw new InputError(
			`--speed ${given.speed}: found with --plc external, expected with the simulated plant only: a real plant runs at its own pace`,
		)
	}
	if (given.plain !== undefined && given.plc !== 'external')
		throw new InputError(`--plain ${given.plain}: found with the simulated plant, expected with --plc external only`)
	if (given.plain !== undefined && given.record !== undefined)
		throw new InputError(`--record ${given.record}: found with --plain, expected with a PLC that speaks Sparkplug B only`)
	const { json, fault, faults, randomFaults, wire, snapshotEvery, ...options } = given
	if (given.plc === 'external') {
		const asked = {
			'--fault': fault.length > 0,
			'--faults': faults !== undefined,
			'--random-faults': randomFaults !== undefined,
			'--wire': wire !== undefined,
		}
		for (const [option, isAsked] of Object.entries(asked))
			if (isAsked) throw new InputError(`${option}: found with --plc external, expected with the simulated plant only`)
	}
	const { readFaults } = await import('./fault-script.ts')
	const scripted = [...fault, ...(faults === undefined ? [] : readFaults(faults))]
	const randomRate = randomFaults === true ? 1 : randomFaults
	const { startRun } = await import('./run.ts')
	const { resumedWords } = await import('./snapshot-resume.ts')
	const running = await startRun({
		...options,
		snapshotEveryS: snapshotEvery,
		faults: { scripted, randomRate },
		wire,
	} satisfies RunOptions)
	const { resumed } = running
	if (json)
		printJson({
			screen: running.screenUrl,
			broker: running.brokerUrl,
			historian: withoutUser(given.historian),
			plc: given.plc,
			resumed,
		})
	else {
		say(`Screen     ${running.screenUrl}`)
		say(`Broker     ${running.brokerUrl}`)
		say(`Historian  ${withoutUser(given.historian)}`)
		if (resumed !== null) say(`Resumed    ${resumedWords(resumed)}`)
		say(`Plant      ${given.plc === 'simulated' ? `simulated, ${given.start}, speed ${given.speed}` : 'external'}`)
		if (given.plc === 'simulated') say('Training   emberline fault --list')
		say('End with Ctrl-C.')
	}
	const doubled = await Promise.race([endOfRun(), running.doubled])
	await running.close()
	if (doubled !== undefined) throw new DoubledRunError(doubled)
}

/** Resolves at the first request to end; a second one ends the process at once. */
function endOfRun(): Promise<undefined> {
	return new Promise((resolve) => {
		let asked = false
		const end = () => {
			if (asked) process.exit(1)
			asked = true
			resolve(undefined)
		}
		process.on('SIGINT', end)
		process.on('SIGTERM', end)
	})
}

const number =
	(low: number, high: number) =>
	(text: string): number => {
		const value = Number(text)
		if (text.trim() === '' || !(value >= low && value <= high))
			throw new InvalidArgumentError(`Expected a number from ${low} to ${high}.`)
		return value
	}

function seconds(text: string): number {
	const value = secondsIn(text)
	if (value === null || value < 1 || value > 86_400)
		throw new InvalidArgumentError('Expected a time from 1s to 24h, as 60s or 5min.')
	return value
}

const wholeNumber =
	(low: number, high: number) =>
	(text: string): number => {
		const value = number(low, high)(text)
		if (!Number.isInteger(value)) throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`)
		return value
	}
