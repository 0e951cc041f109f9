import { DataType } from './datatypes.ts'
import { decodeDataSet, decodeMetaData, decodeParameter, decodePropertySet, readScalar } from './decode-parts.ts'
import type { DecodeLimits } from './errors.ts'
import { DEFAULT_LIMITS, SparkplugCodecError } from './errors.ts'
import { interpret } from './interpret.ts'
import type {
	Alias,
	MetaData,
	Metric,
	MetricValue,
	Payload,
	PropertySet,
	RawValue,
	SlotNumber,
	Template,
	TemplateParameter,
} from './payload.ts'
import { Slot } from './payload.ts'
import { WireReader } from './wire-reader.ts'

/**
 * A Sparkplug B payload from its bytes. A metric without a datatype (DATA messages) keeps its value in `raw` until
 * `resolveMetric` is told the type that its birth gave.
 *
 * Throws `SparkplugCodecError` and nothing else, after work bounded by the limits.
 */
export function decodePayload(bytes: Uint8Array, limits: DecodeLimits = DEFAULT_LIMITS): Payload {
	const r = new WireReader(bytes, limits)
	const metrics: Metric[] = []
	let timestampMs: number | undefined
	let seq: number | undefined
	let uuid: string | undefined
	let body: Uint8Array | undefined
	while (r.next()) {
		if (r.field === 2) metrics.push(decodeMetric(r, 1))
		else if (r.field === 1) timestampMs = r.time('timestamp')
		else if (r.field === 3) seq = r.uint53('seq')
		else if (r.field === 4) uuid = r.string()
		else if (r.field === 5) body = r.bytes()
		else r.skip()
	}
	return { timestampMs, metrics, seq, uuid, body }
}

function decodeMetric(r: WireReader, depth: number): Metric {
	r.count('metric')
	const outerEnd = r.enter(depth)
	let name: string | undefined
	let alias: Alias | undefined
	let timestampMs: number | undefined
	let datatype: number | undefined
	let isHistorical: boolean | undefined
	let isTransient: boolean | undefined
	let isNull = false
	let metadata: MetaData | undefined
	let properties: PropertySet | undefined
	let slot: SlotNumber | 0 = 0
	let data: RawValue['data'] = 0
	let timeProblem: string | undefined
	while (r.next()) {
		switch (r.field) {
			case 1:
				name = r.string()
				break
			case 2:
				alias = r.uint64()
				break
			case 3:
				try {
					timestampMs = r.time('metric timestamp')
				} catch (error) {
					// A clock that is wrong, as one before 1970, spoils its own metric and not the others of the message.
					if (!(error instanceof SparkplugCodecError) || error.code !== 'out-of-range') throw error
					timeProblem = error.message
				}
				break
			case 4:
				datatype = r.uint32()
				break
			case 5:
				isHistorical = r.bool()
				break
			case 6:
				isTransient = r.bool()
				break
			case 7:
				isNull = r.bool()
				break
			case 8:
				metadata = decodeMetaData(r, depth + 1)
				break
			case 9:
				properties = decodePropertySet(r, depth + 1)
				break
			case 13:
				slot = Slot.double
				data = r.double()
				break
			case 10:
			case 11:
			case 12:
			case 14:
			case 15:
			case 16:
				slot = (r.field - 9) as SlotNumber
				data = readScalar(r, slot)
				break
			case 17:
				slot = Slot.dataset
				data = decodeDataSet(r, depth + 1)
				break
			case 18:
				slot = Slot.template
				data = decodeTemplate(r, depth + 1)
				break
			default:
				r.skip()
		}
	}
	r.leave(outerEnd)
	let value: MetricValue | null | undefined = null
	let raw: RawValue | undefined
	let problem = timeProblem
	if (timeProblem !== undefined) value = undefined
	else if (!isNull && slot !== 0) {
		if (datatype === undefined || datatype === 0) {
			value = undefined
			raw = { slot, data }
		} else if (slot === Slot.double && datatype === DataType.Double) value = data
		else {
			try {
				value = interpret(slot, data, datatype)
			} catch (error) {
				if (!(error instanceof SparkplugCodecError)) throw error
				value = undefined
				problem = error.message
			}
		}
	}
	return {
		name,
		alias,
		timestampMs,
		datatype: datatype || undefined,
		isHistorical,
		isTransient,
		metadata,
		properties,
		value,
		raw,
		problem,
	}
}

function decodeTemplate(r: WireReader, depth: number): Template {
	const outerEnd = r.enter(depth)
	let version: string | undefined
	let templateRef: string | undefined
	let isDefinition = false
	const metrics: Metric[] = []
	const parameters: TemplateParameter[] = []
	while (r.next()) {
		if (r.field === 1) version = r.string()
		else if (r.field === 2) metrics.push(decodeMetric(r, depth + 1))
		else if (r.field === 3) parameters.push(decodeParameter(r, depth + 1))
		else if (r.field === 4) templateRef = r.string()
		else if (r.field === 5) isDefinition = r.bool()
		else r.skip()
	}
	r.leave(outerEnd)
	return { version, templateRef, isDefinition, parameters, metrics }
}
