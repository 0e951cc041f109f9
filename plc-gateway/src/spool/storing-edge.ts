import { deserialize, serialize } from 'node:v8'
import { createEdgeSession, type EdgeMetric, type EdgeSession, type EdgeSessionOptions } from '../edge/index.ts'
import { DataType } from '../sparkplug/index.ts'
import { type LogRecord, SegmentLog, type SegmentLogCounters, type SegmentLogOptions } from './segment-log.ts'
import { STORE_ACKNOWLEDGED, STORE_FIRST, STORE_NUMBER } from './store-metrics.ts'

export interface StoringEdgeOptions extends EdgeSessionOptions {
	readonly store: SegmentLogOptions
	/** Messages of the past sent in a second beside the live ones, at most; default 5000. */
	readonly resendPerSecond?: number | undefined
	/**
	 * A host that has never acknowledged by then is taken for one that does not know how, and gets all of the past at that pace; one
	 * that has, and says no more for as long, is sent a turn's worth for which it may say it again; ms, default 5000.
	 */
	readonly firstAcknowledgedWithinMs?: number | undefined
}

export interface StoringEdgeCounters extends SegmentLogCounters {
	/** Messages sent as they came, and again as past ones. */
	readonly live: number
	readonly resent: number
	/** Of those sent again, such as no longer fit what the node was born with: their numbers alone went out. */
	readonly unsendable: number
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
	/** What waits for its device to be born again. */
	const waiting = new Map<string, number[]>()
	/** The host has everything up to here, or will never get it: it was given up before the last birth. */
	let acked = 0
	let window = perTurn
	let hasAcknowledged = false
	let bornMs = 0
	/** Since when nothing has widened the window. */
	let movedMs = 0
	let live = 0
	let resent = 0
	let unsendable = 0
	const counter = (name: string, value: number | null): EdgeMetric => ({
		name,
		type: DataType.Int64,
		value: value === null ? null : BigInt(value),
		timestampMs: nowMs(),
	})
	const acknowledged = (number: number): void => {
		const upTo = Math.min(number, log.next - 1)
		if (upTo <= acked) return
		acked = upTo
		log.trim(upTo)
		hasAcknowledged = true
		movedMs = performance.now()
		window = Math.min(2 * window, MOST_UNACKNOWLEDGED)
	}
	const session = createEdgeSession({
		...options,
		getBirth: (device) => {
			const born = options.getBirth(device)
			if (device !== null) {
				ranges.push(...(waiting.get(device) ?? []).map((number): [number, number] => [number, number + 1]))
				waiting.delete(device)
				return [...born, counter(STORE_NUMBER, null)]
			}
			// Whatever the host missed, it is among what it has not acknowledged.
			ranges = log.first < log.next ? [[log.first, log.next]] : []
			waiting.clear()
			acked = log.first - 1
			window = perTurn
			bornMs = performance.now()
			movedMs = bornMs
			return [...born, counter(STORE_FIRST, log.first), counter(STORE_ACKNOWLEDGED, log.first - 1)]
		},
		onCommand: (device, commands) => {
			const isAck = ({ name }: { readonly name: string }) => device === null && name === STORE_ACKNOWLEDGED
			for (const { value } of commands.filter(isAck)) if (typeof value === 'bigint') acknowledged(Number(value))
			const others = commands.filter((command) => !isAck(command))
			if (others.length > 0) options.onCommand?.(device, others)
		},
	})
	const past = (device: string, metrics: readonly EdgeMetric[], number: number): boolean =>
		session.publish(
			device,
			[...metrics, counter(STORE_NUMBER, number)].map((metric) => ({ ...metric, isHistorical: true })),
		)
	/** A number alone, of a message that the disk has lost, or that cannot be sent any more: the host would wait for it for ever. */
	const numberAlone = (number: number): boolean => {
		const device = options.devices.find((name) => session.isDeviceOnline(name))
		return device !== undefined && past(device, [], number)
	}
	/** False when nothing more can be sent now. */
	const again = ({ number, bytes }: LogRecord): boolean => {
		if (bytes.length === 0) return numberAlone(number)
		const { device, metrics } = deserialize(bytes) as Kept
		if (options.devices.includes(device) && !session.isDeviceOnline(device)) {
			waiting.set(device, [...(waiting.get(device) ?? []), number])
			return true
		}
		try {
			return past(device, metrics, number)
		} catch {
			// The device or a metric is gone since, or was never born as it was told.
			if (!numberAlone(number)) return false
			unsendable++
			return true
		}
	}
	const resend = (): void => {
		const now = performance.now()
		const isPaced = hasAcknowledged || now - bornMs < firstAcknowledgedWithinMs
		if (isPaced && now - movedMs > firstAcknowledgedWithinMs) {
			// An acknowledgement may have been lost, and what is not acknowledged is what the next one waits for.
			window += perTurn
			movedMs = now
		}
		let room = perTurn
		for (let range = ranges[0]; range !== undefined && room > 0; range = ranges[0]) {
			const from = Math.max(range[0], acked + 1)
			const most = Math.min(room, range[1] - from)
			const wanted = isPaced ? Math.min(most, acked + 1 + window - from) : most
			if (most > 0 && wanted <= 0) return
			const records = from < log.first ? lostRecords(from, Math.min(wanted, log.first - from)) : log.read(from, wanted)
			if (records.length === 0) {
				ranges.shift()
				continue
			}
			for (const record of records) {
				if (!again(record)) return
				range[0] = record.number + 1
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
			let isSent = false
			try {
				isSent = session.publish(device, [...metrics, counter(STORE_NUMBER, number)])
			} finally {
				// Online but stuck, or refused: no birth will follow that brings it, or the number that the host waits for.
				if (isSent) live++
				else ranges.push([number, number + 1])
			}
			return isSent
		},
		counters: () => ({ ...log.counters(), live, resent, unsendable }),
		close: async () => {
			clearInterval(timer)
			await session.close()
			log.close()
		},
	}
}

/** Given up for room or for their age, after the host was told where the log begins. */
function lostRecords(from: number, count: number): readonly LogRecord[] {
	return Array.from({ length: count }, (_, i) => ({ number: from + i, bytes: new Uint8Array(0) }))
}
