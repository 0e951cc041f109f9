import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import { limitPacketSize } from '../mqtt/packet-limit.ts'

export interface EmbeddedBrokerOptions {
	/** 0: a free port. */
	readonly port: number
	/** Address to listen on; default 127.0.0.1, so that nothing outside this machine reaches it. */
	readonly host?: string | undefined
	/** Larger packets end the connection that sends them, bytes; default 2 MiB. */
	readonly maxPacketBytes?: number | undefined
}

export interface EmbeddedBroker {
	/** `mqtt://host:port`, for clients on this machine. */
	readonly url: string
	readonly port: number
	/** Connections ended because of a packet too large or no MQTT, or because the client stopped reading. */
	cutConnections(): number
	/** Clients connected now. */
	clients(): number
	/** Ends every connection and frees the port. */
	close(): Promise<void>
}

export type BrokerErrorCode = 'PORT_TAKEN' | 'CANNOT_LISTEN'

export class BrokerError extends Error {
	override readonly name = 'BrokerError'
	readonly code: BrokerErrorCode

	constructor(code: BrokerErrorCode, message: string, options?: ErrorOptions) {
		super(message, options)
		this.code = code
	}
}

const DEFAULT_MAX_PACKET_BYTES = 2 * 1024 * 1024
/** A subscriber that does not read for so long is cut off, since it holds up all others; measured at 60 s it stops the line. */
const DRAIN_TIMEOUT_MS = 500
/**
 * What a subscriber may be behind before that time begins. At Node's 16 KB a busy moment of this very process, whose own
 * subscribers then cannot read either, could look like one that is frozen.
 */
const BUFFER_BYTES = 1024 * 1024

/** A broker inside this process (MQTT 3.1.1, memory only): the default of `run`, so that nothing has to be installed. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
	const host = options.host ?? '127.0.0.1'
	const maxPacketBytes = options.maxPacketBytes ?? DEFAULT_MAX_PACKET_BYTES
	const broker = await Aedes.createBroker({ drainTimeout: DRAIN_TIMEOUT_MS, connectTimeout: 5_000 })
	let cut = 0
	const counted = new WeakSet<object>()
	const count = (socket: object): void => {
		if (!counted.has(socket)) cut++
		counted.add(socket)
	}
	// The connection is already ended when these come, and one end may bring many of them.
	broker.on('clientError', (client) => count(client.conn))
	broker.on('connectionError', (client) => count(client.conn))
	const sockets = new Set<Socket>()
	const server = createServer({ noDelay: true, highWaterMark: BUFFER_BYTES }, (socket) => {
		sockets.add(socket)
		socket.on('close', () => sockets.delete(socket))
		// Nobody else listens until the broker has the socket, and after it has let go.
		socket.on('error', () => {})
		limitPacketSize(socket, maxPacketBytes, 'end-connection', () => count(socket))
		guardParser(broker.handle(socket), socket, () => count(socket))
	})
	try {
		await listen(server, options.port, host)
	} catch (cause) {
		await closeAedes(broker)
		throw listenError(cause, options.port, host)
	}
	const address = server.address()
	const port = typeof address === 'object' && address !== null ? address.port : options.port
	const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
	return {
		url: `mqtt://${reachable}:${port}`,
		port,
		cutConnections: () => cut,
		clients: () => broker.connectedClients,
		close: async () => {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()))
			await closeAedes(broker)
			for (const socket of sockets) socket.destroy()
			await closed
		},
	}
}

/** The parser throws on some bytes from within a socket event, which would end the process; here it ends the connection. */
function guardParser(client: object, socket: Socket, onBad: () => void): void {
	const parser = '_parser' in client ? client._parser : undefined
	if (typeof parser !== 'object' || parser === null || !('parse' in parser) || typeof parser.parse !== 'function')
		throw new Error('aedes has changed: its client has no parser to guard')
	const parse = parser.parse.bind(parser)
	parser.parse = (bytes: Buffer): number => {
		try {
			return parse(bytes)
		} catch (error) {
			onBad()
			socket.destroy(error instanceof Error ? error : undefined)
			return 0
		}
	}
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject)
		server.listen(port, host, () => {
			server.off('error', reject)
			resolve()
		})
	})
}

function listenError(cause: unknown, port: number, host: string): BrokerError {
	const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
	if (code === 'EADDRINUSE') {
		return new BrokerError(
			'PORT_TAKEN',
			`Port ${port} on ${host} is taken, so the embedded MQTT broker cannot start. ` +
				'If another Emberline holds it, end that one or give this one a port of its own with --broker-port. ' +
				`If it is a broker of yours, use it with --broker mqtt://${host}:${port}.`,
			{ cause },
		)
	}
	const reason = cause instanceof Error ? cause.message : String(cause)
	return new BrokerError('CANNOT_LISTEN', `The embedded MQTT broker cannot listen on ${host}:${port}: ${reason}`, { cause })
}

function closeAedes(broker: Aedes): Promise<void> {
	return new Promise((resolve) => broker.close(() => resolve()))
}
