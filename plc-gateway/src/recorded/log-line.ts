import { LATEST_MS, NAMESPACE } from '../sparkplug/index.ts'

/** One MQTT message as a recorder wrote it down; `payload` of Sparkplug messages has its names resolved. */
export interface LogMessage {
	readonly topic: string
	/** When it arrived at the recorder, ms since 1970. */
	readonly arrivedMs: number
	readonly payload: unknown
	/** The payload of a Sparkplug message, where it has been read already. */
	readonly read?: LogPayload
}

export interface LogMetric {
	readonly name: string
	/** ms since 1970; undefined: that of its message. */
	readonly timestampMs: number | undefined
	/** Sparkplug number; undefined where it is left to the birth. */
	readonly datatype: number | undefined
	readonly value: number | string | boolean | null
	readonly isHistorical: boolean
	readonly quality: number | undefined
	readonly engUnit: string | undefined
	/** Why its quality is not good, in words. */
	readonly reason: string | undefined
}

export interface LogPayload {
	readonly timestampMs: number | undefined
	readonly metrics: readonly LogMetric[]
}

/** A line of a log that is not one: what was found and what was expected. */
export class LogLineError extends Error {
	override readonly name = 'LogLineError'
	readonly code = 'BAD_LOG_LINE'
}

/** A line of the log, `{topic, t_arr, payload}`. Throws `LogLineError` and nothing else. */
export function parseLogLine(text: string): LogMessage {
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch (cause) {
		throw new LogLineError('no JSON', { cause })
	}
	const { topic, t_arr, payload } = record(json, 'an object {topic, t_arr, payload}')
	if (typeof topic !== 'string' || topic === '') throw new LogLineError('"topic": expected a text')
	if (!isTime(t_arr)) throw new LogLineError('"t_arr": expected ms since 1970')
	if (payload === undefined) throw new LogLineError('"payload": missing')
	if (!topic.startsWith(SPARKPLUG) || topic.startsWith(STATE)) return { topic, arrivedMs: t_arr, payload }
	return { topic, arrivedMs: t_arr, payload, read: parseLogPayload(payload) }
}

/** The line of a log that says this message. */
export function logLine({ topic, arrivedMs, payload }: LogMessage): string {
	return JSON.stringify({ topic, t_arr: arrivedMs, payload })
}

/** The payload of a Sparkplug message in a log. Throws `LogLineError`. */
export function parseLogPayload(payload: unknown): LogPayload {
	const { timestamp, metrics } = record(payload, 'a payload {timestamp, seq, metrics}')
	if (metrics !== undefined && !Array.isArray(metrics)) throw new LogLineError('"metrics": expected a list')
	return { timestampMs: isTime(timestamp) ? timestamp : undefined, metrics: (metrics ?? []).map(metricOf) }
}

function metricOf(raw: unknown, index: number): LogMetric {
	if (!isRecord(raw)) throw new LogLineError(`expected an object as metric ${index}`)
	const fields = raw
	const { name, timestamp, datatype, value, properties } = fields
	if (typeof name !== 'string') throw new LogLineError(`metric ${index}: "name": expected a text; aliases are resolved in a log`)
	const isNull = fields.is_null === true || value === null || value === undefined
	if (!isNull && typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'boolean')
		throw new LogLineError(`${name}: "value": expected a number, a text, true, false or null`)
	const { Quality: quality, engUnit, reason } = isRecord(properties) ? properties : NO_PROPERTIES
	return {
		name,
		timestampMs: isTime(timestamp) ? timestamp : undefined,
		datatype: typeof datatype === 'number' ? datatype : undefined,
		value: isNull ? null : (value as number | string | boolean),
		isHistorical: fields.is_historical === true,
		quality: typeof quality === 'number' ? quality : undefined,
		engUnit: typeof engUnit === 'string' ? engUnit : undefined,
		reason: typeof reason === 'string' ? reason : undefined,
	}
}

const SPARKPLUG = `${NAMESPACE}/`
const STATE = `${NAMESPACE}/STATE/`
const NO_PROPERTIES: Readonly<Record<string, unknown>> = {}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value)

function isTime(value: unknown): value is number {
	return typeof value === 'number' && value >= 0 && value <= LATEST_MS
}

function record(value: unknown, expected: string): Readonly<Record<string, unknown>> {
	if (isRecord(value)) return value
	throw new LogLineError(`expected ${expected}`)
}
