import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
	DataType,
	DEFAULT_LIMITS,
	decodePayload,
	encodePayload,
	type Metric,
	type MetricValue,
	type Payload,
	resolveMetric,
	SparkplugCodecError,
} from '../src/index.ts'
import { METRIC_TYPES, payload, properties, valueOfType } from './sparkplug-values.ts'

const RUNS = { numRuns: 60 }

/** Without the fields that are undefined, and with -0 as 0, which the wire of integers cannot hold. */
function plain(value: unknown): unknown {
	return JSON.parse(
		JSON.stringify(value, (_key, v: unknown) => {
			if (typeof v === 'bigint') return `${v}n`
			if (typeof v === 'number' && !Number.isFinite(v)) return String(v)
			if (v instanceof Uint8Array) return { bytes: Array.from(v) }
			return v
		}),
	)
}

function roundTrip(metric: Metric, datatypes: boolean): Metric | undefined {
	return decodePayload(encodePayload({ metrics: [metric] }, { datatypes })).metrics[0]
}

describe('codec', () => {
	it('knows 32 datatypes of metrics; the two of property sets stand in properties only', () => {
		expect(METRIC_TYPES).toHaveLength(32)
		for (const type of [DataType.PropertySet, DataType.PropertySetList]) {
			expect(() => encodePayload({ metrics: [{ name: 'p', datatype: type, value: 1 }] })).toThrow(SparkplugCodecError)
		}
	})

	describe.each(METRIC_TYPES)('$name', ({ type }) => {
		it('comes back as it was, named by a birth', () => {
			fc.assert(
				fc.property(fc.option(valueOfType(type)), (value) => {
					expect(plain(roundTrip({ name: 'm', datatype: type, value }, true)?.value)).toEqual(plain(value))
				}),
				RUNS,
			)
		})

		it('comes back as it was in data, which leaves the datatype to the birth', () => {
			fc.assert(
				fc.property(valueOfType(type), (value) => {
					const metric = roundTrip({ alias: 3, datatype: type, value }, false)
					expect(metric?.datatype).toBeUndefined()
					const reference = value as MetricValue
					expect(plain(resolveMetric(metric as Metric, type, reference).value)).toEqual(plain(value))
				}),
				RUNS,
			)
		})
	})

	it('keeps properties, nested ones and those with odd names too', () => {
		fc.assert(
			fc.property(properties, (set) => {
				const metric = roundTrip({ name: 'm', datatype: DataType.Boolean, value: true, properties: set }, true)
				expect(plain(metric?.properties)).toEqual(plain(set))
			}),
			RUNS,
		)
	})

	it('keeps whole payloads', () => {
		fc.assert(
			fc.property(payload, (whole) => {
				expect(plain(decodePayload(encodePayload(whole)))).toEqual(plain(whole))
			}),
			RUNS,
		)
	})

	it('reads a negative Int8 and Int16 in both forms', () => {
		for (const [datatype, value] of [
			[DataType.Int8, -7],
			[DataType.Int16, -300],
		] as const) {
			for (const smallIntegers of ['sign-extended', 'own-width'] as const) {
				const bytes = encodePayload({ metrics: [{ name: 'm', datatype, value }] }, { smallIntegers })
				expect(decodePayload(bytes).metrics[0]?.value).toBe(value)
			}
		}
	})

	it('reads a UInt32 from the field that the standard asks for and from the other one', () => {
		// Metric {name 'u', datatype 7, int_value or long_value 4 000 000 000}
		const value = [0x80, 0xd0, 0xac, 0xf3, 0x0e]
		for (const field of [0x50, 0x58]) {
			const metric = [0x0a, 1, 0x75, 0x20, 7, field, ...value]
			expect(decodePayload(Uint8Array.from([0x12, metric.length, ...metric])).metrics[0]?.value).toBe(4_000_000_000)
		}
	})

	it('writes arrays as the standard lays them out', () => {
		const bytesOf = (datatype: number, value: MetricValue): number[] => {
			const all = encodePayload({ metrics: [{ datatype, value }] })
			return Array.from(all.subarray(all.indexOf(0x82) + 3))
		}
		expect(bytesOf(DataType.Int16Array, [-30_000, 30_000])).toEqual([0xd0, 0x8a, 0x30, 0x75])
		expect(
			bytesOf(DataType.BooleanArray, [false, false, true, true, false, true, false, false, true, true, false, true]),
		).toEqual([12, 0, 0, 0, 0x34, 0xd0])
		expect(bytesOf(DataType.StringArray, ['ABC', 'hello'])).toEqual([0x41, 0x42, 0x43, 0, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0])
	})

	it.each([
		['a value beyond its type', { name: 'x', datatype: DataType.UInt8, value: 256 }, 'x: 256 does not fit UInt8 (0 to 255)'],
		[
			'a fraction in an integer',
			{ name: 'x', datatype: DataType.Int32, value: 1.5 },
			'x: 1.5 does not fit Int32 (-2147483648 to 2147483647)',
		],
		[
			'a number that is not exact',
			{ name: 'x', datatype: DataType.Int64, value: 2 ** 60 },
			'x: 1152921504606847000 is not an exact integer; give Int64 a bigint',
		],
		['text in a number', { name: 'x', datatype: DataType.Double, value: '1' }, 'x: a value of type string in a Double'],
		['nothing at all', { name: 'x', datatype: DataType.Double }, 'x: undefined in a Double'],
		[
			'an element beyond its type',
			{ name: 'x', datatype: DataType.Int8Array, value: [1, 200] },
			'x[1]: 200 does not fit Int8Array (-128 to 127)',
		],
		['a datatype that there is not', { name: 'x', datatype: 99, value: 1 }, 'x: 99 is not a Sparkplug datatype'],
	])('refuses to write %s and names the metric', (_what, metric, message) => {
		expect(() => encodePayload({ metrics: [metric] })).toThrow(expect.objectContaining({ name: 'SparkplugCodecError', message }))
	})

	it('refuses the one metric whose time no date can hold, and reads those beside it', () => {
		const metric = (name: string, time: readonly number[]): number[] => {
			const body = [0x0a, 1, name.charCodeAt(0), 0x18, ...time, 0x20, DataType.Double, 0x69, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f]
			return [0x12, body.length, ...body]
		}
		// -1 as 64 bits, and 5.
		const minusOne = [...Array<number>(9).fill(0xff), 1]
		const { metrics } = decodePayload(Uint8Array.from([...metric('a', minusOne), ...metric('b', [5])]))
		expect(metrics[0]).toMatchObject({ name: 'a', timestampMs: undefined, value: undefined })
		expect(metrics[0]?.problem).toContain('metric timestamp 18446744073709551615 is beyond the last date')
		expect(metrics[1]).toMatchObject({ name: 'b', timestampMs: 5, value: 1.5, problem: undefined })
	})

	it('passes over fields that it does not know', () => {
		const good = encodePayload({ seq: 4, metrics: [{ name: 'm', datatype: DataType.Boolean, value: true }] })
		// Field 100 as number, 101 as bytes, 102 as a group with a number in it.
		const unknown = [0xa0, 6, 5, 0xaa, 6, 2, 1, 2, 0xb3, 6, 8, 1, 0xb4, 6]
		expect(decodePayload(Uint8Array.from([...unknown, ...good, ...unknown]))).toEqual(decodePayload(good))
	})
})

