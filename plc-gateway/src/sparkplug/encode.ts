import { DataType, dataTypeName, isDataType } from './datatypes.ts'
import { writeDataSet, writeMetaData, writeParameter, writePropertySet } from './encode-parts.ts'
import type { SmallIntegerForm } from './encode-value.ts'
import { writeValue } from './encode-value.ts'
import { SparkplugCodecError } from './errors.ts'
import { isTemplate } from './interpret.ts'
import type { DataSet, Metric, Payload, Template } from './payload.ts'
import { LATEST_MS } from './payload.ts'
import { WireWriter } from './wire-writer.ts'

export interface EncodeOptions {
	/** Write each metric's datatype: births yes, DATA no. Default true. */
	readonly datatypes?: boolean
	readonly smallIntegers?: SmallIntegerForm
}

/** One for all: encoding never waits, so no two payloads are ever in it. */
const WRITER = new WireWriter()

/**
 * The bytes of a payload. Every value is checked against its datatype: one that does not fit is a `SparkplugCodecError`
 * with the metric's name, never wrapped or rounded. null is written as is_null without a value.
 */
export function encodePayload(payload: Payload, options: EncodeOptions = {}): Uint8Array {
	const w = WRITER
	w.reset()
	if (payload.timestampMs !== undefined) w.uint64Field(1, exact(payload.timestampMs, 'timestamp'))
	for (const metric of payload.metrics) writeNamed(w, metric, options, '')
	if (payload.seq !== undefined) {
		if (!Number.isInteger(payload.seq) || payload.seq < 0 || payload.seq > 255) {
			throw new SparkplugCodecError('out-of-range', `seq ${payload.seq} is not 0 to 255`)
		}
		w.uint64Field(3, payload.seq)
	}
	if (payload.uuid !== undefined) w.stringField(4, payload.uuid)
	if (payload.body !== undefined) w.bytesField(5, payload.body)
	return w.finish()
}

/** The metric's name is put before an error only when there is one: to build it for every value costs more than the value. */
function writeNamed(w: WireWriter, metric: Metric, options: EncodeOptions, separator: string): void {
	try {
		writeMetric(w, metric, options)
	} catch (error) {
		if (!(error instanceof SparkplugCodecError)) throw error
		throw new SparkplugCodecError(error.code, `${separator}${metric.name ?? `alias ${metric.alias}`}${error.message}`)
	}
}

function writeMetric(w: WireWriter, metric: Metric, options: EncodeOptions): void {
	const { name, alias, timestampMs, datatype, value, properties, metadata } = metric
	const form = options.smallIntegers ?? 'sign-extended'
	if (!isDataType(datatype)) throw new SparkplugCodecError('wrong-form', `: ${datatype} is not a Sparkplug datatype`)
	const mark = w.begin(2)
	if (name !== undefined) w.stringField(1, name)
	if (alias !== undefined) w.uint64Field(2, alias)
	if (timestampMs !== undefined) w.uint64Field(3, exact(timestampMs, ': timestamp'))
	if (options.datatypes !== false) w.uint32Field(4, datatype)
	if (metric.isHistorical) w.boolField(5, true)
	if (metric.isTransient) w.boolField(6, true)
	if (value === null) w.boolField(7, true)
	if (metadata !== undefined) writeMetaData(w, 8, metadata)
	if (properties !== undefined) writePropertySet(w, 9, properties, form, '')
	if (value !== null) {
		if (datatype === DataType.DataSet && isDataSet(value)) writeDataSet(w, 17, value, form, '')
		else if (datatype === DataType.Template && isTemplate(value)) writeTemplate(w, value, options)
		else writeValue(w, 10, datatype, value, form, '')
	}
	w.end(mark)
}

function writeTemplate(w: WireWriter, template: Template, options: EncodeOptions): void {
	const mark = w.begin(18)
	if (template.version !== undefined) w.stringField(1, template.version)
	for (const member of template.metrics) writeNamed(w, member, options, '/')
	for (const parameter of template.parameters) writeParameter(w, parameter, options.smallIntegers ?? 'sign-extended', '')
	if (template.templateRef !== undefined) w.stringField(4, template.templateRef)
	w.boolField(5, template.isDefinition)
	w.end(mark)
}

function isDataSet(value: unknown): value is DataSet {
	return typeof value === 'object' && value !== null && 'columns' in value
}

function exact(ms: number, where: string): number {
	if (Number.isInteger(ms) && ms >= 0 && ms <= LATEST_MS) return ms
	throw new SparkplugCodecError(
		'out-of-range',
		`${where} ${ms} is not a whole number of ms from 1970 (${dataTypeName(DataType.DateTime)})`,
	)
}
