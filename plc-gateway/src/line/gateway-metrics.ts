import type { HostCounters, HostStatus } from '../host/index.ts'

const NAMES: Readonly<Record<keyof HostCounters, string>> = {
	messages: 'emberline_plc_messages_total',
	values: 'emberline_plc_values_total',
	births: 'emberline_plc_births_total',
	deaths: 'emberline_plc_deaths_total',
	seqGaps: 'emberline_plc_seq_gaps_total',
	rebirthsAsked: 'emberline_plc_rebirths_asked_total',
	undecodable: 'emberline_plc_undecodable_total',
	oversized: 'emberline_plc_oversized_total',
	badValues: 'emberline_plc_bad_values_total',
	unknownMetrics: 'emberline_plc_unknown_metrics_total',
	beforeBirth: 'emberline_plc_before_birth_total',
	late: 'emberline_plc_late_total',
	notLive: 'emberline_plc_not_live_total',
	historical: 'emberline_plc_historical_total',
	connectionsLost: 'emberline_plc_connections_lost_total',
	retained: 'emberline_plc_retained_total',
}

/** A host's counters under their Prometheus names, with the states as 0 or 1. */
export function gatewayMetrics(status: HostStatus, nodeKey: string): Record<string, number> {
	const node = status.nodes[nodeKey]
	const devices = Object.values(node?.devices ?? {})
	const metrics: Record<string, number> = {
		emberline_plc_broker_up: status.broker === 'connected' ? 1 : 0,
		emberline_plc_node_online: node?.state === 'online' ? 1 : 0,
		emberline_plc_devices_online: devices.filter(({ state }) => state === 'online').length,
		emberline_plc_devices: devices.length,
	}
	// Plant clock less ours, ms, with the way of the message in it; absent before the first.
	if (node !== undefined && node.clockOffsetMs !== null) metrics.emberline_plc_clock_offset_ms = Math.round(node.clockOffsetMs)
	for (const [counter, name] of Object.entries(NAMES)) metrics[name] = status.counters[counter as keyof HostCounters]
	return metrics
}
