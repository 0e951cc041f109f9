import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, issueText } from './errors.ts'
import { checkAnyText, checkText, type FileKind, parseText } from './load.ts'
import { group, optional, quantities, quantity, sourced, span } from './quantity.ts'

const OVEN: FileKind<{ readonly door: { readonly widthM: number } }> = {
	kind: 'oven',
	schema: group({
		kind: z.literal('oven'),
		door: group({ width: quantity('length', { min: 0.1, max: 2 }) }),
		colour: z.enum(['black', 'white']).optional(),
		shelves: z.array(group({ height: quantity('length'), load: quantity('mass', { min: 0 }) })).optional(),
		rack: z.union([z.literal(1), z.literal(2)]).optional(),
		zones: z.number().int().min(1).max(4).optional(),
		name: z.string().min(1).max(5).optional(),
		code: z
			.string()
			.regex(/^[a-z]+$/, 'expected small letters')
			.optional(),
		setPoints: optional(quantities('temperature')),
		window: optional(span('temperature')),
		size: optional(sourced('particleSize')),
		names: z.record(z.string(), z.string()).optional(),
	}) as unknown as z.ZodType<{ readonly door: { readonly widthM: number } }>,
	problems: (oven) => (oven.door.widthM === 1.5 ? [{ path: ['door', 'width'], message: 'found 1.5 m, expected any other' }] : []),
}

const GOOD = 'kind: oven\ndoor: { width: 60 cm }\n'

/** The whole text of the error for a file, one mistake on each line. */
function errorOf(text: string): string {
	const checked = checkText(text, 'oven.yaml', OVEN)
	return checked.ok ? '' : checked.issues.map(issueText).join('\n')
}

describe('a file that is right', () => {
	it('gives its value in SI, names with their units', () => {
		expect(parseText(GOOD, 'oven.yaml', OVEN)).toEqual({ kind: 'oven', door: { widthM: 0.6 } })
	})

	it('may be JSON', () => {
		expect(parseText('{"kind": "oven", "door": {"width": "600 mm"}}', 'oven.json', OVEN).door.widthM).toBeCloseTo(0.6, 12)
	})

	it('may use anchors, comments and a byte order mark', () => {
		const text = '\uFEFF# my oven\nkind: oven\ndoor: &d { width: 1 m } # wide\n'
		expect(parseText(text, 'oven.yaml', OVEN).door.widthM).toBe(1)
	})
})

