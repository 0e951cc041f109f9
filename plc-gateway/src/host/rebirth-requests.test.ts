import { describe, expect, it } from 'vitest'
import { RebirthRequests } from './rebirth-requests.ts'

describe('rebirth requests', () => {
	it('makes one of many wants', () => {
		const requests = new RebirthRequests({ firstMs: 1_000, maxMs: 60_000 })
		requests.want('gap', 0, 0)
		requests.want('unknown metric', 0, 0)
		expect(requests.takeDue(0)).toBe('gap')
		expect(requests.takeDue(0)).toBeNull()
	})

	it('waits longer each time that it does not help, up to a limit', () => {
		const requests = new RebirthRequests({ firstMs: 1_000, maxMs: 4_000 })
		const asked: number[] = []
		for (let now = 0; now <= 20_000; now += 100) {
			requests.want('unknown metric', now, 0)
			if (requests.takeDue(now) !== null) asked.push(now)
		}
		expect(asked).toEqual([0, 1_000, 3_000, 7_000, 11_000, 15_000, 19_000])
	})

	it('is quick again after a quiet time', () => {
		const requests = new RebirthRequests({ firstMs: 1_000, maxMs: 4_000 })
		for (let now = 0; now <= 7_000; now += 100) {
			requests.want('gap', now, 0)
			requests.takeDue(now)
		}
		requests.answered()
		requests.want('gap', 20_000, 0)
		expect(requests.takeDue(20_000)).toBe('gap')
		requests.want('gap', 20_100, 0)
		expect(requests.takeDue(20_999)).toBeNull()
		expect(requests.takeDue(21_000)).toBe('gap')
	})

	it('forgets a want that a birth has answered', () => {
		const requests = new RebirthRequests({ firstMs: 1_000, maxMs: 4_000 })
		requests.want('joined late', 0, 500)
		requests.answered()
		expect(requests.takeDue(10_000)).toBeNull()
	})
})
