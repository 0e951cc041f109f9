import type { DecodeLimits } from './errors.ts'
import { SparkplugCodecError } from './errors.ts'
import { LATEST_MS } from './payload.ts'

const TEXT = new TextDecoder('utf-8', { ignoreBOM: true })
const TWO_32 = 4_294_967_296

/** Protobuf wire types. */
export const Wire = { varint: 0, fixed64: 1, bytes: 2, groupStart: 3, groupEnd: 4, fixed32: 5 } as const

/** Reads protobuf fields from one buffer. Every length is checked before anything is allocated for it. */
export class WireReader {
	pos = 0
	/** End of the message being read; see `enter`. */
	end: number
	/** Field number and wire type of the last tag. */
	field = 0
	wire = 0
	readonly limits: DecodeLimits
	readonly #bytes: Uint8Array
	readonly #view: DataView
	#lo = 0
	#hi = 0
	#metrics = 0
	#elements = 0

	constructor(bytes: Uint8Array, limits: DecodeLimits) {
		if (bytes.length > limits.payloadBytes) {
			throw new SparkplugCodecError('payload-too-large', `payload of ${bytes.length} bytes, limit ${limits.payloadBytes}`)
		}
		this.#bytes = bytes
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
		this.limits = limits
		this.end = bytes.length
	}

	/** Moves to the next field of the current message; false at its end. */
	next(): boolean {
		if (this.pos >= this.end) return false
		this.#varint()
		this.field = this.#lo >>> 3
		this.wire = this.#lo & 7
		if (this.field === 0 || this.#hi !== 0)
			throw new SparkplugCodecError('malformed', `field number 0 or too large at byte ${this.pos}`)
		return true
	}

	/** Counts a metric, property, row or cell against the limits. */
	count(what: 'metric' | 'element'): void {
		if (what === 'metric' && ++this.#metrics > this.limits.metrics) {
			throw new SparkplugCodecError('too-many-metrics', `more than ${this.limits.metrics} metrics`)
		}
		if (++this.#elements > this.limits.elements) {
			throw new SparkplugCodecError('too-many-elements', `more than ${this.limits.elements} elements`)
		}
	}

	/** Narrows the reader to a nested message; the result goes back to `leave`. */
	enter(depth: number): number {
		if (depth > this.limits.depth) throw new SparkplugCodecError('too-deep', `nested deeper than ${this.limits.depth}`)
		const length = this.#length()
		const outerEnd = this.end
		this.end = this.pos + length
		return outerEnd
	}

	leave(outerEnd: number): void {
		this.pos = this.end
		this.end = outerEnd
	}

	/** Low 32 bits of a varint, unsigned, as protobuf's uint32. */
	uint32(): number {
		this.#expect(Wire.varint)
		this.#varint()
		return this.#lo >>> 0
	}

	/** The next value of a packed field, which has no tags of its own. */
	packedUint32(): number {
		this.#varint()
		return this.#lo >>> 0
	}

	bool(): boolean {
		this.#expect(Wire.varint)
		this.#varint()
		return this.#lo !== 0 || this.#hi !== 0
	}

	/** An unsigned 64-bit value: number where it is exact, bigint above. */
	uint64(): number | bigint {
		this.#expect(Wire.varint)
		this.#varint()
		const hi = this.#hi >>> 0
		if (hi < 0x20_0000) return hi * TWO_32 + (this.#lo >>> 0)
		return (BigInt(hi) << 32n) | BigInt(this.#lo >>> 0)
	}

	/** An unsigned 64-bit value that has to be exact in a number (times, sequence numbers). */
	uint53(what: string): number {
		const value = this.uint64()
		if (typeof value === 'bigint') throw new SparkplugCodecError('out-of-range', `${what} ${value} is beyond 2^53`)
		return value
	}

	/** ms since 1970, of a time that a date can hold: whoever shows or stores a later one fails at it. */
	time(what: string): number {
		const value = this.uint64()
		if (value > LATEST_MS) throw new SparkplugCodecError('out-of-range', `${what} ${value} is beyond the last date, ${LATEST_MS}`)
		return Number(value)
	}

	float(): number {
		this.#expect(Wire.fixed32)
		const at = this.#take(4)
		return this.#view.getFloat32(at, true)
	}

	double(): number {
		this.#expect(Wire.fixed64)
		const at = this.#take(8)
		return this.#view.getFloat64(at, true)
	}

	/** A copy, so that what is kept does not hold the network buffer. */
	bytes(): Uint8Array {
		const length = this.#length()
		const at = this.#take(length)
		return this.#bytes.slice(at, at + length)
	}

	string(): string {
		const length = this.#length()
		if (length > this.limits.stringBytes) {
			throw new SparkplugCodecError('string-too-long', `string of ${length} bytes, limit ${this.limits.stringBytes}`)
		}
		const at = this.#take(length)
		return decodeText(this.#bytes, at, at + length)
	}

	/** Passes over a field that nobody asked for. */
	skip(depth = 0): void {
		switch (this.wire) {
			case Wire.varint:
				this.#varint()
				return
			case Wire.fixed64:
				this.#take(8)
				return
			case Wire.fixed32:
				this.#take(4)
				return
			case Wire.bytes:
				this.#take(this.#length())
				return
			case Wire.groupStart:
				this.#skipGroup(depth)
				return
			default:
				throw new SparkplugCodecError('malformed', `wire type ${this.wire} at byte ${this.pos}`)
		}
	}

	#skipGroup(depth: number): void {
		if (depth >= this.limits.depth) throw new SparkplugCodecError('too-deep', `groups nested deeper than ${this.limits.depth}`)
		const field = this.field
		while (this.next()) {
			if (this.wire === Wire.groupEnd) {
				if (this.field === field) return
				throw new SparkplugCodecError('malformed', `group ${field} ended as ${this.field}`)
			}
			this.skip(depth + 1)
		}
		throw new SparkplugCodecError('truncated', `group ${field} has no end`)
	}

	#expect(wire: number): void {
		if (this.wire !== wire)
			throw new SparkplugCodecError('malformed', `field ${this.field} has wire type ${this.wire}, not ${wire}`)
	}

	#take(length: number): number {
		const at = this.pos
		if (at + length > this.end)
			throw new SparkplugCodecError('truncated', `${length} bytes wanted at byte ${at}, ${this.end - at} left`)
		this.pos = at + length
		return at
	}

	#length(): number {
		this.#expect(Wire.bytes)
		this.#varint()
		const length = this.#lo >>> 0
		if (this.#hi !== 0 || this.pos + length > this.end) {
			throw new SparkplugCodecError('truncated', `a length at byte ${this.pos} goes past the end`)
		}
		return length
	}

