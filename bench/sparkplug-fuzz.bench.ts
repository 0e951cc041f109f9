import { bench, expect } from 'vitest'
import { fuzz } from '../plc-gateway/test/fuzz.ts'

/** The test reads the first 20,000 of these. */
const MESSAGES = 1_000_000

bench(
	'a million spoilt payloads and topics: no crash, none slow when read again alone',
	() => {
		const begin = performance.now()
		const { undecodable, slowOnce, slowAgain } = fuzz(MESSAGES, 1)
		const perMessageUs = ((performance.now() - begin) * 1000) / MESSAGES
		console.table([
			{
				messages: MESSAGES,
				undecodable,
				'us each': perMessageUs.toFixed(1),
				'slow once': slowOnce,
				'slow again': slowAgain.length,
			},
		])
		expect(slowAgain).toEqual([])
	},
	{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
)
