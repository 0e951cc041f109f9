import { DataType } from './datatypes.ts'
import { SparkplugCodecError } from './errors.ts'
import { interpret } from './interpret.ts'
import type { DataSet, MetaData, PropertySet, PropertyValue, RawValue, Scalar, SlotNumber, TemplateParameter } from './payload.ts'
import { Slot } from './payload.ts'
import { Wire, type WireReader } from './wire-reader.ts'

/** The data of a scalar value field, by its slot. */
export function readScalar(r: WireReader, slot: SlotNumber): Scalar {
	switch (slot) {
		case Slot.int:
			return r.uint32()
		case Slot.long:
			return BigInt(r.uint64())
		case Slot.float:
			return r.float()
		case Slot.double:
			return r.double()
		case Slot.bool:
			return r.bool()
		case Slot.string:
			return r.string()
		default:
			return r.bytes()
	}
}

/** A scalar read as its datatype; a cell or property that does not fit is null rather than the end of the message. */
function scalarOrNull(slot: SlotNumber | 0, data: RawValue['data'] | null, type: number): Scalar | null {
	if (slot === 0 || data === null) return null
	try {
		return interpret(slot, data, type) as Scalar
	} catch (error) {
		if (error instanceof SparkplugCodecError) return null
		throw error
	}
}

export function decodePropertySet(r: WireReader, depth: number): PropertySet {
	const outerEnd = r.enter(depth)
	const keys: string[] = []
	const values: PropertyValue[] = []
	while (r.next()) {
		if (r.field === 1) {
			r.count('element')
			keys.push(r.string())
		} else if (r.field === 2) values.push(decodePropertyValue(r, depth + 1))
		else r.skip()
	}
	r.leave(outerEnd)
	if (keys.length !== values.length) {
		throw new SparkplugCodecError('malformed', `property set with ${keys.length} keys and ${values.length} values`)
	}
	// No prototype: a key named like a member of Object is a key as any other.
	const set: Record<string, PropertyValue> = Object.create(null)
	keys.forEach((key, i) => {
		set[key] = values[i] as PropertyValue
	})
	return set
}

function decodePropertyValue(r: WireReader, depth: number): PropertyValue {
	const outerEnd = r.enter(depth)
	let type = 0
	let slot: SlotNumber | 0 = 0
	let data: Scalar | null = null
	let nested: PropertySet | readonly PropertySet[] | null = null
	while (r.next()) {
		if (r.field === 1) type = r.uint32()
		else if (r.field >= 3 && r.field <= 8) {
			slot = (r.field - 2) as SlotNumber
			data = readScalar(r, slot)
		} else if (r.field === 9) nested = decodePropertySet(r, depth + 1)
		else if (r.field === 10) nested = decodePropertySetList(r, depth + 1)
		else r.skip()
	}
	r.leave(outerEnd)
	return { type, value: nested ?? scalarOrNull(slot, data, type) }
}

function decodePropertySetList(r: WireReader, depth: number): readonly PropertySet[] {
	const outerEnd = r.enter(depth)
	const sets: PropertySet[] = []
	while (r.next()) {
		if (r.field !== 1) r.skip()
		else {
			r.count('element')
			sets.push(decodePropertySet(r, depth + 1))
		}
	}
	r.leave(outerEnd)
	return sets
}

export function decodeMetaData(r: WireReader, depth: number): MetaData {
	const outerEnd = r.enter(depth)
	const meta: { -readonly [K in keyof MetaData]: MetaData[K] } = {}
	while (r.next()) {
		if (r.field === 1) meta.isMultiPart = r.bool()
		else if (r.field === 2) meta.contentType = r.string()
		else if (r.field === 3) meta.size = BigInt(r.uint64())
		else if (r.field === 4) meta.seq = BigInt(r.uint64())
		else if (r.field === 5) meta.fileName = r.string()
		else if (r.field === 6) meta.fileType = r.string()
		else if (r.field === 7) meta.md5 = r.string()
		else if (r.field === 8) meta.description = r.string()
		else r.skip()
	}
	r.leave(outerEnd)
	return meta
}

export function decodeDataSet(r: WireReader, depth: number): DataSet {
	const outerEnd = r.enter(depth)
	const columns: string[] = []
	const types: number[] = []
	const rawRows: (RawValue | null)[][] = []
	let width: number | undefined
	while (r.next()) {
		if (r.field === 1) width = r.uint53('num_of_columns')
		else if (r.field === 2) {
			r.count('element')
			columns.push(r.string())
		} else if (r.field === 3) decodeTypes(r, depth, types)
		else if (r.field === 4) rawRows.push(decodeRow(r, depth + 1))
		else r.skip()
	}
	r.leave(outerEnd)
	if (columns.length !== types.length || (width ?? columns.length) !== columns.length) {
		throw new SparkplugCodecError(
			'malformed',
			`data set of ${width} columns with ${columns.length} names and ${types.length} types`,
		)
	}
	const rows = rawRows.map((cells) => {
		if (cells.length !== types.length) {
			throw new SparkplugCodecError('malformed', `data set row of ${cells.length} cells, ${types.length} columns`)
		}
		return cells.map((cell, i) => scalarOrNull(cell?.slot ?? 0, cell?.data ?? null, types[i] as number))
	})
	return { columns, types, rows }
}

/** Column types; one by one or packed, both are legal protobuf. */
function decodeTypes(r: WireReader, depth: number, types: number[]): void {
	if (r.wire !== Wire.bytes) {
		r.count('element')
		types.push(r.uint32())
		return
	}
	const outerEnd = r.enter(depth)
	while (r.pos < r.end) {
		r.count('element')
		types.push(r.packedUint32())
	}
	r.leave(outerEnd)
}

function decodeRow(r: WireReader, depth: number): (RawValue | null)[] {
	r.count('element')
	const outerEnd = r.enter(depth)
	const cells: (RawValue | null)[] = []
	while (r.next()) {
		if (r.field !== 1) {
			r.skip()
			continue
		}
		r.count('element')
		const rowEnd = r.enter(depth + 1)
		let cell: RawValue | null = null
		while (r.next()) {
			if (r.field > Slot.string) r.skip()
			else cell = { slot: r.field as SlotNumber, data: readScalar(r, r.field as SlotNumber) }
		}
		r.leave(rowEnd)
		cells.push(cell)
	}
	r.leave(outerEnd)
	return cells
}

export function decodeParameter(r: WireReader, depth: number): TemplateParameter {
	r.count('element')
	const outerEnd = r.enter(depth)
	let name = ''
	let type: number = DataType.String
	let slot: SlotNumber | 0 = 0
	let data: Scalar | null = null
	while (r.next()) {
		if (r.field === 1) name = r.string()
		else if (r.field === 2) type = r.uint32()
		else if (r.field >= 3 && r.field <= 8) {
			slot = (r.field - 2) as SlotNumber
			data = readScalar(r, slot)
		} else r.skip()
	}
	r.leave(outerEnd)
	return { name, type, value: scalarOrNull(slot, data, type) }
}
