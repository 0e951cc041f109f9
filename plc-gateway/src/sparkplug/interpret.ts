import { decodeArray } from './arrays.ts'
import { DataType, dataTypeName, isArrayType, isSignedInteger, smallIntegerBits } from './datatypes.ts'
import { SparkplugCodecError } from './errors.ts'
import type { Metric, MetricValue, RawValue, SlotNumber, Template } from './payload.ts'
import { Slot } from './payload.ts'

const SLOT_NAMES = ['', 'int', 'long', 'float', 'double', 'boolean', 'string', 'bytes', 'dataset', 'template'] as const

/** The value that a wire field holds, read as a datatype. Throws `wrong-form` or `out-of-range`. */
export function interpret(slot: SlotNumber, data: RawValue['data'], type: number): MetricValue {
	switch (type) {
		case DataType.Double:
		case DataType.Float:
			if (slot === Slot.double || slot === Slot.float) return data as number
			break
		case DataType.Boolean:
			if (slot === Slot.bool) return data as boolean
			if (slot === Slot.int && (data === 0 || data === 1)) return data === 1
			break
		case DataType.String:
		case DataType.Text:
		case DataType.UUID:
			if (slot === Slot.string) return data as string
			break
		case DataType.Int64:
		case DataType.UInt64:
		case DataType.DateTime:
			if (slot === Slot.long) return type === DataType.Int64 ? BigInt.asIntN(64, data as bigint) : (data as bigint)
			// A 64-bit value in 32 bits is read where its sign is beyond doubt.
			if (slot === Slot.int && (data as number) < 0x8000_0000) return BigInt(data as number)
			break
		case DataType.Bytes:
		case DataType.File:
			if (slot === Slot.bytes) return data as Uint8Array
			break
		case DataType.DataSet:
			if (slot === Slot.dataset) return data as MetricValue
			break
		case DataType.Template:
			if (slot === Slot.template) return data as Template
			break
		default:
			if (slot <= Slot.long && smallIntegerBits(type) > 0) return smallInteger(type, slot, data as number | bigint)
			if (slot === Slot.bytes && isArrayType(type)) return decodeArray(type, data as Uint8Array)
	}
	throw new SparkplugCodecError('wrong-form', `${dataTypeName(type)} came as ${SLOT_NAMES[slot]}_value`)
}

/**
 * An integer of up to 32 bits. The standard does not say how a negative Int8 or Int16 stands in 32 unsigned bits:
 * extended to 32 bits or at its own width. Both are read, from the int field and from the long one.
 */
function smallInteger(type: number, slot: SlotNumber, data: number | bigint): number {
	const bits = smallIntegerBits(type)
	const size = 2 ** bits
	const signed = isSignedInteger(type)
	let value = slot === Slot.int ? Number(data) : Number(BigInt.asIntN(64, data as bigint))
	if (signed) {
		if (value >= 2_147_483_648 && value <= 4_294_967_295) value -= 4_294_967_296
		else if (value >= size / 2 && value < size) value -= size
	}
	const min = signed ? -size / 2 : 0
	if (value < min || value >= min + size) {
		throw new SparkplugCodecError('out-of-range', `${value} does not fit ${dataTypeName(type)}`)
	}
	return value
}

/** A metric of a DATA message with the datatype that its birth gave; for a template the birth's value gives the members' types. */
export function resolveMetric(metric: Metric, datatype: number, birthValue?: MetricValue | null): Metric {
	const { raw } = metric
	const type = metric.datatype ?? datatype
	const reference = isTemplate(birthValue) ? birthValue : undefined
	if (raw === undefined) {
		const value = isTemplate(metric.value) && reference ? resolveTemplate(metric.value, reference) : metric.value
		return { ...metric, datatype: type, value }
	}
	try {
		const value = interpret(raw.slot, raw.data, type)
		return {
			...metric,
			datatype: type,
			raw: undefined,
			value: isTemplate(value) && reference ? resolveTemplate(value, reference) : value,
		}
	} catch (error) {
		if (!(error instanceof SparkplugCodecError)) throw error
		return { ...metric, datatype: type, raw: undefined, problem: error.message }
	}
}

function resolveTemplate(template: Template, reference: Template): Template {
	const members = template.metrics.map((member) => {
		const known = reference.metrics.find((m) => (member.name === undefined ? m.alias === member.alias : m.name === member.name))
		return known?.datatype === undefined
			? member
			: resolveMetric({ ...member, name: member.name ?? known.name }, known.datatype, known.value)
	})
	return { ...template, metrics: members }
}

export function isTemplate(value: unknown): value is Template {
	return typeof value === 'object' && value !== null && 'isDefinition' in value
}
