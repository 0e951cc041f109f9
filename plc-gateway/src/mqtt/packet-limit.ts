import type { Socket } from 'node:net'

/** Bytes of a packet's type and length at most. */
const HEADER_BYTES = 5

/** What becomes of a packet that announces more than it may hold. */
export type TooLarge = 'drop-packet' | 'end-connection'

/** Follows the MQTT framing of a byte stream and takes out the packets that announce more than they may hold. */
export class PacketFilter {
	readonly #maxBytes: number
	readonly #onTooLarge: () => void
	/** The type and length of a packet of which not all has come yet. */
	#header: number[] = []
	/** Bytes of the current packet still to come, and whether they are kept. */
	#rest = 0
	#keeps = true

	constructor(maxBytes: number, onTooLarge: () => void) {
		this.#maxBytes = maxBytes
		this.#onTooLarge = onTooLarge
	}

	/** What of a chunk may pass, in order; null when it is not MQTT. The chunk itself is passed on where all of it may. */
	accept(chunk: Uint8Array): readonly Uint8Array[] | null {
		const parts: Uint8Array[] = []
		/** Start of what may pass and is not in `parts` yet; -1 while a packet is dropped. */
		let from = this.#keeps ? 0 : -1
		let at = 0
		while (at < chunk.length) {
			if (this.#rest > 0) {
				const taken = Math.min(this.#rest, chunk.length - at)
				this.#rest -= taken
				at += taken
				continue
			}
			if (from < 0) from = at
			this.#keeps = true
			const startOfHeader = at
			const earlier = this.#header.length
			const length = this.#readHeader(chunk, at)
			if (length === null) return null
			if (length === undefined) {
				// The header goes on in the next chunk: it passes, or not, when it is whole.
				if (startOfHeader > from) parts.push(chunk.subarray(from, startOfHeader))
				return parts
			}
			at = startOfHeader + this.#header.length - earlier
			this.#rest = length
			this.#keeps = length <= this.#maxBytes
			if (!this.#keeps) {
				if (startOfHeader > from) parts.push(chunk.subarray(from, startOfHeader))
				from = -1
				this.#onTooLarge()
			} else if (earlier > 0) {
				parts.push(Uint8Array.from(this.#header))
				from = at
			}
			this.#header = []
		}
		if (from === 0 && parts.length === 0) return [chunk]
		if (from >= 0 && from < chunk.length) parts.push(chunk.subarray(from))
		return parts
	}

	/** Gathers type and length. The length; undefined when more bytes are needed; null when it is none. */
	#readHeader(chunk: Uint8Array, start: number): number | undefined | null {
		for (let at = start; at < chunk.length; at++) {
			const byte = chunk[at] as number
			this.#header.push(byte)
			if (this.#header.length === 1 || byte >= 0x80) {
				if (this.#header.length === HEADER_BYTES) return null
				continue
			}
			return this.#header.slice(1).reduce((length, b, i) => length + (b & 0x7f) * 128 ** i, 0)
		}
		return undefined
	}
}

/**
 * Keeps packets of more than `maxBytes` from being gathered in memory: neither aedes nor mqtt.js has such a limit, both
 * collect up to MQTT's 256 MB. A broker ends the connection that sends one; a client drops the packet and stays, or a
 * single large retained message would throw it out each time that it comes back.
 */
export function limitPacketSize(socket: Socket, maxBytes: number, tooLarge: TooLarge, onTooLarge: () => void): void {
	let isOver = false
	const filter = new PacketFilter(maxBytes, () => {
		isOver = tooLarge === 'end-connection'
		onTooLarge()
	})
	const push = socket.push.bind(socket)
	socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
		if (socket.destroyed) return false
		if (chunk === null) return push(null)
		const parts = filter.accept(chunk)
		if (parts === null || isOver) {
			socket.destroy(new Error(parts === null ? 'not MQTT' : `an MQTT packet of more than ${maxBytes} bytes`))
			return false
		}
		let wantsMore = true
		for (const part of parts) wantsMore = push(asBuffer(part), encoding)
		return wantsMore
	}
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
