import { Command, InvalidArgumentError, Option } from 'commander'
import { type BrokerAccessGiven, brokerAccess, brokerUrl, refusePassword } from './broker-access.ts'
import { printJson, say } from './say.ts'

interface Given extends BrokerAccessGiven {
	broker: string
	out: string
	line: string
	for?: number
	rotateSize?: number
	rotateEvery?: number
	json?: boolean
}

/** A killed recorder loses no more than this of a packed log [ms]; of one that is not packed, nothing. */
const FLUSH_MS = 1_000
const MIB = 1024 * 1024
const HOUR_MS = 3_600_000

export function recordCommand(): Command {
	const option = (flags: string, text: string, variable: string) => new Option(flags, text).env(`EMBERLINE_${variable}`)
	return new Command('record')
		.description('writes down what the PLCs say, for replay')
		.addOption(option('--broker <url>', 'mqtt:// or mqtts:// broker', 'BROKER').makeOptionMandatory().argParser(brokerUrl))
		.requiredOption('--out <log>', 'log to write, .jsonl or .jsonl.gz; one that is there is kept, and the next number taken')
		.addOption(option('--line <file>', 'the line whose group and plan are recorded', 'LINE').default('line1'))
		.addOption(new Option('--for <s>', 'end after so many seconds').argParser(positive))
		.addOption(new Option('--rotate-size <MiB>', 'begin the next file when one is so large').argParser(positive))
		.addOption(
			new Option('--rotate-every <h>', 'begin the next file at each whole multiple of so many hours, UTC').argParser(positive),
		)
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
  emberline record --broker mqtt://plant:1883 --out logs/hour.jsonl --for 3600
  emberline record --broker mqtt://plant:1883 --out logs/plant.jsonl.gz --rotate-every 8      a file a shift`,
		)
		.action((given: Given) => record(given))
}

async function record(given: Given): Promise<void> {
	const { loadLine } = await import('@emberline/line-config/files')
	const { recordPlc } = await import('@emberline/plc-gateway')
	const { cutLog, LogWriteError, openLog } = await import('./replay/log-file.ts')
	refusePassword(given.broker)
	const { group, node } = loadLine(given.line).sparkplug
	const access = brokerAccess(given)
	const tell = (text: string) => process.stderr.write(`${text}\n`)
	const cut = cutLog(given.out)
	if (cut !== null) tell(`${cut}: was not ended, and stops in the middle of a line; replay skips and counts that line`)
	const log = openLog(given.out, {
		mostBytes: given.rotateSize === undefined ? undefined : given.rotateSize * MIB,
		everyMs: given.rotateEvery === undefined ? undefined : given.rotateEvery * HOUR_MS,
		begun: (name) => tell(`writing ${name}`),
	})
	let lines = 0
	let fail = (_: unknown): void => {}
	const ended = new Promise<void>((resolve, reject) => {
		fail = reject
		process.once('SIGINT', () => resolve())
		process.once('SIGTERM', () => resolve())
		if (given.for !== undefined) setTimeout(resolve, given.for * 1000)
	})
	// A disk that is full ends the recording: a log with a hole would not say so.
	const written = (write: () => void) => {
		try {
			write()
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error)
			fail(new LogWriteError(`${log.name}: cannot be written any more: ${why}`, { cause: error }))
		}
	}
	const recorder = recordPlc({
		brokerUrl: given.broker,
		...access,
		group,
		node,
		nowMs: () => Date.now(),
		line: (text) =>
			written(() => {
				log.line(text, Date.now())
				lines++
			}),
		link: (isUp, reason) => tell(isUp ? 'connected to the broker' : `no broker: ${reason}`),
	})
	const flushing = setInterval(() => written(() => log.flush()), FLUSH_MS)
	try {
		await ended
	} finally {
		clearInterval(flushing)
		await recorder.close()
	}
	log.close()
	const { undecodable, unresolvedMetrics } = recorder.counts
	if (given.json) return printJson({ logs: log.names, lines, undecodable, unresolved_metrics: unresolvedMetrics })
	say(
		`Written  ${lines} messages in ${log.names.join(', ')}; ${undecodable} could not be read, ${unresolvedMetrics} values came before their birth`,
	)
}

function positive(text: string): number {
	const value = Number(text)
	if (value > 0 && value < 1e6) return value
	throw new InvalidArgumentError('Expected a number, more than 0.')
}
