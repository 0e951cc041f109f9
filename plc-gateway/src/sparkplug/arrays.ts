import { DataType, dataTypeName } from './datatypes.ts'
import { SparkplugCodecError } from './errors.ts'
import type { ArrayValue } from './payload.ts'
import { decodeText } from './wire-reader.ts'

/** Bytes of one element of a fixed-width array type. */
const WIDTHS: Readonly<Record<number, number>> = {
	[DataType.Int8Array]: 1,
	[DataType.Int16Array]: 2,
	[DataType.Int32Array]: 4,
	[DataType.Int64Array]: 8,
	[DataType.UInt8Array]: 1,
	[DataType.UInt16Array]: 2,
	[DataType.UInt32Array]: 4,
	[DataType.UInt64Array]: 8,
	[DataType.FloatArray]: 4,
	[DataType.DoubleArray]: 8,
	[DataType.DateTimeArray]: 8,
}

/** Elements of one array that are read at most: a bit or an empty string is a byte or less on the wire and far more here. */
const MAX_ELEMENTS = 262_144

function checkCount(count: number, type: number): void {
	if (count > MAX_ELEMENTS)
		throw new SparkplugCodecError('too-many-elements', `${dataTypeName(type)} of more than ${MAX_ELEMENTS} elements`)
}

