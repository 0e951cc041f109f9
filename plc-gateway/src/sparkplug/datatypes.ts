/** Sparkplug 3.0 datatype numbers (section 6.4.16 of the specification). */
export const DataType = {
	Int8: 1,
	Int16: 2,
	Int32: 3,
	Int64: 4,
	UInt8: 5,
	UInt16: 6,
	UInt32: 7,
	UInt64: 8,
	Float: 9,
	Double: 10,
	Boolean: 11,
	String: 12,
	DateTime: 13,
	Text: 14,
	UUID: 15,
	DataSet: 16,
	Bytes: 17,
	File: 18,
	Template: 19,
	PropertySet: 20,
	PropertySetList: 21,
	Int8Array: 22,
	Int16Array: 23,
	Int32Array: 24,
	Int64Array: 25,
	UInt8Array: 26,
	UInt16Array: 27,
	UInt32Array: 28,
	UInt64Array: 29,
	FloatArray: 30,
	DoubleArray: 31,
	BooleanArray: 32,
	StringArray: 33,
	DateTimeArray: 34,
} as const

export type DataTypeName = keyof typeof DataType
export type DataTypeNumber = (typeof DataType)[DataTypeName]

const NAMES: readonly (DataTypeName | undefined)[] = Object.entries(DataType).reduce<DataTypeName[]>((names, [name, number]) => {
	names[number] = name as DataTypeName
	return names
}, [])

/** Name of a datatype number; unknown numbers are shown as they are. */
export function dataTypeName(type: number): string {
	return NAMES[type] ?? `datatype ${type}`
}

export function isDataType(type: number | undefined): type is DataTypeNumber {
	return type !== undefined && NAMES[type] !== undefined
}

/** Width in bits of an integer type held in a JavaScript number; 0 for any other type. */
export function smallIntegerBits(type: number): 0 | 8 | 16 | 32 {
	switch (type) {
		case DataType.Int8:
		case DataType.UInt8:
			return 8
		case DataType.Int16:
		case DataType.UInt16:
			return 16
		case DataType.Int32:
		case DataType.UInt32:
			return 32
		default:
			return 0
	}
}

export function isSignedInteger(type: number): boolean {
	return type >= DataType.Int8 && type <= DataType.Int64
}

export function isArrayType(type: number): boolean {
	return type >= DataType.Int8Array && type <= DataType.DateTimeArray
}
