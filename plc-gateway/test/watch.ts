import {
	createHostSession,
	type HostFault,
	type HostSession,
	type HostSessionOptions,
	type HostStatus,
	type HostValue,
	type NodeStatus,
} from '../src/index.ts'
import { until } from './brokers.ts'

/** A host with everything it said. */
export interface WatchedHost {
	readonly host: HostSession
	readonly values: HostValue[]
	readonly faults: HostFault[]
	/** Broker states in order. */
	readonly broker: string[]
	status(): HostStatus
	node(name?: string): NodeStatus | undefined
	/** The newest live value of a metric. */
	last(name: string): HostValue | undefined
	isOnline(node?: string, device?: string): boolean
}

/** Quick to react, so that tests are short. */
export const QUICK: Partial<HostSessionOptions> = {
	reorderMs: 200,
	silenceLimitMs: 60_000,
	lateJoinMs: 50,
	rebirth: { firstMs: 200, maxMs: 2_000 },
	reconnect: { firstMs: 50, maxMs: 200 },
}

export async function watch(brokerUrl: string, options: Partial<HostSessionOptions> = {}): Promise<WatchedHost> {
	const host = createHostSession({ brokerUrl, hostId: 'EMBERLINE', groups: ['G'], ...QUICK, ...options })
	const values: HostValue[] = []
	const faults: HostFault[] = []
	const broker: string[] = []
	host.values$.subscribe((batch) => values.push(...batch))
	host.faults$.subscribe((fault) => faults.push(fault))
	host.status$.subscribe((status) => {
		if (broker.at(-1) !== status.broker) broker.push(status.broker)
	})
	await until(() => host.status.broker === 'connected', 'the host to be connected')
	return {
		host,
		values,
		faults,
		broker,
		status: () => host.status,
		node: (name = 'N') => host.status.nodes[`G/${name}`],
		last: (name) => values.findLast((value) => value.name === name && !value.isHistorical),
		isOnline: (node = 'N', device = 'D') => {
			const status = host.status.nodes[`G/${node}`]
			return status?.state === 'online' && status.devices[device]?.state === 'online'
		},
	}
}
