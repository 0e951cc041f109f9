import { describe, expect, it } from 'vitest'
import { numberIn } from './number-words.ts'

describe('a number as people type it', () => {
	it.each([
		['12.5', 12.5],
		['12,5', 12.5],
		[' 1\u2009250 ', 1250],
		['\u22123', -3],
		['.5', 0.5],
		['7.', 7],
		['0', 0],
	])('reads %s as %d', (text, value) => expect(numberIn(text)).toBe(value))

	it.each(['', '-', '1.2.3', '1,2,3', '1e3', '0x10', 'NaN', 'Infinity', '12 K'])('takes %j for no number', (text) =>
		expect(numberIn(text)).toBeNull(),
	)
})
