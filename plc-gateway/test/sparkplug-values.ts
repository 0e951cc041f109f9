import fc from 'fast-check'
import {
	type DataSet,
	DataType,
	type DataTypeNumber,
	dataTypeName,
	type Metric,
	type MetricValue,
	type Payload,
	type PropertySet,
	type PropertyValue,
	type Scalar,
	type Template,
	type TemplateParameter,
} from '../src/index.ts'

const integer = (min: number, max: number) => fc.integer({ min, max })
const time = fc.bigInt({ min: 0n, max: 2n ** 53n - 1n })
const float = fc.float({ noNaN: true })
const double = fc.double({ noNaN: true })
const text = fc.string({ unit: 'grapheme', maxLength: 60 })
/** Of a string array: a zero byte would end it. */
const noZero = text.map((s) => s.replaceAll('\0', ''))
const bytes = fc.uint8Array({ maxLength: 100 })
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 20 })

const scalars: ReadonlyMap<number, fc.Arbitrary<Scalar>> = new Map<number, fc.Arbitrary<Scalar>>([
	[DataType.Int8, integer(-128, 127)],
	[DataType.Int16, integer(-32_768, 32_767)],
	[DataType.Int32, integer(-2_147_483_648, 2_147_483_647)],
	[DataType.Int64, i64],
	[DataType.UInt8, integer(0, 255)],
	[DataType.UInt16, integer(0, 65_535)],
	[DataType.UInt32, integer(0, 4_294_967_295)],
	[DataType.UInt64, u64],
	[DataType.Float, float],
	[DataType.Double, double],
	[DataType.Boolean, fc.boolean()],
	[DataType.String, text],
	[DataType.DateTime, time],
	[DataType.Text, text],
	[DataType.UUID, fc.uuid()],
])

/** A scalar type that may stand in a cell, a property or a parameter, with a value or none. */
const typedScalar: fc.Arbitrary<{ type: number; value: Scalar | null }> = fc
	.constantFrom(...scalars.keys())
	.chain((type) => fc.option(scalars.get(type) as fc.Arbitrary<Scalar>).map((value) => ({ type, value })))

const dataSet: fc.Arbitrary<DataSet> = fc
	.array(fc.tuple(text, fc.constantFrom(...scalars.keys())), { maxLength: 5 })
	.chain((columns) =>
		fc
			.array(fc.tuple(...columns.map(([, type]) => fc.option(scalars.get(type) as fc.Arbitrary<Scalar>))), { maxLength: 5 })
			.map((rows) => ({ columns: columns.map(([name]) => name), types: columns.map(([, type]) => type), rows })),
	)

const parameter: fc.Arbitrary<TemplateParameter> = fc.tuple(text, typedScalar).map(([name, typed]) => ({ name, ...typed }))

const template: fc.Arbitrary<Template> = fc
	.record({
		version: fc.option(text, { nil: undefined }),
		templateRef: fc.option(text, { nil: undefined }),
		isDefinition: fc.boolean(),
		parameters: fc.array(parameter, { maxLength: 3 }),
		members: fc.uniqueArray(fc.tuple(text, typedScalar), { maxLength: 3, selector: ([name]) => name }),
	})
	.map(({ members, ...rest }) => ({
		...rest,
		metrics: members.map(([name, { type, value }]) => ({ name, datatype: type, value })),
	}))

const others: ReadonlyMap<number, fc.Arbitrary<MetricValue>> = new Map<number, fc.Arbitrary<MetricValue>>([
	[DataType.DataSet, dataSet],
	[DataType.Bytes, bytes],
	[DataType.File, bytes],
	[DataType.Template, template],
	[DataType.Int8Array, list(integer(-128, 127))],
	[DataType.Int16Array, list(integer(-32_768, 32_767))],
	[DataType.Int32Array, list(integer(-2_147_483_648, 2_147_483_647))],
	[DataType.Int64Array, list(i64)],
	[DataType.UInt8Array, list(integer(0, 255))],
	[DataType.UInt16Array, list(integer(0, 65_535))],
	[DataType.UInt32Array, list(integer(0, 4_294_967_295))],
	[DataType.UInt64Array, list(u64)],
	[DataType.FloatArray, list(float)],
	[DataType.DoubleArray, list(double)],
	[DataType.BooleanArray, list(fc.boolean())],
	[DataType.StringArray, list(noZero)],
	[DataType.DateTimeArray, list(time)],
])

const propertyValue: fc.Arbitrary<PropertyValue> = fc.letrec<{ value: PropertyValue; set: PropertySet }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 2, withCrossShrink: true },
		typedScalar,
		tie('set').map((value) => ({ type: DataType.PropertySet, value })),
		fc.array(tie('set'), { maxLength: 2 }).map((value) => ({ type: DataType.PropertySetList, value })),
	),
	set: fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: false }),
})).value

/** Every datatype that a metric may have, with its name for the title of a test. */
export const METRIC_TYPES: readonly { readonly type: DataTypeNumber; readonly name: string }[] = [
	...scalars.keys(),
	...others.keys(),
]
	.sort((x, y) => x - y)
	.map((type) => ({ type: type as DataTypeNumber, name: dataTypeName(type) }))

export function valueOfType(type: number): fc.Arbitrary<MetricValue> {
	const arbitrary = scalars.get(type) ?? others.get(type)
	if (arbitrary === undefined) throw new Error(`no values for ${dataTypeName(type)}`)
	return arbitrary
}

export const properties: fc.Arbitrary<PropertySet> = fc.dictionary(text, propertyValue, { maxKeys: 4, noNullPrototype: false })

const timeMs = integer(0, 8.64e15)
const metric: fc.Arbitrary<Metric> = fc.constantFrom(...METRIC_TYPES.map(({ type }) => type)).chain((datatype) =>
	fc.record({
		name: fc.option(text, { nil: undefined }),
		alias: fc.option(fc.maxSafeNat(), { nil: undefined }),
		timestampMs: fc.option(timeMs, { nil: undefined }),
		datatype: fc.constant(datatype),
		value: fc.option(valueOfType(datatype)),
		properties: fc.option(properties, { nil: undefined }),
	}),
)

export const payload: fc.Arbitrary<Payload> = fc.record({
	timestampMs: fc.option(timeMs, { nil: undefined }),
	metrics: fc.array(metric, { maxLength: 6 }),
	seq: fc.option(integer(0, 255), { nil: undefined }),
})
