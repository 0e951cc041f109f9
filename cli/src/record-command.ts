import { Command, InvalidArgumentError, Option } from 'commander'
import type { BrokerAccessGiven } from './broker-access.ts'
import { printJson, say } from './say.ts'

interface Given extends BrokerAccessGiven {
	broker: string
	out: string
	line: string
	for?: number
	json?: boolean
}

const FLUSH_MS = 5_000

export function recordCommand(): Command {
	const option = (flags: string, text: string, variable: string) => new Option(flags, text).env(`EMBERLINE_${variable}`)
	return new Command('record')
		.description('writes down what the PLCs say, for replay')
		.addOption(option('--broker <url>', 'mqtt:// or mqtts:// broker', 'BROKER').makeOptionMandatory().argParser(brokerUrl))
		.requiredOption('--out <log>', 'log to write, .jsonl or .jsonl.gz; one that is there is kept, and the next number taken')
		.addOption(option('--line <file>', 'the line whose group and plan are recorded', 'LINE').default('line1'))
		.addOption(new Option('--for <s>', 'end after so many seconds').argParser(seconds))
		.addOption(option('--broker-user <name>', 'user at the broker', 'BROKER_USER'))
		.addOption(option('--broker-password-file <file>', 'file that holds the password', 'BROKER_PASSWORD_FILE'))
		.addOption(option('--broker-ca <file>', 'mqtts: who has signed the certificate of the broker (PEM)', 'BROKER_CA'))
		.addOption(option('--broker-cert <file>', 'mqtts: our own certificate (PEM)', 'BROKER_CERT'))
		.addOption(option('--broker-key <file>', 'mqtts: the key of our own certificate (PEM)', 'BROKER_KEY'))
		.addOption(option('--mqtt <version>', 'version of MQTT', 'MQTT').choices(['3.1.1', '5']).default('3.1.1'))
		.option('--json', 'the summary as one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline record --broker mqtt://127.0.0.1:1883 --out tuesday.jsonl.gz            until Ctrl-C
  emberline record --broker mqtt://plant:1883 --out logs/hour.jsonl --for 3600`,
		)
		.action((given: Given) => record(given))
}

async function record(given: Given): Promise<void> {
	const { loadLine } = await import('@emberline/line-config/files')
	const { recordPlc } = await import('@emberline/plc-gateway')
	const { brokerAccess } = await import('./broker-access.ts')
	const { openLog } = await import('./replay/log-file.ts')
	const { group, node } = loadLine(given.line).sparkplug
	const access = brokerAccess(given)
	const log = openLog(given.out)
	let lines = 0
	const recorder = recordPlc({
		brokerUrl: given.broker,
		...access,
		group,
		node,
		nowMs: () => Date.now(),
		line: (text) => {
			lines++
			log.line(text)
		},
		link: (isUp, reason) =>
			process.stderr.write(isUp ? `connected to the broker, writing ${log.name}\n` : `no broker: ${reason}\n`),
	})
	const flushing = setInterval(() => log.flush(), FLUSH_MS)
	await new Promise<void>((resolve) => {
		process.once('SIGINT', () => resolve())
		process.once('SIGTERM', () => resolve())
		if (given.for !== undefined) setTimeout(resolve, given.for * 1000)
	})
	clearInterval(flushing)
	await recorder.close()
	log.close()
	const { undecodable, unresolvedMetrics } = recorder.counts
	if (given.json) return printJson({ log: log.name, lines, undecodable, unresolved_metrics: unresolvedMetrics })
	say(
		`Written  ${lines} messages in ${log.name}; ${undecodable} could not be read, ${unresolvedMetrics} values came before their birth`,
	)
}

function seconds(text: string): number {
	const value = Number(text)
	if (value > 0 && value < 1e6) return value
	throw new InvalidArgumentError('Expected seconds, more than 0.')
}

function brokerUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null
	if (url !== null && /^mqtts?:$/.test(url.protocol) && url.hostname !== '') return text
	throw new InvalidArgumentError('Expected mqtt://host:1883 or mqtts://host:8883.')
}
