import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { constants, gzipSync } from 'node:zlib'
import { InputError } from '../errors.ts'

/** Lines that wait for a packed file to be told together. */
const PACK_BYTES = 256 * 1024

/**
 * A log that is being written, packed when its name ends in `.gz`: then in members that are each whole, so that a killed recorder leaves a
 * file that can be read to its last member. Never written over: with a name that is taken it goes on in NAME.2, NAME.3 and so on.
 */
export class LogFile {
	readonly name: string
	readonly #file: number
	readonly #packed: boolean
	#waiting: string[] = []
	#waitingBytes = 0

	constructor(wanted: string) {
		this.#packed = wanted.endsWith('.gz')
		this.name = freeName(wanted)
		this.#file = openSync(this.name, 'wx')
	}

	line(text: string): void {
		if (!this.#packed) {
			writeSync(this.#file, `${text}\n`)
			return
		}
		this.#waiting.push(text)
		this.#waitingBytes += text.length
		if (this.#waitingBytes > PACK_BYTES) this.flush()
	}

	/** Everything told so far is in the file. */
	flush(): void {
		if (this.#waiting.length === 0) return
		writeSync(this.#file, gzipSync(`${this.#waiting.join('\n')}\n`, { level: constants.Z_DEFAULT_COMPRESSION }))
		this.#waiting = []
		this.#waitingBytes = 0
	}

	close(): void {
		this.flush()
		fsyncSync(this.#file)
		closeSync(this.#file)
	}
}

/** Opens a log for writing; a place that cannot be written to is an `InputError`. */
export function openLog(wanted: string): LogFile {
	try {
		return new LogFile(wanted)
	} catch (cause) {
		throw new InputError(`${wanted}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
}

function freeName(wanted: string): string {
	if (!existsSync(wanted)) return wanted
	const [, stem = wanted, end = ''] = /^(.*?)(\.jsonl(?:\.gz)?|\.gz)?$/.exec(wanted) ?? []
	for (let n = 2; ; n++) {
		const name = `${stem}.${n}${end}`
		if (!existsSync(name)) return name
	}
}
