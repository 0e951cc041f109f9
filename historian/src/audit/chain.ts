import { createHash } from 'node:crypto'

/** One line of an audit log: what happened, and a hash that covers it and the line before. */
export interface AuditLine {
	/** From 1, without a gap. */
	readonly n: number
	/** Hash of the line before; zeros on the first. */
	readonly prev: string
	readonly entry: AuditEntry
	/** SHA-256 of prev, n and entry, in hex. */
	readonly hash: string
}

/** Plain data: whoever writes says what. */
export type AuditEntry = Readonly<Record<string, string | number | boolean | null>>

export const NO_HASH = '0'.repeat(64)

/** The next line of a chain, and its text without the line end. */
export function nextLine(prev: string, n: number, entry: AuditEntry): { readonly line: AuditLine; readonly text: string } {
	const hash = createHash('sha256')
		.update(`${prev}\n${n}\n${JSON.stringify(entry)}`)
		.digest('hex')
	const line = { n, prev, entry, hash }
	return { line, text: JSON.stringify(line) }
}

/** What is wrong with the text of a line that should follow; null and the line when it does. The text must be as it was written, to the byte. */
export function checkLine(text: string, prev: string, n: number): { readonly line: AuditLine } | { readonly problem: string } {
	let found: Partial<AuditLine>
	try {
		const parsed: unknown = JSON.parse(text)
		if (typeof parsed !== 'object' || parsed === null) return { problem: 'it is not a line of an audit log' }
		found = parsed
	} catch {
		return { problem: 'it is not JSON' }
	}
	if (found.n !== n) return { problem: `its number is ${String(found.n)}, expected ${n}: a line is missing, doubled or moved` }
	if (found.prev !== prev) return { problem: 'it does not follow the line before: one of the two was changed' }
	const expected = nextLine(prev, n, (found.entry ?? {}) as AuditEntry)
	if (found.hash !== expected.line.hash) return { problem: 'its hash is not that of what it says: it was changed' }
	if (text !== expected.text) return { problem: 'it is spelt otherwise than it was written: it was changed' }
	return { line: expected.line }
}
