import { createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openMqttLink } from './link.ts'

const CONNACK = Buffer.from([0x20, 2, 0, 0])

it('waits with one listener, not with one for each message, while the broker does not keep up', async () => {
	const sockets: Socket[] = []
	const server = createServer((socket) => {
		sockets.push(socket)
		socket.on('error', () => {})
		socket.once('data', () => {
			socket.write(CONNACK)
			socket.pause()
		})
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const address = server.address()
	const port = typeof address === 'object' && address !== null ? address.port : 0
	const warnings: string[] = []
	const onWarning = (warning: Error) => warnings.push(warning.message)
	process.on('warning', onWarning)
	let taken = 0
	await new Promise<void>((resolve) => {
		const link = openMqttLink({
			brokerUrl: `mqtt://127.0.0.1:${port}`,
			clientId: 'full',
			subscriptions: [],
			maxBacklogBytes: 1024 * 1024,
			will: () => undefined,
			onDown: () => {},
			onMessage: () => {},
			onUp: () => {
				for (let i = 0; i < 3_000; i++) {
					const message = { topic: 'a/b', payload: Buffer.alloc(600), qos: 0, retain: false } as const
					if (link.publish(message)) taken++
				}
				// Warnings come a turn later.
				setTimeout(() => {
					link.cut()
					resolve()
				}, 50)
			},
		})
	})
	process.off('warning', onWarning)
	for (const socket of sockets) socket.destroy()
	server.close()
	expect(warnings).toEqual([])
	// Enough for the listeners of the socket to overflow, and in the end refused: the backlog is bounded.
	expect(taken).toBeGreaterThan(1_500)
	expect(taken).toBeLessThan(3_000)
})
