import { expect, it } from 'vitest'
import { carriedOver, type Level, learnt, levelSd, settledShare, unknownLevels } from './levels.ts'

const UNKNOWN = unknownLevels(1).line
const after = (ratios: readonly number[], from: Level = UNKNOWN) => ratios.reduce((level, x) => learnt(level, x, 900, 900), from)

it('finds how far the meter is from the model, and how sure that is', () => {
	const steady = after(Array.from({ length: 12 }, (_, n) => 0.04 + 0.004 * (-1) ** n))
	expect(steady.mean).toBeCloseTo(0.04, 2)
	expect(settledShare(UNKNOWN)).toBe(0)
	expect(settledShare(steady)).toBeGreaterThan(0.98)
	expect(Math.sqrt(steady.noise)).toBeGreaterThan(0.002)
	expect(Math.sqrt(steady.noise)).toBeLessThan(0.012)
	expect(levelSd(steady)).toBeLessThan(0.015)
})

it('is pulled by one bad quarter and not torn', () => {
	const steady = after(Array.from({ length: 12 }, () => 0))
	expect(Math.abs(after([1], steady).mean)).toBeLessThan(0.05)
	expect(after([Number.NaN, Number.NEGATIVE_INFINITY], steady)).toEqual(steady)
})

it('learns from windows that overlap no more than from what is new in them', () => {
	const eachMinute = Array.from({ length: 60 }, () => 0.05).reduce((level, x) => learnt(level, x, 900, 60), UNKNOWN)
	const eachQuarter = after([0.05, 0.05, 0.05, 0.05])
	expect(eachMinute.count).toBeCloseTo(4, 9)
	expect(Math.sqrt(eachMinute.variance) / Math.sqrt(eachQuarter.variance)).toBeGreaterThan(0.7)
	expect(Math.sqrt(eachMinute.variance) / Math.sqrt(eachQuarter.variance)).toBeLessThan(1.4)
})

it('expects half of it with another recipe, and knows less', () => {
	const line = after(Array.from({ length: 8 }, () => 0.06))
	const other = carriedOver({ ...unknownLevels(1), line }).line
	expect(other.mean).toBeCloseTo(line.mean / 2, 9)
	expect(other.variance).toBeGreaterThan(10 * line.variance)
	expect(other.variance).toBeLessThan(UNKNOWN.variance)
})
