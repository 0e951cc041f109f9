import { Command, Option } from 'commander'
import { type BrokerAccessGiven, brokerAccess, brokerUrl, refusePassword, withoutUser } from './broker-access.ts'
import { CommandEnded, InputError } from './errors.ts'
import { secondsIn } from './plant-options.ts'
import { printJson, say } from './say.ts'

interface Given extends BrokerAccessGiven {
	line: string
	broker: string
	severity?: string
	lasts?: string
	onset?: string
	after?: string
	repair?: boolean
	list?: boolean
	json?: boolean
}

/** What people do at the machine, beside what breaks. */
const BY_HAND = [
	'press-estop',
	'release-estop',
	'reset-on-site',
	'jam-shutter',
	'free-shutter',
	'shut-jacket-water',
	'open-jacket-water',
	'shut-quench-gas',
	'open-quench-gas',
] as const
/** `cut-station/Quench` takes a station off the PLC's network, `join-station/Quench` puts it back. */
const STATION_BY_HAND = ['cut-station', 'join-station'] as const

/** A plant whose twin is in the middle of a forecast is slow to answer. */
const ANSWER_TIMEOUT_MS = 15_000

/** Training: breaks and mends a simulated plant that runs. It speaks to that plant only, over topics that no PLC and no gateway knows. */
export function faultCommand(): Command {
	return new Command('fault')
		.description('training: break or mend the simulated plant of a running line; a real plant has no ear for it')
		.argument(
			'[cause]',
			`a cause, as feeder_bridging or emitter_break/zone2; or by hand: ${BY_HAND.join(', ')}, ${STATION_BY_HAND.join('/STATION, ')}/STATION`,
		)
		.option('--severity <n>', '1 is middling, 0.01 to 10 (default: 1)')
		.option('--lasts <t>', 'until it is put right: 90s, 10min, 2h or forever (default: the mean time to repair of the cause)')
		.option('--onset <t>', 'time over which it comes on (default: that of the cause)')
		.option('--after <t>', 'not now, but after this much plant time')
		.option('--repair', 'put the cause right, or `all`')
		.option('--list', 'every cause with what it does, and how often it comes by chance')
		.option('--line <file>', 'the line that runs', 'line1')
		.option('--broker <url>', 'the broker that it runs on', brokerUrl, 'mqtt://127.0.0.1:1883')
		.addOption(new Option('--broker-user <name>', 'user at the broker').env('EMBERLINE_BROKER_USER'))
		.addOption(
			new Option('--broker-password-file <file>', 'file with the password, or EMBERLINE_BROKER_PASSWORD').env(
				'EMBERLINE_BROKER_PASSWORD_FILE',
			),
		)
		.addOption(
			new Option('--broker-ca <file>', 'mqtts: certificate of who vouches for the broker (PEM)').env('EMBERLINE_BROKER_CA'),
		)
		.option('--json', 'one JSON object on standard output')
		.addHelpText(
			'after',
			`
Examples:
  emberline fault --list
  emberline fault                                        what is wrong now
  emberline fault feeder_bridging                        no powder for six minutes
  emberline fault window_fouling/zone3 --severity 2 --onset 5min --lasts 1h
  emberline fault web_break --after 90s
  emberline fault --repair all
  emberline fault press-estop`,
		)
		.action((cause: string | undefined, given: Given) => run(cause, given))
}

