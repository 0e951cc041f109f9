import {
	createEdgeSession,
	createHostSession,
	DataType,
	type EdgeMetric,
	type EdgeSession,
	type HostSession,
	type HostSessionOptions,
} from '../src/index.ts'
import { mosquitto, pause, until } from './brokers.ts'
import { WireTap } from './conformance/wire-tap.ts'

const KEEPALIVE_S = 2
/** What a node tells on its own, ms. */
const BEAT_MS = 500

export interface StormReport {
	/** From the broker's return until every device is live, ms. */
	readonly afterBrokerMs: number
	/** From the new gateway's start until every device is live, ms. */
	readonly afterGatewayMs: number
	/** Rebirths that the gateway asked for after its start. */
	readonly rebirthsAsked: number
	/** From the moment that a node's link falls silent until its values are stale, ms. */
	readonly silentNodeMs: number
	/** The same for the gateway's own link. */
	readonly silentGatewayMs: number
}

/** The bound on a silent link: one and a half keepalives and a second, ms. */
export const SILENT_BOUND_MS = 1.5 * KEEPALIVE_S * 1_000 + 1_000

/** Nodes with devices at one broker that is killed, then a gateway that is killed, then links that fall silent. Half of the nodes wait for the gateway. */
export async function storm(nodes: number, devices: number): Promise<StormReport> {
	const broker = await mosquitto()
	const names = Array.from({ length: nodes }, (_, k) => `N${k}`)
	const deviceNames = Array.from({ length: devices }, (_, k) => `D${k}`)
	const metric = (): EdgeMetric => ({
		name: 'a',
		type: DataType.Double,
		value: Math.round(performance.now()),
		timestampMs: Date.now(),
	})
	const silentTap = await WireTap.open(broker.port, { next: 0 })
	const edges: EdgeSession[] = names.map((node, k) =>
		createEdgeSession({
			brokerUrl: k === 0 ? silentTap.url : broker.url,
			group: 'G',
			node,
			devices: deviceNames,
			keepaliveS: KEEPALIVE_S,
			useAliases: true,
			hostId: k % 2 === 0 ? undefined : 'EMBERLINE',
			getBirth: (device) => (device === null ? [] : [metric()]),
		}),
	)
	const beat = setInterval(() => {
		for (const edge of edges) for (const device of deviceNames) edge.publish(device, [metric()])
	}, BEAT_MS)
	const openHost = (more: Partial<HostSessionOptions> = {}): HostSession =>
		createHostSession({ brokerUrl: broker.url, hostId: 'EMBERLINE', groups: ['G'], keepaliveS: KEEPALIVE_S, ...more })
	const liveDevices = (host: HostSession): number =>
		Object.values(host.status.nodes).flatMap((node) =>
			node.state === 'online' ? Object.values(node.devices).filter(({ state }) => state === 'online') : [],
		).length
	const allLive = async (host: HostSession, fromMs: number): Promise<number> => {
		await until(() => host.status.broker === 'connected' && liveDevices(host) === nodes * devices, 'every device', 30_000)
		return performance.now() - fromMs
	}
	let host = openHost()
	await allLive(host, 0)

	await broker.stop()
	await until(() => host.status.broker === 'lost' && liveDevices(host) === 0, 'the loss')
	await pause(1_000)
	await broker.start()
	const afterBrokerMs = await allLive(host, performance.now())

	// A gateway that is killed leaves by its Will; the next one starts at once.
	const dying = await WireTap.open(broker.port, { next: 0 })
	await host.close()
	host = openHost({ brokerUrl: dying.url })
	await allLive(host, 0)
	await dying.close()
	await host.close()
	const startMs = performance.now()
	host = openHost()
	const afterGatewayMs = await allLive(host, startMs)
	const { rebirthsAsked } = host.status.counters

	silentTap.freeze()
	const silentMs = performance.now()
	await until(
		() => host.metric('G', 'N0', 'D0', 'a') !== undefined && host.status.nodes['G/N0']?.devices.D0?.state !== 'online',
		'the silent node to be stale',
	)
	const silentNodeMs = performance.now() - silentMs
	await host.close()

	const gatewayTap = await WireTap.open(broker.port, { next: 0 })
	host = openHost({ brokerUrl: gatewayTap.url, silenceLimitMs: 60_000 })
	await until(() => liveDevices(host) >= (nodes - 1) * devices, 'every other device', 30_000)
	gatewayTap.freeze()
	const frozenMs = performance.now()
	await until(() => liveDevices(host) === 0, 'the gateway to notice')
	const silentGatewayMs = performance.now() - frozenMs

	clearInterval(beat)
	await Promise.all([host.close(), ...edges.map((edge) => edge.close())])
	await Promise.all([silentTap.close(), gatewayTap.close()])
	await broker.stop()
	return { afterBrokerMs, afterGatewayMs, rebirthsAsked, silentNodeMs, silentGatewayMs }
}
