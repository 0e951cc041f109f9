import { LEFT_TO_RETURN, type MqttLink, type OutgoingMessage, openMqttLink } from '../mqtt/link.ts'
import { TAKEOVER_HOLD_OFF_MS, TakeoverWatch } from '../mqtt/takeover-watch.ts'
import { StateAnnouncer } from './state-announcer.ts'
import { subscriptionsOf } from './subscriptions.ts'
import type { BrokerState, BrokerStatus, HostSessionOptions } from './types.ts'
import type { HostContext } from './unit.ts'

const LEAVE_TIMEOUT_MS = 1_000

/** What a connection tells the session that holds it. */
export interface BrokerEvents {
	/** Connected, subscribed, and the host's birth is out. */
	up(broker: BrokerConnection): void
	/** A connection, or an attempt at one, ended. */
	down(broker: BrokerConnection, wasUp: boolean): void
	message(broker: BrokerConnection, topic: string, payload: Uint8Array, retained: boolean): void
}

/** The host at one broker: its STATE there, and one connection after the other. */
export class BrokerConnection {
	/** As told to people: without user and password. */
	readonly url: string
	readonly #context: HostContext
	readonly #events: BrokerEvents
	readonly #clientId: string
	readonly #link: MqttLink
	readonly #announcer: StateAnnouncer
	readonly #takeovers = new TakeoverWatch()
	#state: BrokerState = 'connecting'
	#message = 'not connected yet'
	#everUp = false
	#closed = false

	constructor(options: HostSessionOptions, brokerUrl: string, context: HostContext, events: BrokerEvents) {
		this.#context = context
		this.#events = events
		this.#clientId = options.clientId ?? `${options.hostId}-host`
		this.url = brokerUrl.replace(/\/\/[^@/]*@/, '//')
		this.#announcer = new StateAnnouncer(options.hostId, context.nowMs)
		this.#link = openMqttLink({
			...options,
			brokerUrl,
			furtherBrokerUrls: undefined,
			clientId: this.#clientId,
			subscriptions: subscriptionsOf(options, this.#announcer.topic),
			will: () => this.#announcer.will(),
			onUp: () => this.#onUp(),
			onDown: (reason, wasUp) => this.#onDown(reason, wasUp),
			onMessage: (topic, payload, retained) => this.#onMessage(topic, payload, retained),
			onOversized: () => {
				context.counters.oversized++
				context.fault('oversized', 'broker', 'a message too large to be read was dropped')
			},
		})
	}

	get isConnected(): boolean {
		return this.#state === 'connected'
	}

	get status(): BrokerStatus {
		return { state: this.#state, message: this.#message }
	}

	publish(message: OutgoingMessage): boolean {
		return this.#link.publish(message)
	}

	/** Says offline, leaves. */
	async close(): Promise<void> {
		this.#closed = true
		if (this.isConnected) await this.#link.publishAcknowledged(this.#announcer.death(), LEAVE_TIMEOUT_MS)
		await this.#link.close()
		this.#state = 'lost'
		this.#message = 'closed'
	}

	#onUp(): void {
		if (this.#closed) return
		this.#link.publish(this.#announcer.birth())
		this.#everUp = true
		this.#state = 'connected'
		this.#message = ''
		this.#events.up(this)
	}

	#onDown(reason: string, wasUp: boolean): void {
		if (this.#closed) return
		this.#state = 'lost'
		this.#message = `${this.url}: ${reason}`
		if (wasUp) {
			this.#context.counters.connectionsLost++
			if (reason !== LEFT_TO_RETURN && this.#takeovers.lost(this.#context.steadyMs())) {
				this.#message = `the connection was ended again and again: another client may use the id ${this.#clientId}`
				this.#link.holdOff(TAKEOVER_HOLD_OFF_MS)
				this.#context.fault('client-id-taken', 'broker', this.#message)
			} else this.#context.fault('broker-lost', 'broker', this.#message)
		} else if (!this.#everUp) this.#context.fault('broker-away', 'broker', `${this.#message}; trying again`)
		this.#events.down(this, wasUp)
	}

	#onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		if (this.#closed) return
		this.#context.counters.messages++
		if (topic === this.#announcer.topic) this.#onOwnState(payload)
		else this.#events.message(this, topic, payload, retained)
	}

	#onOwnState(payload: Uint8Array): void {
		const reaction = this.#announcer.heard(payload)
		if (reaction === 'nothing') return
		// Before the subscription is confirmed nothing goes out, and the birth that follows is the answer.
		if (this.isConnected) this.#link.publish(this.#announcer.birth())
		if (reaction === 'answer-and-reconnect') this.#link.restart(0)
	}
}
