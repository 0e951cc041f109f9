import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Packet, parser } from 'mqtt-packet'

/** One MQTT packet that went by. */
export interface Seen {
	/** Place among all packets of all taps that share a counter. */
	readonly at: number
	readonly tMs: number
	/** Number of the connection, from 0. */
	readonly connection: number
	readonly from: 'client' | 'broker'
	readonly packet: Packet
}

/** Counts packets over several taps, so that they can be put in one order. */
export interface Counter {
	next: number
}

/** A port that stands before a broker and writes down every packet of both directions. */
export class WireTap {
	readonly seen: Seen[] = []
	readonly #server: Server
	readonly #sockets = new Set<Socket>()
	/** Times at which connections opened and closed: +1 and -1. */
	readonly openings: { readonly at: number; readonly change: 1 | -1 }[] = []
	url = ''
	#isFrozen = false

	private constructor(server: Server) {
		this.#server = server
	}

	static async open(brokerPort: number, counter: Counter, isMqtt5 = false): Promise<WireTap> {
		const server = createServer()
		const tap = new WireTap(server)
		let connections = 0
		server.on('connection', (client) => {
			const connection = connections++
			const broker = connect(brokerPort, '127.0.0.1')
			tap.openings.push({ at: counter.next++, change: 1 })
			let isOpen = true
			const closed = (): void => {
				if (isOpen) tap.openings.push({ at: counter.next++, change: -1 })
				isOpen = false
			}
			client.once('end', closed)
			client.once('close', closed)
			const follow = (source: Socket, sink: Socket, from: Seen['from']): void => {
				const read = parser(isMqtt5 ? { protocolVersion: 5 } : {})
				read.on('packet', (packet) => {
					tap.seen.push({ at: counter.next++, tMs: Date.now(), connection, from, packet })
				})
				source.setNoDelay(true)
				tap.#sockets.add(source)
				source.on('data', (bytes) => {
					if (tap.#isFrozen) return
					read.parse(bytes)
					sink.write(bytes)
				})
				source.on('error', () => {})
				source.on('close', () => {
					tap.#sockets.delete(source)
					sink.end()
				})
			}
			follow(client, broker, 'client')
			follow(broker, client, 'broker')
		})
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
		const address = server.address()
		tap.url = `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
		return tap
	}

	/** Breaks every connection, as a pulled cable does. */
	cut(): void {
		for (const socket of this.#sockets) socket.destroy()
	}

	/** From now on nothing goes through, and nobody is told: a link that has fallen silent. */
	freeze(): void {
		this.#isFrozen = true
	}

	async close(): Promise<void> {
		this.cut()
		await new Promise((resolve) => this.#server.close(resolve))
	}
}
