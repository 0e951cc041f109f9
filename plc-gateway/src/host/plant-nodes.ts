import type { DecodeLimits, Payload, SparkplugTopic } from '../sparkplug/index.ts'
import {
	DataFrame,
	DEFAULT_LIMITS,
	decodePayload,
	expandCompressed,
	parseTopic,
	readDataFrame,
	SparkplugCodecError,
} from '../sparkplug/index.ts'
import { type NodeTiming, NodeTracker } from './node-tracker.ts'
import type { NodeStatus, WatchedNode } from './types.ts'
import type { HostContext } from './unit.ts'

/** Topics are made up freely by whoever may write to the broker. */
const MAX_NODES = 1_000
const MAX_TOPICS = 10_000

/** Every edge node that the host follows, by the messages that came from it. `Via` is the broker that a message came by. */
export class PlantNodes<Via> {
	readonly #context: HostContext
	readonly #timing: NodeTiming
	readonly #limits: DecodeLimits
	readonly #nodes = new Map<string, NodeTracker>()
	/** The broker at which a node was heard last. */
	readonly #via = new Map<NodeTracker, Via>()
	readonly #frame = new DataFrame()
	readonly #topics = new Map<string, SparkplugTopic | null>()

	constructor(context: HostContext, timing: NodeTiming, watched: readonly WatchedNode[], limits: DecodeLimits = DEFAULT_LIMITS) {
		this.#context = context
		this.#timing = timing
		this.#limits = limits
		for (const node of watched) {
			this.#nodes.set(`${node.group}/${node.node}`, new NodeTracker(context, timing, node.group, node.node, node))
		}
	}

	get(group: string, node: string): NodeTracker | undefined {
		return this.#nodes.get(`${group}/${node}`)
	}

	/** The broker at which a node was heard last; undefined before its first message. */
	viaOf(node: NodeTracker): Via | undefined {
		return this.#via.get(node)
	}

	status(): Record<string, NodeStatus> {
		return Object.fromEntries(Array.from(this.#nodes, ([key, node]) => [key, node.status()]))
	}

	/** A broker can be reached again: whoever was heard there, or never, is asked for a birth if none comes unasked. */
	brokerUp(via: Via): void {
		for (const node of this.#nodes.values()) if (this.#mayBeAt(node, via)) node.brokerUp()
	}

	brokerDown(via: Via, reason: string): void {
		for (const node of this.#nodes.values()) if (this.#mayBeAt(node, via)) node.brokerDown(reason)
	}

	/** Any message of a Sparkplug topic; what is none, or not for a host, is passed over. */
	message(via: Via, topicName: string, bytes: Uint8Array): void {
		const topic = this.#parsed(topicName)
		if (topic === null || topic.type === 'STATE' || topic.type === 'NCMD' || topic.type === 'DCMD') return
		const { type, group, node } = topic
		const tracker = this.#tracker(group, node)
		if (tracker === undefined) return
		const device = 'device' in topic ? topic.device : null
		if ((type === 'DDATA' || type === 'NDATA') && readDataFrame(bytes, this.#frame, this.#limits)) {
			if (tracker.frame(device, this.#frame)) return
		}
		let payload: Payload
		try {
			payload = expandCompressed(decodePayload(bytes, this.#limits), this.#limits)
		} catch (error) {
			if (!(error instanceof SparkplugCodecError)) throw error
			this.#context.counters.undecodable++
			if (error.code === 'payload-too-large') this.#context.counters.oversized++
			this.#context.fault('undecodable', `${group}/${node}`, `${type}: ${error.message}`)
			if (type === 'NBIRTH' || type === 'DBIRTH') tracker.unreadableBirth()
			return
		}
		if (type === 'NDEATH') {
			tracker.death(payload)
			return
		}
		if (type === 'NBIRTH' || !this.#via.has(tracker)) this.#via.set(tracker, via)
		if (type === 'NBIRTH') tracker.birth(payload)
		else tracker.sequenced({ type, device, payload })
	}

	/** What time alone brings. `ask` sends a rebirth request and says whether it went out. */
	tick(ask: (node: NodeTracker) => boolean, canAsk: (node: NodeTracker) => boolean): void {
		for (const node of this.#nodes.values()) {
			node.tick()
			if (!canAsk(node) || node.rebirths.takeDue(this.#context.steadyMs()) === null) continue
			if (ask(node)) this.#context.counters.rebirthsAsked++
		}
	}

	#mayBeAt(node: NodeTracker, via: Via): boolean {
		const known = this.#via.get(node)
		return known === undefined || known === via
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

	#tracker(group: string, node: string): NodeTracker | undefined {
		const key = `${group}/${node}`
		const existing = this.#nodes.get(key)
		if (existing !== undefined) return existing
		if (this.#nodes.size >= MAX_NODES) {
			this.#context.fault('too-many-nodes', 'broker', `more than ${MAX_NODES} edge nodes; ${key} is not followed`)
			return undefined
		}
		const tracker = new NodeTracker(this.#context, this.#timing, group, node)
		this.#nodes.set(key, tracker)
		this.#context.changed()
		return tracker
	}
}
