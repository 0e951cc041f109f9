import { describe, expect, it } from 'vitest'
import { CommandWatch } from './command-watch.ts'

describe('what the PLC asks of a write', () => {
	it('takes a fresh one, and none that is older than two seconds, unless its time is a fast one', () => {
		const watch = new CommandWatch(1)
		expect(watch.takes(10_000, 12_000, 0)).toBe(true)
		expect(watch.takes(10_000, 12_001, 0)).toBe(false)
		expect(new CommandWatch(10).takes(10_000, 90_000, 0)).toBe(true)
		expect(watch.refused).toBe(1)
	})

	it('takes none from a gateway whose heartbeat stopped, until it beats again', () => {
		const watch = new CommandWatch(1)
		expect(watch.takes(null, 0, 0)).toBe(true)
		watch.beats(1n, 0)
		watch.beats(1n, 4_000)
		expect(watch.takes(null, 0, 5_000)).toBe(true)
		expect(watch.takes(null, 0, 5_001)).toBe(false)
		watch.beats(2n, 5_002)
		expect(watch.takes(null, 0, 5_003)).toBe(true)
	})
})
