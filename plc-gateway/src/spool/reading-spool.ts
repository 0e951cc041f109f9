import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Reading, ReadingColumns } from '@emberline/twin'
import type { Arrival } from '../line/index.ts'
import { KeptMessages } from './kept-messages.ts'
import { NewestRecords } from './newest-records.ts'
import { RecentMessages } from './recent-messages.ts'
import { SegmentLog, type SegmentLogOptions } from './segment-log.ts'

export interface ReadingSpoolOptions extends SegmentLogOptions {
	/** The historian, as far as the spool knows it. `flush` resolves when all that was written is safe, and rejects when some is not. */
	readonly sink: {
		readonly write: (readings: readonly Reading[] | ReadingColumns) => void
		readonly flush: () => Promise<void>
	}
	/** Tells the source up to which of its numbers everything is in the history. */
	readonly acknowledge: (number: number) => void
	/** Shortest time between two hand-overs, ms; default 250. */
	readonly everyMs?: number | undefined
}

export interface ReadingSpool {
	take(arrival: Arrival): void
	/** Counters by their Prometheus names. */
	metrics(): Readonly<Record<string, number>>
	close(): Promise<void>
}

/** Records handed to the historian in one turn of the event loop, so that none is long. */
const RECORDS_AT_ONCE = 2_000
/** Handed to it before it is asked whether it has them; it is never given more than this that it has not acknowledged. */
const MOST_RECORDS = 10_000
const MOST_READINGS = 200_000
const RETRY_MS = 1_000
/** The historian may take so long for the last of it; what it does not have then stays on disk for the next start. */
const CLOSE_WITHIN_MS = 2_000
/** What is handed over from memory, while the historian keeps up; what is older is read from the disk. */
const NEWEST_BYTES = 16 * 1024 * 1024
const SEGMENT_BYTES = 4 * 1024 * 1024
/** Messages of the source that are known again. */
const REMEMBERED = 131_072

/**
 * Between the plant and the historian: every message goes to a log on disk as it comes, and leaves it when the historian says
 * that it has it. While the historian is away the log grows; after the end of this process the rest is handed over again, which
 * the historian's key makes harmless. A numbered message that was here before is counted and not handed over again.
 */
