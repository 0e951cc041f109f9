import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { LogLineError, parseLogLine } from '@emberline/plc-gateway'
import { InputError } from '../errors.ts'

/** A longer line is none of a recorder. */
const LINE_MAX = 16 * 1024 * 1024
const PIECE_BYTES = 1024 * 1024
/** Lines at the start of a log of which one must be a message for its time to be known. */
const HEAD_LINES = 100

export interface LogLine {
	/** From 1. */
	readonly number: number
	readonly text: string
	/** Why the file ends here before its end. */
	readonly cut?: string
}

/** A log, and the sha256 of the bytes that were read of it. */
export interface LogHash {
	readonly log: string
	readonly sha256: string
}

/**
 * Lines of logs, `.jsonl` or `.jsonl.gz`, one log after the other, some lines at a time; `share` tells how much of all has been read.
 * `hashes` gets that of each log that was read to its end.
 */
export async function* logLines(
	logs: readonly string[],
	hashes: LogHash[] = [],
	share: (done: number) => void = () => {},
): AsyncGenerator<{ readonly log: string; readonly lines: readonly LogLine[] }> {
	const sizes = logs.map(sizeOf)
	const whole = sizes.reduce((sum, size) => sum + size, 0)
	let before = 0
	for (const [i, log] of logs.entries()) {
		for await (const lines of linesOf(log, hashes, (bytes) => share(whole > 0 ? (before + bytes) / whole : 1)))
			yield { log, lines }
		before += sizes[i] as number
	}
}

/** Logs by the time of their first message; one without any comes first. A log that cannot be read is an `InputError`. */
export async function logsInOrder(logs: readonly string[]): Promise<string[]> {
	const timed: { readonly log: string; readonly fromMs: number }[] = []
	for (const log of logs) timed.push({ log, fromMs: logs.length > 1 ? await firstArrivalMs(log) : 0 })
	return timed.sort((a, b) => a.fromMs - b.fromMs).map(({ log }) => log)
}

async function firstArrivalMs(log: string): Promise<number> {
	for await (const lines of linesOf(log)) {
		for (const { number, text } of lines) {
			if (number > HEAD_LINES) return 0
			try {
				return parseLogLine(text).arrivedMs
			} catch (error) {
				if (!(error instanceof LogLineError)) throw error
			}
		}
	}
	return 0
}

async function* linesOf(
	file: string,
	hashes: LogHash[] = [],
	read: (bytes: number) => void = () => {},
): AsyncGenerator<readonly LogLine[]> {
	sizeOf(file)
	const raw = createReadStream(file, { highWaterMark: PIECE_BYTES })
	const hash = createHash('sha256')
	raw.on('data', (piece) => {
		hash.update(piece)
		read(raw.bytesRead)
	})
	const zipped = file.endsWith('.gz')
	const bytes = zipped ? raw.pipe(createGunzip({ chunkSize: PIECE_BYTES })) : raw
	if (bytes !== raw) raw.on('error', (error) => bytes.destroy(error))
	const decoder = new TextDecoder()
	let rest = ''
	let number = 0
	try {
		for await (const chunk of bytes) {
			const texts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
			rest = texts.pop() ?? ''
			yield texts.map((text) => ({ number: ++number, text }))
			if (rest.length > LINE_MAX)
				throw new InputError(`${file}:${number + 1}: found a line of over 16 MiB, expected a log of JSON lines`)
		}
	} catch (error) {
		// A recorder that was killed leaves a file that ends in the middle: what came before is as good as ever.
		if (!(zipped && error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR')) {
			if (zipped && error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
				throw new InputError(`${file}: ${error.message}, expected a gzip file`, { cause: error })
			throw error
		}
		rest = ''
		yield [{ number: number + 1, text: '', cut: 'the compressed file ends in the middle' }]
	} finally {
		raw.destroy()
	}
	if (rest !== '') yield [{ number: ++number, text: rest }]
	hashes.push({ log: file, sha256: hash.digest('hex') })
}

function sizeOf(file: string): number {
	try {
		const stat = statSync(file)
		if (!stat.isFile()) throw new Error('is no file')
		return stat.size
	} catch (cause) {
		throw new InputError(`${file}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
}
