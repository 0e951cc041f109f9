import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HeldMessage, SequenceGate } from './sequence-gate.ts'

const message = (seq: number | undefined, timestampMs = 100): HeldMessage => ({
	type: 'DDATA',
	device: 'D',
	payload: { seq, timestampMs, metrics: [] },
})
const seqs = (messages: readonly HeldMessage[]): (number | undefined)[] => messages.map(({ payload }) => payload.seq)

describe('sequence gate', () => {
	it('lets a shuffled window pass in order, over 255 too', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 255 }),
				fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
				(start, order) => {
					const gate = new SequenceGate(1_000)
					gate.start((start + 255) & 0xff, 50)
					const passed = order.flatMap((k) => gate.accept(message((start + k) & 0xff, 100 + k), 0).ready)
					expect(seqs(passed)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((k) => (start + k) & 0xff))
					expect(gate.takeOverdue(10_000)).toBeNull()
				},
			),
		)
	})

	it('gives up a hole after its time and hands out what it held', () => {
		const gate = new SequenceGate(1_000)
		gate.start(0, 50)
		expect(gate.accept(message(2), 0).gapOpened).toBe(true)
		expect(gate.accept(message(3), 500).gapOpened).toBe(false)
		expect(gate.takeOverdue(999)).toBeNull()
		expect(seqs(gate.takeOverdue(1_000) ?? [])).toEqual([2, 3])
		expect(gate.takeOverdue(5_000)).toBeNull()
	})

	it('keeps the newest of a flood before the birth, by number and by the values in them', () => {
		const flood = (metrics: number, messages: number) => {
			const gate = new SequenceGate(1_000)
			const values = Array.from({ length: metrics }, (_, k) => ({ name: `m${k}` }))
			for (let k = 0; k < messages; k++)
				gate.hold({ type: 'DDATA', device: 'D', payload: { seq: k & 0xff, timestampMs: k, metrics: values } })
			return gate.start(0, 1e9).before.map(({ payload }) => payload.timestampMs)
		}
		expect(flood(1, 1_200)).toEqual(Array.from({ length: 1_000 }, (_, k) => 200 + k))
		expect(flood(6_000, 10)).toEqual([7, 8, 9])
		expect(flood(30_000, 2)).toEqual([])
	})

	it('calls a doubled message late, not far ahead', () => {
		const gate = new SequenceGate(1_000)
		gate.start(0, 50)
		gate.accept(message(1, 100), 0)
		expect(gate.accept(message(1, 100), 0)).toEqual({ ready: [], late: true, gapOpened: false, displaced: false, expected: 2 })
	})

	it('calls a message of the session before late, whatever its number', () => {
		const gate = new SequenceGate(1_000)
		gate.start(0, 50)
		expect(gate.accept(message(77, 49), 0)).toEqual({ ready: [], late: true, gapOpened: false, displaced: false, expected: 1 })
	})

	it('gives each held message to the side of a birth that its stamp or number fits', () => {
		const gate = new SequenceGate(1_000)
		for (const [seq, at] of [
			[200, 40],
			[201, 50],
			[1, 50],
			[2, 60],
		] as const)
			gate.hold(message(seq, at))
		const { before, ready } = gate.start(0, 50)
		expect(seqs(before)).toEqual([200, 201])
		expect(seqs(ready)).toEqual([1, 2])
	})

	it('lets messages without a number pass', () => {
		const gate = new SequenceGate(1_000)
		gate.start(0, 50)
		expect(gate.accept(message(undefined), 0).ready).toHaveLength(1)
	})
})
