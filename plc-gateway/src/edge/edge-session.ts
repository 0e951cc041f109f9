import { BehaviorSubject } from 'rxjs'
import { parseHostState } from '../mqtt/host-state.ts'
import { LEFT_TO_RETURN, type MqttLink, type OutgoingMessage, openMqttLink } from '../mqtt/link.ts'
import { TAKEOVER_HOLD_OFF_MS, TakeoverWatch } from '../mqtt/takeover-watch.ts'
import type { Metric, Payload, SparkplugTopic } from '../sparkplug/index.ts'
import { decodePayload, encodePayload, formatTopic, parseTopic, SparkplugCodecError } from '../sparkplug/index.ts'
import { memoryBdSeqStore } from './bd-seq-store.ts'
import { BirthTable, deathPayload, inTimeOrder, nodeBirthExtras, REBIRTH } from './birth-table.ts'
import type { EdgeCommand, EdgeCounters, EdgeMetric, EdgeSession, EdgeSessionOptions, EdgeState, EdgeStatus } from './types.ts'

/** How long the way out may take, ms. */
const LEAVE_TIMEOUT_MS = 1_000

/** Opens an edge node's session: it connects at once and, until closed, comes back after every loss. */
export function createEdgeSession(options: EdgeSessionOptions): EdgeSession {
	return new Session(options)
}

class Session implements EdgeSession {
	readonly state$: BehaviorSubject<EdgeStatus>
	readonly #options: EdgeSessionOptions
	readonly #link: MqttLink
	readonly #table: BirthTable
	readonly #nowMs: () => number
	readonly #offline: Set<string>
	readonly #retained = new Map<string, OutgoingMessage>()
	readonly #hostTopic: string | null
	readonly #counters = { connects: 0, births: 0, messages: 0, dropped: 0, refusedCommands: 0 }
	readonly #takeovers = new TakeoverWatch()
	#bdSeq: number
	#seq = 0
	/** Of the last STATE that counted at each broker: the host has a session of its own at each. */
	readonly #hostTimestamps = new Map<string, number>()
	/** Whether the primary host said on this connection that it is online; it may say so before the subscription is confirmed. */
	#hostOnline = false
	/** Whether it said on this connection that it is not. */
	#hostIsAway = false
	#walkTimer: NodeJS.Timeout | undefined
	#closed = false

