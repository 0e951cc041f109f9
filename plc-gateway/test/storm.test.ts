import { expect, it } from 'vitest'
import { SILENT_BOUND_MS, storm } from './storm.ts'

it('five nodes are live within 3 s of a broker restart, 5 s of a gateway restart, and stale soon after a link falls silent', async () => {
	const report = await storm(5, 2)
	expect(report.afterBrokerMs).toBeLessThan(3_000)
	expect(report.afterGatewayMs).toBeLessThan(5_000)
	expect(report.rebirthsAsked).toBeLessThanOrEqual(5)
	expect(report.silentNodeMs).toBeLessThan(SILENT_BOUND_MS)
	expect(report.silentGatewayMs).toBeLessThan(SILENT_BOUND_MS)
})
