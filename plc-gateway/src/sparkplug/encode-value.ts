import { encodeArray } from './arrays.ts'
import { DataType, dataTypeName, isArrayType, isSignedInteger, smallIntegerBits } from './datatypes.ts'
import { SparkplugCodecError } from './errors.ts'
import type { ArrayValue } from './payload.ts'
import type { WireWriter } from './wire-writer.ts'

/**
 * How a negative Int8 or Int16 is written: extended to 32 bits (the default) or at its own width.
 * The standard leaves it open and some hosts read one form only.
 */
export type SmallIntegerForm = 'sign-extended' | 'own-width'

/** Writes a scalar or an array into the value field of its datatype; `intField` is the number of the int field of this message. */
export function writeValue(
	w: WireWriter,
	intField: number,
	type: number,
	value: unknown,
	form: SmallIntegerForm,
	where: string,
): void {
	switch (type) {
		case DataType.Float:
		case DataType.Double:
			if (typeof value !== 'number') break
			if (type === DataType.Double) {
				w.doubleField(intField + 3, value)
				return
			}
			if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) {
				throw new SparkplugCodecError('out-of-range', `${where}: ${value} does not fit Float`)
			}
			w.floatField(intField + 2, value)
			return
		case DataType.Boolean:
			if (typeof value !== 'boolean') break
			w.boolField(intField + 4, value)
			return
		case DataType.String:
		case DataType.Text:
		case DataType.UUID:
			if (typeof value !== 'string') break
			w.stringField(intField + 5, value)
			return
		case DataType.Int64:
		case DataType.UInt64:
		case DataType.DateTime:
			w.uint64Field(intField + 1, unsigned64(type, value, where))
			return
		case DataType.Bytes:
		case DataType.File:
			if (!(value instanceof Uint8Array)) break
			w.bytesField(intField + 6, value)
			return
		default:
			if (smallIntegerBits(type) > 0) {
				w.uint32Field(intField, unsigned32(type, value, form, where))
				return
			}
			if (isArrayType(type) && Array.isArray(value)) {
				w.bytesField(intField + 6, encodeArray(type, value as ArrayValue, where))
				return
			}
	}
	throw new SparkplugCodecError('wrong-form', `${where}: ${describe(value)} in a ${dataTypeName(type)}`)
}

function unsigned32(type: number, value: unknown, form: SmallIntegerForm, where: string): number {
	const number = typeof value === 'bigint' ? Number(value) : value
	if (typeof number !== 'number')
		throw new SparkplugCodecError('wrong-form', `${where}: ${describe(value)} in an ${dataTypeName(type)}`)
	const bits = smallIntegerBits(type)
	const size = 2 ** bits
	const min = isSignedInteger(type) ? -size / 2 : 0
	if (!Number.isInteger(number) || number < min || number >= min + size) {
		throw new SparkplugCodecError(
			'out-of-range',
			`${where}: ${number} does not fit ${dataTypeName(type)} (${min} to ${min + size - 1})`,
		)
	}
	return form === 'own-width' && number < 0 ? number + size : number
}

function unsigned64(type: number, value: unknown, where: string): bigint {
	if (typeof value !== 'bigint' && typeof value !== 'number') {
		throw new SparkplugCodecError('wrong-form', `${where}: ${describe(value)} in an ${dataTypeName(type)}`)
	}
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new SparkplugCodecError(
			'out-of-range',
			`${where}: ${value} is not an exact integer; give ${dataTypeName(type)} a bigint`,
		)
	}
	const big = BigInt(value)
	const unsigned = BigInt.asUintN(64, big)
	if ((type === DataType.Int64 ? BigInt.asIntN(64, big) : unsigned) !== big) {
		throw new SparkplugCodecError('out-of-range', `${where}: ${value} does not fit ${dataTypeName(type)}`)
	}
	return unsigned
}

function describe(value: unknown): string {
	if (value === undefined) return 'undefined'
	return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