async function run(cause: string | undefined, given: Given): Promise<void> {
	const { loadLine } = await import('@emberline/line-config/files')
	const line = loadLine(given.line)
	if (given.list) return list(given)
	const { faultNamed } = await import('@emberline/line-config')
	const byHand = BY_HAND.find((name) => name === cause)
	const ofStation = STATION_BY_HAND.some((name) => cause?.startsWith(`${name}/`))
	// What is asked wrongly is told at once, whether a plant runs or not.
	if (cause !== undefined && byHand === undefined && !ofStation && !(given.repair && cause === 'all')) faultNamed(cause, line)
	refusePassword(given.broker)
	const { askTraining } = await import('@emberline/plc-gateway/simulated-plc')
	const { answer, reason } = await askTraining({
		brokerUrl: given.broker,
		...brokerAccess(given),
		...line.sparkplug,
		ask: asked(cause, byHand, given),
		timeoutMs: ANSWER_TIMEOUT_MS,
	})
	if (answer === null) {
		process.stderr.write(
			`${withoutUser(given.broker)}: ${reason}; expected a line started with \`emberline run --plc simulated\`\n`,
		)
		throw new CommandEnded(1)
	}
	if (given.json) printJson(answer)
	else {
		say(answer.text)
		say(`Line ${answer.line}, stop reason ${answer.stopReason}`)
		for (const { fault, level, severity, sinceS, leftS } of answer.standing) {
			const left = leftS === null ? 'until repaired' : `${Math.round(leftS)} s to go`
			say(`  ${fault}: ${level.toFixed(2)} of ${severity}, for ${Math.round(sinceS)} s, ${left}`)
		}
	}
	if (!answer.ok) throw new CommandEnded(2)
}

function asked(cause: string | undefined, byHand: (typeof BY_HAND)[number] | undefined, given: Given) {
	if (byHand !== undefined) return { do: byHand }
	if (given.repair) return { do: 'repair' as const, fault: cause ?? 'all' }
	if (cause === undefined) return { do: 'look' as const }
	const [first, station] = cause.split('/')
	const withStation = STATION_BY_HAND.find((name) => name === first)
	if (withStation !== undefined) return { do: withStation, station: station ?? '' }
	const severity = given.severity === undefined ? undefined : Number(given.severity)
	if (severity !== undefined && !(severity >= 0.01 && severity <= 10))
		throw new InputError(`--severity: found "${given.severity}", expected a number from 0.01 to 10`)
	return {
		do: 'fault' as const,
		fault: cause,
		...(severity !== undefined && { severity }),
		...(given.lasts !== undefined && {
			lastsS: given.lasts === 'forever' ? Number.POSITIVE_INFINITY : time('--lasts', given.lasts),
		}),
		...(given.onset !== undefined && { onsetS: time('--onset', given.onset) }),
		...(given.after !== undefined && { afterS: time('--after', given.after) }),
	}
}

function time(option: string, text: string): number {
	const seconds = secondsIn(text)
	if (seconds !== null) return seconds
	throw new InputError(`${option}: found "${text}", expected a time as 90s, 10min or 2h`)
}

async function list(given: Given): Promise<void> {
	const { FAULT_CAUSE_NAMES, faultCause } = await import('@emberline/line-config')
	const causes = FAULT_CAUSE_NAMES.map((name) => ({ name, ...faultCause(name) }))
	if (given.json) return printJson({ causes })
	const { default: Table } = await import('cli-table3')
	const head = ['cause', 'kind', 'at severity 1', 'comes on', 'between', 'repair', 'stop']
	const table = new Table({ head, style: { head: [], border: [] }, wordWrap: true, colWidths: [31, 9, 52, 10, 9, 9, 6] })
	const place = { line: '', zone: '/zoneN', stage: '/stageN', tag: '/TAG' } as const
	for (const c of causes) {
		const times = [c.onsetS, c.meanTimeBetweenS, c.meanTimeToRepairS].map((s, n) => (n === 0 && s === 0 ? 'at once' : span(s)))
		table.push([`${c.name}${place[c.of]}`, c.kind, c.words, ...times, c.stopCode === undefined ? '' : String(c.stopCode)])
	}
	say(table.toString())
	say(
		'Times are assumptions; "between" is running time between two of them at one place when they come by chance (emberline run --random-faults).',
	)
}

const span = (s: number): string =>
	s >= 3600 ? `${+(s / 3600).toFixed(1)} h` : s >= 60 ? `${+(s / 60).toFixed(1)} min` : `${s} s`
