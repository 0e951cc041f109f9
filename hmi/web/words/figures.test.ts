import { describe, expect, it } from 'vitest'
import { age, decimalsFor, duration, figure, range, staleAge } from './figures.ts'

describe('figure', () => {
	it.each([
		[1338.4, 0, '1338'],
		[0.6, 2, '0.60'],
		[-3, 0, '\u22123'],
		[-0.04, 1, '0.0'],
		[12_345.6, 1, '12\u2009345.6'],
		[1_234_567, 0, '1\u2009234\u2009567'],
		[1e9, 0, '1.0e+9'],
		[1e-9, 2, '0.00'],
		[Number.NaN, 1, '- - -'],
		[Number.POSITIVE_INFINITY, 0, '- - -'],
	])('writes %d with %d decimals as %s', (x, decimals, text) => {
		expect(figure(x, decimals)).toBe(text)
	})

	it('keeps about three digits when nobody says how many', () => {
		expect([0.123, 4.56, 19.4, 155, -1620].map(decimalsFor)).toEqual([2, 2, 1, 0, 0])
	})

	it('writes a range with a dash', () => {
		expect(range(387.2, 423.4, 0)).toBe('387\u2013423')
	})
})

describe('times', () => {
	it('counts hours past a day', () => {
		expect(duration(8_076_000)).toBe('02:14:36')
		expect(duration(400_000_000)).toBe('111:06:40')
		expect(duration(Number.NaN)).toBe('- - -')
	})

	it('writes a short age in seconds and a long one as a time', () => {
		expect([0, 440, 9940, 12_000, 75_000, 3_700_000].map(age)).toEqual(['0.0 s', '0.4 s', '9.9 s', '12 s', '01:15', '01:01:40'])
	})

	it('says nothing of an age that nobody knows', () => {
		expect([Number.NaN, 12_000, 3_700_000].map(staleAge)).toEqual(['', '00:12', '01:01:40'])
	})
})
