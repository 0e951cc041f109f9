import { BehaviorSubject, Subject } from 'rxjs'
import { type MqttLink, openMqttLink } from '../mqtt/link.ts'
import type { MetricValue, Payload, SparkplugTopic } from '../sparkplug/index.ts'
import {
	DataFrame,
	DataType,
	DEFAULT_LIMITS,
	decodePayload,
	encodePayload,
	expandCompressed,
	formatTopic,
	parseTopic,
	readDataFrame,
	SparkplugCodecError,
} from '../sparkplug/index.ts'
import { type NodeTiming, NodeTracker } from './node-tracker.ts'
import { StateAnnouncer } from './state-announcer.ts'
import { subscriptionsOf } from './subscriptions.ts'
import { TakeoverWatch } from './takeover-watch.ts'
import type {
	BrokerState,
	HostFault,
	HostSession,
	HostSessionOptions,
	HostStatus,
	HostValue,
	PlainMessage,
	WriteRefusal,
} from './types.ts'
import type { HostContext, MutableCounters } from './unit.ts'

const TICK_MS = 100
/** Ages in `status$` are told this often while nothing else changes. */
const STATUS_MS = 500
/** Of one kind and source no second fault within this time. */
const FAULT_REPEAT_MS = 5_000
const LEAVE_TIMEOUT_MS = 1_000
const TAKEOVER_HOLD_OFF_MS = 10_000
/** Topics are made up freely by whoever may write to the broker. */
const MAX_NODES = 1_000
const MAX_TOPICS = 10_000

/** Opens a Sparkplug host application: it connects at once and, until closed, comes back after every loss. */
export function createHostSession(options: HostSessionOptions): HostSession {
	return new Session(options)
}

class Session implements HostSession, HostContext {
	readonly values$ = new Subject<readonly HostValue[]>()
	readonly faults$ = new Subject<HostFault>()
	readonly plain$ = new Subject<PlainMessage>()
	readonly status$: BehaviorSubject<HostStatus>
	readonly nowMs: () => number
	readonly steadyMs: () => number
	readonly counters: MutableCounters = {
		messages: 0,
		values: 0,
		births: 0,
		deaths: 0,
		seqGaps: 0,
		rebirthsAsked: 0,
		undecodable: 0,
		oversized: 0,
		badValues: 0,
		unknownMetrics: 0,
		beforeBirth: 0,
		late: 0,
		notLive: 0,
		historical: 0,
		connectionsLost: 0,
	}
	readonly #options: HostSessionOptions
	readonly #timing: NodeTiming
	readonly #nodes = new Map<string, NodeTracker>()
	readonly #link: MqttLink
	readonly #state: StateAnnouncer
	readonly #takeovers = new TakeoverWatch()
	readonly #plainTopics: ReadonlySet<string>
	readonly #frame = new DataFrame()
	readonly #topics = new Map<string, SparkplugTopic | null>()
	readonly #faultTimes = new Map<string, number>()
	readonly #timer: NodeJS.Timeout
	#broker: BrokerState = 'connecting'
	#everUp = false
	#message = 'not connected yet'
	#dirty = false
	#statusMs = 0
	#closed = false

