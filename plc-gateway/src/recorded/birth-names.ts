import type { Metric, MetricValue, Payload, PropertySet } from '../sparkplug/index.ts'
import { interpret, NAMESPACE, parseTopic } from '../sparkplug/index.ts'

interface Born {
	readonly name: string
	readonly datatype: number | undefined
}

/** Names and datatypes that births gave to the aliases of nodes and devices, so that a log can be read without them. */
export class BirthNames {
	readonly #byUnit = new Map<string, { aliases: Map<string, Born>; names: Map<string, Born> }>()
	/** Metrics whose alias no birth has named; they are left out of the log. */
	unresolved = 0

	/** The payload as it stands in a log; null when some alias has no name yet and nothing is left to tell. */
	payload(topic: string, payload: Payload): { readonly json: unknown; readonly unresolved: number } {
		const parsed = parseTopic(topic)
		const isBirth = parsed?.type === 'NBIRTH' || parsed?.type === 'DBIRTH'
		const unit = parsed === null || parsed.type === 'STATE' ? topic : unitOf(parsed)
		if (isBirth) this.#byUnit.set(unit, { aliases: new Map(), names: new Map() })
		const before = this.unresolved
		const metrics = payload.metrics.flatMap((metric) => {
			const born = this.#resolve(unit, metric, isBirth)
			if (born === null) {
				this.unresolved++
				return []
			}
			return [metricJson(metric, born, payload.timestampMs)]
		})
		const json = { timestamp: payload.timestampMs ?? null, ...(payload.seq !== undefined && { seq: payload.seq }), metrics }
		return { json, unresolved: this.unresolved - before }
	}

	#resolve(unit: string, metric: Metric, isBirth: boolean): Born | null {
		const table = this.#byUnit.get(unit)
		const alias = metric.alias === undefined ? null : String(metric.alias)
		const named = metric.name !== undefined && metric.name !== ''
		if (isBirth && named && metric.name !== undefined) {
			const born = { name: metric.name, datatype: metric.datatype }
			table?.names.set(born.name, born)
			if (alias !== null) table?.aliases.set(alias, born)
			return born
		}
		if (named && metric.name !== undefined) {
			const born = table?.names.get(metric.name)
			return { name: metric.name, datatype: metric.datatype ?? born?.datatype }
		}
		const born = alias === null ? undefined : table?.aliases.get(alias)
		return born === undefined ? null : { name: born.name, datatype: metric.datatype ?? born.datatype }
	}
}

/** Whether the payload of a topic is Sparkplug's and not JSON of its own. */
export function isSparkplug(topic: string): boolean {
	return topic.startsWith(`${NAMESPACE}/`) && !topic.startsWith(`${NAMESPACE}/STATE/`)
}

function unitOf(topic: { readonly group: string; readonly node: string; readonly device?: string }): string {
	return `${topic.group}/${topic.node}/${topic.device ?? ''}`
}

function metricJson(metric: Metric, { name, datatype }: Born, sentMs: number | undefined) {
	const value = jsonValue(toldValue(metric, datatype))
	return {
		name,
		timestamp: metric.timestampMs ?? sentMs ?? null,
		...(datatype !== undefined && { datatype }),
		value,
		...(value === null && { is_null: true }),
		is_historical: metric.isHistorical === true,
		...(metric.properties !== undefined && { properties: plain(metric.properties) }),
	}
}

function toldValue(metric: Metric, datatype: number | undefined): MetricValue | null {
	if (metric.value !== undefined) return metric.value
	if (metric.raw === undefined || datatype === undefined) return null
	try {
		return interpret(metric.raw.slot, metric.raw.data, datatype)
	} catch {
		// A value that does not fit its datatype is no value, as at the host.
		return null
	}
}

/** Numbers that JSON cannot hold are null; integers beyond 2^53 are told by their digits; bytes as base64; what has parts is left out. */
function jsonValue(value: MetricValue | null): number | string | boolean | null {
	if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
	// JSON has no -0: who hears a message and who reads it from a log must get the same number.
	if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null
	if (typeof value === 'string' || typeof value === 'boolean') return value
	return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : null
}

function plain(properties: PropertySet): Record<string, number | string | boolean | null> {
	return Object.fromEntries(
		Object.entries(properties).flatMap(([key, { value }]) =>
			typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? [] : [[key, jsonValue(value)]],
		),
	)
}