interface ThirdParty {
	encodePayload(payload: object): Uint8Array
	decodePayload(bytes: Uint8Array): {
		metrics: { name: string; value: unknown; type: string }[]
		seq: unknown
		timestamp: unknown
	}
}

describe('codec beside npm sparkplug-payload', () => {
	const theirs = (createRequire(import.meta.url)('sparkplug-payload') as { get(namespace: string): ThirdParty }).get('spBv1.0')
	/** The datatypes that the package reads and writes rightly. */
	const SHARED = [
		['Int32', DataType.Int32],
		['UInt8', DataType.UInt8],
		['UInt16', DataType.UInt16],
		['Float', DataType.Float],
		['Double', DataType.Double],
		['Boolean', DataType.Boolean],
		['String', DataType.String],
		['Text', DataType.Text],
		['UUID', DataType.UUID],
	] as const

	it.each(SHARED)('reads what it writes and writes what it reads: %s', (name, type) => {
		fc.assert(
			fc.property(valueOfType(type), (value) => {
				const written = theirs.encodePayload({ timestamp: 5, seq: 1, metrics: [{ name: 'm', type: name, value }] })
				expect(decodePayload(written)).toMatchObject({ timestampMs: 5, seq: 1, metrics: [{ name: 'm', datatype: type, value }] })
				const ours = theirs.decodePayload(
					encodePayload({ timestampMs: 5, seq: 1, metrics: [{ name: 'm', datatype: type, value }] }),
				)
				expect(ours.metrics[0]).toMatchObject({ name: 'm', type: name, value })
			}),
			RUNS,
		)
	})
})

