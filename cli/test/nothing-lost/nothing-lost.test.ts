import { expect, it } from 'vitest'
import { nothingLost } from './trial.ts'

it('loses and doubles nothing while broker, gateway and historian are killed', async () => {
	const result = await nothingLost({
		messagesPerSecond: 1_000,
		brokerKills: 1,
		gatewayKills: 1,
		historianAwayS: 1,
		downS: 0.2,
		pauseS: 0.3,
	})
	expect(result).toMatchObject({ lost: 0, changed: 0, doubled: 0, dropped: 0, sameTime: 0 })
	expect(result.resent).toBeGreaterThan(0)
	expect(result.sent).toBeGreaterThan(2_000)
})
