import type { Socket } from 'node:net'

/** Read in one turn of the event loop, bytes: some two hundred messages, a few milliseconds. */
const TURN_BYTES = 64 * 1024

/**
 * Lets everything else of the process have its turn between two reads. A peer that sends more quickly than it is read would otherwise be
 * read 32 times in a row before any timer, answer of a disk or other connection is looked at.
 */
export function readFairly(socket: Socket): void {
	let bytes = 0
	let isResting = false
	let wanted: number | null = null
	const push = socket.push.bind(socket)
	const read = socket._read.bind(socket)
	socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
		const wantsMore = push(chunk, encoding)
		bytes += chunk?.length ?? 0
		if (bytes < TURN_BYTES) return wantsMore
		isResting = true
		bytes = 0
		setImmediate(() => {
			isResting = false
			// Where nothing of a piece was passed on, nobody asks for the next one.
			if ((wanted !== null || wantsMore) && !socket.destroyed) read(wanted ?? TURN_BYTES)
			wanted = null
		})
		return false
	}
	socket._read = (size: number): void => {
		if (isResting) wanted = size
		else read(size)
	}
}
