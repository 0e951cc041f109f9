import type { Socket } from 'node:net'

/** Follows the MQTT framing of a byte stream and says when a packet announces more than it may hold. */
export class PacketScanner {
	readonly #maxBytes: number
	/** Bytes of the current packet still to come. */
	#rest = 0
	/** -1: at a packet's first byte; else how many length bytes were read. */
	#lengthBytes = -1
	#length = 0

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes
	}

	/** False as soon as a packet is too large or its length is not MQTT: nothing of it has to be kept. */
	accept(chunk: Uint8Array): boolean {
		let at = 0
		while (at < chunk.length) {
			if (this.#rest > 0) {
				const taken = Math.min(this.#rest, chunk.length - at)
				this.#rest -= taken
				at += taken
				continue
			}
			const byte = chunk[at++] as number
			if (this.#lengthBytes < 0) {
				this.#lengthBytes = 0
				this.#length = 0
				continue
			}
			this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes
			this.#lengthBytes++
			if (this.#length > this.#maxBytes) return false
			if (byte >= 0x80) {
				if (this.#lengthBytes === 4) return false
				continue
			}
			this.#rest = this.#length
			this.#lengthBytes = -1
		}
		return true
	}
}

/**
 * Ends a connection whose peer announces a packet of more than `maxBytes`, before the packet is gathered in memory.
 * Neither aedes nor mqtt.js has such a limit: both keep collecting up to MQTT's 256 MB.
 */
export function limitPacketSize(socket: Socket, maxBytes: number, onTooLarge: () => void): void {
	const scanner = new PacketScanner(maxBytes)
	const push = socket.push.bind(socket)
	socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
		if (socket.destroyed) return false
		if (chunk !== null && !scanner.accept(chunk)) {
			onTooLarge()
			socket.destroy(new Error(`an MQTT packet of more than ${maxBytes} bytes`))
			return false
		}
		return push(chunk, encoding)
	}
}
