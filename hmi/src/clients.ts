import type { Server as HttpServer } from 'node:http'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import { type BrowserEvents, browserEventSchemas, type ServerEvents } from './contract.ts'
import type { LinePicture } from './line-picture.ts'
import { mayConnect } from './origin.ts'

interface ClientState {
	/** Times of its last requests, steady ms. */
	requestsMs: number[]
}

type Screens = Server<BrowserEvents, ServerEvents, DefaultEventsMap, ClientState>
type Screen = Socket<BrowserEvents, ServerEvents, DefaultEventsMap, ClientState>

/** Browsers that keep up. Only they get batches and beats. */
const LIVE = 'live'
const MAX_BACKLOG_BYTES = 256 * 1024
const DRAINED_BYTES = 16 * 1024
const MAX_REQUEST_BYTES = 16 * 1024
const MAX_CLIENTS = 100
/** A page asks for a resync after a gap or when it is shown again; more than this in the window is no page of ours. */
const MAX_REQUESTS = 20
const WINDOW_MS = 10_000

/** The open browsers: who may connect, what each gets, who is too slow. */
export class Clients {
	readonly #io: Screens
	readonly #picture: LinePicture
	readonly #steadyMs: () => number
	readonly counts = { batches: 0, snapshots: 0, slow: 0, refused: 0, closed: 0 }

	constructor(http: HttpServer, picture: LinePicture, steadyMs: () => number, allowedHosts: readonly string[]) {
		this.#picture = picture
		this.#steadyMs = steadyMs
		this.#io = new Server(http, {
			transports: ['websocket'],
			allowUpgrades: false,
			perMessageDeflate: false,
			serveClient: false,
			maxHttpBufferSize: MAX_REQUEST_BYTES,
			pingInterval: 5000,
			pingTimeout: 5000,
			allowRequest: (request, callback) => {
				const may = mayConnect(request, allowedHosts) && this.size < MAX_CLIENTS
				if (!may) this.counts.refused++
				callback(null, may)
			},
		})
		this.#io.on('connection', (socket) => this.#welcome(socket))
	}

	get size(): number {
		return this.#io.engine?.clientsCount ?? 0
	}

	/** Every 100 ms: one batch for all that keep up, a snapshot for those that have caught up again. */
	sendBatch(): void {
		for (const socket of this.#io.sockets.sockets.values()) this.#watchBacklog(socket)
		const batch = this.#picture.batch()
		if (batch === null) return
		this.counts.batches++
		this.#io.to(LIVE).emit('batch', batch)
	}

	sendBeat(): void {
		this.#io.to(LIVE).emit('beat', this.#picture.beat())
	}

	sendSnapshots(): void {
		this.counts.snapshots++
		this.#io.to(LIVE).emit('snapshot', this.#picture.snapshot())
	}

	async close(): Promise<void> {
		await this.#io.close()
	}

	#welcome(socket: Screen): void {
		socket.data.requestsMs = []
		const schemas = browserEventSchemas()
		socket.use(([name, ...args], next) => {
			const schema = Object.hasOwn(schemas, name) ? schemas[name as keyof BrowserEvents] : undefined
			if (schema?.safeParse(args).success && this.#isWithinRate(socket)) return next()
			this.counts.closed++
			socket.disconnect(true)
		})
		socket.on('resync', () => this.#sendSnapshot(socket))
		this.#sendSnapshot(socket)
	}

	#sendSnapshot(socket: Screen): void {
		if (backlogBytes(socket) > MAX_BACKLOG_BYTES) return
		this.counts.snapshots++
		socket.emit('snapshot', this.#picture.snapshot())
		void socket.join(LIVE)
	}

	#watchBacklog(socket: Screen): void {
		const waiting = backlogBytes(socket)
		const live = socket.rooms.has(LIVE)
		if (live && waiting > MAX_BACKLOG_BYTES) {
			this.counts.slow++
			void socket.leave(LIVE)
		} else if (!live && waiting < DRAINED_BYTES) this.#sendSnapshot(socket)
	}

	#isWithinRate(socket: Screen): boolean {
		const nowMs = this.#steadyMs()
		const recent = socket.data.requestsMs.filter((ms) => nowMs - ms < WINDOW_MS)
		recent.push(nowMs)
		socket.data.requestsMs = recent
		return recent.length <= MAX_REQUESTS
	}
}

/** What the socket has not yet handed to the network: in the websocket, and in the queue of its engine before that. */
function backlogBytes(socket: Screen): number {
	const { conn } = socket
	const { socket: websocket } = conn.transport as unknown as { readonly socket?: { readonly bufferedAmount?: number } }
	let bytes = websocket?.bufferedAmount ?? 0
	const { writeBuffer } = conn as unknown as { readonly writeBuffer?: readonly { readonly data?: unknown }[] }
	for (const packet of writeBuffer ?? []) bytes += typeof packet.data === 'string' ? packet.data.length : 0
	return bytes
}
