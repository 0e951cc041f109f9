import type { Observable } from 'rxjs'
import type { TlsFiles } from '../mqtt/link.ts'
import type { MetricValue, PropertySet, SmallIntegerForm } from '../sparkplug/index.ts'

/** One value that an edge node tells. */
export interface EdgeMetric {
	readonly name: string
	/** A number of `DataType`. */
	readonly type: number
	/** null: no value now. Integers up to 32 bits are numbers; Int64, UInt64 and DateTime may be a bigint or an exact number. */
	readonly value: MetricValue | null
	/** When it was measured, ms since 1970. */
	readonly timestampMs: number
	/** See `metricProperties` for engUnit and Quality. */
	readonly properties?: PropertySet | undefined
	/** A past value that must not move the live one. */
	readonly isHistorical?: boolean | undefined
}

/** One value that a host asks for, named and typed by the birth. */
export interface EdgeCommand {
	readonly name: string
	readonly type: number
	readonly value: MetricValue | null
	/** When the host sent it, by its clock; null when it did not say. */
	readonly timestampMs: number | null
}

/** Keeps the birth-death sequence number over restarts. */
export interface BdSeqStore {
	/** The number of the last CONNECT; undefined if there was none. */
	load(): number | undefined
	save(bdSeq: number): void
}

export type EdgeState = 'connecting' | 'waiting-for-host' | 'online' | 'offline' | 'closed'

export interface EdgeStatus {
	readonly state: EdgeState
	readonly sinceMs: number
	/** Why it is not online; empty while it is. */
	readonly reason: string
}

export interface EdgeSessionOptions {
	/** `mqtt://127.0.0.1:1883`. */
	readonly brokerUrl: string
	/** Brokers to go to, one after the other and round again, when a broker cannot be reached or the primary host is not there. */
	readonly furtherBrokerUrls?: readonly string[] | undefined
	/** With several brokers: how long to wait at one for a word of the primary host, ms; default 10 000. */
	readonly hostWaitMs?: number | undefined
	readonly group: string
	readonly node: string
	/** Every device the node may have. All are online until `setDeviceOnline` says otherwise. */
	readonly devices: readonly string[]
	/** Devices that start offline. */
	readonly offlineDevices?: readonly string[] | undefined
	/** Every metric of a device (null: of the node itself) with its value now. Asked for at each birth. */
	readonly getBirth: (device: string | null) => readonly EdgeMetric[]
	/** Called with what a host writes; rebirth requests are answered here and not passed on. */
	readonly onCommand?: ((device: string | null, commands: readonly EdgeCommand[]) => void) | undefined
	/** Primary host: births wait until it is online. Left out: births are sent at once. */
	readonly hostId?: string | undefined
	/** DATA names its metrics by number; births by name and number. */
	readonly useAliases?: boolean | undefined
	/** Report by exception: a value is sent when it, or one of its properties, is not what the host was told last. Default: each that is published. */
	readonly byException?: boolean | undefined
	readonly smallIntegers?: SmallIntegerForm | undefined
	/** Default: memory only, from 0. */
	readonly bdSeqStore?: BdSeqStore | undefined
	/** Default GROUP-NODE. */
	readonly clientId?: string | undefined
	readonly username?: string | undefined
	readonly password?: string | undefined
	/** Default 3.1.1. */
	readonly mqttVersion?: '3.1.1' | '5' | undefined
	/** For `mqtts://`. */
	readonly tls?: TlsFiles | undefined
	/** Seconds. */
	readonly keepaliveS?: number | undefined
	readonly reconnect?: { readonly firstMs: number; readonly maxMs: number } | undefined
	/** Between the node and its network, for tests of what comes late, twice or never: called with each DATA message. Default: sent at once. */
	readonly wire?: ((send: () => void) => void) | undefined
	/** The node's clock, ms since 1970. */
	readonly nowMs?: (() => number) | undefined
}

export interface EdgeCounters {
	readonly connects: number
	readonly births: number
	readonly messages: number
	/** Messages not sent because the session was not online or the network was stuck. */
	readonly dropped: number
	/** Commands that could not be read or named no metric of the birth. */
	readonly refusedCommands: number
}

/** A Sparkplug edge node. It keeps trying to be online until it is closed. */
export interface EdgeSession {
	readonly state$: Observable<EdgeStatus>
	readonly status: EdgeStatus
	/**
	 * Sends values of one device (null: of the node) as one DATA message, oldest first. False when they could not be sent:
	 * not online, device offline or network stuck; the next birth then brings the current values.
	 * Throws when a metric is not in the birth or a value does not fit its type.
	 */
	publish(device: string | null, metrics: readonly EdgeMetric[]): boolean
	setDeviceOnline(device: string, online: boolean): void
	/** Whether `setDeviceOnline` left it so; false for a device that is none of the node's. */
	isDeviceOnline(device: string): boolean
	/** A message outside Sparkplug. A retained one is sent again after each connect, until an empty one takes its place. */
	publishRaw(topic: string, payload: string | Uint8Array, options?: { readonly qos?: 0 | 1; readonly retain?: boolean }): boolean
	/** Sends the whole birth sequence again, for instance because the metrics have changed. */
	rebirth(): void
	counters(): EdgeCounters
	/** NDEATH, DISCONNECT. */
	close(): Promise<void>
	/** Ends as a node does that loses its power: no NDEATH, no DISCONNECT, so that the broker sends the Will. */
	cut(): void
}