describe('a mistake is told by file, line, column, path, what was found and what was expected', () => {
	it.each([
		[
			'a number without a unit',
			'kind: oven\ndoor:\n  width: 60\n',
			'oven.yaml:3:3 door.width: found 60 without a unit, expected a number with a unit, one of m, mm, um, cm',
		],
		[
			'a text number without a unit',
			"kind: oven\ndoor:\n  width: '60'\n",
			'oven.yaml:3:3 door.width: found "60" without a unit, expected a number with a unit, one of m, mm, um, cm',
		],
		[
			'a unit of something else',
			'kind: oven\ndoor:\n  width: 60 m/s\n',
			'oven.yaml:3:3 door.width: "m/s" is not a unit of m, expected a number with a unit, one of m, mm, um, cm',
		],
		['a value out of range', 'kind: oven\ndoor:\n  width: 3 m\n', 'oven.yaml:3:3 door.width: found "3 m", expected 0.1 to 2 m'],
		[
			'an empty value',
			'kind: oven\ndoor:\n  width:\n',
			'oven.yaml:3:3 door.width: found an empty value, expected a number with a unit, one of m, mm, um, cm',
		],
		[
			'no number at all',
			'kind: oven\ndoor:\n  width: wide\n',
			'oven.yaml:3:3 door.width: found "wide", expected a number with a unit, one of m, mm, um, cm',
		],
		[
			'a missing quantity',
			'kind: oven\ndoor: {}\n',
			'oven.yaml:2:1 door.width: missing, expected a number with a unit, one of m, mm, um, cm',
		],
		['a missing section', 'kind: oven\n', 'oven.yaml:1:1 door: missing, expected a section of keys and values'],
		[
			'a list in place of a section',
			'kind: oven\ndoor: [1, 2]\n',
			'oven.yaml:2:1 door: found a list of 2, expected a section of keys and values',
		],
		['a mistyped key', `${GOOD}colr: black\n`, 'oven.yaml:3:1 colr: unknown key, did you mean "colour"?'],
		[
			'a key with the unit that the code adds',
			'kind: oven\ndoor: { width: 1 m, widthM: 1 m }\n',
			'oven.yaml:2:21 door.widthM: unknown key, did you mean "width"?',
		],
		[
			'a key like no other',
			'kind: oven\ndoor: { width: 1 m, temperature: 3 K }\n',
			'oven.yaml:2:21 door.temperature: unknown key, expected one of width',
		],
		[
			'a wrong choice',
			`${GOOD}colour: blck\n`,
			'oven.yaml:3:1 colour: found "blck", expected one of "black", "white"; did you mean "black"?',
		],
		['a choice like no other', `${GOOD}colour: 7\n`, 'oven.yaml:3:1 colour: found 7, expected one of "black", "white"'],
		[
			'an item of a list',
			`${GOOD}shelves:\n  - { height: 1 m, load: 1 kg }\n  - { height: 1 m, load: -1 kg }\n`,
			'oven.yaml:5:20 shelves.1.load: found "-1 kg", expected at least 0 kg',
		],
		[
			'a missing key of an item',
			`${GOOD}shelves:\n  - load: 1 kg\n`,
			'oven.yaml:4:5 shelves.0.height: missing, expected a number with a unit, one of m, mm, um, cm',
		],
		['one of two numbers', `${GOOD}rack: 3\n`, 'oven.yaml:3:1 rack: found 3, expected 1 or 2'],
		['a fraction of a whole', `${GOOD}zones: 1.5\n`, 'oven.yaml:3:1 zones: found 1.5, expected a whole number'],
		['a number too big', `${GOOD}zones: 9\n`, 'oven.yaml:3:1 zones: found 9, expected at most 4'],
		['a number too small', `${GOOD}zones: 0\n`, 'oven.yaml:3:1 zones: found 0, expected at least 1'],
		['not a number', `${GOOD}zones: .nan\n`, 'oven.yaml:3:1 zones: found NaN, expected a number'],
		['text too long', `${GOOD}name: abcdefgh\n`, 'oven.yaml:3:1 name: found "abcdefgh", expected text of at most 5 characters'],
		['text of the wrong form', `${GOOD}code: A1\n`, 'oven.yaml:3:1 code: found "A1", expected small letters'],
		['a number in place of text', `${GOOD}name: 12\n`, 'oven.yaml:3:1 name: found 12, expected text'],
		[
			'a set-point without a unit',
			`${GOOD}setPoints: [300 K, 400]\n`,
			'oven.yaml:3:20 setPoints.1: found 400 without a unit, expected a number with a unit, one of K, degC',
		],
		[
			'a span from high to low',
			`${GOOD}window: [400 K, 300 K]\n`,
			'oven.yaml:3:1 window: found a list of 2, expected the lower value first',
		],
		['a span of one', `${GOOD}window: [400 K]\n`, 'oven.yaml:3:1 window: found a list of 1, expected a list of at least 2'],
		[
			'a number that hides where it comes from',
			`${GOOD}size: { value: 15 nm, evidence: S }\n`,
			'oven.yaml:3:1 size.source: missing, expected text',
		],
		[
			'evidence of no kind',
			`${GOOD}size: { value: 15 nm, evidence: X, source: a friend }\n`,
			'oven.yaml:3:23 size.evidence: found "X", expected one of "S", "J", "C", "L", "H", "A", "F"',
		],
		['a value of a record', `${GOOD}names: { a: 1 }\n`, 'oven.yaml:3:10 names.a: found 1, expected text'],
		[
			'what only two values show',
			'kind: oven\ndoor: { width: 150 cm }\n',
			'oven.yaml:2:9 door.width: found 1.5 m, expected any other',
		],
		[
			'a key that stands twice',
			`${GOOD}zones: 1\nzones: 2\n`,
			'oven.yaml:4:1 the key zones stands twice in one section, expected it once',
		],
		['an empty file', '', 'oven.yaml:1:1 the file is empty'],
		['a file of comments', '# nothing\n', 'oven.yaml:1:1 the file is empty'],
		['a file that is one word', 'hello', 'oven.yaml:1:1 found "hello", expected a section of keys and values'],
	])('%s', (_, text, expected) => {
		expect(errorOf(text)).toBe(expected)
	})

	it('every one at once, in the order of the text', () => {
		expect(errorOf('kind: oven\nzones: 9\ndoor:\n  width: 60\n  hinge: left\n').split('\n')).toEqual([
			'oven.yaml:2:1 zones: found 9, expected at most 4',
			'oven.yaml:4:3 door.width: found 60 without a unit, expected a number with a unit, one of m, mm, um, cm',
			'oven.yaml:5:3 door.hinge: unknown key, expected one of width',
		])
	})

	it('for a text that is not YAML, by the place where reading stopped', () => {
		expect(errorOf('kind: oven\ndoor: { width: 1 m\n')).toMatch(/^oven\.yaml:3:1 not valid YAML: .+/)
		expect(errorOf('kind: oven\n\tdoor: 1\n')).toMatch(/^oven\.yaml:2:1 not valid YAML: .+/)
	})

	it('for a text that is no YAML at all, without the whole of it', () => {
		const found = errorOf(`[a]\n]${'g'.repeat(10_000)}`)
		expect(found).toMatch(/^oven\.yaml:\d+:\d+ /)
		for (const line of found.split('\n')) expect(line.length).toBeLessThan(300)
	})

	it('as one error whose message holds them all', () => {
		try {
			parseText('kind: oven\nzones: 9\n', 'oven.yaml', OVEN)
			expect.unreachable()
		} catch (error) {
			expect(error).toBeInstanceOf(ConfigError)
			const { code, issues, message } = error as ConfigError
			expect(code).toBe('CONFIG')
			expect(issues).toHaveLength(2)
			expect(issues[0]).toMatchObject({ file: 'oven.yaml', line: 1, column: 1, path: 'door' })
			expect(message.split('\n')).toHaveLength(2)
		}
	})
})