describe('codec on garbage', () => {
	/** Decodes; anything thrown but the codec's own error fails the test. */
	function survives(bytes: Uint8Array): void {
		try {
			decodePayload(bytes)
		} catch (error) {
			if (!(error instanceof SparkplugCodecError)) throw error
		}
	}

	it('throws nothing but its own error on random bytes', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), survives), { numRuns: 5_000 })
	})

	it('throws nothing but its own error on payloads with flipped, lost and added bytes', () => {
		const spoiled = fc.tuple(
			payload,
			fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
			fc.nat(),
			fc.boolean(),
		)
		fc.assert(
			fc.property(spoiled, ([whole, flips, cut, doCut]) => {
				const bytes = encodePayload(whole)
				for (const [at, mask] of flips)
					if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ mask
				survives(doCut ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes)
			}),
			{ numRuns: 1_000 },
		)
	})

	it('refuses what is beyond its limits, by name', () => {
		const code = (bytes: Uint8Array, limits = DEFAULT_LIMITS): string => {
			try {
				decodePayload(bytes, limits)
			} catch (error) {
				return error instanceof SparkplugCodecError ? error.code : String(error)
			}
			return 'read'
		}
		const many = (n: number): Payload => ({
			metrics: Array.from({ length: n }, () => ({ datatype: DataType.Boolean, value: true })),
		})
		expect(code(new Uint8Array(DEFAULT_LIMITS.payloadBytes + 1))).toBe('payload-too-large')
		expect(code(encodePayload(many(20_001)))).toBe('too-many-metrics')
		expect(code(encodePayload(many(20_000)))).toBe('read')
		expect(code(encodePayload({ metrics: [{ name: 'x'.repeat(70_000), datatype: DataType.Boolean, value: true }] }))).toBe(
			'string-too-long',
		)
		let nested: Metric = { name: 'leaf', datatype: DataType.Boolean, value: true }
		for (let k = 0; k < 10; k++) {
			nested = { name: 't', datatype: DataType.Template, value: { isDefinition: false, parameters: [], metrics: [nested] } }
		}
		expect(code(encodePayload({ metrics: [nested] }))).toBe('too-deep')
		expect(code(Uint8Array.from([0x12, 0x7f]))).toBe('truncated')
		expect(code(Uint8Array.from([0x00]))).toBe('malformed')
		// 2^53 - 1 ms, of a payload and of its metric.
		const late = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
		expect(code(Uint8Array.from([0x08, ...late]))).toBe('out-of-range')
		// Of one metric: it alone is refused.
		expect(code(Uint8Array.from([0x12, 11, 0x10, 1, 0x18, ...late]))).toBe('read')
	})

	it('refuses an array that would unfold to far more than its bytes, and keeps the metrics beside it', () => {
		const zeros = new Uint8Array(1_000_000)
		const booleans = new Uint8Array(1_000_000)
		new DataView(booleans.buffer).setUint32(0, (1_000_000 - 4) * 8, true)
		for (const [datatype, bytes, message] of [
			[DataType.StringArray, zeros, 'StringArray of more than 262144 elements'],
			[DataType.BooleanArray, booleans, 'BooleanArray of more than 262144 elements'],
			[DataType.Int8Array, zeros, 'Int8Array of more than 262144 elements'],
		] as const) {
			// Bytes and the array types share their field, so the datatype is all that differs.
			const raw = decodePayload(
				encodePayload({ metrics: [{ name: 'm', datatype: DataType.Bytes, value: bytes }] }, { datatypes: false }),
			)
			expect(resolveMetric(raw.metrics[0] as Metric, datatype).problem).toBe(message)
		}
	})
})
