import { PlantNodes } from '../src/host/plant-nodes.ts'
import type { HostValue } from '../src/host/types.ts'
import { noCounts } from '../src/host/unit.ts'
import { DataType, encodePayload, formatTopic, type MessageType, type Metric } from '../src/sparkplug/index.ts'

/** A message on its way: when it was sent, and its wire form. */
export interface Sent {
	readonly atMs: number
	readonly type: MessageType
	readonly topic: string
	readonly bytes: Uint8Array
}

const START_MS = 1_790_000_000_000
export const DEVICES = ['D1', 'D2'] as const
type Device = (typeof DEVICES)[number]
const ALIASES: Readonly<Record<string, number>> = { n: 1, 'D1 a': 2, 'D1 b': 3, 'D2 a': 4, 'D2 b': 5 }

/** The truth: an edge node of two devices, as small as it can be. What it says goes to `send`. */
export class TrueNode {
	readonly send: (message: Sent) => void
	isAlive = false
	bdSeq = 255
	nowMs = 0
	readonly online = new Set<Device>()
	/** By `n`, `D1 a` and so on. */
	readonly values = new Map<string, number>(Object.keys(ALIASES).map((key) => [key, 0]))
	#seq = 0
	#connectedMs = 0

	constructor(send: (message: Sent) => void) {
		this.send = send
	}

	connect(bdSeq: number, devices: readonly Device[] = DEVICES): void {
		this.bdSeq = bdSeq
		this.isAlive = true
		this.#connectedMs = this.nowMs
		this.online.clear()
		for (const device of devices) this.online.add(device)
		this.birth()
	}

	birth(): void {
		this.#seq = 0
		this.#say('NBIRTH', null, [
			{ name: 'bdSeq', datatype: DataType.Int64, value: BigInt(this.bdSeq) },
			{ name: 'Node Control/Rebirth', datatype: DataType.Boolean, value: false },
			this.#metric('n', true),
		])
		for (const device of this.online) this.deviceBirth(device)
	}

	deviceBirth(device: Device): void {
		this.online.add(device)
		this.#say('DBIRTH', device, [this.#metric(`${device} a`, true), this.#metric(`${device} b`, true)])
	}

	deviceDeath(device: Device): void {
		this.online.delete(device)
		this.#say('DDEATH', device, [])
	}

	data(key: string, value: number): void {
		this.values.set(key, value)
		const [device = '', name] = key.split(' ')
		if (name === undefined) this.#say('NDATA', null, [this.#metric(key, false)])
		else this.#say('DDATA', device as Device, [this.#metric(key, false)])
	}

	/** The broker sends its Will, which was stamped at its CONNECT. */
	die(): void {
		this.isAlive = false
		this.#post('NDEATH', null, undefined, this.#connectedMs, [
			{ name: 'bdSeq', datatype: DataType.Int64, value: BigInt(this.bdSeq) },
		])
	}

	#metric(key: string, birth: boolean): Metric {
		const name = key.split(' ').at(-1) ?? key
		const alias = ALIASES[key]
		return { ...(birth && { name }), alias, datatype: DataType.Double, value: this.values.get(key) ?? 0 }
	}

	#say(type: MessageType, device: Device | null, metrics: readonly Metric[]): void {
		this.#post(type, device, this.#seq, this.nowMs, metrics)
		this.#seq = (this.#seq + 1) & 0xff
	}

	#post(type: MessageType, device: Device | null, seq: number | undefined, stampMs: number, metrics: readonly Metric[]): void {
		const topic = { type, group: 'G', node: 'N', ...(device !== null && { device }) } as Parameters<typeof formatTopic>[0]
		const timestampMs = START_MS + stampMs
		const payload = { timestampMs, seq, metrics: metrics.map((metric) => ({ ...metric, timestampMs })) }
		const bytes = encodePayload(payload, { datatypes: type.endsWith('BIRTH') || type === 'NDEATH' })
		this.send({ atMs: this.nowMs, type, topic: formatTopic(topic), bytes })
	}

	/** What a host should say of it: state, devices, live values. */
	picture(): string {
		if (!this.isAlive) return 'offline'
		const devices = DEVICES.map((device) => `${device} ${this.online.has(device) ? 'online' : 'offline'}`)
		const values = Array.from(this.values, ([key, value]) => {
			const device = key.split(' ')[0] as Device
			return device !== ('n' as string) && !this.online.has(device) ? `${key} stale` : `${key}=${value}`
		})
		return ['online', ...devices, ...values].join(', ')
	}
}

