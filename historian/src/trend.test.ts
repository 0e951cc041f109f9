import { expect, test } from 'vitest'
import { joinedSpans, type Step, trendGrid, trendPoints } from './trend.ts'

const grid = trendGrid({ series: 's', fromMs: 1000, toMs: 5000, maxPoints: 5 })
const all = [{ fromMs: 0, toMs: 9000 }]

function step(index: number, value: number | null, quality = 0): Step {
	return { index, count: 1, mean: value, min: value, max: value, worstQuality: quality, last: value, lastQuality: quality }
}

test('never makes more points than asked for, and covers the range', () => {
	for (const spanMs of [0, 1, 999, 1000, 1001, 86_400_000]) {
		for (const maxPoints of [1, 2, 7, 1000]) {
			const { steps, stepMs } = trendGrid({ series: 's', fromMs: 5, toMs: 5 + spanMs, maxPoints })
			expect(steps).toBeLessThanOrEqual(maxPoints)
			expect(steps * stepMs).toBeGreaterThan(spanMs)
		}
	}
})

test('180 points over 30 min are 10 s apart, wherever the half hour begins', () => {
	for (const fromMs of [1_790_000_000_000, 1_790_000_000_123, 1_790_000_000_999]) {
		const { steps, stepMs } = trendGrid({ series: 's', fromMs, toMs: fromMs + 1_790_000, maxPoints: 180 })
		expect([steps, stepMs]).toEqual([180, 10_000])
	}
})

test('long steps are whole seconds or tens of seconds and start on one', () => {
	for (const maxPoints of [1, 2, 100, 2000]) {
		const { fromMs, stepMs, steps } = trendGrid({ series: 's', fromMs: 1_790_000_001_234, toMs: 1_790_086_401_233, maxPoints })
		expect([fromMs % 10_000, stepMs % 10_000]).toEqual([0, 0])
		expect(steps).toBeLessThanOrEqual(maxPoints)
	}
})

test('holds the last value until the next, where it was recorded', () => {
	const points = trendPoints(grid, [step(1, 7), step(3, 8)], null, all, 100)
	expect(points.map((p) => p.mean)).toEqual([null, 7, 7, 8, 8])
	expect(points.map((p) => p.count)).toEqual([0, 1, 0, 1, 0])
})

test('holds a value from before the grid', () => {
	const before = { tMs: 500, value: true, quality: 'uncertain' } as const
	expect(trendPoints(grid, [], before, all, 100).map((p) => [p.mean, p.quality])).toEqual(new Array(5).fill([1, 'uncertain']))
})

test('does not carry a value over a pause in recording', () => {
	const before = { tMs: 500, value: 3, quality: 'good' } as const
	const spans = [
		{ fromMs: 0, toMs: 2500 },
		{ fromMs: 3900, toMs: 9000 },
	]
	expect(trendPoints(grid, [], before, spans, 100).map((p) => p.mean)).toEqual([3, 3, null, null, null])
	expect(trendPoints(grid, [step(3, 4)], before, spans, 100).map((p) => p.mean)).toEqual([3, 3, null, 4, 4])
})

test('does not hold what was bad, nor a text as a number', () => {
	expect(trendPoints(grid, [step(0, 5), step(1, null, 2)], null, all, 100).map((p) => p.quality)).toEqual([
		'good',
		...new Array(4).fill('bad'),
	])
	const text = { tMs: 500, value: 'HTR', quality: 'good' } as const
	expect(trendPoints(grid, [], text, all, 100).every((p) => p.mean === null)).toBe(true)
})

test('knows nothing of a series of which there never was a value', () => {
	expect(trendPoints(grid, [], null, all, 100)).toEqual([])
})

test('joins spans that overlap or are no further apart than the silence', () => {
	const spans = [
		{ fromMs: 50, toMs: 60 },
		{ fromMs: 0, toMs: 20 },
		{ fromMs: 5, toMs: 10 },
		{ fromMs: 20, toMs: 30 },
	]
	expect(joinedSpans(spans, 19)).toEqual([
		{ fromMs: 0, toMs: 30 },
		{ fromMs: 50, toMs: 60 },
	])
	expect(joinedSpans(spans, 20)).toEqual([{ fromMs: 0, toMs: 60 }])
})
