import type { Alias, Metric, MetricValue, Payload } from '../sparkplug/index.ts'
import { type DataFrame, DataType, interpret, resolveMetric, Slot, SparkplugCodecError } from '../sparkplug/index.ts'
import type { HostValue } from './types.ts'

export const GOOD = 192
export const BAD = 0
export const STALE = 500

interface KnownMetric {
	readonly name: string
	readonly datatype: number
	readonly engUnit: string | undefined
	readonly birthValue: MetricValue | null
	last: HostValue
}

/** Whose metrics a table holds. */
export interface Owner {
	readonly group: string
	readonly node: string
	readonly device: string | null
}

export interface ReadResult {
	readonly values: HostValue[]
	/** Metrics that no birth named. */
	readonly unknown: string[]
	/** Values that do not fit their type. */
	readonly problems: string[]
}

/** What one birth told, and the last value of each of its metrics. */
export class MetricTable {
	readonly #owner: Owner
	readonly #byName = new Map<string, KnownMetric>()
	readonly #byAlias = new Map<Alias, KnownMetric>()

	constructor(owner: Owner) {
		this.#owner = owner
	}

	/** Takes over a birth: every metric with its value. */
	birth(payload: Payload, arrivedMs: number): ReadResult {
		const result: ReadResult = { values: [], unknown: [], problems: [] }
		for (const metric of payload.metrics) {
			const { name, alias, datatype } = metric
			if (name === undefined || name === '' || datatype === undefined) {
				result.problems.push(`${name || `alias ${alias}`} is born without a ${name ? 'datatype' : 'name'}`)
				continue
			}
			if (this.#byName.has(name)) result.problems.push(`${name} stands twice in the birth`)
			const engUnit = metric.properties?.engUnit?.value
			const known: Omit<KnownMetric, 'last'> = {
				name,
				datatype,
				engUnit: typeof engUnit === 'string' ? engUnit : undefined,
				birthValue: metric.value ?? null,
			}
			const value = this.#value(known, metric, payload, arrivedMs, false)
			if (metric.problem !== undefined) result.problems.push(`${name}: ${metric.problem}`)
			const entry: KnownMetric = { ...known, last: value }
			this.#byName.set(name, entry)
			if (alias !== undefined) {
				const other = this.#byAlias.get(alias)
				if (other !== undefined) result.problems.push(`alias ${alias} stands for ${other.name} and for ${name}`)
				this.#byAlias.set(alias, entry)
			}
			result.values.push(value)
		}
		return result
	}

	/** Reads DATA by alias or name. Historical values leave the last value as it is. */
	data(payload: Payload, arrivedMs: number, asHistory: boolean): ReadResult {
		const result: ReadResult = { values: [], unknown: [], problems: [] }
		for (const metric of payload.metrics) {
			const known = this.#find(metric)
			if (known === undefined) {
				result.unknown.push(metric.name || `alias ${metric.alias}`)
				continue
			}
			const isHistorical = asHistory || metric.isHistorical === true
			const value = this.#value(known, metric, payload, arrivedMs, isHistorical)
			if (value.reason !== undefined) result.problems.push(`${known.name}: ${value.reason}`)
			if (!isHistorical) known.last = value
			result.values.push(value)
		}
		return result
	}

	/** Reads DATA of plain numbers. null, with nothing changed, when there is more to it: `data` then says what. */
	frame(frame: DataFrame, arrivedMs: number): HostValue[] | null {
		const { group, node, device } = this.#owner
		const sentMs = frame.timestampMs < 0 ? arrivedMs : frame.timestampMs
		const known: KnownMetric[] = []
		const values: HostValue[] = []
		for (let i = 0; i < frame.count; i++) {
			const metric = this.#byAlias.get(frame.aliases[i] as number)
			if (metric === undefined) return null
			const { datatype } = metric
			if (frame.datatypes[i] !== 0 && frame.datatypes[i] !== datatype) return null
			const value = frameValue(frame, i, datatype)
			if (value === undefined) return null
			const timeMs = frame.timesMs[i] as number
			known.push(metric)
			values.push({
				group,
				node,
				device,
				name: metric.name,
				datatype,
				value,
				timestampMs: timeMs < 0 ? sentMs : timeMs,
				quality: GOOD,
				reason: undefined,
				isHistorical: false,
				engUnit: metric.engUnit,
			})
		}
		for (let i = 0; i < known.length; i++) (known[i] as KnownMetric).last = values[i] as HostValue
		return values
	}

	last(name: string): HostValue | undefined {
		return this.#byName.get(name)?.last
	}

	/** The last values, as they were told. */
	lastValues(): HostValue[] {
		return Array.from(this.#byName.values(), (known) => known.last)
	}

	/** The last values, marked stale. */
	staleValues(reason: string): HostValue[] {
		return this.lastValues().map((value) => ({ ...value, quality: STALE, reason }))
	}

	#find(metric: Metric): KnownMetric | undefined {
		if (metric.name !== undefined && metric.name !== '') return this.#byName.get(metric.name)
		return metric.alias === undefined ? undefined : this.#byAlias.get(metric.alias)
	}

	#value(
		known: Omit<KnownMetric, 'last'>,
		metric: Metric,
		payload: Payload,
		arrivedMs: number,
		isHistorical: boolean,
	): HostValue {
		const resolved = resolveMetric(metric, known.datatype, known.birthValue)
		let reason = resolved.problem
		if (reason === undefined && resolved.datatype !== known.datatype)
			reason = `came as datatype ${resolved.datatype}, was born as ${known.datatype}`
		const told = metric.properties?.Quality?.value
		return {
			...this.#owner,
			name: known.name,
			datatype: known.datatype,
			value: reason === undefined ? (resolved.value ?? null) : null,
			timestampMs: metric.timestampMs ?? payload.timestampMs ?? arrivedMs,
			quality: reason !== undefined ? BAD : typeof told === 'number' ? told : GOOD,
			reason,
			isHistorical,
			engUnit: known.engUnit,
		}
	}
}

/** A number of a frame as its datatype; undefined when it does not fit. */
function frameValue(frame: DataFrame, i: number, datatype: number): MetricValue | null | undefined {
	const slot = frame.slots[i] as number
	if (slot === 0) return null
	if ((slot === Slot.double || slot === Slot.float) && (datatype === DataType.Double || datatype === DataType.Float)) {
		return frame.numbers[i]
	}
	const raw = frame.raw(i)
	if (raw === null) return null
	try {
		return interpret(raw.slot, raw.data, datatype)
	} catch (error) {
		if (error instanceof SparkplugCodecError) return undefined
		throw error
	}
}
