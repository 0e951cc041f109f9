import { createReadStream, statSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { InputError } from '../errors.ts'

/** A longer line is none of a recorder. */
const LINE_MAX = 16 * 1024 * 1024

/** Lines of a log, `.jsonl` or `.jsonl.gz`, with their numbers from 1; `share` tells how much of the file has been read. */
export async function* logLines(
	file: string,
	share: (done: number) => void = () => {},
): AsyncGenerator<{ readonly number: number; readonly text: string; readonly cut?: string }> {
	let size: number
	try {
		const stat = statSync(file)
		if (!stat.isFile()) throw new Error('is no file')
		size = stat.size
	} catch (cause) {
		throw new InputError(`${file}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
	}
	const raw = createReadStream(file)
	raw.on('data', () => share(size > 0 ? raw.bytesRead / size : 1))
	const zipped = file.endsWith('.gz')
	const bytes = zipped ? raw.pipe(createGunzip()) : raw
	const decoder = new TextDecoder()
	let rest = ''
	let number = 0
	try {
		for await (const chunk of bytes) {
			const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
			rest = lines.pop() ?? ''
			for (const text of lines) yield { number: ++number, text }
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
		yield { number: number + 1, text: '', cut: 'the compressed file ends in the middle' }
		return
	}
	if (rest !== '') yield { number: ++number, text: rest }
}
