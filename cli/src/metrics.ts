import type { Historian } from '@emberline/historian'
import type { LinePlc } from '@emberline/plc-gateway'
import type { LineTwin } from '@emberline/twin'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

const ownProcess = new Registry()
collectDefaultMetrics({ register: ownProcess, prefix: 'emberline_' })

const HEALTH = { lost: 0, degraded: 1, tracking: 2 } as const

/** Prometheus text of everything but the screen, which adds its own. */
export async function metricsText(
	plc: LinePlc,
	historian: Historian,
	twin: LineTwin,
	spool: Readonly<Record<string, number>> = {},
): Promise<string> {
	const registry = new Registry()
	const status = historian.status()
	const numbers: Readonly<Record<string, number>> = {
		...plc.metrics(),
		...spool,
		emberline_twin_health: HEALTH[twin.health().health],
		emberline_historian_ready: status.state === 'ready' ? 1 : 0,
		emberline_historian_buffered_rows: status.buffered,
		emberline_historian_stored_rows_total: status.stored,
		emberline_historian_dropped_rows_total: status.dropped,
		emberline_historian_rejected_rows_total: status.rejected,
	}
	for (const [name, value] of Object.entries(numbers)) {
		const metric = { name, help: name.replaceAll('_', ' '), registers: [registry] }
		if (name.endsWith('_total')) new Counter(metric).inc(value)
		else new Gauge(metric).set(value)
	}
	return `${await ownProcess.metrics()}\n${await registry.metrics()}\n${lastFaults(plc)}`
}

/** As comments, which Prometheus passes over: the newest fault of each kind, so that the counters have a face. */
function lastFaults(plc: LinePlc): string {
	return Array.from(plc.lastFaults.values(), ({ tMs, source, code, message }) => {
		const text = `${source}: ${message}`.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
		return `# last ${code} ${new Date(tMs).toISOString()} ${text}\n`
	}).join('')
}
