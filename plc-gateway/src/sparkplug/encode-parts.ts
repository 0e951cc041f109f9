import { dataTypeName } from './datatypes.ts'
import type { SmallIntegerForm } from './encode-value.ts'
import { writeValue } from './encode-value.ts'
import { SparkplugCodecError } from './errors.ts'
import type { DataSet, MetaData, PropertySet, PropertyValue, TemplateParameter } from './payload.ts'
import type { WireWriter } from './wire-writer.ts'

export function writePropertySet(w: WireWriter, field: number, set: PropertySet, form: SmallIntegerForm, where: string): void {
	const mark = w.begin(field)
	const entries = Object.entries(set)
	for (const [key] of entries) w.stringField(1, key)
	for (const [key, property] of entries) writeProperty(w, property, form, `${where} property ${key}`)
	w.end(mark)
}

function writeProperty(w: WireWriter, property: PropertyValue, form: SmallIntegerForm, where: string): void {
	const mark = w.begin(2)
	const { type, value } = property
	w.uint32Field(1, type)
	if (value === null) w.boolField(2, true)
	else if (Array.isArray(value)) {
		const list = w.begin(10)
		for (const set of value as readonly PropertySet[]) writePropertySet(w, 1, set, form, where)
		w.end(list)
	} else if (typeof value === 'object' && !(value instanceof Uint8Array))
		writePropertySet(w, 9, value as PropertySet, form, where)
	else if (value instanceof Uint8Array) throw new SparkplugCodecError('wrong-form', `${where}: bytes cannot stand in a property`)
	else writeValue(w, 3, type, value, form, where)
	w.end(mark)
}

export function writeMetaData(w: WireWriter, field: number, meta: MetaData): void {
	const mark = w.begin(field)
	if (meta.isMultiPart !== undefined) w.boolField(1, meta.isMultiPart)
	if (meta.contentType !== undefined) w.stringField(2, meta.contentType)
	if (meta.size !== undefined) w.uint64Field(3, meta.size)
	if (meta.seq !== undefined) w.uint64Field(4, meta.seq)
	if (meta.fileName !== undefined) w.stringField(5, meta.fileName)
	if (meta.fileType !== undefined) w.stringField(6, meta.fileType)
	if (meta.md5 !== undefined) w.stringField(7, meta.md5)
	if (meta.description !== undefined) w.stringField(8, meta.description)
	w.end(mark)
}

export function writeDataSet(w: WireWriter, field: number, set: DataSet, form: SmallIntegerForm, where: string): void {
	const { columns, types, rows } = set
	if (columns.length !== types.length) {
		throw new SparkplugCodecError('wrong-form', `${where}: ${columns.length} columns with ${types.length} types`)
	}
	const mark = w.begin(field)
	w.uint64Field(1, columns.length)
	for (const column of columns) w.stringField(2, column)
	for (const type of types) w.uint32Field(3, type)
	rows.forEach((row, i) => {
		if (row.length !== columns.length) {
			throw new SparkplugCodecError('wrong-form', `${where}: row ${i} has ${row.length} cells, ${columns.length} columns`)
		}
		const rowMark = w.begin(4)
		row.forEach((cell, c) => {
			const cellMark = w.begin(1)
			const type = types[c] as number
			if (cell instanceof Uint8Array)
				throw new SparkplugCodecError('wrong-form', `${where}: ${dataTypeName(type)} cannot stand in a data set`)
			if (cell !== null) writeValue(w, 1, type, cell, form, `${where} row ${i} ${columns[c]}`)
			w.end(cellMark)
		})
		w.end(rowMark)
	})
	w.end(mark)
}

export function writeParameter(w: WireWriter, parameter: TemplateParameter, form: SmallIntegerForm, where: string): void {
	const mark = w.begin(3)
	w.stringField(1, parameter.name)
	w.uint32Field(2, parameter.type)
	if (parameter.value !== null) writeValue(w, 3, parameter.type, parameter.value, form, `${where} parameter ${parameter.name}`)
	w.end(mark)
}
