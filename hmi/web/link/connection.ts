import { type Answer, type BrowserEvents, PROTOCOL, type ServerEvents, type WhatIfNews } from '@emberline/hmi/contract'
import { io, type Socket } from 'socket.io-client'
import type { ActorRefFrom } from 'xstate'
import type { LineStore } from '../line/line-store.ts'
import { missingParts } from '../line/value-state.ts'
import type { linkMachine, MissingPart } from './link-machine.ts'
import type { SessionStore } from './session.ts'

const TICK_MS = 250
/** A resync that was asked for and has not been answered is asked for again after this. */
const ASK_AGAIN_MS = 2000
const CLOSED_BY_SERVER_RETRY_MS = 500

const ANSWER_MS = 6000
const TOUCH_EVERY_MS = 30_000
const TOUCHES = ['pointerdown', 'keydown'] as const

/** Events that are answered, their arguments without the reply, and what the answer is. */
type Asked = Exclude<keyof BrowserEvents, 'resync' | 'active'>
type AskedOf<E extends Asked> = Parameters<BrowserEvents[E]> extends [...infer Given, unknown] ? Given : never
type ReplyOf<E extends Asked> = Parameters<BrowserEvents[E]> extends [...unknown[], infer Reply] ? Reply : never
type AnswerOf<E extends Asked> = ReplyOf<E> extends (answer: infer Given extends Answer) => void ? Given : never

export interface Refusal {
	readonly ok: false
	readonly code: string
	readonly message: string
}
const refusal = (code: string, message: string): Refusal => ({ ok: false, code, message })

export type LinkActor = ActorRefFrom<typeof linkMachine>

/** Keeps the store filled and the link machine told. Ends everything it started when closed. */
export class Connection {
	readonly #store: LineStore
	readonly #link: LinkActor
	readonly #session: SessionStore
	readonly #socket: Socket<ServerEvents, BrowserEvents>
	readonly #tick: ReturnType<typeof setInterval>
	#retry: ReturnType<typeof setTimeout> | undefined
	#askedMs = Number.NEGATIVE_INFINITY
	#touchedMs = Number.NEGATIVE_INFINITY
	#missing = ''

	constructor(store: LineStore, link: LinkActor, session: SessionStore) {
		this.#session = session
		this.#store = store
		this.#link = link
		this.#socket = io({
			transports: ['websocket'],
			upgrade: false,
			reconnectionDelay: 500,
			reconnectionDelayMax: 5000,
			randomizationFactor: 0.5,
			timeout: 4000,
			// Who sits here may have changed while the way was lost: it is asked anew each time.
			auth: (give) => void this.#session.read().then(({ token }) => give(token === null ? {} : { token })),
		})
		this.#listen()
		this.#tick = setInterval(() => this.#onTick(), TICK_MS)
		document.addEventListener('visibilitychange', this.#onVisible)
	}

	close(): void {
		clearInterval(this.#tick)
		clearTimeout(this.#retry)
		document.removeEventListener('visibilitychange', this.#onVisible)
		for (const type of TOUCHES) window.removeEventListener(type, this.#onTouch)
		this.#socket.close()
	}

	/** News of what-ifs that this page asked for; `lost` when the server forgets them because the way was lost. Gives the end of it. */
	onWhatIf(news: (news: WhatIfNews) => void, lost: () => void): () => void {
		this.#socket.on('whatIf', news)
		this.#socket.on('disconnect', lost)
		return () => {
			this.#socket.off('whatIf', news)
			this.#socket.off('disconnect', lost)
		}
	}

	/** A new one for who sits here now. */
	reopen(): void {
		this.#socket.disconnect().connect()
	}

	/**
	 * Asks the server for something and waits for its answer. Nothing is asked while the way is not live, and what was not answered in
	 * time is unknown: it is never sent again by itself.
	 */
	async ask<E extends Asked>(event: E, ...args: AskedOf<E>): Promise<AnswerOf<E> | Refusal> {
		const isLive = this.#socket.connected && this.#link.getSnapshot().value.server === 'live'
		if (!isLive) return refusal('no-connection', 'there is no live connection to the server')
		// The types of the socket do not reach through a generic event.
		const emit = this.#socket.timeout(ANSWER_MS) as unknown as {
			emitWithAck(event: string, ...args: readonly unknown[]): Promise<AnswerOf<E>>
		}
		return emit
			.emitWithAck(event, ...args)
			.catch(() => refusal('no-answer', 'the server did not answer: what became of it is unknown'))
	}

	/** Tells the server now and then that somebody is there. */
	#onTouch = (): void => {
		const nowMs = performance.now()
		if (!this.#socket.connected || nowMs - this.#touchedMs < TOUCH_EVERY_MS) return
		this.#touchedMs = nowMs
		this.#socket.emit('active')
	}

	#listen(): void {
		for (const type of TOUCHES) window.addEventListener(type, this.#onTouch)
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
		this.#socket.on('connect_error', () => {
			// A socket that the server's rules refused is not tried again by the client itself.
			if (!this.#socket.active) this.#retryLater()
		})
		this.#socket.on('disconnect', (reason) => {
			// What was emitted while away would be delivered on return; nothing may wait.
			this.#socket.sendBuffer = []
			this.#askedMs = Number.NEGATIVE_INFINITY
			// The client does not come back by itself when the server closed it, as it does when it restarts.
			if (reason === 'io server disconnect') this.#retryLater()
		})
	}

	#retryLater(): void {
		clearTimeout(this.#retry)
		this.#retry = setTimeout(() => this.#socket.connect(), CLOSED_BY_SERVER_RETRY_MS * (0.5 + Math.random()))
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
