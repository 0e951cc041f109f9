import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { ConfigIssue } from './errors.ts'

export type Path = readonly PropertyKey[]

/** A YAML (or JSON) text that still knows where each of its values stands. */
export interface TextDocument {
	readonly file: string
	/** Plain data; undefined when the text could not be read. */
	readonly value: unknown
	/** Mistakes of spelling: syntax, duplicate keys, unknown tags. */
	readonly issues: readonly ConfigIssue[]
	/** An issue at the key or list item of this path, or at the nearest thing above it that is in the text. */
	issueAt(path: Path, message: string): ConfigIssue
}

/** Reads the text without judging what it says. Never throws. */
export function readDocument(text: string, file: string): TextDocument {
	const counter = new LineCounter()
	const at = (offset: number, path: Path, message: string): ConfigIssue => {
		const { line, col } = counter.linePos(offset)
		return { file, line: Math.max(line, 1), column: Math.max(col, 1), path: path.map(String).join('.'), message }
	}
	try {
		const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'error', version: '1.2' })
		const issues = [...document.errors, ...document.warnings].map((error) => at(error.pos[0], [], syntaxWords(error, text)))
		const value: unknown = issues.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined
		if (issues.length === 0 && (value === null || value === undefined)) issues.push(at(0, [], 'the file is empty'))
		return { file, value, issues, issueAt: (path, message) => at(offsetOf(document, path), path, message) }
	} catch (cause) {
		// The parser gives up by throwing on texts such as a thousand open brackets or aliases of aliases.
		const why = cause instanceof Error ? cause.message : String(cause)
		const issueAt = (path: Path, message: string) => at(0, path, message)
		return { file, value: undefined, issues: [issueAt([], `cannot be read as YAML: ${short(why)}`)], issueAt }
	}
}

function syntaxWords(
	error: { readonly code: string; readonly message: string; readonly pos: readonly [number, number] },
	text: string,
) {
	if (error.code !== 'DUPLICATE_KEY') return `not valid YAML: ${short(error.message)}`
	const key = /^[^:\n,}]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? ''
	return `the key ${key} stands twice in one section, expected it once`
}

/** The parser quotes what it found, which may be the whole file. */
function short(words: string): string {
	return words.length > 200 ? `${words.slice(0, 200)}…` : words
}

/** Start of the key (in a section) or the item (in a list) that the path names. */
function offsetOf(document: Document.Parsed, path: Path): number {
	let node: unknown = document.contents
	let offset = startOf(node) ?? 0
	for (const step of path) {
		if (isAlias(node)) node = node.resolve(document)
		if (isMap(node)) {
			const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
			if (pair === undefined) return offset
			offset = startOf(pair.key) ?? offset
			node = pair.value
		} else if (isSeq(node)) {
			node = node.items[Number(step)]
			if (node === undefined) return offset
			offset = startOf(node) ?? offset
		} else return offset
	}
	return offset
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]
