import {
	closeSync,
	constants,
	fsync,
	fsyncSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	rm,
	rmSync,
	writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from './crc32.ts'
import { ReservedNumbers } from './reserved-numbers.ts'

export interface SegmentLogOptions {
	readonly dir: string
	/** Beyond this the oldest segment is given up, bytes; default 256 MiB. */
	readonly maxBytes?: number | undefined
	/** Older records than this are given up, ms; default a day. */
	readonly maxAgeMs?: number | undefined
	/** Size at which the next file is begun, bytes; default 1 MiB. */
	readonly segmentBytes?: number | undefined
	/** What tells one start of the machine from another, for tests; default the system's own. */
	readonly boot?: string | undefined
	/** Nobody but this process ever hears the numbers: those lost to a power cut may be given again. */
	readonly areNumbersPrivate?: boolean | undefined
}

export interface LogRecord {
	readonly number: number
	/** Empty: the disk has lost it; the number is handed on so that whoever counts does not wait for it. */
	readonly bytes: Uint8Array
}

export interface SegmentLogCounters {
	readonly appended: number
	/** Records that nobody had acknowledged and that were given up for their age or for room, where the oldest lose, or that the disk has lost. */
	readonly dropped: number
	/** Bytes that were no whole records at the start: being written as the machine went down, or damaged. */
	readonly tornBytes: number
	/** Records waiting. */
	readonly waiting: number
	readonly bytes: number
}

interface Segment {
	readonly first: number
	count: number
	bytes: number
	bornMs: number
}

/** Length and CRC of what follows. */
const HEAD_BYTES = 8
const SYNC_MS = 1_000
/** What is appended in one turn of the event loop is written at once, or in pieces of this size. */
const OUT_BYTES = 256 * 1024
/** Digits of the number in the file `acknowledged`, written over in place. */
const DIGITS = 16
const NAME = /^(\d{16})\.log$/

/**
 * An append-only log in files of a stated size. Records are numbered from 1 and stay until they are acknowledged. What was
 * appended outlives the end of the process at the next turn of the event loop, and a power cut within a second; a number whose record
 * was lost to one is not used again.
 */
export class SegmentLog {
	readonly #dir: string
	readonly #maxBytes: number
	readonly #maxAgeMs: number
	readonly #segmentBytes: number
	readonly #segments: Segment[] = []
	readonly #reserved: ReservedNumbers | null
	readonly #counts = { appended: 0, dropped: 0, tornBytes: 0 }
	#fd: number
	#next = 1
	#acked = 0
	readonly #ackedFd: number
	readonly #out = Buffer.allocUnsafeSlow(OUT_BYTES)
	#outBytes = 0
	#flushing = false
	#dirty = false
	#closed = false
	readonly #timer: NodeJS.Timeout
	/** Files that are being removed. */
	readonly #leaving = new Set<string>()
	#cache: { first: number; count: number; records: readonly LogRecord[] } | null = null

	constructor(options: SegmentLogOptions) {
		this.#dir = options.dir
		this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024
		this.#maxAgeMs = options.maxAgeMs ?? 86_400_000
		this.#segmentBytes = options.segmentBytes ?? 1024 * 1024
		mkdirSync(this.#dir, { recursive: true })
		this.#reserved = options.areNumbersPrivate === true ? null : new ReservedNumbers(options.dir, options.boot)
		this.#ackedFd = openSync(join(this.#dir, 'acknowledged'), constants.O_RDWR | constants.O_CREAT)
		const isWhole = this.#recover()
		const last = this.#segments.at(-1)
		this.#fd = last === undefined || !isWhole ? this.#begin() : openSync(this.#path(last), 'a')
		this.#timer = setInterval(() => this.#sync(), SYNC_MS)
		this.#timer.unref()
	}

	/** Number of the oldest record that is not acknowledged; `next` when there is none. */
	get first(): number {
		return Math.max(this.#acked + 1, this.#segments[0]?.first ?? this.#next)
	}

	/** Number that the next record gets. */
	get next(): number {
		return this.#next
	}

	append(bytes: Uint8Array): number {
		const size = HEAD_BYTES + bytes.length
		let segment = this.#segments.at(-1)
		if (segment === undefined || segment.bytes >= this.#segmentBytes) {
			this.flush()
			const full = this.#fd
			fsync(full, () => closeSync(full))
			this.#fd = this.#begin()
			segment = this.#segments.at(-1) as Segment
		}
		this.#reserved?.use(this.#next)
		if (this.#outBytes + size > OUT_BYTES) this.flush()
		const isLarge = size > OUT_BYTES
		const out = isLarge ? Buffer.allocUnsafe(size) : this.#out
		const at = isLarge ? 0 : this.#outBytes
		out.writeUInt32LE(bytes.length, at)
		out.writeUInt32LE(crc32(bytes), at + 4)
		out.set(bytes, at + HEAD_BYTES)
		if (isLarge) this.#write(out)
		else this.#outBytes += size
		segment.count++
		segment.bytes += size
		this.#counts.appended++
		if (!this.#flushing) {
			this.#flushing = true
			setImmediate(() => this.flush())
		}
		return this.#next++
	}

	/** Records from a number on, oldest first, at most `count`. */
	read(from: number, count: number): readonly LogRecord[] {
		this.flush()
		const found: LogRecord[] = []
		for (const segment of this.#segments) {
			if (segment.first + segment.count <= from || segment.count === 0) continue
			for (const record of this.#recordsOf(segment)) {
				if (record.number < from) continue
				if (found.length >= count) return found
				found.push(record)
			}
		}
		return found
	}

	/** Everything up to this number is in safe hands elsewhere: whole files of it are removed. */
	trim(upTo: number): void {
		if (upTo <= this.#acked) return
		this.#acked = Math.min(upTo, this.#next - 1)
		// In place: a number that a power cut spoils is taken for none, and what was acknowledged is then handed out again.
		writeSync(this.#ackedFd, `${String(this.#acked).padStart(DIGITS, '0')}\n`, 0)
		while (this.#segments.length > 1 && this.#lastOf(0) <= this.#acked) this.#letGo()
	}

	/** Hands what was appended to the operating system. */
	flush(): void {
		this.#flushing = false
		if (this.#outBytes === 0 || this.#closed) return
		const bytes = this.#out.subarray(0, this.#outBytes)
		this.#outBytes = 0
		this.#write(bytes)
	}

	counters(): SegmentLogCounters {
		const bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0)
		return { ...this.#counts, waiting: this.#next - this.first, bytes }
	}

	close(): void {
		if (this.#closed) return
		clearInterval(this.#timer)
		this.flush()
		this.#closed = true
		fsyncSync(this.#fd)
		closeSync(this.#fd)
		closeSync(this.#ackedFd)
		for (const path of this.#leaving) rmSync(path, { force: true })
		this.#reserved?.close(this.#next)
	}

	/** False when the newest file is not to be written on: numbers are left out behind it. */
	#recover(): boolean {
		this.#acked = Number(readFileSync(this.#ackedFd, 'utf8')) || 0
		const firsts = readdirSync(this.#dir).flatMap((name) => NAME.exec(name)?.[1] ?? [])
		for (const text of firsts.sort()) {
			const segment: Segment = { first: Number(text), count: 0, bytes: 0, bornMs: Date.now() }
			const bytes = readFileSync(this.#path(segment))
			const records = parse(bytes, segment.first)
			segment.count = records.length
			segment.bytes = records.reduce((sum, record) => sum + HEAD_BYTES + record.bytes.length, 0)
			if (segment.bytes < bytes.length) {
				this.#counts.tornBytes += bytes.length - segment.bytes
				const fd = openSync(this.#path(segment), 'r+')
				ftruncateSync(fd, segment.bytes)
				closeSync(fd)
			}
			this.#segments.push(segment)
			this.#next = Math.max(this.#next, segment.first + segment.count)
		}
		this.#countHoles()
		// Numbers are never used twice, not even those of a log whose files are gone.
		if (this.#acked >= this.#next) {
			this.#next = this.#acked + 1
			for (const segment of this.#segments.splice(0)) rmSync(this.#path(segment))
		}
		const next = this.#reserved?.recover(this.#next) ?? this.#next
		const leftOut = next - this.#next
		this.#next = next
		const last = this.#segments.at(-1)
		if (last !== undefined) last.count += leftOut
		return leftOut === 0
	}

	/** Between the last whole record of a file and the first of the next are those that were damaged, or stood behind one. */
	#countHoles(): void {
		for (const [i, segment] of this.#segments.entries()) {
			const end = this.#segments[i + 1]?.first ?? segment.first + segment.count
			this.#counts.dropped += Math.max(0, end - Math.max(segment.first + segment.count, this.#acked + 1))
			segment.count = Math.max(segment.count, end - segment.first)
		}
	}

	#begin(): number {
		const segment = { first: this.#next, count: 0, bytes: 0, bornMs: Date.now() }
		this.#segments.push(segment)
		this.#makeRoom()
		return openSync(this.#path(segment), 'a')
	}

	#makeRoom(): void {
		const oldestMs = Date.now() - this.#maxAgeMs
		const total = () => this.#segments.reduce((sum, segment) => sum + segment.bytes, 0)
		while (this.#segments.length > 1 && (total() > this.#maxBytes || (this.#segments[1]?.bornMs ?? oldestMs) < oldestMs)) {
			this.#counts.dropped += Math.max(0, this.#lastOf(0) - this.first + 1)
			rmSync(this.#takeOut(), { force: true })
		}
	}

	/** A file of which nothing is needed any more; that it is gone need not be waited for. */
	#letGo(): void {
		const path = this.#takeOut()
		this.#leaving.add(path)
		rm(path, { force: true }, () => this.#leaving.delete(path))
	}

	/** The oldest file, no longer followed. */
	#takeOut(): string {
		const segment = this.#segments.shift() as Segment
		if (this.#cache?.first === segment.first) this.#cache = null
		return this.#path(segment)
	}

	#write(bytes: Uint8Array): void {
		for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done)
		this.#dirty = true
	}

	#recordsOf(segment: Segment): readonly LogRecord[] {
		if (this.#cache?.first === segment.first && this.#cache.count === segment.count) return this.#cache.records
		const records = [...parse(readFileSync(this.#path(segment)), segment.first)]
		while (records.length < segment.count) records.push({ number: segment.first + records.length, bytes: new Uint8Array(0) })
		this.#cache = { first: segment.first, count: segment.count, records }
		return records
	}

	#lastOf(index: number): number {
		const segment = this.#segments[index]
		return segment === undefined ? 0 : segment.first + segment.count - 1
	}

	#path({ first }: Pick<Segment, 'first'>): string {
		return join(this.#dir, `${String(first).padStart(16, '0')}.log`)
	}

	#sync(): void {
		if (!this.#dirty || this.#closed) return
		this.#dirty = false
		fsync(this.#fd, () => {})
	}
}

/** The whole records of a file; what follows the first that is not whole was never finished. */
function parse(bytes: Buffer, first: number): readonly LogRecord[] {
	const records: LogRecord[] = []
	for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
		const end = at + HEAD_BYTES + bytes.readUInt32LE(at)
		if (end > bytes.length) break
		const payload = bytes.subarray(at + HEAD_BYTES, end)
		if (crc32(payload) !== bytes.readUInt32LE(at + 4)) break
		records.push({ number: first + records.length, bytes: payload })
		at = end
	}
	return records
}
