import { describe, expect, it } from 'vitest'
import { WholeTimes } from './whole-times.ts'

describe('whole times between live ticks', () => {
	it('are each told once, in order, and not where a tick falls on one itself', () => {
		const whole = new WholeTimes()
		expect(whole.before(1_790_000_003_000)).toEqual([])
		expect(whole.before(1_790_000_009_950)).toEqual([])
		expect(whole.before(1_790_000_010_050)).toEqual([1_790_000_010_000])
		expect(whole.before(1_790_000_031_000)).toEqual([1_790_000_020_000, 1_790_000_030_000])
		expect(whole.before(1_790_000_040_000)).toEqual([])
		expect(whole.before(1_790_000_040_100)).toEqual([])
	})

	it('of a long stall are left out but for its last ten minutes', () => {
		const whole = new WholeTimes()
		whole.before(1_790_000_000_000)
		expect(whole.before(1_790_086_400_001)).toHaveLength(60)
	})
})
