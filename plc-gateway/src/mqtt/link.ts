import { readFileSync } from 'node:fs'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { MqttClient } from 'mqtt'
import { readFairly } from './fair-reads.ts'
import { limitPacketSize } from './packet-limit.ts'

export interface OutgoingMessage {
	readonly topic: string
	readonly payload: Uint8Array | string
	readonly qos: 0 | 1
	readonly retain: boolean
}

export interface MqttLinkOptions {
	/** `mqtt://host:port` or `mqtts://host:port`; user and password may stand in it. */
	readonly brokerUrl: string
	/** Brokers to go to, one after the other and round again, when the first cannot be reached or is left. */
	readonly furtherBrokerUrls?: readonly string[] | undefined
	/** Default 3.1.1. */
	readonly mqttVersion?: '3.1.1' | '5' | undefined
	/** For `mqtts://`. */
	readonly tls?: TlsFiles | undefined
	readonly clientId: string
	readonly username?: string | undefined
	readonly password?: string | undefined
	/** Seconds between pings; default 10. */
	readonly keepaliveS?: number | undefined
	/** First and longest wait before connecting again, ms; the wait doubles and is spread by chance. */
	readonly reconnect?: { readonly firstMs: number; readonly maxMs: number } | undefined
	/** Larger packets are dropped before they are gathered, bytes; default 4 MiB. */
	readonly maxPacketBytes?: number | undefined
	/** Unsent bytes above which `publish` refuses; default 4 MiB. */
	readonly maxBacklogBytes?: number | undefined
	readonly subscriptions: readonly { readonly topic: string; readonly qos: 0 | 1 }[]
	/** In MQTT 5: leave with the reason code that makes the broker send the Will all the same. */
	readonly leaveWithWill?: boolean | undefined
	/** The Will of the next CONNECT: asked for anew each time. */
	readonly will: () => OutgoingMessage | undefined
	/** Connected and subscribed. */
	readonly onUp: () => void
	/** A connection or an attempt ended. */
	readonly onDown: (reason: string, wasUp: boolean) => void
	readonly onMessage: (topic: string, payload: Uint8Array, retained: boolean) => void
	/** A packet was dropped for its size. */
	readonly onOversized?: (() => void) | undefined
}

/** Files in PEM form. */
export interface TlsFiles {
	/** Who may have signed the broker's certificate; default: the authorities that Node knows. */
	readonly caFile?: string | undefined
	/** Our own certificate and its key, where the broker asks for one. */
	readonly certFile?: string | undefined
	readonly keyFile?: string | undefined
}

/** One MQTT connection after the other, each with a client and a Will of its own, as Sparkplug asks. */
export interface MqttLink {
	readonly isUp: boolean
	/** The broker of this connection, or of the next attempt. */
	readonly brokerUrl: string
	/** Writes at once; false when the link is down or too much is waiting, and then nothing was sent. */
	publish(message: OutgoingMessage): boolean
	/** As `publish`, and waits for the broker's acknowledgement (QoS 1) or the write (QoS 0). */
	publishAcknowledged(message: OutgoingMessage, timeoutMs: number): Promise<boolean>
	/** Leaves with DISCONNECT (no Will) and connects anew, to the next broker where there are several; after `delayMs`, or after the wait that is due. */
	restart(delayMs?: number): void
	/** The next attempt waits at least this long. */
	holdOff(ms: number): void
	close(): Promise<void>
	/** Drops the connection without DISCONNECT, as a power cut does: the broker sends the Will. Does not come back. */
	cut(): void
}

/** The reason of a connection that was left on purpose. */
export const LEFT_TO_RETURN = 'leaving to connect anew'

const CONNECT_TIMEOUT_MS = 5_000
/** A connection that is up this long holds. */
const STABLE_MS = 5_000
const CLOSE_TIMEOUT_MS = 1_000

