import { expect, test } from 'vitest'
import { type Current, extendRecorded } from './recorded.ts'
import { type Row, readingRow } from './row.ts'
import { joinedSpans } from './trend.ts'

const NOTHING: Current = { plant: null, twin: null }
const at = (...times: number[]): Row[] => times.map((tMs) => readingRow({ tag: 'a', tMs, value: 1, quality: 'good' }))

/** The spans a store would have after these batches: a longer one replaces one of the same start. */
function recorded(...batches: Row[][]) {
	const stored = new Map<number, number>()
	let current = NOTHING
	for (const batch of batches) {
		const change = extendRecorded(current, batch, 10)
		for (const { fromMs, toMs } of change.spans) stored.set(fromMs, Math.max(toMs, stored.get(fromMs) ?? toMs))
		current = change.current
	}
	return joinedSpans(
		[...stored].map(([fromMs, toMs]) => ({ fromMs, toMs })),
		10,
	)
}

test('is one span while values keep coming, over as many batches as there are', () => {
	expect(recorded(at(100, 105), at(110), at(120, 130))).toEqual([{ fromMs: 100, toMs: 130 }])
})

test('breaks where nothing came for longer than the silence', () => {
	expect(recorded(at(100, 110, 121), at(130, 141))).toEqual([
		{ fromMs: 100, toMs: 110 },
		{ fromMs: 121, toMs: 130 },
		{ fromMs: 141, toMs: 141 },
	])
})

test('takes a backlog as recorded too, in whatever order it comes', () => {
	expect(recorded(at(200, 205), at(100, 108), at(206))).toEqual([
		{ fromMs: 100, toMs: 108 },
		{ fromMs: 200, toMs: 206 },
	])
	expect(recorded(at(103, 101, 102, 200, 104))).toEqual([
		{ fromMs: 101, toMs: 104 },
		{ fromMs: 200, toMs: 200 },
	])
})

test('closes a gap when the backlog that fills it comes', () => {
	expect(recorded(at(100), at(120), at(105, 112), at(121))).toEqual([{ fromMs: 100, toMs: 121 }])
	expect(recorded(at(100, 101), at(130, 131), at(101, 110, 120, 130, 140))).toEqual([{ fromMs: 100, toMs: 140 }])
})

test('stores nothing anew when nothing new was recorded', () => {
	const { current } = extendRecorded(NOTHING, at(100, 110), 10)
	expect(extendRecorded(current, at(105), 10).spans).toEqual([])
	expect(extendRecorded(current, [], 10)).toEqual({ spans: [], current })
})
