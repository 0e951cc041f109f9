import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BadWire, type WireOptions } from './bad-wire.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** The order in which a thousand messages, one each 20 ms, come out. */
function sent(options: WireOptions, seed = 1): { readonly out: readonly number[]; readonly wire: BadWire } {
	const wire = new BadWire(options, seed, 'out', 1)
	const out: number[] = []
	for (let n = 0; n < 1000; n++) {
		wire.pass(() => out.push(n))
		vi.advanceTimersByTime(20)
	}
	vi.advanceTimersByTime(300_000)
	return { out, wire }
}
const isInOrder = (numbers: readonly number[]) => numbers.every((n, i) => i === 0 || n > (numbers[i - 1] as number))

describe('a bad wire', () => {
	it('is a good one with nothing wrong', () => {
		expect(sent({}).out).toEqual(Array.from({ length: 1000 }, (_, n) => n))
	})

	it('loses, doubles, reorders and delays as often as it is told', () => {
		expect(sent({ loss: 0.1 }).out.length).toBeGreaterThan(870)
		expect(sent({ loss: 0.1 }).out.length).toBeLessThan(930)
		const doubled = sent({ duplicate: 0.05 }).out
		expect(doubled.length - new Set(doubled).size).toBeGreaterThan(30)
		expect(new Set(doubled).size).toBe(1000)
		const reordered = sent({ reorder: 0.05 }).out
		expect(new Set(reordered).size).toBe(1000)
		expect(isInOrder(reordered)).toBe(false)
		const late = sent({ late: 0.02, lateS: 120 })
		expect(late.wire.counters.late).toBeGreaterThan(8)
		expect(new Set(late.out).size).toBe(1000)
	})

	it('keeps the order of what is only delayed, however much the delay varies', () => {
		const { out } = sent({ delayMs: 100, jitterMs: 500 })
		expect(out).toHaveLength(1000)
		expect(isInOrder(out)).toBe(true)
	})

	it('does the same for the same seed, and one fate does not move another', () => {
		expect(sent({ loss: 0.1, duplicate: 0.1 }, 5).out).toEqual(sent({ loss: 0.1, duplicate: 0.1 }, 5).out)
		expect(sent({ loss: 0.1 }, 6).out).not.toEqual(sent({ loss: 0.1 }, 5).out)
		expect(new Set(sent({ loss: 0.1, duplicate: 0.1 }, 5).out)).toEqual(new Set(sent({ loss: 0.1 }, 5).out))
	})

	it('lets the clock run ahead, and away', () => {
		const wire = new BadWire({ skewS: 2, driftPpm: 50 }, 1, 'out', 1)
		expect(wire.aheadMs(0)).toBe(2000)
		expect(wire.aheadMs(3600)).toBeCloseTo(2180, 6)
	})
})