	constructor(options: EdgeSessionOptions) {
		const { group, node, hostId } = options
		this.#options = options
		this.#nowMs = options.nowMs ?? Date.now
		this.#table = new BirthTable(options.useAliases ?? false)
		this.#offline = new Set(options.offlineDevices)
		this.#hostTopic = hostId === undefined ? null : formatTopic({ type: 'STATE', hostId })
		const store = options.bdSeqStore ?? memoryBdSeqStore()
		this.#bdSeq = store.load() ?? 255
		this.state$ = new BehaviorSubject<EdgeStatus>({ state: 'connecting', sinceMs: this.#nowMs(), reason: 'not connected yet' })
		const anyDevice = formatTopic({ type: 'DCMD', group, node, device: 'x' }).replace(/x$/, '+')
		this.#link = openMqttLink({
			...options,
			clientId: options.clientId ?? `${group}-${node}`,
			subscriptions: [formatTopic({ type: 'NCMD', group, node }), anyDevice, this.#hostTopic]
				.filter((topic) => topic !== null)
				.map((topic) => ({ topic, qos: 1 as const })),
			leaveWithWill: true,
			will: () => {
				this.#bdSeq = (this.#bdSeq + 1) & 0xff
				store.save(this.#bdSeq)
				this.#counters.connects++
				return this.#message({ type: 'NDEATH', group, node }, deathPayload(this.#bdSeq, this.#nowMs()), 1)
			},
			onUp: () => this.#onUp(),
			onDown: (reason, wasUp) => {
				this.#hostOnline = false
				this.#hostIsAway = false
				clearTimeout(this.#walkTimer)
				this.#setState('offline', wasUp && reason !== LEFT_TO_RETURN ? this.#whyLost(reason) : reason)
			},
			onMessage: (topic, payload) => this.#onMessage(topic, payload),
		})
	}

	get status(): EdgeStatus {
		return this.state$.value
	}

	publish(device: string | null, metrics: readonly EdgeMetric[]): boolean {
		if (device !== null && !this.#options.devices.includes(device))
			throw new Error(`device ${device} is not one of ${this.#options.node}`)
		if (metrics.length === 0) return true
		if (this.status.state !== 'online' || (device !== null && this.#offline.has(device))) return this.#drop()
		const news = this.#options.byException === true ? this.#table.news(device, metrics) : metrics
		if (news.length === 0) return true
		const sent = this.#sendSequenced(device === null ? 'NDATA' : 'DDATA', device, this.#table.data(device, news), false)
		if (sent && this.#options.byException === true) this.#table.told(device, news)
		return sent
	}

	setDeviceOnline(device: string, online: boolean): void {
		if (!this.#options.devices.includes(device)) throw new Error(`device ${device} is not one of ${this.#options.node}`)
		if (online !== this.#offline.has(device)) return
		if (online) this.#offline.delete(device)
		else this.#offline.add(device)
		if (this.status.state !== 'online') return
		if (online) this.#birthDevice(device)
		else this.#sendSequenced('DDEATH', device, [], false)
	}

	isDeviceOnline(device: string): boolean {
		return this.#options.devices.includes(device) && !this.#offline.has(device)
	}

	publishRaw(
		topic: string,
		payload: string | Uint8Array,
		options: { readonly qos?: 0 | 1; readonly retain?: boolean } = {},
	): boolean {
		const message: OutgoingMessage = { topic, payload, qos: options.qos ?? 0, retain: options.retain ?? false }
		if (message.retain) this.#retained.set(topic, message)
		if (this.status.state !== 'online') return message.retain || this.#drop()
		return this.#link.publish(message) || this.#drop()
	}

	rebirth(): void {
		if (this.status.state === 'online') this.#birth()
	}

	counters(): EdgeCounters {
		return { ...this.#counters }
	}

	async close(): Promise<void> {
		if (this.#closed) return
		this.#closed = true
		clearTimeout(this.#walkTimer)
		if (this.status.state === 'online') await this.#link.publishAcknowledged(this.#death(), LEAVE_TIMEOUT_MS)
		await this.#link.close()
		this.#setState('closed', 'closed')
		this.state$.complete()
	}

	cut(): void {
		if (this.#closed) return
		this.#closed = true
		clearTimeout(this.#walkTimer)
		this.#link.cut()
		this.#setState('closed', 'cut off')
		this.state$.complete()
	}

	#onUp(): void {
		if (this.#closed) return
		if (this.#hostTopic === null || this.#hostOnline) this.#birth()
		else {
			this.#setState('waiting-for-host', `waiting for host ${this.#options.hostId}`)
			this.#walkAfter(this.#hostIsAway ? 0 : (this.#options.hostWaitMs ?? 10_000))
		}
	}

	/** Where there are several brokers: to the next one, unless the primary host comes meanwhile. */
	#walkAfter(waitMs: number): void {
		clearTimeout(this.#walkTimer)
		if ((this.#options.furtherBrokerUrls ?? []).length === 0) return
		this.#walkTimer = setTimeout(() => {
			if (this.status.state === 'waiting-for-host') this.#link.restart()
		}, waitMs)
	}

	/** Two nodes with one client id end each other's connection for ever: the one that notices says so and stays away for a while. */
	#whyLost(reason: string): string {
		if (!this.#takeovers.lost(performance.now())) return reason
		this.#link.holdOff(TAKEOVER_HOLD_OFF_MS)
		const { clientId, group, node } = this.#options
		return `the connection was ended again and again: another client may use the id ${clientId ?? `${group}-${node}`}`
	}

	/** The whole birth sequence, in one go, so that no DATA can come between. */
	#birth(): void {
		const { group, node } = this.#options
		const nowMs = this.#nowMs()
		const metrics = [
			...nodeBirthExtras(this.#bdSeq, nowMs, this.#table.bdSeqAlias()),
			...this.#table.birth(null, this.#options.getBirth(null)),
		]
		const sent = this.#link.publish(this.#message({ type: 'NBIRTH', group, node }, { timestampMs: nowMs, metrics, seq: 0 }, 0))
		if (!sent) return
		this.#seq = 1
		this.#counters.births++
		for (const device of this.#options.devices) if (!this.#offline.has(device)) this.#birthDevice(device)
		for (const message of this.#retained.values()) this.#link.publish(message)
		if (this.status.state !== 'online') this.#setState('online', '')
	}

	#birthDevice(device: string): void {
		this.#sendSequenced('DBIRTH', device, this.#table.birth(device, this.#options.getBirth(device)), true)
	}

	/** Gives out the sequence number only for a message that is really written. */
	#sendSequenced(
		type: 'NDATA' | 'DDATA' | 'DBIRTH' | 'DDEATH',
		device: string | null,
		metrics: Metric[],
		datatypes: boolean,
	): boolean {
		const { group, node } = this.#options
		const topic: SparkplugTopic = type === 'NDATA' ? { type, group, node } : { type, group, node, device: device ?? '' }
		const payload: Payload = { timestampMs: this.#nowMs(), metrics, seq: this.#seq }
		const message = this.#message(topic, payload, 0, datatypes)
		const { wire } = this.#options
		if (wire !== undefined && type.endsWith('DATA') && this.#link.isUp) wire(() => this.#link.publish(message) || this.#drop())
		else if (!this.#link.publish(message)) return this.#drop()
		this.#seq = (this.#seq + 1) & 0xff
		this.#counters.messages++
		return true
	}

	#message(topic: SparkplugTopic, payload: Payload, qos: 0 | 1, datatypes = true): OutgoingMessage {
		const bytes = encodePayload(
			{ ...payload, metrics: inTimeOrder(payload.metrics) },
			{
				datatypes,
				...(this.#options.smallIntegers && { smallIntegers: this.#options.smallIntegers }),
			},
		)
		return { topic: formatTopic(topic), payload: bytes, qos, retain: false }
	}

	#death(): OutgoingMessage {
		const { group, node } = this.#options
		return this.#message({ type: 'NDEATH', group, node }, deathPayload(this.#bdSeq, this.#nowMs()), 0)
	}

	#onMessage(topic: string, payload: Uint8Array): void {
		if (this.#closed) return
		if (topic === this.#hostTopic) {
			this.#onHostState(payload)
			return
		}
		const parsed = parseTopic(topic)
		if (parsed?.type !== 'NCMD' && parsed?.type !== 'DCMD') return
		const device = parsed.type === 'DCMD' ? parsed.device : null
		const commands = this.#readCommands(device, payload)
		if (this.status.state !== 'online' || commands.length === 0) return
		const rebirth = device === null && commands.some((command) => command.name === REBIRTH && command.value === true)
		const others = commands.filter((command) => device !== null || command.name !== REBIRTH)
		if (rebirth) this.#birth()
		if (others.length > 0) this.#options.onCommand?.(device, others)
	}

	#readCommands(device: string | null, payload: Uint8Array): readonly EdgeCommand[] {
		try {
			const { commands, refused } = this.#table.commands(device, decodePayload(payload))
			this.#counters.refusedCommands += refused
			return commands
		} catch (error) {
			if (!(error instanceof SparkplugCodecError)) throw error
			this.#counters.refusedCommands++
			return []
		}
	}

	/** The first STATE of a broker always counts, a later one only if it is not older than the last. */
	#onHostState(payload: Uint8Array): void {
		const state = parseHostState(payload)
		if (state === null || state.timestamp < (this.#hostTimestamps.get(this.#link.brokerUrl) ?? -Infinity)) return
		this.#hostTimestamps.set(this.#link.brokerUrl, state.timestamp)
		this.#hostOnline = state.online
		if (state.online) {
			if (this.status.state !== 'online' && this.#link.isUp) this.#birth()
			return
		}
		this.#hostIsAway = true
		if (this.status.state === 'online') {
			this.#link.publish(this.#death())
			this.#link.restart()
		} else if (this.status.state === 'waiting-for-host') this.#walkAfter(0)
	}

	#drop(): false {
		this.#counters.dropped++
		return false
	}

	#setState(state: EdgeState, reason: string): void {
		if (this.status.state === state && this.status.reason === reason) return
		if (this.status.state === 'closed') return
		this.state$.next({ state, sinceMs: this.#nowMs(), reason })
	}
}