	constructor(options: HostSessionOptions) {
		this.#options = options
		this.nowMs = options.nowMs ?? Date.now
		this.steadyMs = options.steadyMs ?? (() => performance.now())
		this.#timing = {
			reorderMs: options.reorderMs ?? 1_000,
			silenceLimitMs: options.silenceLimitMs ?? 5_000,
			lateJoinMs: options.lateJoinMs ?? 500,
			rebirth: options.rebirth ?? { firstMs: 1_000, maxMs: 60_000 },
		}
		this.#plainTopics = new Set(options.plainTopics)
		this.#state = new StateAnnouncer(options.hostId, this.nowMs)
		for (const watched of options.nodes ?? []) {
			const key = `${watched.group}/${watched.node}`
			this.#nodes.set(key, new NodeTracker(this, this.#timing, watched.group, watched.node, watched))
		}
		this.status$ = new BehaviorSubject<HostStatus>(this.status)
		this.#link = openMqttLink({
			...options,
			clientId: options.clientId ?? `${options.hostId}-host`,
			subscriptions: subscriptionsOf(options, this.#state.topic),
			will: () => this.#state.will(),
			onUp: () => this.#onUp(),
			onDown: (reason, wasUp) => this.#onDown(reason, wasUp),
			onMessage: (topic, payload, retained) => this.#onMessage(topic, payload, retained),
			onOversized: () => {
				this.counters.oversized++
				this.fault('oversized', 'broker', 'a message too large to be read was dropped')
			},
		})
		this.#timer = setInterval(() => this.#tick(), TICK_MS)
	}

	get status(): HostStatus {
		return {
			broker: this.#broker,
			message: this.#message,
			nodes: Object.fromEntries(Array.from(this.#nodes, ([key, node]) => [key, node.status()])),
			counters: { ...this.counters },
		}
	}

	metric(group: string, node: string, device: string | null, name: string): HostValue | undefined {
		return this.#nodes.get(`${group}/${node}`)?.metric(device, name)?.last
	}

	plantNowMs(group: string, node: string): number | null {
		return this.#nodes.get(`${group}/${node}`)?.plantNowMs() ?? null
	}

	write(group: string, node: string, device: string | null, name: string, value: MetricValue): WriteRefusal | null {
		if (this.#broker !== 'connected') return 'broker-lost'
		const tracker = this.#nodes.get(`${group}/${node}`)
		if (tracker?.state !== 'online') return 'node-not-online'
		const metric = tracker.metric(device, name)
		if (metric === undefined) return 'unknown-metric'
		if (!metric.isLive) return 'device-not-online'
		const topic: SparkplugTopic = device === null ? { type: 'NCMD', group, node } : { type: 'DCMD', group, node, device }
		try {
			return this.#command(topic, name, metric.last.datatype, value) ? null : 'broker-lost'
		} catch (error) {
			if (error instanceof SparkplugCodecError) return 'wrong-value'
			throw error
		}
	}

	async close(): Promise<void> {
		if (this.#closed) return
		this.#closed = true
		clearInterval(this.#timer)
		if (this.#broker === 'connected') await this.#link.publishAcknowledged(this.#state.death(), LEAVE_TIMEOUT_MS)
		await this.#link.close()
		this.#broker = 'lost'
		this.#message = 'closed'
		this.status$.next(this.status)
		for (const subject of [this.values$, this.faults$, this.plain$, this.status$]) subject.complete()
	}

	emit(values: readonly HostValue[]): void {
		this.values$.next(values)
	}

	fault(code: string, source: string, message: string): void {
		const key = `${code} ${source}`
		const now = this.steadyMs()
		if (now - (this.#faultTimes.get(key) ?? -Infinity) < FAULT_REPEAT_MS) return
		if (this.#faultTimes.size > 10_000) this.#faultTimes.clear()
		this.#faultTimes.set(key, now)
		this.faults$.next({ tMs: Math.floor(this.nowMs()), source, code, message })
	}

	changed(): void {
		this.#dirty = true
	}

	#onUp(): void {
		if (this.#closed) return
		this.#link.publish(this.#state.birth())
		this.#everUp = true
		this.#broker = 'connected'
		this.#message = ''
		for (const node of this.#nodes.values()) node.brokerUp()
		this.#tellStatus()
	}

	#onDown(reason: string, wasUp: boolean): void {
		if (this.#closed) return
		this.#broker = 'lost'
		this.#message = `${this.#options.brokerUrl.replace(/\/\/[^@/]*@/, '//')}: ${reason}`
		if (wasUp) {
			this.counters.connectionsLost++
			if (this.#takeovers.lost(this.steadyMs())) {
				this.#message = `the connection was ended again and again: another client may use the id ${this.#options.clientId ?? `${this.#options.hostId}-host`}`
				this.#link.holdOff(TAKEOVER_HOLD_OFF_MS)
				this.fault('client-id-taken', 'broker', this.#message)
			} else this.fault('broker-lost', 'broker', this.#message)
			for (const node of this.#nodes.values()) node.brokerDown('no connection to the broker')
		} else if (!this.#everUp) this.fault('broker-away', 'broker', `${this.#message}; trying again`)
		this.#tellStatus()
	}

	#onMessage(topic: string, payload: Uint8Array, retained: boolean): void {
		if (this.#closed) return
		this.counters.messages++
		if (topic === this.#state.topic) this.#onOwnState(payload)
		else if (this.#plainTopics.has(topic)) this.plain$.next({ topic, payload, retained })
		else {
			const parsed = this.#parsed(topic)
			// A retained Sparkplug message is against the standard and of unknown age.
			if (parsed !== null && parsed.type !== 'STATE' && !retained) this.#onSparkplug(parsed, payload)
		}
		if (this.#dirty) this.#tellStatus()
	}

	/** Topics come again and again: each is taken apart once. */
	#parsed(topic: string): SparkplugTopic | null {
		const known = this.#topics.get(topic)
		if (known !== undefined) return known
		if (this.#topics.size >= MAX_TOPICS) this.#topics.clear()
		const parsed = parseTopic(topic)
		this.#topics.set(topic, parsed)
		return parsed
	}

	#onSparkplug(topic: Exclude<SparkplugTopic, { type: 'STATE' }>, bytes: Uint8Array): void {
		const { type, group, node } = topic
		if (type === 'NCMD' || type === 'DCMD') return
		const tracker = this.#tracker(group, node)
		if (tracker === undefined) return
		const limits = this.#options.decodeLimits ?? DEFAULT_LIMITS
		const device = 'device' in topic ? topic.device : null
		if (
			(type === 'DDATA' || type === 'NDATA') &&
			readDataFrame(bytes, this.#frame, limits) &&
			tracker.frame(device, this.#frame)
		) {
			return
		}
		let payload: Payload
		try {
			payload = expandCompressed(decodePayload(bytes, limits), limits)
		} catch (error) {
			if (!(error instanceof SparkplugCodecError)) throw error
			this.counters.undecodable++
			if (error.code === 'payload-too-large') this.counters.oversized++
			this.fault('undecodable', `${group}/${node}`, `${type}: ${error.message}`)
			if (type === 'NBIRTH' || type === 'DBIRTH') tracker.unreadableBirth()
			return
		}
		if (type === 'NBIRTH') tracker.birth(payload)
		else if (type === 'NDEATH') tracker.death(payload)
		else tracker.sequenced({ type, device, payload })
	}

	#onOwnState(payload: Uint8Array): void {
		const reaction = this.#state.heard(payload)
		if (reaction === 'nothing') return
		// Before the subscription is confirmed nothing goes out, and the birth that follows is the answer.
		if (this.#broker === 'connected') this.#link.publish(this.#state.birth())
		if (reaction === 'answer-and-reconnect') this.#link.restart(0)
	}

	#tracker(group: string, node: string): NodeTracker | undefined {
		const key = `${group}/${node}`
		const existing = this.#nodes.get(key)
		if (existing !== undefined) return existing
		if (this.#nodes.size >= MAX_NODES) {
			this.fault('too-many-nodes', 'broker', `more than ${MAX_NODES} edge nodes; ${key} is not followed`)
			return undefined
		}
		const tracker = new NodeTracker(this, this.#timing, group, node)
		this.#nodes.set(key, tracker)
		this.#dirty = true
		return tracker
	}

	#tick(): void {
		for (const tracker of this.#nodes.values()) {
			tracker.tick()
			if (this.#broker !== 'connected' || tracker.rebirths.takeDue(this.steadyMs()) === null) continue
			const { group, node } = tracker
			if (this.#command({ type: 'NCMD', group, node }, 'Node Control/Rebirth', DataType.Boolean, true)) {
				this.counters.rebirthsAsked++
			}
		}
		if (this.#dirty || this.steadyMs() - this.#statusMs >= STATUS_MS) this.#tellStatus()
	}

	/** QoS 0, not retained, no sequence number. */
	#command(topic: SparkplugTopic, name: string, datatype: number, value: MetricValue): boolean {
		const timestampMs = Math.floor(this.nowMs())
		const payload = encodePayload({ timestampMs, metrics: [{ name, datatype, value, timestampMs }] })
		return this.#link.publish({ topic: formatTopic(topic), payload, qos: 0, retain: false })
	}

	#tellStatus(): void {
		this.#dirty = false
		this.#statusMs = this.steadyMs()
		this.status$.next(this.status)
	}
}
