import { expect, it } from 'vitest'
import { soak } from './soak.ts'

it('takes 2,000 messages a second for ten seconds and does not fall behind', { timeout: 60_000 }, async () => {
	const result = await soak({ messagesPerSecond: 2_000, warmUpS: 2, lastsS: 8 })
	expect(result.sent).toBeGreaterThan(10_000)
	// What is on its way and what the source says once a second are within a few seconds of each other.
	expect(result.arrived).toBeGreaterThan(result.sent - 6_000)
	expect(result.handedOver).toBeGreaterThan(result.sent - 8_000)
	expect(result.dropped).toBe(0)
	expect(result.stored).toBeGreaterThan(result.sent - 10_000)
	// Far too short to tell growth from noise: only a leak of everything would show.
	expect(result.heapEndMB).toBeLessThan(result.heapStartMB * 2)
	expect(result.delayP99Ms).toBeGreaterThanOrEqual(0)
})
