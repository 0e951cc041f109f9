import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { HistorianError } from '../historian-error.ts'
import { type AuditEntry, type AuditLine, checkLine, NO_HASH, nextLine } from './chain.ts'

/** An append-only file of chained lines, each on disk before `append` resolves. */
export interface AuditLog {
	/** Rejects when it could not be written; then nothing that stands on it may be done. */
	append(entry: AuditEntry): Promise<AuditLine>
	/** Lines so far, and the hash of the last. */
	readonly head: { readonly lines: number; readonly hash: string }
	close(): Promise<void>
}

export interface AuditVerdict {
	/** Lines that are right, from the first on. */
	readonly lines: number
	/** Hash of the last of them. */
	readonly head: string
	/** What is wrong, with the number of the line; null when all is well. */
	readonly problem: string | null
	/** Bytes after the last line end: a line that was being written as the machine went down. */
	readonly tornBytes: number
	/** Length up to the last line end. */
	readonly wholeBytes: number
}

/** Walks the chain of a file. A missing file is an empty one. */
export async function verifyAudit(file: string, eachLine: (line: AuditLine) => void = () => {}): Promise<AuditVerdict> {
	let size = 0
	let endsWhole = true
	try {
		const handle = await open(file, 'r')
		size = (await handle.stat()).size
		if (size > 0) endsWhole = (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] === 0x0a
		await handle.close()
	} catch (error) {
		if ((error as { code?: unknown }).code !== 'ENOENT') throw error
		return { lines: 0, head: NO_HASH, problem: null, tornBytes: 0, wholeBytes: 0 }
	}
	let head = NO_HASH
	let lines = 0
	let bytes = 0
	let held: string | null = null
	const take = (text: string): string | null => {
		const checked = checkLine(text, head, lines + 1)
		if ('problem' in checked) return `line ${lines + 1}: ${checked.problem}`
		head = checked.line.hash
		lines++
		bytes += Buffer.byteLength(text) + 1
		eachLine(checked.line)
		return null
	}
	let problem: string | null = null
	const input = createReadStream(file, 'utf8')
	for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
		if (held !== null) problem = take(held)
		if (problem !== null) break
		held = text
	}
	input.destroy()
	if (problem === null && held !== null && endsWhole) problem = take(held)
	const tornBytes = endsWhole || problem !== null ? 0 : size - bytes
	return { lines, head, problem, tornBytes, wholeBytes: bytes }
}

/** Opens or begins an audit log. Rejects with `AUDIT_BROKEN` when its chain does not hold: it is evidence then, and not written to. */
export async function openAuditLog(file: string): Promise<AuditLog> {
	await mkdir(dirname(file), { recursive: true })
	const verdict = await verifyAudit(file)
	if (verdict.problem !== null)
		throw new HistorianError(
			'AUDIT_BROKEN',
			`The audit log ${file} is not whole: ${verdict.problem}. Move it away to begin another.`,
		)
	const handle = await open(file, 'a+')
	const log = new Log(file, handle, verdict)
	if (verdict.tornBytes > 0) {
		await handle.truncate(verdict.wholeBytes)
		await log.append({
			tMs: Date.now(),
			step: 'torn',
			message: `${verdict.tornBytes} bytes of a line that was never finished were cut off`,
		})
	}
	return log
}

class Log implements AuditLog {
	readonly #file: string
	readonly #handle: FileHandle
	#lines: number
	#hash: string
	#bytes: number
	#last: Promise<unknown> = Promise.resolve()

	constructor(file: string, handle: FileHandle, verdict: AuditVerdict) {
		this.#file = file
		this.#handle = handle
		this.#lines = verdict.lines
		this.#hash = verdict.head
		this.#bytes = verdict.wholeBytes
	}

	get head(): AuditLog['head'] {
		return { lines: this.#lines, hash: this.#hash }
	}

	append(entry: AuditEntry): Promise<AuditLine> {
		const written = this.#last.then(() => this.#write(entry))
		// One that fails must not keep the next from being tried.
		this.#last = written.catch(() => {})
		return written
	}

	async close(): Promise<void> {
		await this.#last
		await this.#handle.close()
	}

	async #write(entry: AuditEntry): Promise<AuditLine> {
		const { line, text } = nextLine(this.#hash, this.#lines + 1, entry)
		const bytes = Buffer.from(`${text}\n`)
		const { size } = await this.#handle.stat()
		if (size !== this.#bytes)
			throw new HistorianError(
				'AUDIT_BROKEN',
				`Somebody else has written to ${this.#file}: ${size} bytes, expected ${this.#bytes}`,
			)
		try {
			await this.#handle.appendFile(bytes)
			await this.#handle.datasync()
		} catch (cause) {
			// Half a line would break the chain for good.
			await this.#handle.truncate(this.#bytes).catch(() => {})
			throw new HistorianError('AUDIT_BROKEN', `The audit log ${this.#file} cannot be written: ${String(cause)}`, { cause })
		}
		this.#bytes += bytes.length
		this.#lines++
		this.#hash = line.hash
		return line
	}
}
