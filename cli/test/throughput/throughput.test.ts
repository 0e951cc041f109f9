import { expect, it } from 'vitest'
import { HISTORIAN, throughput } from './throughput.ts'

// The bench asks for 25 % over 40,000 messages, median of five; beside other tests only what is far off can be told.
it('takes messages into the embedded history at a tenth or more of what raw mqtt.js counts, and loses none', {
	timeout: 60_000,
}, async () => {
	const [rate] = await throughput(HISTORIAN, 10_000, 1)
	expect(rate?.ratio).toBeGreaterThan(0.1)
})
