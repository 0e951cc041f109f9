import type { Server as HttpServer } from 'node:http'
import { type DefaultEventsMap, Server, type Socket } from 'socket.io'
import { EVENTS, type EventName } from './access/roles.ts'
import type { Session } from './access/sessions.ts'
import { addressOf, type SignIn, sessionOfSocket, shortId } from './access/sign-in.ts'
import type { Who } from './access/who.ts'
import { type BrowserEvents, browserEventSchemas, type ServerEvents, type WhatIfNews } from './contract.ts'
import type { Desk } from './desk.ts'
import type { LinePicture } from './line-picture.ts'
import { mayConnect } from './origin.ts'
import type { WhatIfDesk } from './what-if/what-if-desk.ts'

interface ClientState {
	/** Times of its last requests by event, steady ms. */
	requestsMs: Map<string, number[]>
	session: Session | null
}

type Screens = Server<BrowserEvents, ServerEvents, DefaultEventsMap, ClientState>
type Screen = Socket<BrowserEvents, ServerEvents, DefaultEventsMap, ClientState>

/** Browsers that keep up. Only they get batches and beats. */
const LIVE = 'live'
const MAX_BACKLOG_BYTES = 256 * 1024
const DRAINED_BYTES = 16 * 1024
const MAX_REQUEST_BYTES = 16 * 1024
const MAX_CLIENTS = 100
/** A page asks for one thing after a gap, when it is shown again or when somebody touches it; more than this of one event in the window is no page of ours. */
const MAX_REQUESTS = 20
const WINDOW_MS = 10_000

export interface ClientsOptions {
	readonly picture: LinePicture
	readonly steadyMs: () => number
	readonly allowedHosts: readonly string[]
	readonly signIn: SignIn
	readonly desk: Desk
	readonly whatIfs: WhatIfDesk
	/** Somebody with this session asked for something. */
	readonly touch: (session: Session) => void
}

/** The open browsers: who may connect, what each gets, who is too slow. */
export class Clients {
	readonly #io: Screens
	readonly #picture: LinePicture
	readonly #steadyMs: () => number
	readonly #desk: Desk
	readonly #whatIfs: WhatIfDesk
	readonly #touch: (session: Session) => void
	readonly counts = { batches: 0, snapshots: 0, slow: 0, refused: 0, closed: 0 }

	constructor(http: HttpServer, options: ClientsOptions) {
		const { picture, steadyMs, allowedHosts, signIn } = options
		this.#picture = picture
		this.#steadyMs = steadyMs
		this.#desk = options.desk
		this.#whatIfs = options.whatIfs
		this.#touch = options.touch
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
		this.#io.use((socket, next) => {
			const { token } = socket.handshake.auth as { readonly token?: unknown }
			const session = sessionOfSocket(signIn, socket.request, token)
			if (session === 'refused') {
				this.counts.refused++
				return next(new Error('page-token'))
			}
			socket.data = { requestsMs: new Map(), session }
			next()
		})
		this.#io.on('connection', (socket) => this.#welcome(socket))
	}

	/** At once, when somebody signs out or their time is over. */
	closeSession(session: Session): void {
		for (const socket of this.#io.sockets.sockets.values()) if (socket.data.session?.id === session.id) socket.disconnect(true)
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
		const schemas = browserEventSchemas()
		socket.use(([name, ...args], next) => {
			const reply: unknown = args.at(-1)
			const given = typeof reply === 'function' ? args.slice(0, -1) : args
			const schema = Object.hasOwn(schemas, name) ? schemas[name as EventName] : undefined
			if (schema?.safeParse(given).success && this.#isWithinRate(socket, name)) return next()
			this.counts.closed++
			const who = whoOf(socket)
			this.#desk.note(who, 'closed', 'socket', `an event it must not send: ${String(name).slice(0, 40)}`).catch(() => {})
			socket.disconnect(true)
		})
		// By name, and never for any event: what the check above refuses must not get here.
		for (const name of EVENTS) socket.on(name, (...args: unknown[]) => this.#take(socket, name, args))
		socket.on('disconnect', () => this.#whatIfs.left(socket.id))
		this.#sendSnapshot(socket)
	}

	#take(socket: Screen, name: EventName, args: readonly unknown[]): void {
		if (socket.data.session !== null) this.#touch(socket.data.session)
		if (name === 'resync') {
			this.#sendSnapshot(socket)
			return
		}
		const reply = args.at(-1)
		const given = typeof reply === 'function' ? args.slice(0, -1) : args
		const asker = { page: socket.id, tell: (news: WhatIfNews) => void socket.emit('whatIf', news) }
		void this.#desk.answer(name, given, whoOf(socket), asker).then((answer) => {
			if (typeof reply === 'function') reply(answer)
		})
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

	#isWithinRate({ data }: Screen, event: string): boolean {
		const nowMs = this.#steadyMs()
		const recent = (data.requestsMs.get(event) ?? []).filter((ms) => nowMs - ms < WINDOW_MS)
		recent.push(nowMs)
		data.requestsMs.set(event, recent)
		return recent.length <= MAX_REQUESTS
	}
}

function whoOf({ data, request }: Screen): Who {
	const { session } = data
	const address = addressOf(request)
	if (session === null) return { user: '', role: 'viewer', address, session: '' }
	return { user: session.user, role: session.role, address, session: shortId(session) }
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
