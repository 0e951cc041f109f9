import { Chance } from '../../plc-gateway/src/simulated-plc/random.ts'

interface MangledMetric {
	readonly name: string
	readonly timestamp: number
	readonly datatype: number
	readonly value: unknown
}

interface Message {
	readonly topic: string
	readonly t_arr: number
	readonly payload: { readonly timestamp: number; readonly seq?: number; readonly metrics: readonly MangledMetric[] }
}

/** Ways to spoil a log from an instant on. Lines in, lines out; what came before the instant stays as it is. */
export const MANGLERS = {
	/** Every measured value stays what it was, and is told again and again with fresh times. */
	frozen: (lines, fromMs) => {
		const last = new Map<string, unknown>()
		return eachMetric(lines, (metric, message) => {
			if (!isMeasured(metric)) return metric.value
			if (message.payload.timestamp < fromMs || !last.has(metric.name)) last.set(metric.name, metric.value)
			return last.get(metric.name)
		})
	},
	/** Temperatures of one instrument under the name of the next. */
	swapped: (lines, fromMs) => {
		const names = [...new Set(metricsOf(lines).flatMap((m) => (isMeasured(m) && /Temperature$/.test(m.name) ? [m.name] : [])))]
		const last = new Map<string, unknown>()
		return eachMetric(lines, (metric, message) => {
			const at = names.indexOf(metric.name)
			if (at < 0) return metric.value
			last.set(metric.name, metric.value)
			return message.payload.timestamp < fromMs
				? metric.value
				: (last.get(names[(at + 5) % names.length] as string) ?? metric.value)
		})
	},
	/** Messages in no order at all, with the stamps that they had. */
	shuffled: (lines, fromMs) => {
		const from = lines.findIndex((line) => messageOf(line) !== null && (messageOf(line)?.payload.timestamp ?? 0) >= fromMs)
		const rest = lines.slice(from)
		const arrivals = rest.map((line) => (JSON.parse(line) as Message).t_arr)
		const chance = new Chance(1, 'shuffle')
		const order = rest.map((line) => ({ line, key: chance.uniform(0, 1) })).sort((a, b) => a.key - b.key)
		const anew = order.map(({ line }, n) => JSON.stringify({ ...JSON.parse(line), t_arr: arrivals[n] }))
		return [...lines.slice(0, from), ...anew]
	},
	/** Readings of a line that is none of these: every measured number somewhere within the span of its unit. */
	foreign: (lines, fromMs) => {
		const chance = new Chance(1, 'foreign')
		const own = new Map<string, number>()
		return eachMetric(lines, (metric, message) => {
			if (!isMeasured(metric) || message.payload.timestamp < fromMs || typeof metric.value !== 'number') return metric.value
			if (!own.has(metric.name)) own.set(metric.name, chance.uniform(0.5, 1.6))
			return metric.value * (own.get(metric.name) as number)
		})
	},
	/** Nothing of the line any more but its own lamps. */
	missing: (lines, fromMs) =>
		lines.filter((line) => {
			const message = messageOf(line)
			return message === null || message.payload.timestamp < fromMs || /\/Line$/.test(message.topic)
		}),
	/** A third of all numbers is none, or a code for none. */
	codes: (lines, fromMs) => {
		const chance = new Chance(1, 'codes')
		const codes = ['NaN', 888.8, -999, null]
		return eachMetric(lines, (metric, message) => {
			const spoilt = typeof metric.value === 'number' && message.payload.timestamp >= fromMs && chance.uniform(0, 3) < 1
			return spoilt ? codes[Math.floor(chance.uniform(0, codes.length))] : metric.value
		})
	},
} as const satisfies Readonly<Record<string, (lines: readonly string[], fromMs: number) => string[]>>

/** A number that an instrument measures, and no meter, order or state. */
const isMeasured = ({ name, datatype, value }: MangledMetric): boolean =>
	datatype === 10 && typeof value === 'number' && !/Setpoint|Setting|Command|Total|MassTotal|MachSpeed$|Position/.test(name)

function messageOf(line: string): Message | null {
	const message = JSON.parse(line) as Message
	return Array.isArray(message.payload.metrics) ? message : null
}

const metricsOf = (lines: readonly string[]): MangledMetric[] => lines.flatMap((line) => messageOf(line)?.payload.metrics ?? [])

function eachMetric(lines: readonly string[], value: (metric: MangledMetric, message: Message) => unknown): string[] {
	return lines.map((line) => {
		const message = messageOf(line)
		if (message === null) return line
		const metrics = message.payload.metrics.map((metric) => ({ ...metric, value: value(metric, message) }))
		return JSON.stringify({ ...message, payload: { ...message.payload, metrics } })
	})
}