export function openMqttLink(options: MqttLinkOptions): MqttLink {
	const { firstMs, maxMs } = options.reconnect ?? { firstMs: 250, maxMs: 1_000 }
	const maxBacklogBytes = options.maxBacklogBytes ?? 4 * 1024 * 1024
	const servers = [options.brokerUrl, ...(options.furtherBrokerUrls ?? [])]
	let server = 0
	let client: MqttClient | null = null
	let timer: NodeJS.Timeout | undefined
	let leaving: Promise<void> = Promise.resolve()
	let attempt = 0
	let up = false
	let upSinceMs = 0
	let closed = false
	let notBeforeMs = 0

	const schedule = (delayMs: number): void => {
		if (closed) return
		clearTimeout(timer)
		timer = setTimeout(
			// Never at two brokers at once: the connection before is closed first.
			() => void leaving.then(connect),
			Math.max(delayMs, notBeforeMs - performance.now()),
		)
	}

	const nextDelayMs = (): number => {
		const wait = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 20))
		attempt++
		return wait * (0.5 + 0.5 * Math.random())
	}

	/** After a connection that held, the waits start from the shortest again. */
	const forgive = (): void => {
		if (performance.now() - upSinceMs > STABLE_MS) attempt = 0
	}

	const connect = (): void => {
		if (closed || client !== null) return
		const own = createClient(options, servers[server] ?? options.brokerUrl)
		client = own
		let over = false
		const lost = (reason: string): void => {
			if (over) return
			over = true
			const current = client === own
			own.end(true)
			if (!current) return
			client = null
			const wasUp = up
			up = false
			server = (server + 1) % servers.length
			if (wasUp) forgive()
			options.onDown(reason, wasUp)
			schedule(nextDelayMs())
		}
		own.on('error', (error) => lost(error.message || String(('code' in error && error.code) || error)))
		own.on('close', () => lost('connection closed'))
		own.on('message', (topic, payload, packet) => {
			if (client === own) options.onMessage(topic, payload, packet.retain)
		})
		own.on('connect', () => {
			if (client !== own) return
			subscribe(own, options.subscriptions, (refused) => {
				if (over || client !== own) return
				if (refused !== null) return lost(refused)
				up = true
				upSinceMs = performance.now()
				options.onUp()
			})
		})
	}

	const detach = async (graceful: boolean): Promise<void> => {
		const own = client
		client = null
		up = false
		if (own === null) return
		await endClient(own, graceful, options.mqttVersion === '5' && options.leaveWithWill === true)
	}

	connect()
	return {
		get isUp() {
			return up
		},
		get brokerUrl() {
			return servers[server] ?? options.brokerUrl
		},
		publish: (message) => {
			if (!up || client === null || backlogBytes(client) > maxBacklogBytes) return false
			const { qos, retain } = message
			// No callback: each would listen for `drain` while the socket is full. A failed write shows as a closed connection,
			// which is where it is handled.
			client.publish(message.topic, asBuffer(message.payload), { qos, retain })
			return true
		},
		publishAcknowledged: (message, timeoutMs) =>
			new Promise((resolve) => {
				if (!up || client === null) return resolve(false)
				const timeout = setTimeout(() => resolve(false), timeoutMs)
				const { qos, retain } = message
				client.publish(message.topic, asBuffer(message.payload), { qos, retain }, (error) => {
					clearTimeout(timeout)
					resolve(!error)
				})
			}),
		restart: (delayMs) => {
			const wasUp = up
			if (wasUp) forgive()
			leaving = detach(true)
			server = (server + 1) % servers.length
			options.onDown(LEFT_TO_RETURN, wasUp)
			schedule(delayMs ?? nextDelayMs())
		},
		holdOff: (ms) => {
			notBeforeMs = performance.now() + ms
		},
		close: async () => {
			closed = true
			clearTimeout(timer)
			await detach(true)
		},
		cut: () => {
			closed = true
			up = false
			clearTimeout(timer)
			const own = client
			client = null
			own?.stream.destroy()
			own?.end(true)
		},
	}
}

function createClient(options: MqttLinkOptions, brokerUrl: string): MqttClient {
	const url = new URL(brokerUrl)
	const will = options.will()
	const username = options.username ?? decodeURIComponent(url.username)
	const password = options.password ?? decodeURIComponent(url.password)
	return new MqttClient(() => openSocket(url, options), {
		clientId: options.clientId,
		...(username !== '' && { username }),
		...(password !== '' && { password }),
		protocolVersion: options.mqttVersion === '5' ? 5 : 4,
		clean: true,
		...(options.mqttVersion === '5' && { properties: { sessionExpiryInterval: 0 } }),
		keepalive: options.keepaliveS ?? 10,
		connectTimeout: CONNECT_TIMEOUT_MS,
		// Reconnecting is done here, since a new CONNECT needs a new Will.
		reconnectPeriod: 0,
		resubscribe: false,
		// QoS 0 messages must never wait for a later connection: they would come before its birth.
		queueQoSZero: false,
		...(will && { will: { ...will, payload: asBuffer(will.payload) } }),
	})
}

function openSocket(url: URL, options: MqttLinkOptions): Socket {
	const host = url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1'
	const secure = url.protocol === 'mqtts:'
	const port = Number(url.port || (secure ? 8883 : 1883))
	const socket = secure
		? connectTls({ host, port, servername: isIP(host) ? '' : host, ...pem(options.tls) })
		: connectTcp({ host, port })
	// Small messages must not wait for the peer's delayed acknowledgement.
	socket.setNoDelay(true)
	limitPacketSize(socket, options.maxPacketBytes ?? 4 * 1024 * 1024, 'drop-packet', options.onOversized ?? (() => {}))
	readFairly(socket)
	return socket
}

/** Read anew for each connection, so that a renewed certificate is taken without a restart. */
function pem(files: TlsFiles = {}): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
	return {
		...(files.caFile !== undefined && { ca: readFileSync(files.caFile) }),
		...(files.certFile !== undefined && { cert: readFileSync(files.certFile) }),
		...(files.keyFile !== undefined && { key: readFileSync(files.keyFile) }),
	}
}

function subscribe(client: MqttClient, wanted: MqttLinkOptions['subscriptions'], done: (refused: string | null) => void): void {
	if (wanted.length === 0) {
		done(null)
		return
	}
	const map = Object.fromEntries(wanted.map(({ topic, qos }) => [topic, { qos }]))
	client.subscribe(map, (error, granted) => {
		const refused = granted?.find((grant) => grant.qos >= 128)
		if (refused) done(`subscription to ${refused.topic} refused`)
		else done(error ? error.message : null)
	})
}

async function endClient(client: MqttClient, graceful: boolean, withWill: boolean): Promise<void> {
	await new Promise<void>((resolve) => {
		const timeout = setTimeout(() => {
			client.end(true)
			client.stream.destroy()
			resolve()
		}, CLOSE_TIMEOUT_MS)
		client.end(!graceful || !client.connected, withWill ? { reasonCode: 4 } : {}, () => {
			clearTimeout(timeout)
			resolve()
		})
	})
}

function backlogBytes(client: MqttClient): number {
	return client.stream.writableLength
}

function asBuffer(payload: Uint8Array | string): Buffer {
	return typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload.buffer, payload.byteOffset, payload.length)
}
