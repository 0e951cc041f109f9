import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DataFrame, readDataFrame } from './data-frame.ts'
import { DataType } from './datatypes.ts'
import { decodePayload } from './decode.ts'
import { encodePayload } from './encode.ts'
import { SparkplugCodecError } from './errors.ts'
import type { Payload } from './payload.ts'

const FRAME = new DataFrame()

/** What a frame holds, in the form that the full decoder gives. */
function framed(frame: DataFrame): unknown {
	return {
		timestampMs: frame.timestampMs < 0 ? undefined : frame.timestampMs,
		seq: frame.seq < 0 ? undefined : frame.seq,
		metrics: Array.from({ length: frame.count }, (_, i) => ({
			alias: frame.aliases[i],
			timestampMs: (frame.timesMs[i] as number) < 0 ? undefined : frame.timesMs[i],
			raw: frame.raw(i) ?? undefined,
		})),
	}
}

function decoded(payload: Payload): unknown {
	return {
		timestampMs: payload.timestampMs,
		seq: payload.seq,
		metrics: payload.metrics.map(({ alias, timestampMs, raw }) => ({ alias, timestampMs, raw })),
	}
}

const value = fc.oneof(
	fc.record({ datatype: fc.constant(DataType.Double), value: fc.double() }),
	fc.record({ datatype: fc.constant(DataType.Float), value: fc.float() }),
	fc.record({ datatype: fc.constant(DataType.Int32), value: fc.integer() }),
	fc.record({ datatype: fc.constant(DataType.UInt64), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
	fc.record({ datatype: fc.constant(DataType.Boolean), value: fc.boolean() }),
	fc.record({ datatype: fc.constant(DataType.Double), value: fc.constant(null) }),
)
const time = fc.option(fc.integer({ min: 0, max: 8.64e15 }), { nil: undefined })
const data = fc.record({
	timestampMs: time,
	seq: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
	metrics: fc.array(
		fc.tuple(fc.maxSafeNat(), time, value).map(([alias, timestampMs, v]) => ({ alias, timestampMs, ...v })),
		{ maxLength: 100 },
	),
})

it('holds what the full decoder reads, for any message of plain numbers by alias', () => {
	fc.assert(
		fc.property(data, (payload) => {
			const bytes = encodePayload(payload, { datatypes: false })
			expect(readDataFrame(bytes, FRAME)).toBe(true)
			expect(framed(FRAME)).toEqual(decoded(decodePayload(bytes)))
		}),
	)
})

it('never differs from the full decoder on bytes that somebody changed, and takes none that the decoder refuses', () => {
	let taken = 0
	fc.assert(
		fc.property(
			data,
			fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
			fc.nat(3),
			(payload, edits, cut) => {
				const bytes = encodePayload(payload, { datatypes: false })
				for (const [at, byte] of edits) if (bytes.length > 0) bytes[at % bytes.length] = byte
				const changed = bytes.subarray(0, bytes.length - Math.min(cut, bytes.length))
				if (!readDataFrame(changed, FRAME)) return
				taken++
				const full = decodePayload(changed)
				expect(full.metrics.map(({ alias, timestampMs }) => [alias, timestampMs ?? -1])).toEqual(
					Array.from({ length: FRAME.count }, (_, i) => [FRAME.aliases[i], FRAME.timesMs[i]]),
				)
				full.metrics.forEach((metric, i) => {
					if (metric.datatype === undefined) expect(metric.raw).toEqual(FRAME.raw(i) ?? undefined)
					else expect(metric.datatype).toBe(FRAME.datatypes[i])
				})
			},
		),
		{ numRuns: 2_000 },
	)
	expect(taken).toBeGreaterThan(100)
})

it('leaves names, strings and properties to the full decoder', () => {
	const leaves = (metric: Payload['metrics'][number]) => readDataFrame(encodePayload({ metrics: [metric] }), FRAME)
	expect(leaves({ name: 'a', datatype: DataType.Double, value: 1 })).toBe(false)
	expect(leaves({ alias: 1, datatype: DataType.String, value: 'x' })).toBe(false)
	expect(leaves({ alias: 1, datatype: DataType.Double, value: 1, isHistorical: true })).toBe(false)
	expect(leaves({ alias: 1, datatype: DataType.Double, value: 1, properties: { q: { type: 3, value: 0 } } })).toBe(false)
	expect(leaves({ alias: 2n ** 60n, datatype: DataType.Double, value: 1 })).toBe(false)
	expect(() => decodePayload(Uint8Array.from([0x12]))).toThrow(SparkplugCodecError)
	expect(readDataFrame(Uint8Array.from([0x12]), FRAME)).toBe(false)
})

it('keeps to the limits on size and count', () => {
	const bytes = encodePayload({ metrics: [1, 2, 3].map((alias) => ({ alias, datatype: DataType.Double, value: 1 })) })
	const limits = { payloadBytes: 1000, metrics: 2, elements: 100, depth: 4, stringBytes: 100 }
	expect(readDataFrame(bytes, new DataFrame(), { ...limits, metrics: 3 })).toBe(true)
	expect(readDataFrame(bytes, FRAME, limits)).toBe(false)
	expect(readDataFrame(bytes, FRAME, { ...limits, payloadBytes: 10 })).toBe(false)
})

it('leaves times that no date can hold to be refused in full', () => {
	const late = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
	expect(readDataFrame(Uint8Array.from([0x08, ...late]), new DataFrame())).toBe(false)
	expect(readDataFrame(Uint8Array.from([0x12, 11, 0x10, 1, 0x18, ...late]), new DataFrame())).toBe(false)
	expect(readDataFrame(Uint8Array.from([0x12, 4, 0x10, 1, 0x18, 1]), new DataFrame())).toBe(true)
})
