import type { DecodeLimits } from './errors.ts'
import { DEFAULT_LIMITS } from './errors.ts'
import { LATEST_MS, Slot, type SlotNumber } from './payload.ts'

const TWO_28 = 268_435_456
const TWO_32 = 4_294_967_296
/** A metric of alias, time, type and one number is shorter than this on the wire, bytes. */
const PLAIN_METRIC_BYTES = 0x80

/** Tags of one byte: field number times 8 plus wire type. */
const Tag = { time: 0x08, metric: 0x12, seq: 0x18 } as const
const MetricTag = {
	alias: 0x10,
	time: 0x18,
	datatype: 0x20,
	isNull: 0x38,
	int: 0x50,
	long: 0x58,
	float: 0x65,
	double: 0x69,
	bool: 0x70,
} as const

/**
 * A DATA message of plain numbers by alias, as columns: one frame is filled again and again, so that reading a message
 * allocates nothing. `readDataFrame` fills it.
 */
export class DataFrame {
	/** Metrics in it. */
	count = 0
	/** ms since 1970; -1 where the message had none. */
	timestampMs = -1
	/** -1 where the message had none. */
	seq = -1
	aliases = new Float64Array(64)
	/** ms since 1970; -1 where the metric had none. */
	timesMs = new Float64Array(64)
	/** 0 where the metric had none. */
	datatypes = new Uint8Array(64)
	/** Which value field stood on the wire; 0 for null. */
	slots = new Uint8Array(64)
	/** The number of an int, float, double or bool field. */
	numbers = new Float64Array(64)
	/** The two halves of a long field. */
	lows = new Uint32Array(64)
	highs = new Uint32Array(64)

	/** Room for at least `count` metrics. What was in it is lost. */
	reserve(count: number): void {
		if (this.aliases.length >= count) return
		const size = Math.max(count, this.aliases.length * 2)
		this.aliases = new Float64Array(size)
		this.timesMs = new Float64Array(size)
		this.datatypes = new Uint8Array(size)
		this.slots = new Uint8Array(size)
		this.numbers = new Float64Array(size)
		this.lows = new Uint32Array(size)
		this.highs = new Uint32Array(size)
	}

	/** What the wire held for one metric, in the form that `interpret` reads; null for null. */
	raw(i: number): { readonly slot: SlotNumber; readonly data: number | bigint | boolean } | null {
		const slot = this.slots[i] as SlotNumber | 0
		if (slot === 0) return null
		if (slot === Slot.long) {
			const high = this.highs[i] as number
			const low = this.lows[i] as number
			return { slot, data: high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low) }
		}
		const number = this.numbers[i] as number
		return { slot, data: slot === Slot.bool ? number !== 0 : number }
	}
}

/** Halves of the last varint, as signed 32 bits. */
let low = 0
let high = 0
let view: DataView = new DataView(new ArrayBuffer(8))

/**
 * Reads a DATA message whose metrics are plain numbers, booleans or nulls by alias. False for any other, whatever is wrong
 * or unusual with it: `decodePayload` then says what, or reads it. What is in the frame after false means nothing.
 */
export function readDataFrame(bytes: Uint8Array, frame: DataFrame, limits: DecodeLimits = DEFAULT_LIMITS): boolean {
	const size = bytes.length
	if (size > limits.payloadBytes) return false
	// The packets of one network read share their buffer.
	if (view.buffer !== bytes.buffer) view = new DataView(bytes.buffer)
	// The shortest metric takes two bytes for its tag and length and two for its alias.
	frame.reserve(size >>> 2)
	const most = Math.min(limits.metrics, limits.elements)
	frame.count = 0
	frame.timestampMs = -1
	frame.seq = -1
	let pos = 0
	while (pos < size) {
		const tag = bytes[pos++] as number
		if (tag === Tag.metric) {
			const length = bytes[pos++]
			if (length === undefined || length >= PLAIN_METRIC_BYTES || pos + length > size) return false
			if (frame.count >= most || !readMetric(bytes, pos, pos + length, frame)) return false
			pos += length
		} else if (tag === Tag.time || tag === Tag.seq) {
			pos = varint(bytes, pos, size)
			if (pos < 0 || high < 0 || high >= 0x20_0000) return false
			const value = high * TWO_32 + (low >>> 0)
			if (tag === Tag.time) {
				if (value > LATEST_MS) return false
				frame.timestampMs = value
			} else frame.seq = value
		} else return false
	}
	return true
}

