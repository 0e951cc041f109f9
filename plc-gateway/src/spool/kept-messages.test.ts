import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reading } from '@emberline/twin'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { KeptMessages } from './kept-messages.ts'

let dir: string
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'emberline-kept-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const plain = (tag: string, value: number): Reading => ({ tMs: 1_790_000_000_123, tag, value, quality: 'good' })

it.each<[string, readonly Reading[]]>([
	['numbers to the last bit', [0, -0, 0.1 + 0.2, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** 53].map((v, i) => plain(`T${i}`, v))],
	[
		'other qualities',
		[
			{ ...plain('A', 1), quality: 'stale' },
			{ ...plain('B', 2), quality: 'uncertain' },
		],
	],
	[
		'texts, booleans, none',
		[
			{ ...plain('A', 1), value: 'ö' },
			{ ...plain('B', 1), value: true },
			{ ...plain('C', 1), value: null },
		],
	],
	['a reason', [plain('A', 1), { ...plain('B', 2), quality: 'bad', reason: 'wire broken' }]],
	['nothing', []],
])('gives back %s, in this process and in the next', (_, readings) => {
	const kept = { number: 7, readings }
	const now = new KeptMessages(dir)
	const bytes = now.encode(kept)
	for (const messages of [now, new KeptMessages(dir)]) {
		const found = messages.decode(bytes)
		expect(found).toEqual(kept)
		for (const [i, { value }] of readings.entries()) expect(Object.is(found?.readings[i]?.value, value)).toBe(true)
	}
	expect(new KeptMessages(dir).encode(kept)).toEqual(bytes)
})

it('has no number where the source has none', () => {
	const messages = new KeptMessages(dir)
	expect(messages.decode(messages.encode({ number: null, readings: [plain('A', 1)] }))?.number).toBeNull()
})

it('goes on behind a name that was not finished, and takes what it cannot name for lost', () => {
	const bytes = new KeptMessages(dir).encode({ number: 1, readings: [plain('A', 1)] })
	appendFileSync(join(dir, 'names'), 'half a na')
	const after = new KeptMessages(dir)
	const next = after.encode({ number: 2, readings: [plain('B', 2)] })
	expect(new KeptMessages(dir).decode(next)?.readings).toEqual([plain('B', 2)])
	expect(new KeptMessages(dir).decode(bytes)?.readings).toEqual([plain('A', 1)])
	rmSync(join(dir, 'names'))
	expect(new KeptMessages(dir).decode(next)).toBeNull()
})
