import { expect, it } from 'vitest'
import { NewestRecords } from './newest-records.ts'

const filled = (mostWeight: number, ...weights: readonly number[]): NewestRecords<number> => {
	const newest = new NewestRecords<number>(mostWeight, (weight) => weight)
	for (const [i, weight] of weights.entries()) newest.add(i + 1, weight)
	return newest
}

it('gives what it has from a number on, and nothing for a number that it has forgotten or not met', () => {
	const newest = filled(100, 10, 20, 30)
	expect(newest.from(2, 10)).toEqual([20, 30])
	expect(newest.from(1, 2)).toEqual([10, 20])
	newest.forget(1)
	expect(newest.from(1, 10)).toBeNull()
	expect(newest.from(4, 10)).toBeNull()
})

it('forgets the oldest when it holds too much, and keeps nothing that alone is too much', () => {
	expect(filled(50, 10, 20, 30).from(1, 10)).toBeNull()
	expect(filled(50, 10, 20, 30).from(3, 10)).toEqual([30])
	expect(filled(50, 10, 60).from(2, 10)).toBeNull()
})

it('begins anew behind a gap', () => {
	const newest = filled(50, 10)
	newest.add(7, 5)
	expect(newest.from(1, 10)).toBeNull()
	expect(newest.from(7, 10)).toEqual([5])
})