function readMetric(bytes: Uint8Array, start: number, end: number, frame: DataFrame): boolean {
	const i = frame.count
	let pos = start
	let alias = -1
	let timeMs = -1
	let datatype = 0
	let slot = 0
	let isNull = false
	while (pos < end) {
		switch (bytes[pos++] as number) {
			case MetricTag.alias: {
				const first = bytes[pos] as number
				if (first < 0x80 && pos < end) {
					alias = first
					pos++
					break
				}
				pos = varint(bytes, pos, end)
				if (pos < 0 || high < 0 || high >= 0x20_0000) return false
				alias = high * TWO_32 + (low >>> 0)
				break
			}
			case MetricTag.time:
				if (pos + 6 <= end) {
					// Times from 2004 to 2109 take six bytes.
					const a = bytes[pos] as number
					const b = bytes[pos + 1] as number
					const c = bytes[pos + 2] as number
					const d = bytes[pos + 3] as number
					const e = bytes[pos + 4] as number
					const f = bytes[pos + 5] as number
					if ((a & b & c & d & e) >= 0x80 && f < 0x80) {
						const lower = (a & 0x7f) | ((b & 0x7f) << 7) | ((c & 0x7f) << 14) | ((d & 0x7f) << 21)
						timeMs = ((e & 0x7f) | (f << 7)) * TWO_28 + lower
						pos += 6
						break
					}
				}
				pos = varint(bytes, pos, end)
				if (pos < 0 || high < 0 || high >= 0x20_0000) return false
				timeMs = high * TWO_32 + (low >>> 0)
				if (timeMs > LATEST_MS) return false
				break
			case MetricTag.double:
				if (pos + 8 > end) return false
				slot = Slot.double
				frame.numbers[i] = view.getFloat64(bytes.byteOffset + pos, true)
				pos += 8
				break
			case MetricTag.float:
				if (pos + 4 > end) return false
				slot = Slot.float
				frame.numbers[i] = view.getFloat32(bytes.byteOffset + pos, true)
				pos += 4
				break
			case MetricTag.int:
				pos = varint(bytes, pos, end)
				if (pos < 0) return false
				slot = Slot.int
				frame.numbers[i] = low >>> 0
				break
			case MetricTag.long:
				pos = varint(bytes, pos, end)
				if (pos < 0) return false
				slot = Slot.long
				frame.lows[i] = low
				frame.highs[i] = high
				break
			case MetricTag.bool:
				pos = varint(bytes, pos, end)
				if (pos < 0) return false
				slot = Slot.bool
				frame.numbers[i] = low !== 0 || high !== 0 ? 1 : 0
				break
			case MetricTag.datatype:
				pos = varint(bytes, pos, end)
				if (pos < 0 || low < 0 || low > 255) return false
				datatype = low
				break
			case MetricTag.isNull:
				pos = varint(bytes, pos, end)
				if (pos < 0) return false
				isNull = low !== 0 || high !== 0
				break
			default:
				return false
		}
	}
	if (alias < 0) return false
	frame.aliases[i] = alias
	frame.timesMs[i] = timeMs
	frame.datatypes[i] = datatype
	frame.slots[i] = isNull ? 0 : slot
	frame.count = i + 1
	return true
}

/** Reads a varint into `low` and `high`; gives the place after it, -1 where it is cut off or too long. */
function varint(bytes: Uint8Array, start: number, end: number): number {
	let pos = start
	low = 0
	high = 0
	for (let shift = 0; shift < 28; shift += 7) {
		if (pos >= end) return -1
		const byte = bytes[pos++] as number
		low |= (byte & 0x7f) << shift
		if (byte < 0x80) return pos
	}
	if (pos >= end) return -1
	const middle = bytes[pos++] as number
	low |= middle << 28
	high = (middle & 0x7f) >>> 4
	if (middle < 0x80) return pos
	for (let shift = 3; shift < 32; shift += 7) {
		if (pos >= end) return -1
		const byte = bytes[pos++] as number
		high |= (byte & 0x7f) << shift
		if (byte < 0x80) return pos
	}
	return -1
}