describe('a text that says itself what it is', () => {
	const kinds: readonly FileKind[] = [OVEN, { kind: 'recipe', schema: z.unknown() }]
	const errorOfAny = (text: string) => {
		const checked = checkAnyText(text, 'x.yaml', kinds)
		return checked.ok ? `is ${checked.kind}` : checked.issues.map(issueText).join('\n')
	}

	it.each([
		[GOOD, 'is oven'],
		['kind: recipe\n', 'is recipe'],
		['door: 1\n', 'x.yaml:1:1 kind: missing, expected one of oven, recipe'],
		['door: 1\nkind: ovn\n', 'x.yaml:2:1 kind: found "ovn", expected one of oven, recipe; did you mean "oven"?'],
		['kind: 7\n', 'x.yaml:1:1 kind: found 7, expected one of oven, recipe'],
		['[1, 2]\n', 'x.yaml:1:1 kind: found a list of 2, expected a section with a key "kind"'],
		['', 'x.yaml:1:1 the file is empty'],
	])('%j', (text, expected) => {
		expect(errorOfAny(text)).toBe(expected)
	})
})

describe('garbage', () => {
	it.each([
		['brackets without end', '['.repeat(20_000)],
		['bytes of no text', '\u0000\u0001\uFFFD\u0007: \u0000'],
		[
			'aliases of aliases',
			`a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghi'
				.split('')
				.map((k, i) => `${k}: &${k} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
				.join('\n')}\n`,
		],
		['an alias of nothing', 'kind: *nowhere\n'],
		['a tag of nothing', 'kind: !!js/function oven\n'],
		['a key from the prototype', 'kind: oven\n__proto__: { door: 1 }\nconstructor: 3\n'],
		['two documents', `${GOOD}---\n${GOOD}`],
		['keys that are sections', '? { a: 1 }\n: 2\n'],
		['a number beyond numbers', 'kind: oven\ndoor: { width: 1e999 m }\n'],
	])('%s gives issues, never a crash', (_, text) => {
		const checked = checkText(text, 'x.yaml', OVEN)
		expect(checked.ok).toBe(false)
		if (!checked.ok) for (const issue of checked.issues) expect(issueText(issue)).toMatch(/^x\.yaml:\d+:\d+ .+/)
	})
})
