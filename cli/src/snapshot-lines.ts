import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'

/** Lines at the end of a file are looked for in pieces of this size. */
const PIECE_BYTES = 64 * 1024

/** A file of lines that goes on where a run before this one ended. */
export interface ReopenedLines {
	/** For `writeSync`; at its end. */
	readonly file: number
	/** Its last whole line; null in a file without one. */
	readonly last: string | null
}

/** Opens a file of lines to go on with it. A last line that was not finished is taken off; a file that is not there is begun. */
export function reopenLines(path: string): ReopenedLines {
	if (!existsSync(path)) closeSync(openSync(path, 'a'))
	const whole = openSync(path, 'r+')
	let last: string | null
	try {
		const end = fstatSync(whole).size
		let tail = Buffer.alloc(0)
		let lines: string[] = []
		// Back until the tail holds a whole line behind the end of another, or the whole file.
		while (tail.length < end && lines.length < 3) {
			const piece = Buffer.alloc(Math.min(PIECE_BYTES, end - tail.length))
			readSync(whole, piece, 0, piece.length, end - tail.length - piece.length)
			tail = Buffer.concat([piece, tail])
			lines = tail.toString('utf8').split('\n')
		}
		const unfinished = lines.pop() ?? ''
		ftruncateSync(whole, end - Buffer.byteLength(unfinished))
		last = lines.at(-1) ?? null
	} finally {
		closeSync(whole)
	}
	return { file: openSync(path, 'a'), last }
}
