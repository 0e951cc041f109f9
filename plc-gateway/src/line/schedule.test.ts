import { describe, expect, it } from 'vitest'
import { parseSchedule } from './schedule.ts'

const parse = (text: string) => parseSchedule(Buffer.from(text), 5)

describe('schedule', () => {
	it('reads every field of an item and drops those that it does not know', () => {
		const item = {
			id: 'r1',
			kind: 'run',
			start_ms: 1_790_000_000_000,
			after: 'r0',
			length_m: 412,
			recipe: 'HTR',
			expected_s: 8240,
		}
		expect(parse(JSON.stringify([{ ...item, colour: 'red' }])).items).toEqual([item])
	})

	it('has the same id for the same plan and another one for another', () => {
		expect(parse('[]').scheduleId).toBe(parse('[]').scheduleId)
		expect(parse('[]').scheduleId).not.toBe(parse('[ ]').scheduleId)
	})

	it('takes an empty message for no plan', () => {
		expect(parse('')).toMatchObject({ kind: 'schedule', tMs: 5, items: [] })
	})

	it.each([
		['{', 'no JSON'],
		['{"id":"r1"}', 'found an object, expected a list of items'],
		['null', 'found null, expected a list of items'],
		['["run"]', 'item 0: found a string, expected an object'],
		['[{"kind":"run"}]', 'item 0: "id" is missing, expected a text'],
		['[{"id":"","kind":"run"}]', 'item 0: "id" is "", expected a text of 1 to 200 characters'],
		['[{"id":"a","kind":"run","length_m":-1}]', 'item 0: "length_m" is -1, expected a number from 0'],
		['[{"id":"a","kind":"run","expected_s":"8"}]', 'item 0: "expected_s" is "8", expected a number from 0'],
		['[{"id":"a","kind":"run"},{"id":"a","kind":"stop"}]', 'item 1: the id "a" is taken by item 0'],
		['[{"id":"a","kind":"run","after":"b"},{"id":"b","kind":"stop"}]', 'item 0: "after" names "b", which is not before it'],
		['[{"id":"a","kind":"run","after":"a"}]', 'item 0: "after" names "a", which is not before it'],
	])('refuses %s', (text, message) => {
		expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'BAD_SCHEDULE', message }))
	})

	it('names every mistake, each with its item, and takes none of it', () => {
		const items = [
			{ id: 'a', kind: 'dance', length_m: -1 },
			'run',
			{ kind: 'run', after: 7 },
			{ id: 'a', kind: 'run', after: 'z' },
			{ id: 'z', kind: 'stop', expected_s: '8' },
		]
		const mistakes = [
			'item 0: "kind" is "dance", expected one of run, rollChange, recipeChange, stop',
			'item 0: "length_m" is -1, expected a number from 0',
			'item 1: found a string, expected an object',
			'item 2: "id" is missing, expected a text',
			'item 2: "after" is 7, expected a text of 1 to 200 characters',
			'item 4: "expected_s" is "8", expected a number from 0',
			'item 3: the id "a" is taken by item 0',
			'item 3: "after" names "z", which is not before it',
		]
		expect(() => parse(JSON.stringify(items))).toThrow(expect.objectContaining({ mistakes, message: mistakes.join('; ') }))
	})

	it('refuses a plan that is too large before it reads it', () => {
		expect(() => parseSchedule(new Uint8Array(300_000), 0)).toThrow('300000 bytes, at most 262144 are read')
	})
})
