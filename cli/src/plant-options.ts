import type { FaultRequest, WireOptions } from '@emberline/plc-gateway/simulated-plc'
import { InputError } from './errors.ts'

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, min: 60, h: 3600 }

/** Seconds in a text such as `90`, `90s`, `10min` or `2h`; null for anything else. */
export function secondsIn(text: string): number | null {
	const found = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim())
	const unit = SECONDS[found?.[2] ?? '?']
	return found?.[1] === undefined || unit === undefined ? null : Number(found[1]) * unit
}

/** `CAUSE[@t][:severity]`: t in plant seconds after the start, with a unit or as an ISO instant in UTC. */
export function faultIn(text: string): FaultRequest {
	const wrong = (what: string) => new InputError(`--fault ${text}: ${what}, expected CAUSE[@t][:severity], as web_break@10min:1`)
	const severe = /^(.*?[^:]):(\d*\.?\d+)$/.exec(text)
	// The end of an instant (`...T12:30`) is no severity.
	const isSevere = severe !== null && !/@.*T\d\d(:\d\d)?$/.test(severe[1] ?? '')
	const named = isSevere ? (severe[1] ?? '') : text
	const [fault = '', when, ...more] = named.split('@')
	if (fault === '' || more.length > 0) throw wrong('found no cause')
	const severity = isSevere ? { severity: Number(severe[2]) } : {}
	if (when === undefined) return { fault, at: 0, ...severity }
	const seconds = secondsIn(when)
	if (seconds !== null) return { fault, at: seconds, ...severity }
	if (!/^\d{4}-\d\d-\d\dT/.test(when) || Number.isNaN(Date.parse(when))) throw wrong(`found time "${when}"`)
	return { fault, at: when, ...severity }
}

const WIRE_KEYS: Readonly<Record<string, { readonly key: keyof WireOptions; readonly max: number; readonly what: string }>> = {
	delay: { key: 'delayMs', max: 60_000, what: 'ms' },
	jitter: { key: 'jitterMs', max: 60_000, what: 'ms' },
	loss: { key: 'loss', max: 1, what: 'share of messages' },
	duplicate: { key: 'duplicate', max: 1, what: 'share of messages' },
	reorder: { key: 'reorder', max: 1, what: 'share of messages' },
	late: { key: 'late', max: 1, what: 'share of messages' },
	'late-by': { key: 'lateS', max: 3600, what: 'plant seconds at most' },
	skew: { key: 'skewS', max: 86_400, what: 's that the clock of the PLC is ahead, negative behind' },
	drift: { key: 'driftPpm', max: 10_000, what: 'us that it gains each second' },
}

/** What `--wire` takes, a line each. */
export const WIRE_HELP = Object.entries(WIRE_KEYS).map(([name, { what }]) => `${name}=N  ${what}`)

/** `loss=0.01,delay=50`: how badly the way of the simulated PLC to the broker behaves. */
export function wireIn(text: string): WireOptions {
	const options: Record<string, number> = {}
	for (const part of text.split(/[,\s]+/).filter((each) => each !== '')) {
		const [name = '', value = ''] = part.split('=')
		const known = WIRE_KEYS[name]
		if (known === undefined)
			throw new InputError(`--wire: found "${part}", expected one of ${Object.keys(WIRE_KEYS).join(', ')}, each =N`)
		const number = Number(value)
		const least = known.key === 'skewS' || known.key === 'driftPpm' ? -known.max : 0
		if (value.trim() === '' || !(number >= least && number <= known.max))
			throw new InputError(`--wire ${part}: expected a number from ${least} to ${known.max} (${known.what})`)
		options[known.key] = number
	}
	return options
}
