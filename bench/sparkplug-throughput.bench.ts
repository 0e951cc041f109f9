import { bench, expect } from 'vitest'
import { HISTORIAN, HOST, throughput } from '../cli/test/throughput/throughput.ts'

/** Messages of 20 metrics, QoS 0, from one process through mosquitto to this one, against mqtt.js that only counts the same bytes. */
const MESSAGES = 60_000
const ROUNDS = 5
const ONCE = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }

for (const [name, receiver, least] of [
	['decoded, ordered and delivered', HOST, 0.6],
	['and kept on disk and in the embedded history, which says that it has them', HISTORIAN, 0.25],
] as const) {
	bench(
		`20 metrics a message, ${name}, against raw mqtt.js`,
		async () => {
			const rates = await throughput(receiver, MESSAGES, ROUNDS)
			console.table(
				rates.map(({ rawPerS, oursPerS, ratio }) => ({
					'raw msg/s': Math.round(rawPerS),
					'ours msg/s': Math.round(oursPerS),
					ratio: ratio.toFixed(2),
				})),
			)
			const median = rates[ROUNDS >> 1]?.ratio ?? 0
			console.log(`${name}: median ratio ${median.toFixed(2)}`)
			expect(median).toBeGreaterThan(least)
		},
		ONCE,
	)
}
