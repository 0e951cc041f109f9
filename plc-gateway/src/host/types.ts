import type { Observable } from 'rxjs'
import type { TlsFiles } from '../mqtt/link.ts'
import type { DecodeLimits, MetricValue } from '../sparkplug/index.ts'

/** One value of one metric as the host knows it. 64-bit integers are bigint. */
export interface HostValue {
	readonly group: string
	readonly node: string
	/** null: a metric of the node itself. */
	readonly device: string | null
	readonly name: string
	/** A number of `DataType`, from the birth. */
	readonly datatype: number
	readonly value: MetricValue | null
	/** When the plant measured it, ms since 1970. */
	readonly timestampMs: number
	/** Sparkplug's Quality: 0 bad, 192 good, 500 stale. Stale is set here too, when node, device or broker is lost. */
	readonly quality: number
	/** Why the host says that it is not good; left out when the plant says so itself. */
	readonly reason?: string | undefined
	/** A past value: it belongs in history and does not move the live value. */
	readonly isHistorical: boolean
	readonly engUnit?: string | undefined
}

export type BrokerState = 'connected' | 'connecting' | 'lost'
export type NodeState = 'online' | 'offline' | 'unknown'
export type DeviceState = 'online' | 'offline' | 'stale' | 'unknown'

export interface DeviceStatus {
	readonly state: DeviceState
	/** Why it is not online. */
	readonly reason: string
	/** Time since something was heard from it or from its node, ms; null for never. */
	readonly silentMs: number | null
	/** Time since its last live value arrived, ms. */
	readonly lastDataAgeMs: number | null
}

export interface NodeStatus {
	readonly group: string
	readonly node: string
	readonly state: NodeState
	readonly reason: string
	/** Birth-death sequence number of the live session. */
	readonly bdSeq: number | null
	readonly silentMs: number | null
	readonly lastDataAgeMs: number | null
	/** The plant's clock as its last message told it, ms since 1970. */
	readonly plantMs: number | null
	/** Plant clock less the host's when that message came, ms. */
	readonly clockOffsetMs: number | null
	readonly devices: Readonly<Record<string, DeviceStatus>>
}

export interface HostCounters {
	readonly messages: number
	readonly values: number
	readonly births: number
	readonly deaths: number
	readonly seqGaps: number
	readonly rebirthsAsked: number
	/** Payloads that are not Sparkplug B. */
	readonly undecodable: number
	/** Messages beyond the size limits, dropped unread. */
	readonly oversized: number
	/** Single values that do not fit their datatype, in messages that are otherwise good. */
	readonly badValues: number
	readonly unknownMetrics: number
	/** Messages before the birth that would explain them. */
	readonly beforeBirth: number
	/** Messages of a sequence that had already gone on. */
	readonly late: number
	/** Deaths and births of a session that was not, or no longer, the live one. */
	readonly notLive: number
	readonly historical: number
	readonly connectionsLost: number
	/** Retained Sparkplug messages, which are not taken. */
	readonly retained: number
}

export interface BrokerStatus {
	readonly state: BrokerState
	/** Why it is not connected; otherwise empty. */
	readonly message: string
}

export interface HostStatus {
	/** Connected when one of them is. */
	readonly broker: BrokerState
	/** Why the broker is not connected; otherwise empty. */
	readonly message: string
	/** Each broker by its URL, without user and password. */
	readonly brokers: Readonly<Record<string, BrokerStatus>>
	/** By `GROUP/NODE`. */
	readonly nodes: Readonly<Record<string, NodeStatus>>
	readonly counters: HostCounters
}

/** Something of the world that went wrong; at most one of a kind and source every few seconds. */
export interface HostFault {
	readonly tMs: number
	readonly source: string
	readonly code: string
	readonly message: string
}

export interface PlainMessage {
	readonly topic: string
	readonly payload: Uint8Array
	readonly retained: boolean
}

export interface WatchedNode {
	readonly group: string
	readonly node: string
	/** Devices that it should have; others are taken up as they are born. */
	readonly devices?: readonly string[] | undefined
	/** Silence after which a device is stale, ms; null: it has no beat. Other devices: `silenceLimitMs` of the session. */
	readonly silenceLimitsMs?: Readonly<Record<string, number | null>> | undefined
}

export interface HostSessionOptions {
	/** `mqtt://127.0.0.1:1883`. */
	readonly brokerUrl: string
	/** Brokers at which the host is beside the first; an edge node may be at any of them, and move. */
	readonly furtherBrokerUrls?: readonly string[] | undefined
	readonly hostId: string
	/** Groups of which every node is followed. */
	readonly groups?: readonly string[] | undefined
	/** Nodes that are followed and expected. With neither groups nor nodes every node of the broker is followed. */
	readonly nodes?: readonly WatchedNode[] | undefined
	/** Topics outside Sparkplug to listen to. */
	readonly plainTopics?: readonly string[] | undefined
	/** Default HOSTID-host. */
	readonly clientId?: string | undefined
	readonly username?: string | undefined
	readonly password?: string | undefined
	/** Default 3.1.1. */
	readonly mqttVersion?: '3.1.1' | '5' | undefined
	/** For `mqtts://`. */
	readonly tls?: TlsFiles | undefined
	readonly keepaliveS?: number | undefined
	readonly reconnect?: { readonly firstMs: number; readonly maxMs: number } | undefined
	/** How long a hole in the sequence may take to close, ms; default 1000. */
	readonly reorderMs?: number | undefined
	/** Silence after which a device is stale, ms; default 5000. */
	readonly silenceLimitMs?: number | undefined
	/** Spread of the rebirth requests after joining late, ms; default 500. */
	readonly lateJoinMs?: number | undefined
	/** Shortest and longest time between two rebirth requests to one node, ms; default 1000 and 60 000. */
	readonly rebirth?: { readonly firstMs: number; readonly maxMs: number } | undefined
	readonly decodeLimits?: DecodeLimits | undefined
	/** Every message that is taken, as it came from the broker and before anything is made of it. */
	readonly heard?: ((topic: string, payload: Uint8Array) => void) | undefined
	/** The host's clock for stamps, ms since 1970. */
	readonly nowMs?: (() => number) | undefined
	/** A clock that is never set, for durations, ms. */
	readonly steadyMs?: (() => number) | undefined
}

/** Why a write was not sent. */
export type WriteRefusal = 'broker-lost' | 'node-not-online' | 'device-not-online' | 'unknown-metric' | 'wrong-value'

export interface HostSession {
	/** One batch for each message, in order; and one when values turn stale or good again without a message. */
	readonly values$: Observable<readonly HostValue[]>
	readonly status$: Observable<HostStatus>
	/** The status now, with ages as of now. */
	readonly status: HostStatus
	readonly faults$: Observable<HostFault>
	/** By code: the newest fault, told or not because the same was told just before, and the newest message refused of each kind. */
	readonly lastFaults: ReadonlyMap<string, HostFault>
	readonly plain$: Observable<PlainMessage>
	/** The last value of a metric; undefined if it was never born. */
	metric(group: string, node: string, device: string | null, name: string): HostValue | undefined
	/** The node's clock now, by its last stamp and the time since, ms since 1970; null before its first message. */
	plantNowMs(group: string, node: string): number | null
	/** Sends an NCMD or DCMD; null when it was sent, else why not. */
	write(group: string, node: string, device: string | null, name: string, value: MetricValue): WriteRefusal | null
	/** Says offline, leaves. */
	close(): Promise<void>
}