export function createReadingSpool(options: ReadingSpoolOptions): ReadingSpool {
	const log = new SegmentLog({ segmentBytes: SEGMENT_BYTES, ...options, areNumbersPrivate: true })
	const messages = new KeptMessages(options.dir)
	const source = new AcknowledgedNumbers()
	const recent = new RecentMessages(REMEMBERED)
	const newest = new NewestRecords<Uint8Array>(NEWEST_BYTES, ({ length }) => length)
	let doubled = 0
	/** Place in the log at which the source began: what was there before may bear numbers that mean something else to it now. */
	let beganAt = log.next
	// What the process before left here is a double when the source says it again.
	for (let from = Math.max(log.first, log.next - REMEMBERED); from < log.next; ) {
		const records = log.read(from, RECORDS_AT_ONCE)
		if (records.length === 0) break
		for (const { bytes } of records) {
			const number = messages.decode(bytes)?.number ?? null
			if (number !== null) recent.isDouble(number, bytes)
		}
		from = (records.at(-1)?.number ?? log.next) + 1
	}
	const everyMs = options.everyMs ?? 250
	let timer: NodeJS.Timeout | undefined
	let closed = false
	let isLast = false
	let closing: Promise<void> | undefined
	let handedOver = 0
	let retries = 0
	/** The historian refused: it is asked again when its time has come, whatever waits. */
	let isHeldBack = false
	let running: Promise<void> = Promise.resolve()

	/** Hands records over in their order, numbers side by side. Gives how many readings those were. */
	const hand = (records: readonly Uint8Array[], numbers: (number | null | undefined)[]): number => {
		const counts = records.map((bytes) => messages.countPlain(bytes))
		const most = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
		let readings = most
		let block = messages.block(most)
		const put = (): void => {
			if (block.count === 0) return
			const { room } = block
			options.sink.write(block)
			block = messages.block(room)
		}
		for (const [i, bytes] of records.entries()) {
			if (counts[i] !== null) {
				numbers.push(messages.fill(block, bytes))
				continue
			}
			const kept = messages.decode(bytes)
			numbers.push(kept?.number)
			if (kept === null || kept.readings.length === 0) continue
			put()
			options.sink.write(kept.readings)
			readings += kept.readings.length
		}
		put()
		return readings
	}
	const handOver = async (): Promise<number> => {
		const first = log.first
		/** Of each record its number at the source; undefined where the disk has lost it. */
		const numbers: (number | null | undefined)[] = []
		let readings = 0
		while (numbers.length < MOST_RECORDS && readings < MOST_READINGS && first + numbers.length < log.next) {
			if (numbers.length > 0) await nextTurn()
			if (closed && !isLast) return everyMs
			const from = first + numbers.length
			const some = newest.from(from, RECORDS_AT_ONCE) ?? log.read(from, RECORDS_AT_ONCE).map(({ bytes }) => bytes)
			readings += hand(some, numbers)
			if (some.length < RECORDS_AT_ONCE) break
		}
		if (numbers.length === 0) return everyMs
		const last = first + numbers.length - 1
		try {
			await options.sink.flush()
		} catch {
			// Some of it was given up by the historian's own buffer: all of it is handed over again.
			retries++
			return RETRY_MS
		}
		log.trim(last)
		newest.forget(last)
		const before = source.upTo
		for (const [i, number] of numbers.entries()) {
			if (number === undefined) continue
			handedOver++
			if (number !== null && first + i >= beganAt) source.add(number)
		}
		if (source.upTo !== null && source.upTo !== before) options.acknowledge(source.upTo)
		// While much comes, it is not let wait: what is few is then the last of it.
		return Math.max(2 * numbers.length, log.next - log.first) < RECORDS_AT_ONCE ? everyMs : 0
	}
	const turn = (): void => {
		timer = undefined
		running = handOver().then((waitMs) => {
			isHeldBack = waitMs > everyMs
			if (!closed) timer = setTimeout(turn, waitMs)
		})
	}
	timer = setTimeout(turn, everyMs)
	/** What comes in so quickly is not let wait for its time. */
	const hurry = (): void => {
		if (closed || timer === undefined || isHeldBack || log.next - log.first < RECORDS_AT_ONCE) return
		clearTimeout(timer)
		turn()
	}
	const end = async (): Promise<void> => {
		closed = true
		clearTimeout(timer)
		const last = running.then(() => {
			isLast = true
			return handOver()
		})
		let tooLong: NodeJS.Timeout | undefined
		await Promise.race([
			last,
			new Promise((resolve) => {
				tooLong = setTimeout(resolve, CLOSE_WITHIN_MS)
			}),
		])
		clearTimeout(tooLong)
		log.close()
	}
	return {
		take: ({ readings, number, first }) => {
			if (first !== null) {
				source.begin(first)
				beganAt = log.next
			}
			if (readings.length === 0 && number === null) return
			let bytes = messages.encode({ number, readings })
			if (number !== null && readings.length > 0 && recent.isDouble(number, bytes)) {
				doubled++
				// Its number alone: acknowledged when what stands before it in the log is, its first copy among it.
				bytes = messages.encode({ number, readings: [] })
			}
			newest.add(log.append(bytes), bytes)
			hurry()
		},
		metrics: () => {
			const { appended, dropped, tornBytes, waiting, bytes } = log.counters()
			return {
				emberline_spool_messages_total: appended,
				emberline_spool_doubles_total: doubled,
				emberline_spool_handed_over_total: handedOver,
				emberline_spool_retries_total: retries,
				emberline_spool_dropped_total: dropped,
				emberline_spool_torn_bytes_total: tornBytes,
				emberline_spool_waiting: waiting,
				emberline_spool_bytes: bytes,
			}
		},
		close: () => {
			closing ??= end()
			return closing
		},
	}
}

/** Which of a source's numbers are safe without a gap. */
export class AcknowledgedNumbers {
	#upTo: number | null = null
	readonly #beyond = new Set<number>()

	/** Everything up to here is safe; null until the source has told where it begins. */
	get upTo(): number | null {
		return this.#upTo
	}

	/**
	 * The source keeps nothing before this number, and sends again all that it keeps. What was safe beyond it is counted anew: its log may
	 * have been thrown away, and then its numbers mean something else.
	 */
	begin(first: number): void {
		this.#upTo = first - 1
		this.#beyond.clear()
	}

	add(number: number): void {
		if (this.#upTo !== null && number <= this.#upTo) return
		this.#beyond.add(number)
		this.#goOn()
	}

	#goOn(): void {
		if (this.#upTo === null) return
		while (this.#beyond.delete(this.#upTo + 1)) this.#upTo++
	}
}