/** The host's side without a network: fake time, messages by hand, rebirth requests answered by `onAsk`. */
export class ListeningHost {
	readonly counters = noCounts()
	readonly values: HostValue[] = []
	readonly nodes: PlantNodes<string>
	readonly #onAsk: () => void
	rebirths = 0
	nowTimeMs = 0

	constructor(onAsk: () => void, random: () => number) {
		this.#onAsk = onAsk
		const timing = {
			reorderMs: 1_000,
			silenceLimitMs: 1e9,
			lateJoinMs: 500,
			rebirth: { firstMs: 1_000, maxMs: 60_000 },
			random,
		}
		this.nodes = new PlantNodes(
			{
				nowMs: () => START_MS + this.nowTimeMs,
				steadyMs: () => this.nowTimeMs,
				counters: this.counters,
				emit: () => {},
				fault: () => {},
				refused: () => {},
				changed: () => {},
			},
			timing,
			[],
		)
	}

	hear(message: Sent): void {
		this.nodes.message('broker', message.topic, message.bytes)
	}

	tick(): void {
		this.nodes.tick(
			() => {
				this.rebirths++
				this.#onAsk()
				return true
			},
			() => true,
		)
	}

	picture(): string {
		const node = this.nodes.get('G', 'N')
		const status = node?.status()
		if (node === undefined || status?.state !== 'online') return status?.state ?? 'unknown'
		const devices = DEVICES.map((device) => `${device} ${status.devices[device]?.state ?? 'offline'}`)
		const values = Object.keys(ALIASES).map((key) => {
			const [first = '', name] = key.split(' ')
			const device = name === undefined ? null : first
			const known = node.metric(device, name ?? first)
			if (device !== null && status.devices[device]?.state !== 'online') return `${key} stale`
			return `${key}=${String(known?.last.value)}`
		})
		return ['online', ...devices, ...values].join(', ')
	}
}

export interface Outcome {
	readonly isSame: boolean
	readonly rebirths: number
	/** How often it may have to ask: twice where sessions cannot be told apart by their number. */
	readonly mayAsk?: number
	readonly wanted: string
	readonly got: string
}

const TICK_MS = 250
const SETTLE_MS = 9_000

/** Delivers messages at given times, answers rebirth requests as the node would, lets it settle, and compares. */
export function deliver(
	node: TrueNode,
	arrivals: readonly { readonly atMs: number; readonly message: Sent }[],
	random: () => number,
): Outcome {
	const queue = arrivals
		.map(({ atMs, message }, order) => ({ atMs, message, order }))
		.sort((x, y) => x.atMs - y.atMs || x.order - y.order)
	const answers: Sent[] = []
	const host = new ListeningHost(() => {
		if (!node.isAlive) return
		node.nowMs = host.nowTimeMs
		const told: Sent[] = []
		const teller = Object.assign(node, { send: (message: Sent) => void told.push(message) })
		teller.birth()
		answers.push(...told)
	}, random)
	const endMs = Math.max(0, ...queue.map(({ atMs }) => atMs)) + 5_000
	let next = 0
	for (let tickMs = 0; tickMs <= endMs; tickMs += TICK_MS) {
		for (; next < queue.length && (queue[next]?.atMs ?? Infinity) <= tickMs; next++) {
			const { atMs, message } = queue[next] as (typeof queue)[number]
			host.nowTimeMs = atMs
			host.hear(message)
		}
		host.nowTimeMs = tickMs
		for (const message of answers.splice(0)) host.hear(message)
		host.tick()
	}
	const wanted = node.picture()
	const got = host.picture()
	return { isSame: wanted === got, rebirths: host.rebirths, wanted, got }
}

/** A fixed stream of numbers from 0 to 1 for each seed (xorshift). */
export function seeded(seed: number): () => number {
	let x = (seed * 2_654_435_761 + 1) | 0 || 1
	return () => {
		x ^= x << 13
		x ^= x >>> 17
		x ^= x << 5
		return (x >>> 0) / 4_294_967_296
	}
}