/** An array from its bytes_value: little-endian, booleans as bits behind a 4-byte count, strings ended by a zero byte. */
export function decodeArray(type: number, bytes: Uint8Array): ArrayValue {
	if (type === DataType.BooleanArray) return decodeBooleans(bytes)
	if (type === DataType.StringArray) return decodeStrings(bytes)
	const width = WIDTHS[type]
	if (width === undefined) throw new SparkplugCodecError('wrong-form', `${dataTypeName(type)} is not an array`)
	if (bytes.length % width !== 0) {
		throw new SparkplugCodecError('wrong-form', `${dataTypeName(type)} of ${bytes.length} bytes, not a multiple of ${width}`)
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
	const count = bytes.length / width
	checkCount(count, type)
	const each = <T>(read: (at: number) => T): T[] => Array.from({ length: count }, (_, i) => read(i * width))
	switch (type) {
		case DataType.Int8Array:
			return each((at) => view.getInt8(at))
		case DataType.Int16Array:
			return each((at) => view.getInt16(at, true))
		case DataType.Int32Array:
			return each((at) => view.getInt32(at, true))
		case DataType.Int64Array:
			return each((at) => view.getBigInt64(at, true))
		case DataType.UInt8Array:
			return each((at) => view.getUint8(at))
		case DataType.UInt16Array:
			return each((at) => view.getUint16(at, true))
		case DataType.UInt32Array:
			return each((at) => view.getUint32(at, true))
		case DataType.FloatArray:
			return each((at) => view.getFloat32(at, true))
		case DataType.DoubleArray:
			return each((at) => view.getFloat64(at, true))
		default:
			return each((at) => view.getBigUint64(at, true))
	}
}

function decodeBooleans(bytes: Uint8Array): readonly boolean[] {
	if (bytes.length < 4) throw new SparkplugCodecError('wrong-form', 'BooleanArray without its 4-byte count')
	const count = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
	if (count > (bytes.length - 4) * 8)
		throw new SparkplugCodecError('wrong-form', `BooleanArray says ${count}, has ${bytes.length - 4} bytes`)
	checkCount(count, DataType.BooleanArray)
	return Array.from({ length: count }, (_, i) => (((bytes[4 + (i >>> 3)] as number) >>> (7 - (i & 7))) & 1) === 1)
}

function decodeStrings(bytes: Uint8Array): readonly string[] {
	const strings: string[] = []
	let start = 0
	for (let i = bytes.indexOf(0); i >= 0; i = bytes.indexOf(0, start)) {
		strings.push(decodeText(bytes, start, i))
		checkCount(strings.length, DataType.StringArray)
		start = i + 1
	}
	// The last zero byte is left out by some senders.
	if (start < bytes.length) strings.push(decodeText(bytes, start, bytes.length))
	return strings
}

type Setter = (view: DataView, at: number, value: number & bigint) => void

const SETTERS: Readonly<
	Record<number, { readonly set: Setter; readonly min?: number | bigint; readonly max?: number | bigint }>
> = {
	[DataType.Int8Array]: { set: (v, at, x) => v.setInt8(at, x), min: -128, max: 127 },
	[DataType.Int16Array]: { set: (v, at, x) => v.setInt16(at, x, true), min: -32_768, max: 32_767 },
	[DataType.Int32Array]: { set: (v, at, x) => v.setInt32(at, x, true), min: -2_147_483_648, max: 2_147_483_647 },
	[DataType.Int64Array]: { set: (v, at, x) => v.setBigInt64(at, x, true), min: -(2n ** 63n), max: 2n ** 63n - 1n },
	[DataType.UInt8Array]: { set: (v, at, x) => v.setUint8(at, x), min: 0, max: 255 },
	[DataType.UInt16Array]: { set: (v, at, x) => v.setUint16(at, x, true), min: 0, max: 65_535 },
	[DataType.UInt32Array]: { set: (v, at, x) => v.setUint32(at, x, true), min: 0, max: 4_294_967_295 },
	[DataType.UInt64Array]: { set: (v, at, x) => v.setBigUint64(at, x, true), min: 0n, max: 2n ** 64n - 1n },
	[DataType.FloatArray]: { set: (v, at, x) => v.setFloat32(at, x, true) },
	[DataType.DoubleArray]: { set: (v, at, x) => v.setFloat64(at, x, true) },
	[DataType.DateTimeArray]: { set: (v, at, x) => v.setBigUint64(at, x, true), min: 0n, max: 2n ** 64n - 1n },
}

/** The bytes_value of an array. `where` names the metric in an error. */
export function encodeArray(type: number, values: ArrayValue, where: string): Uint8Array {
	if (type === DataType.BooleanArray) return encodeBooleans(values, where)
	if (type === DataType.StringArray) return encodeStrings(values, where)
	const element = SETTERS[type]
	const width = WIDTHS[type]
	if (element === undefined || width === undefined)
		throw new SparkplugCodecError('wrong-form', `${where}: ${dataTypeName(type)} is not an array`)
	const bytes = new Uint8Array(values.length * width)
	const view = new DataView(bytes.buffer)
	const wanted = typeof element.min === 'bigint' ? 'bigint' : 'number'
	values.forEach((value: unknown, i: number) => {
		const number = wanted === 'bigint' && typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value
		if (typeof number !== wanted)
			throw new SparkplugCodecError('wrong-form', `${where}[${i}]: ${typeof value} in a ${dataTypeName(type)}`)
		const { min, max } = element
		const comparable = number as number
		if (
			min !== undefined &&
			max !== undefined &&
			(comparable < min || comparable > max || (wanted === 'number' && !Number.isInteger(comparable)))
		) {
			throw new SparkplugCodecError(
				'out-of-range',
				`${where}[${i}]: ${String(value)} does not fit ${dataTypeName(type)} (${min} to ${max})`,
			)
		}
		element.set(view, i * width, number as number & bigint)
	})
	return bytes
}

function encodeBooleans(values: ArrayValue, where: string): Uint8Array {
	const bytes = new Uint8Array(4 + Math.ceil(values.length / 8))
	new DataView(bytes.buffer).setUint32(0, values.length, true)
	values.forEach((value: unknown, i: number) => {
		if (typeof value !== 'boolean')
			throw new SparkplugCodecError('wrong-form', `${where}[${i}]: ${typeof value} in a BooleanArray`)
		if (value) bytes[4 + (i >>> 3)] = (bytes[4 + (i >>> 3)] as number) | (0x80 >>> (i & 7))
	})
	return bytes
}

function encodeStrings(values: ArrayValue, where: string): Uint8Array {
	let text = ''
	values.forEach((value: unknown, i: number) => {
		if (typeof value !== 'string') throw new SparkplugCodecError('wrong-form', `${where}[${i}]: ${typeof value} in a StringArray`)
		if (value.includes('\0'))
			throw new SparkplugCodecError('wrong-form', `${where}[${i}]: a zero byte ends a string of a StringArray`)
		text += `${value}\0`
	})
	return new TextEncoder().encode(text)
}
