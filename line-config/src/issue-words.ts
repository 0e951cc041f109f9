import type { z } from 'zod'
import { nearestName } from './nearest.ts'

/** A value as a reader of the file would recognise it. */
export function foundText(value: unknown): string {
	if (value === undefined) return 'nothing'
	if (value === null) return 'an empty value'
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
	if (typeof value === 'object') return 'a section'
	if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
	return String(value)
}

const KIND_WORDS: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	tuple: 'a list',
	object: 'a section of keys and values',
	record: 'a section of keys and values',
}

const literal = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value))

/** What a schema wanted, in words that follow "expected". */
function expectedWords(issue: z.core.$ZodRawIssue): string {
	switch (issue.code) {
		case 'invalid_type':
			return KIND_WORDS[issue.expected] ?? `a ${issue.expected}`
		case 'invalid_value':
			return oneOf(issue.values)
		case 'too_small':
		case 'too_big': {
			const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum
			const least = issue.code === 'too_small' ? 'at least' : 'at most'
			const beyond = issue.code === 'too_small' ? 'more than' : 'less than'
			if (issue.origin === 'array') return `a list of ${issue.exact === true ? 'exactly' : least} ${limit}`
			if (issue.origin === 'string') return `text of ${issue.exact === true ? 'exactly' : least} ${limit} characters`
			return `${issue.inclusive === false ? beyond : least} ${limit}`
		}
		case 'not_multiple_of':
			return `a multiple of ${issue.divisor}`
		case 'invalid_format':
			return `text like ${issue.pattern ?? issue.format}`
		default:
			return 'something else'
	}
}

const oneOf = (values: readonly unknown[]): string =>
	values.length === 1 ? literal(values[0]) : `one of ${values.map(literal).join(', ')}`

function unionWords(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
	const options = issue.options as readonly unknown[] | undefined
	if (options !== undefined && options.length > 0) return oneOf(options)
	const wants = new Set<string>()
	const branches = (issue.errors ?? []) as readonly (readonly z.core.$ZodIssue[])[]
	for (const branch of branches) for (const inner of branch) wants.add(inner.message.replace(/^.*?expected /, ''))
	return [...wants].join(' or ') || 'something else'
}

/**
 * The words for one issue of zod, as an error map for `safeParse`. Unknown keys come out one a line, as `key<TAB>words`,
 * since zod gives them in one issue and each has a place of its own.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string {
	if (issue.code === 'unrecognized_keys') {
		const known = knownKeys(issue.inst)
		return issue.keys.map((key) => `${key}\t${unknownKeyWords(key, known)}`).join('\n')
	}
	if (issue.code === 'invalid_key') return (issue.issues ?? []).map((inner) => inner.message).join(', ')
	if (issue.code === 'invalid_union' && issue.discriminator !== undefined) return kindWords(issue, issue.discriminator)
	const expected = issue.code === 'invalid_union' ? unionWords(issue) : expectedWords(issue)
	const near = issue.code === 'invalid_value' ? suggestion(issue.input, issue.values) : ''
	return issue.input === undefined
		? `missing, expected ${expected}`
		: `found ${foundText(issue.input)}, expected ${expected}${near}`
}

/** A section whose kind is written in one of its keys, and that key is wrong. */
function kindWords(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>, key: string): string {
	const found = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[key]
	const names = (issue.options ?? []) as readonly unknown[]
	return `${found === undefined ? 'missing' : `found ${foundText(found)}`}, expected ${oneOf(names)}${suggestion(found, names)}`
}

/** Keys of a section, or the names that a record of named values may hold. */
function knownKeys(schema: unknown): string[] {
	type Definition = { readonly shape?: object; readonly keyType?: { readonly _zod?: { readonly values?: ReadonlySet<unknown> } } }
	const definition = (schema as { readonly _zod?: { readonly def?: Definition } } | undefined)?._zod?.def
	if (definition?.shape !== undefined) return Object.keys(definition.shape)
	return [...(definition?.keyType?._zod?.values ?? [])].map(String)
}

export function unknownKeyWords(key: string, known: readonly string[]): string {
	const near = nearestName(key, known)
	if (near !== undefined) return `unknown key, did you mean "${near}"?`
	return known.length === 0 ? 'unknown key' : `unknown key, expected one of ${known.join(', ')}`
}

function suggestion(input: unknown, values: readonly unknown[]): string {
	const names = values.filter((value) => typeof value === 'string')
	const near = typeof input === 'string' && names.length > 1 ? nearestName(input, names) : undefined
	return near === undefined ? '' : `; did you mean "${near}"?`
}
