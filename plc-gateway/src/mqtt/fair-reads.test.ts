import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { readFairly } from './fair-reads.ts'

const MIB = 1024 * 1024
const BYTES = 8 * MIB

/** Most bytes read in one turn of the event loop. */
async function flood(fairly: boolean): Promise<number> {
	const sent = Buffer.from(Array.from({ length: BYTES }, (_, i) => (i >> 8) & 0xff))
	const server = createServer((peer) => peer.end(sent)).listen(0, '127.0.0.1')
	await once(server, 'listening')
	const { port } = server.address() as AddressInfo
	const socket = connect({ port, host: '127.0.0.1' })
	if (fairly) readFairly(socket)
	const chunks: Buffer[] = []
	let inTurn = 0
	let mostInOneTurn = 0
	socket.on('data', (chunk) => {
		chunks.push(chunk)
		if (inTurn === 0) setImmediate(() => (inTurn = 0))
		inTurn += chunk.length
		mostInOneTurn = Math.max(mostInOneTurn, inTurn)
	})
	await once(socket, 'end')
	server.close()
	expect(Buffer.concat(chunks).equals(sent)).toBe(true)
	return mostInOneTurn
}

it('reads a peer that floods it a piece in each turn, all of it and in order', async () => {
	expect(await flood(true)).toBeLessThanOrEqual(128 * 1024)
	// The same bytes without it, or the limit says nothing.
	expect(await flood(false)).toBeGreaterThan(128 * 1024)
})