	#varint(): void {
		const bytes = this.#bytes
		// Tags, aliases and flags are one byte.
		const first = bytes[this.pos] as number
		if (first < 0x80 && this.pos < this.end) {
			this.pos++
			this.#lo = first
			this.#hi = 0
			return
		}
		let lo = 0
		let hi = 0
		for (let i = 0; i < 10; i++) {
			if (this.pos >= this.end) throw new SparkplugCodecError('truncated', `a number is cut off at byte ${this.pos}`)
			const byte = bytes[this.pos++] as number
			const bits = byte & 0x7f
			if (i < 4) lo |= bits << (7 * i)
			else if (i === 4) {
				lo |= bits << 28
				hi = bits >>> 4
			} else hi |= bits << (7 * i - 32)
			if (byte < 0x80) {
				this.#lo = lo
				this.#hi = hi
				return
			}
		}
		throw new SparkplugCodecError('malformed', `a number of more than 10 bytes at byte ${this.pos}`)
	}
}

/** UTF-8 to text; bytes that are no UTF-8 become U+FFFD, since one odd name must not cost a whole birth. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
	if (end - start > 40) return TEXT.decode(bytes.subarray(start, end))
	let text = ''
	for (let i = start; i < end; i++) {
		const byte = bytes[i] as number
		// TextDecoder costs more than a short ASCII name itself.
		if (byte > 0x7f) return TEXT.decode(bytes.subarray(start, end))
		text += String.fromCharCode(byte)
	}
	return text
}
