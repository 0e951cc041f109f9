import { expect, test } from 'vitest'
import { type Batch, rowsOf } from './batch.ts'
import { Outbox } from './outbox.ts'
import { type Row, readingRow } from './row.ts'

const row = (n: number): Row => readingRow({ tag: 'Line/Web/Position', tMs: n, value: n, quality: 'good' })
const times = (batch: Batch): number[] => rowsOf(batch).map((r) => r.tMs)

test('gives rows out in the order they came in', () => {
	const outbox = new Outbox(10)
	for (let n = 0; n < 5; n++) outbox.push(row(n))
	expect(times(outbox.take(3))).toEqual([0, 1, 2])
	expect(times(outbox.take(3))).toEqual([3, 4])
	expect(outbox.size).toBe(0)
})

test('gives up the oldest when it is full, and counts them', () => {
	const outbox = new Outbox(3)
	for (let n = 0; n < 5; n++) outbox.push(row(n))
	expect(outbox).toMatchObject({ size: 3, dropped: 2 })
	expect(times(outbox.take(9))).toEqual([2, 3, 4])
})

test('takes rows back ahead of the newer ones, as far as there is room', () => {
	const outbox = new Outbox(4)
	for (let n = 0; n < 3; n++) outbox.push(row(n))
	const taken = outbox.take(3)
	for (let n = 3; n < 6; n++) outbox.push(row(n))
	outbox.putBack(taken)
	expect(outbox.dropped).toBe(2)
	expect(times(outbox.take(9))).toEqual([2, 3, 4, 5])
})

test('stays in order and in its bounds over many rounds', () => {
	const outbox = new Outbox(5000)
	let next = 0
	for (let round = 0; round < 200; round++) {
		for (let n = 0; n < 300; n++) outbox.push(row(next++))
		const taken = outbox.take(290)
		expect(outbox.size).toBeLessThanOrEqual(5000)
		expect(taken).toHaveLength(290)
		const [first = 0] = times(taken)
		expect(times(taken)).toEqual(Array.from({ length: 290 }, (_, i) => first + i))
	}
	expect(outbox.dropped + outbox.size + 200 * 290).toBe(next)
})
