import { Wire } from './wire-reader.ts'

const TEXT = new TextEncoder()
const TWO_32 = 4_294_967_296
const KEPT_BYTES = 262_144

/** Writes protobuf fields into one growing buffer. */
export class WireWriter {
	#bytes = new Uint8Array(1024)
	#view = new DataView(this.#bytes.buffer)
	#pos = 0

	reset(): void {
		this.#pos = 0
		// One large payload must not hold its memory for good.
		if (this.#bytes.length > KEPT_BYTES) this.#allocate(1024)
	}

	/** A copy of what was written. */
	finish(): Uint8Array {
		return this.#bytes.slice(0, this.#pos)
	}

	uint32Field(field: number, value: number): void {
		this.#tag(field, Wire.varint)
		this.#varint(value >>> 0)
	}

	boolField(field: number, value: boolean): void {
		this.uint32Field(field, value ? 1 : 0)
	}

	/** Unsigned; a number must be exact (at most 2^53 - 1). */
	uint64Field(field: number, value: number | bigint): void {
		this.#tag(field, Wire.varint)
		if (typeof value === 'number') {
			if (value < TWO_32) this.#varint(value)
			else this.#split((value / TWO_32) >>> 0, value >>> 0)
		} else {
			this.#split(Number((value >> 32n) & 0xffff_ffffn), Number(value & 0xffff_ffffn))
		}
	}

	floatField(field: number, value: number): void {
		this.#tag(field, Wire.fixed32)
		this.#reserve(4)
		this.#view.setFloat32(this.#pos, value, true)
		this.#pos += 4
	}

	doubleField(field: number, value: number): void {
		this.#tag(field, Wire.fixed64)
		this.#reserve(8)
		this.#view.setFloat64(this.#pos, value, true)
		this.#pos += 8
	}

	bytesField(field: number, value: Uint8Array): void {
		this.#tag(field, Wire.bytes)
		this.#varint(value.length)
		this.#reserve(value.length)
		this.#bytes.set(value, this.#pos)
		this.#pos += value.length
	}

	stringField(field: number, value: string): void {
		const mark = this.begin(field)
		this.#reserve(value.length * 3)
		this.#pos += TEXT.encodeInto(value, this.#bytes.subarray(this.#pos)).written
		this.end(mark)
	}

	/** Opens a nested message; one byte is kept for its length. The result goes to `end`. */
	begin(field: number): number {
		this.#tag(field, Wire.bytes)
		this.#reserve(1)
		this.#pos++
		return this.#pos
	}

	end(mark: number): void {
		const length = this.#pos - mark
		let extra = 0
		for (let rest = length >>> 7; rest > 0; rest >>>= 7) extra++
		if (extra > 0) {
			this.#reserve(extra)
			this.#bytes.copyWithin(mark + extra, mark, this.#pos)
		}
		const end = this.#pos + extra
		this.#pos = mark - 1
		this.#varint(length)
		this.#pos = end
	}

	#tag(field: number, wire: number): void {
		this.#varint((field << 3) | wire)
	}

	#varint(value: number): void {
		if (this.#pos + 5 > this.#bytes.length) this.#reserve(5)
		if (value < 0x80) {
			this.#bytes[this.#pos++] = value
			return
		}
		let rest = value
		while (rest > 0x7f) {
			this.#bytes[this.#pos++] = (rest & 0x7f) | 0x80
			rest >>>= 7
		}
		this.#bytes[this.#pos++] = rest
	}

	#split(hi: number, lo: number): void {
		let high = hi
		let low = lo
		this.#reserve(10)
		while (high > 0) {
			this.#bytes[this.#pos++] = (low & 0x7f) | 0x80
			low = ((low >>> 7) | (high << 25)) >>> 0
			high >>>= 7
		}
		this.#varint(low)
	}

	#reserve(more: number): void {
		if (this.#pos + more <= this.#bytes.length) return
		const before = this.#bytes
		this.#allocate(Math.max(before.length * 2, this.#pos + more))
		this.#bytes.set(before.subarray(0, this.#pos))
	}

	#allocate(length: number): void {
		this.#bytes = new Uint8Array(length)
		this.#view = new DataView(this.#bytes.buffer)
	}
}
