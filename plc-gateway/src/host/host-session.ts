import { BehaviorSubject, Subject } from 'rxjs'
import type { MetricValue, SparkplugTopic } from '../sparkplug/index.ts'
import { DataType, encodePayload, formatTopic, SparkplugCodecError } from '../sparkplug/index.ts'
import { BrokerConnection } from './broker-connection.ts'
import type { NodeTracker } from './node-tracker.ts'
import { PlantNodes } from './plant-nodes.ts'
import type { HostFault, HostSession, HostSessionOptions, HostStatus, HostValue, PlainMessage, WriteRefusal } from './types.ts'
import { type HostContext, noCounts } from './unit.ts'

const TICK_MS = 100
/** Ages in `status$` are told this often while nothing else changes. */
const STATUS_MS = 500
/** Of one kind and source no second fault within this time. */
const FAULT_REPEAT_MS = 5_000
/** Characters of a topic that are shown. */
const MOST_TOPIC = 100

/** Opens a Sparkplug host application: it connects at once and, until closed, comes back after every loss. */
export function createHostSession(options: HostSessionOptions): HostSession {
	return new Session(options)
}

class Session implements HostSession, HostContext {
	readonly values$ = new Subject<readonly HostValue[]>()
	readonly faults$ = new Subject<HostFault>()
	readonly lastFaults = new Map<string, HostFault>()
	readonly plain$ = new Subject<PlainMessage>()
	readonly status$: BehaviorSubject<HostStatus>
	readonly nowMs: () => number
	readonly steadyMs: () => number
	readonly counters = noCounts()
	readonly #nodes: PlantNodes<BrokerConnection>
	readonly #brokers: readonly BrokerConnection[]
	readonly #plainTopics: ReadonlySet<string>
	readonly #heard: HostSessionOptions['heard']
	readonly #faultTimes = new Map<string, number>()
	readonly #timer: NodeJS.Timeout
	#dirty = false
	#statusMs = 0
	#closed = false

	constructor(options: HostSessionOptions) {
		this.nowMs = options.nowMs ?? Date.now
		this.steadyMs = options.steadyMs ?? (() => performance.now())
		const timing = {
			reorderMs: options.reorderMs ?? 1_000,
			silenceLimitMs: options.silenceLimitMs ?? 5_000,
			lateJoinMs: options.lateJoinMs ?? 500,
			rebirth: options.rebirth ?? { firstMs: 1_000, maxMs: 60_000 },
		}
		this.#plainTopics = new Set(options.plainTopics)
		this.#heard = options.heard
		this.#nodes = new PlantNodes(this, timing, options.nodes ?? [], options.decodeLimits)
		this.#brokers = [options.brokerUrl, ...(options.furtherBrokerUrls ?? [])].map(
			(url) =>
				new BrokerConnection(options, url, this, {
					up: (broker) => {
						this.#nodes.brokerUp(broker)
						this.#tellStatus()
					},
					down: (broker, wasUp) => {
						if (wasUp) this.#nodes.brokerDown(broker, 'no connection to the broker')
						this.#tellStatus()
					},
					message: (broker, topic, payload, retained) => this.#onMessage(broker, topic, payload, retained),
				}),
		)
		this.status$ = new BehaviorSubject<HostStatus>(this.status)
		this.#timer = setInterval(() => this.#tick(), TICK_MS)
	}

	get status(): HostStatus {
		const all = this.#brokers.map((broker) => broker.status)
		const best = all.find(({ state }) => state === 'connected') ?? all.find(({ state }) => state === 'lost') ?? all[0]
		return {
			broker: best?.state ?? 'connecting',
			message: best?.message ?? '',
			brokers: Object.fromEntries(this.#brokers.map((broker) => [broker.url, broker.status])),
			nodes: this.#nodes.status(),
			counters: { ...this.counters },
		}
	}

	metric(group: string, node: string, device: string | null, name: string): HostValue | undefined {
		return this.#nodes.get(group, node)?.metric(device, name)?.last
	}

	plantNowMs(group: string, node: string): number | null {
		return this.#nodes.get(group, node)?.plantNowMs() ?? null
	}

	write(group: string, node: string, device: string | null, name: string, value: MetricValue): WriteRefusal | null {
		if (!this.#brokers.some(({ isConnected }) => isConnected)) return 'broker-lost'
		const tracker = this.#nodes.get(group, node)
		if (tracker?.state !== 'online') return 'node-not-online'
		const metric = tracker.metric(device, name)
		if (metric === undefined) return 'unknown-metric'
		if (!metric.isLive) return 'device-not-online'
		const topic: SparkplugTopic = device === null ? { type: 'NCMD', group, node } : { type: 'DCMD', group, node, device }
		try {
			return this.#command(tracker, topic, name, metric.last.datatype, value) ? null : 'broker-lost'
		} catch (error) {
			if (error instanceof SparkplugCodecError) return 'wrong-value'
			throw error
		}
	}

	async close(): Promise<void> {
		if (this.#closed) return
		this.#closed = true
		clearInterval(this.#timer)
		await Promise.all(this.#brokers.map((broker) => broker.close()))
		this.status$.next(this.status)
		for (const subject of [this.values$, this.faults$, this.plain$, this.status$]) subject.complete()
	}

	emit(values: readonly HostValue[]): void {
		this.values$.next(values)
	}

	refused(code: string, source: string, message: string): void {
		this.lastFaults.set(code, { tMs: Math.floor(this.nowMs()), source, code, message })
	}

	fault(code: string, source: string, message: string): void {
		this.refused(code, source, message)
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

	#onMessage(broker: BrokerConnection, topic: string, payload: Uint8Array, retained: boolean): void {
		const isPlain = this.#plainTopics.has(topic)
		if (isPlain || !retained) this.#heard?.(topic, payload)
		if (isPlain) this.plain$.next({ topic, payload, retained })
		// A retained Sparkplug message is against the standard and of unknown age.
		else if (!retained) this.#nodes.message(broker, topic, payload)
		else {
			this.counters.retained++
			this.refused('retained', topic.slice(0, MOST_TOPIC), 'a retained Sparkplug message is of unknown age: not taken')
		}
		if (this.#dirty) this.#tellStatus()
	}

	#tick(): void {
		this.#nodes.tick(
			(node) => {
				const topic = { type: 'NCMD', group: node.group, node: node.node } as const
				return this.#command(node, topic, 'Node Control/Rebirth', DataType.Boolean, true)
			},
			(node) => this.#waysTo(node).length > 0,
		)
		if (this.#dirty || this.steadyMs() - this.#statusMs >= STATUS_MS) this.#tellStatus()
	}

	/** QoS 0, not retained, no sequence number. */
	#command(node: NodeTracker, to: SparkplugTopic, name: string, datatype: number, value: MetricValue): boolean {
		const timestampMs = Math.floor(this.nowMs())
		const payload = encodePayload({ timestampMs, metrics: [{ name, datatype, value, timestampMs }] })
		const topic = formatTopic(to)
		const sent = this.#waysTo(node).map((broker) => broker.publish({ topic, payload, qos: 0, retain: false }))
		return sent.includes(true)
	}

	/** The broker at which a node was heard; every one for a node not heard yet. */
	#waysTo(node: NodeTracker): readonly BrokerConnection[] {
		const via = this.#nodes.viaOf(node)
		return (via === undefined ? this.#brokers : [via]).filter(({ isConnected }) => isConnected)
	}

	#tellStatus(): void {
		if (this.#closed) return
		this.#dirty = false
		this.#statusMs = this.steadyMs()
		this.status$.next(this.status)
	}
}
