/** A protobuf field as it stands on the wire. Read without the codec under test. */
export interface WireField {
	readonly field: number
	/** 0 varint, 1 eight bytes, 2 bytes, 5 four bytes. */
	readonly wire: number
	/** Of a varint; 0 for the others. */
	readonly value: bigint
	readonly bytes: Uint8Array
}

/** The fields of a message in order; throws at what is no protobuf. */
export function fieldsOf(bytes: Uint8Array): WireField[] {
	const fields: WireField[] = []
	let pos = 0
	const varint = (): bigint => {
		let value = 0n
		for (let shift = 0n; ; shift += 7n) {
			const byte = bytes[pos++]
			if (byte === undefined || shift > 63n) throw new Error('a varint is cut off or too long')
			value |= BigInt(byte & 0x7f) << shift
			if (byte < 0x80) return value
		}
	}
	while (pos < bytes.length) {
		const tag = Number(varint())
		const wire = tag & 7
		const value = wire === 0 ? varint() : 0n
		const length = wire === 0 ? 0 : wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? Number(varint()) : Number.NaN
		if (!(pos + length <= bytes.length)) throw new Error(`a field of wire type ${wire} goes past the end`)
		fields.push({ field: tag >>> 3, wire, value, bytes: bytes.subarray(pos, pos + length) })
		pos += length
	}
	return fields
}

export function fieldsNumbered(bytes: Uint8Array, field: number): WireField[] {
	return fieldsOf(bytes).filter((each) => each.field === field)
}

export function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes)
		return true
	} catch {
		return false
	}
}
