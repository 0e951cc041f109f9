import type { z } from 'zod'
import { readDocument, type TextDocument } from './document.ts'
import { ConfigError, type ConfigIssue } from './errors.ts'
import { foundText, issueWords } from './issue-words.ts'
import { nearestName } from './nearest.ts'

/** A mistake that needs more than one value to see, found after the schema was content. */
export interface Problem {
	/** Path as written in the file: keys without the unit that the code adds. */
	readonly path: readonly PropertyKey[]
	readonly message: string
}

/** One kind of file, told by its top-level `kind`. Other packages add theirs (scenario, study). */
export interface FileKind<T = unknown> {
	readonly kind: string
	readonly schema: z.ZodType<T>
	/** What the schema cannot see; `file` is the name the text was read under. */
	problems?(value: T, file: string): readonly Problem[]
}

export type Checked<T> =
	| { readonly ok: true; readonly kind: string; readonly value: T }
	| { readonly ok: false; readonly issues: readonly ConfigIssue[] }

/** The value of a YAML or JSON text of a known kind, or every mistake in it. Never throws. */
export function checkText<T>(text: string, file: string, kind: FileKind<T>): Checked<T> {
	return checkDocument(readDocument(text, file), kind)
}

/** As `checkText`, for a text that says itself which of the kinds it is. */
export function checkAnyText(text: string, file: string, kinds: readonly FileKind[]): Checked<unknown> {
	const document = readDocument(text, file)
	if (document.issues.length > 0) return { ok: false, issues: document.issues }
	const named = (document.value as { kind?: unknown } | null)?.kind
	const kind = kinds.find((candidate) => candidate.kind === named)
	if (kind !== undefined) return checkDocument(document, kind)
	return { ok: false, issues: [document.issueAt(['kind'], kindWords(document.value, named, kinds))] }
}

/** The value of a text of a known kind. Throws a ConfigError with every mistake in it. */
export function parseText<T>(text: string, file: string, kind: FileKind<T>): T {
	const checked = checkText(text, file, kind)
	if (checked.ok) return checked.value
	throw new ConfigError(checked.issues)
}

function kindWords(value: unknown, named: unknown, kinds: readonly FileKind[]): string {
	const names = kinds.map((kind) => kind.kind)
	const expected = `expected one of ${names.join(', ')}`
	if (typeof value !== 'object' || Array.isArray(value)) return `found ${foundText(value)}, expected a section with a key "kind"`
	if (named === undefined) return `missing, ${expected}`
	const near = typeof named === 'string' ? nearestName(named, names) : undefined
	return `found ${foundText(named)}, ${expected}${near === undefined ? '' : `; did you mean "${near}"?`}`
}

function checkDocument<T>(document: TextDocument, kind: FileKind<T>): Checked<T> {
	if (document.issues.length > 0) return { ok: false, issues: document.issues }
	const parsed = kind.schema.safeParse(document.value, { error: issueWords })
	const issues = parsed.success
		? (kind.problems?.(parsed.data, document.file) ?? []).map((problem) => document.issueAt(problem.path, problem.message))
		: parsed.error.issues.flatMap((issue) => placed(document, issue))
	if (issues.length > 0 || !parsed.success) return { ok: false, issues: inOrderOfText(issues) }
	return { ok: true, kind: kind.kind, value: parsed.data }
}

function placed(document: TextDocument, issue: z.core.$ZodIssue): ConfigIssue[] {
	if (issue.code === 'unrecognized_keys') {
		return issue.message.split('\n').map((line) => {
			const [key = '', words = ''] = line.split('\t')
			return document.issueAt([...issue.path, key], words)
		})
	}
	return [document.issueAt(issue.path, withFound(document, issue))]
}

/** Messages that stand in a schema say what was expected; what was found is added here. */
function withFound(document: TextDocument, issue: z.core.$ZodIssue): string {
	if (issue.message.startsWith('found nothing, ')) return issue.message.replace('found nothing', 'missing')
	if (issue.message.startsWith('found null, ')) return issue.message.replace('found null', `found ${foundText(null)}`)
	if (!issue.message.startsWith('expected ')) return issue.message
	let value = document.value
	for (const step of issue.path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step]
	return `found ${foundText(value)}, ${issue.message}`
}

const inOrderOfText = (issues: readonly ConfigIssue[]): ConfigIssue[] =>
	[...issues].sort((a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : 1))
