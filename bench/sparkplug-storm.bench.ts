import { bench, expect } from 'vitest'
import { SILENT_BOUND_MS, storm } from '../plc-gateway/test/storm.ts'

const NODES = 20
const DEVICES = 8

bench(
	'20 nodes of 8 devices: broker restart, gateway restart, silent links',
	async () => {
		const report = await storm(NODES, DEVICES)
		console.table([Object.fromEntries(Object.entries(report).map(([name, value]) => [name, Math.round(value)]))])
		expect(report.afterBrokerMs).toBeLessThan(3_000)
		expect(report.afterGatewayMs).toBeLessThan(5_000)
		expect(report.rebirthsAsked).toBeLessThanOrEqual(NODES)
		expect(Math.max(report.silentNodeMs, report.silentGatewayMs)).toBeLessThan(SILENT_BOUND_MS)
	},
	{ iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
)
