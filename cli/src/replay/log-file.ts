import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { constants, gzipSync } from 'node:zlib'
import { InputError } from '../errors.ts'

/** Lines that wait for a packed file to be told together. */
const PACK_BYTES = 256 * 1024

export interface LogFileOptions {
	/** A new file is begun when one has reached this size [bytes]. */
	readonly mostBytes?: number | undefined
	/** A new file is begun at each whole multiple of this, wall time [ms]. */
	readonly everyMs?: number | undefined
	/** Told when a file is begun. */
	readonly begun?: (name: string) => void
}

/**
 * A log that is being written, packed when its name ends in `.gz`: then in members that are each whole, so that a killed recorder leaves a
 * file that can be read to its last member. Never written over: what comes after a full file, and a recorder that finds the name taken, goes
 * on in NAME.2, NAME.3 and so on.
 */
export class LogFile {
	readonly #wanted: string
	readonly #options: LogFileOptions
	readonly #packed: boolean
	readonly #names: string[] = []
	#file: number
	#bytes = 0
	#untilMs = Number.POSITIVE_INFINITY
	#waiting: string[] = []
	#waitingBytes = 0

	constructor(wanted: string, options: LogFileOptions = {}) {
		this.#wanted = wanted
		this.#options = options
		this.#packed = wanted.endsWith('.gz')
		this.#file = this.#begin()
	}

	/** Of the file that is being written. */
	get name(): string {
		return this.#names.at(-1) as string
	}

	/** Of all files so far. */
	get names(): readonly string[] {
		return this.#names
	}

	/** `nowMs`: wall time, for files that are begun by the clock. */
	line(text: string, nowMs = 0): void {
		const { mostBytes = Number.POSITIVE_INFINITY, everyMs } = this.#options
		if (everyMs !== undefined && this.#untilMs === Number.POSITIVE_INFINITY) this.#untilMs = nextMultiple(nowMs, everyMs)
		if (this.#bytes >= mostBytes || nowMs >= this.#untilMs) {
			this.close()
			this.#file = this.#begin()
			if (everyMs !== undefined) this.#untilMs = nextMultiple(nowMs, everyMs)
		}
		if (!this.#packed) {
			this.#bytes += writeSync(this.#file, `${text}\n`)
			return
		}
		this.#waiting.push(text)
		this.#waitingBytes += text.length
		if (this.#waitingBytes > PACK_BYTES) this.flush()
	}

	/** Everything told so far is in the file. */
	flush(): void {
		if (this.#waiting.length === 0) return
		this.#bytes += writeSync(this.#file, gzipSync(`${this.#waiting.join('\n')}\n`, { level: constants.Z_DEFAULT_COMPRESSION }))
		this.#waiting = []
		this.#waitingBytes = 0
	}

	close(): void {
		this.flush()
		fsyncSync(this.#file)
		closeSync(this.#file)
	}

	#begin(): number {
		const name = freeName(this.#wanted)
		const file = openSync(name, 'wx')
		this.#names.push(name)
		this.#bytes = 0
		this.#options.begun?.(name)
		return file
	}
}

/** A log that could be written to until now, and cannot any more: a full disk. */
export class LogWriteError extends Error {
	override readonly name = 'LogWriteError'
	readonly code = 'LOG_WRITE'
}

/** Opens a log for writing; a place that cannot be written to is an `InputError`. */
export function openLog(wanted: string, options?: LogFileOptions): LogFile {
	try {
		return new LogFile(wanted, options)
	} catch (cause) {
		throw new InputError(`${wanted}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
}

/** A log of this name that a recorder before this one did not end: it stops in the middle of a line. Null where there is none. */
export function cutLog(wanted: string): string | null {
	const last = lastName(wanted)
	if (last === null || last.endsWith('.gz')) return null
	const file = openSync(last, 'r')
	try {
		const { size } = fstatSync(file)
		const end = Buffer.alloc(1)
		return size > 0 && readSync(file, end, 0, 1, size - 1) === 1 && end[0] !== NEWLINE ? last : null
	} finally {
		closeSync(file)
	}
}

const NEWLINE = 10

function lastName(wanted: string): string | null {
	if (!existsSync(wanted)) return null
	for (let n = 2; ; n++) if (!existsSync(numbered(wanted, n))) return n === 2 ? wanted : numbered(wanted, n - 1)
}

function freeName(wanted: string): string {
	if (!existsSync(wanted)) return wanted
	for (let n = 2; ; n++) if (!existsSync(numbered(wanted, n))) return numbered(wanted, n)
}

function numbered(wanted: string, n: number): string {
	const [, stem = wanted, end = ''] = /^(.*?)(\.jsonl(?:\.gz)?|\.gz)?$/.exec(wanted) ?? []
	return `${stem}.${n}${end}`
}

const nextMultiple = (ms: number, of: number): number => (Math.floor(ms / of) + 1) * of