/** Every order of the numbers 0 to n - 1 (Heap's algorithm). */
export function* orders(n: number): Generator<readonly number[]> {
	const order = Array.from({ length: n }, (_, i) => i)
	const counts = new Array<number>(n).fill(0)
	yield order
	for (let i = 0; i < n; ) {
		const count = counts[i] as number
		if (count >= i) {
			counts[i++] = 0
			continue
		}
		const j = i % 2 === 0 ? 0 : count
		;[order[i], order[j]] = [order[j] as number, order[i] as number]
		yield order
		counts[i] = count + 1
		i = 0
	}
}

/** A story of a node, told in steps of some ms; gives what it sent. */
export function tell(story: (node: TrueNode, wait: (ms: number) => void) => void): {
	readonly node: TrueNode
	readonly sent: readonly Sent[]
} {
	const sent: Sent[] = []
	const node = new TrueNode((message) => void sent.push(message))
	story(node, (ms) => {
		node.nowMs += ms
	})
	return { node, sent }
}

/** What is to happen, in the order of its time; equal times in the order of their making. */
class Agenda {
	#items: { readonly atMs: number; readonly act: () => void }[] = []

	at(atMs: number, act: () => void): void {
		let place = this.#items.length
		while (place > 0 && (this.#items[place - 1]?.atMs ?? 0) > atMs) place--
		this.#items.splice(place, 0, { atMs, act })
	}

	/** Does everything up to `endMs`; `onTime` is told the time of each first. */
	run(endMs: number, onTime: (nowMs: number) => void): void {
		for (let item = this.#items.shift(); item !== undefined && item.atMs <= endMs; item = this.#items.shift()) {
			onTime(item.atMs)
			item.act()
		}
	}
}

/**
 * A random story: up to three sessions, devices that die and come back, data in between, rebirths answered when they are
 * asked for; each message delayed by chance within the reorder window, so that any may overtake one of another topic.
 */
export function randomTrace(seed: number): Outcome {
	const random = seeded(seed)
	const below = (n: number): number => Math.floor(random() * n)
	const agenda = new Agenda()
	const delayMs = random() < 0.5 ? 20 : 200
	const lastMs = new Map<string, number>()
	const node = new TrueNode((message) => {
		// MQTT keeps the order within one topic.
		const atMs = Math.max(message.atMs + below(delayMs), lastMs.get(message.topic) ?? 0)
		lastMs.set(message.topic, atMs)
		agenda.at(atMs, () => host.hear(message))
	})
	const host = new ListeningHost(() => {
		agenda.at(host.nowTimeMs + below(20), () => {
			if (node.isAlive) node.birth()
		})
	}, random)
	const counts = random() < 0.8
	const sessions = 1 + below(3)
	let timeMs = 0
	let value = 0
	for (let session = 0; session < sessions; session++) {
		timeMs += 1 + below(400)
		agenda.at(timeMs, () => {
			if (session > 0) node.die()
		})
		timeMs += 1 + below(400)
		agenda.at(timeMs, () => node.connect(counts ? session : 0, DEVICES.slice(0, 1 + below(2))))
		for (let steps = below(8); steps >= 0; steps--) {
			timeMs += below(100)
			agenda.at(timeMs, () => {
				const device = DEVICES[below(2)] as Device
				if (random() < 0.8) {
					const keys = Object.keys(ALIASES).filter((key) => key === 'n' || node.online.has(key.split(' ')[0] as Device))
					node.data(keys[below(keys.length)] as string, ++value)
				} else if (node.online.has(device)) node.deviceDeath(device)
				else node.deviceBirth(device)
			})
		}
	}
	// The death of a node that does not count its sessions cannot be told from the late Will of an older one.
	if (counts && random() < 0.2) agenda.at(timeMs + below(300), () => node.die())
	for (let tickMs = 0; tickMs <= timeMs + SETTLE_MS; tickMs += TICK_MS) agenda.at(tickMs, () => host.tick())
	agenda.run(timeMs + SETTLE_MS, (nowMs) => {
		host.nowTimeMs = nowMs
		node.nowMs = nowMs
	})
	const wanted = node.picture()
	const got = host.picture()
	return { isSame: wanted === got, rebirths: host.rebirths, mayAsk: counts ? 1 : 2, wanted, got }
}
