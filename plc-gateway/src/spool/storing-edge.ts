import { deserialize, serialize } from 'node:v8'
import { createEdgeSession, type EdgeMetric, type EdgeSession, type EdgeSessionOptions } from '../edge/index.ts'
import { DataType } from '../sparkplug/index.ts'
import { SegmentLog, type SegmentLogCounters, type SegmentLogOptions } from './segment-log.ts'
import { STORE_ACKNOWLEDGED, STORE_FIRST, STORE_NUMBER } from './store-metrics.ts'

export interface StoringEdgeOptions extends EdgeSessionOptions {
	readonly store: SegmentLogOptions
	/** Messages of the past sent in a second beside the live ones, at most; default 5000. */
	readonly resendPerSecond?: number | undefined
	/** A host that has never acknowledged by then is taken for one that does not know how, and gets all of the past at that pace; ms, default 5000. */
	readonly firstAcknowledgedWithinMs?: number | undefined
}

export interface StoringEdgeCounters extends SegmentLogCounters {
	/** Messages sent as they came, and again as past ones. */
	readonly live: number
	readonly resent: number
}

/**
 * An edge node that loses nothing: what it says stays in a log on its disk until the host tells that it is in the history. After
 * each birth everything that is not acknowledged, which is the last seconds or what was said while the host was gone, goes out
 * again with its own times, marked historical: first a few, then as many more as the host acknowledges. A host that is slow is not
 * swamped by the past, which would cost it messages, hence another birth, and all of the past once more.
 */
export interface StoringEdge {
	readonly session: EdgeSession
	/** Keeps the values and sends them if it can. True when they left at once. */
	publish(device: string, metrics: readonly EdgeMetric[]): boolean
	counters(): StoringEdgeCounters
	close(): Promise<void>
}

interface Kept {
	readonly device: string
	readonly metrics: readonly EdgeMetric[]
}

const RESEND_EVERY_MS = 50
/** Of the past, sent and not acknowledged: doubled from one turn's worth up to this with each acknowledgement. */
const MOST_UNACKNOWLEDGED = 20_000

export function createStoringEdge(options: StoringEdgeOptions): StoringEdge {
	const log = new SegmentLog(options.store)
	const perTurn = Math.max(1, Math.ceil(((options.resendPerSecond ?? 5_000) * RESEND_EVERY_MS) / 1000))
	const nowMs = options.nowMs ?? Date.now
	const firstAcknowledgedWithinMs = options.firstAcknowledgedWithinMs ?? 5_000
	/** Numbers still to be sent again: from and up to (not included). */
	let ranges: [from: number, to: number][] = []
	let window = perTurn
	let hasAcknowledged = false
	let bornMs = 0
	let live = 0
	let resent = 0
	const counter = (name: string, value: number | null): EdgeMetric => ({
		name,
		type: DataType.Int64,
		value: value === null ? null : BigInt(value),
		timestampMs: nowMs(),
	})
	const acknowledged = (number: number): void => {
		const { first } = log
		log.trim(number)
		if (log.first === first) return
		hasAcknowledged = true
		window = Math.min(2 * window, MOST_UNACKNOWLEDGED)
	}
	const session = createEdgeSession({
		...options,
		getBirth: (device) => {
			const born = options.getBirth(device)
			if (device !== null) return [...born, counter(STORE_NUMBER, null)]
			// Whatever the host missed, it is among what it has not acknowledged.
			ranges = log.first < log.next ? [[log.first, log.next]] : []
			window = perTurn
			bornMs = performance.now()
			return [...born, counter(STORE_FIRST, log.first), counter(STORE_ACKNOWLEDGED, log.first - 1)]
		},
		onCommand: (device, commands) => {
			const isAck = ({ name }: { readonly name: string }) => device === null && name === STORE_ACKNOWLEDGED
			for (const { value } of commands.filter(isAck)) if (typeof value === 'bigint') acknowledged(Number(value))
			const others = commands.filter((command) => !isAck(command))
			if (others.length > 0) options.onCommand?.(device, others)
		},
	})
	const resend = (): void => {
		let room = perTurn
		const isPaced = hasAcknowledged || performance.now() - bornMs < firstAcknowledgedWithinMs
		const end = isPaced ? log.first + window : Infinity
		for (let range = ranges[0]; range !== undefined && room > 0; range = ranges[0]) {
			const from = Math.max(range[0], log.first)
			if (from < range[1] && from >= end) return
			const records = from < range[1] ? log.read(from, Math.min(room, range[1] - from, end - from)) : []
			if (records.length === 0) {
				ranges.shift()
				continue
			}
			for (const { number, bytes } of records) {
				// Of a message that the disk has lost the number alone goes out, or the host would wait for it for ever.
				const kept = bytes.length === 0 ? null : (deserialize(bytes) as Kept)
				const device = kept?.device ?? options.devices[0]
				if (device === undefined) return
				const metrics = kept?.metrics ?? []
				const past = [...metrics, counter(STORE_NUMBER, number)].map((metric) => ({ ...metric, isHistorical: true }))
				if (!session.publish(device, past)) return
				range[0] = number + 1
				resent++
				room--
			}
		}
	}
	const timer = setInterval(() => {
		if (session.status.state === 'online' && ranges.length > 0) resend()
	}, RESEND_EVERY_MS)
	return {
		session,
		publish: (device, metrics) => {
			const number = log.append(serialize({ device, metrics } satisfies Kept))
			if (session.status.state !== 'online') return false
			if (session.publish(device, [...metrics, counter(STORE_NUMBER, number)])) {
				live++
				return true
			}
			// Online but stuck: no birth will follow that brings it.
			ranges.push([number, number + 1])
			return false
		},
		counters: () => ({ ...log.counters(), live, resent }),
		close: async () => {
			clearInterval(timer)
			await session.close()
			log.close()
		},
	}
}
