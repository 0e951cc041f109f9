import { bench, expect } from 'vitest'
import { randomTrace } from '../plc-gateway/test/message-orders.ts'

/** Random traces of sessions, deaths and data that overtake each other, against the truth; the test has the first 2,000 of them. */
const TRACES = 100_000

bench(
	'100,000 random traces end as the truth does',
	() => {
		const asked = [0, 0, 0]
		const wrong: string[] = []
		let tooMany = 0
		for (let seed = 1; seed <= TRACES; seed++) {
			const { isSame, rebirths, mayAsk = 1, wanted, got } = randomTrace(seed)
			if (!isSame) wrong.push(`trace ${seed}: ${got}, not ${wanted}`)
			if (rebirths > mayAsk) tooMany++
			asked[rebirths] = (asked[rebirths] ?? 0) + 1
		}
		console.table([
			{
				traces: TRACES,
				wrong: wrong.length,
				'one rebirth too many': tooMany,
				'no rebirth': asked[0],
				one: asked[1],
				two: asked[2],
			},
		])
		expect(wrong.slice(0, 20)).toEqual([])
		expect(tooMany).toBe(0)
	},
	{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
)
