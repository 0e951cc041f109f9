import { type BrowserEvents, PROTOCOL, type ServerEvents } from '@emberline/hmi/contract'
import { io, type Socket } from 'socket.io-client'
import type { ActorRefFrom } from 'xstate'
import type { LineStore } from '../line/line-store.ts'
import { missingParts } from '../line/value-state.ts'
import type { linkMachine, MissingPart } from './link-machine.ts'

const TICK_MS = 250
/** A resync that was asked for and has not been answered is asked for again after this. */
const ASK_AGAIN_MS = 2000
const CLOSED_BY_SERVER_RETRY_MS = 500

export type LinkActor = ActorRefFrom<typeof linkMachine>

/** Keeps the store filled and the link machine told. Ends everything it started when closed. */
export class Connection {
	readonly #store: LineStore
	readonly #link: LinkActor
	readonly #socket: Socket<ServerEvents, BrowserEvents>
	readonly #tick: ReturnType<typeof setInterval>
	#retry: ReturnType<typeof setTimeout> | undefined
	#askedMs = Number.NEGATIVE_INFINITY
	#missing = ''

	constructor(store: LineStore, link: LinkActor) {
		this.#store = store
		this.#link = link
		this.#socket = io({
			transports: ['websocket'],
			upgrade: false,
			reconnectionDelay: 500,
			reconnectionDelayMax: 5000,
			randomizationFactor: 0.5,
			timeout: 4000,
		})
		this.#listen()
		this.#tick = setInterval(() => this.#onTick(), TICK_MS)
		document.addEventListener('visibilitychange', this.#onVisible)
	}

	close(): void {
		clearInterval(this.#tick)
		clearTimeout(this.#retry)
		document.removeEventListener('visibilitychange', this.#onVisible)
		this.#socket.close()
	}

	#listen(): void {
		this.#socket.on('snapshot', (snapshot) => {
			this.#askedMs = Number.NEGATIVE_INFINITY
			if (snapshot.protocol !== PROTOCOL) return this.#link.send({ type: 'OUTDATED' })
			const steadyMs = performance.now()
			this.#store.takeSnapshot(snapshot, steadyMs)
			this.#link.send({ type: 'SNAPSHOT', steadyMs, serverMs: snapshot.beat.serverMs })
			this.#store.setServerLost(false)
		})
		this.#socket.on('batch', (batch) => {
			if (this.#store.serverLost || !this.#store.takeBatch(batch, performance.now())) this.#askForSnapshot()
		})
		this.#socket.on('beat', (beat) => {
			const steadyMs = performance.now()
			if (this.#store.serverLost) return this.#askForSnapshot()
			if (!this.#store.takeBeat(beat, steadyMs)) this.#askForSnapshot()
			this.#link.send({ type: 'BEAT', steadyMs, serverMs: beat.serverMs })
		})
		this.#socket.on('disconnect', (reason) => {
			// What was emitted while away would be delivered on return; nothing may wait.
			this.#socket.sendBuffer = []
			this.#askedMs = Number.NEGATIVE_INFINITY
			// The client does not come back by itself when the server closed it, as it does when it restarts.
			if (reason === 'io server disconnect')
				this.#retry = setTimeout(() => this.#socket.connect(), CLOSED_BY_SERVER_RETRY_MS * (0.5 + Math.random()))
		})
	}

	readonly #onVisible = (): void => {
		if (!document.hidden) this.#askForSnapshot()
	}

	#askForSnapshot(): void {
		const nowMs = performance.now()
		if (!this.#socket.connected || nowMs - this.#askedMs < ASK_AGAIN_MS) return
		this.#askedMs = nowMs
		this.#socket.emit('resync')
	}

	#onTick(): void {
		const steadyMs = performance.now()
		this.#link.send({ type: 'TICK', steadyMs })
		this.#store.setServerLost(this.#link.getSnapshot().value.server === 'lost')
		this.#store.tick(steadyMs)
		this.#sendPlant(missingParts(this.#store, steadyMs))
	}

	#sendPlant(missing: readonly MissingPart[]): void {
		if (this.#store.display === null || this.#store.serverLost) return
		const key = missing.map((part) => part.name).join()
		if (key === this.#missing && this.#link.getSnapshot().value.plant !== 'unknown') return
		this.#missing = key
		this.#link.send({ type: 'PLANT', missing })
	}
}
