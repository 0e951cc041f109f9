import {
	createEdgeSession,
	createHostSession,
	DataType,
	type EdgeCommand,
	type EdgeMetric,
	type EdgeSessionOptions,
	metricProperties,
	type Template,
} from '../../src/index.ts'
import { pause, type TestBroker, until } from '../brokers.ts'
import { wireNode } from '../wire-node.ts'
import type { Capture } from './capture.ts'
import { type Counter, WireTap } from './wire-tap.ts'

const QUICK = { reconnect: { firstMs: 50, maxMs: 200 } }
const HOST = 'EMBERLINE'

const member = (name: string, value: number) => ({ name, datatype: DataType.Double, value })
const PUMP: Template = {
	version: '1.0',
	isDefinition: true,
	parameters: [{ name: 'maker', type: DataType.String, value: 'none' }],
	metrics: [member('flow', 0), member('head', 0)],
}
const pump = (...metrics: Template['metrics']): Template => ({
	version: '1.0',
	templateRef: 'Pump',
	isDefinition: false,
	parameters: [{ name: 'maker', type: DataType.String, value: 'Ember' }],
	metrics,
})

/** What the edge node measures; the script changes it. */
class Values {
	speed = 1
	temperature = 300
	level = 1
	readonly node = (): EdgeMetric => ({ name: 'speed', type: DataType.Double, value: this.speed, timestampMs: Date.now() })
	readonly a = (): EdgeMetric => ({
		name: 'temperature',
		type: DataType.Double,
		value: this.temperature,
		timestampMs: Date.now(),
		properties: metricProperties({ engUnit: 'K', quality: 192 }),
	})
	readonly level2 = (): EdgeMetric => ({ name: 'level', type: DataType.UInt16, value: this.level, timestampMs: Date.now() })
	readonly birth = (device: string | null): readonly EdgeMetric[] => {
		const timestampMs = Date.now()
		if (device === null) return [this.node(), { name: 'Pump', type: DataType.Template, value: PUMP, timestampMs }]
		if (device === 'D2') return [this.level2()]
		const table = { columns: ['t', 'n'], types: [DataType.Double, DataType.Int32], rows: [[1.5, -2]] }
		return [
			this.a(),
			{ name: 'pump', type: DataType.Template, value: pump(member('flow', 1), member('head', 2)), timestampMs },
			{ name: 'table', type: DataType.DataSet, value: table, timestampMs },
			{ name: 'spare', type: DataType.Int32, value: null, timestampMs },
		]
	}
}

/**
 * Plays the life of host and edge node once through, at two brokers, and gives every packet: waiting for the host, births,
 * data over 255, a lost device, commands, rebirths, a hole in the sequence, a pulled cable, a host that leaves, goodbyes.
 */
export async function rehearse(brokers: readonly [TestBroker, TestBroker], hasMqtt5: boolean): Promise<Capture> {
	const counter: Counter = { next: 0 }
	const [first, second] = brokers
	const tap = (broker: TestBroker, five = false) => WireTap.open(broker.port, counter, five)
	const edgeTap = await tap(first)
	const edgeElsewhere = await tap(second)
	const plainTap = await tap(first)
	const hostTap = await tap(first)
	const hostElsewhere = await tap(second)
	const edgeFive = hasMqtt5 ? await tap(first, true) : null
	const hostFive = hasMqtt5 ? await tap(first, true) : null
	const marks: Record<string, number> = {}
	const facts: Record<string, boolean> = {}
	const mark = (name: string): void => {
		marks[name] = counter.next++
	}

	const values = new Values()
	const commands: (readonly [string | null, readonly EdgeCommand[]])[] = []
	const edgeOptions: Omit<EdgeSessionOptions, 'brokerUrl' | 'node'> = {
		group: 'G',
		devices: ['D1', 'D2'],
		getBirth: values.birth,
		useAliases: true,
		byException: true,
		...QUICK,
	}
	// The node waits while its host is away, whatever others say.
	const stranger = await wireNode(first.url, 'stranger')
	const edge = createEdgeSession({
		...edgeOptions,
		brokerUrl: edgeTap.url,
		furtherBrokerUrls: [edgeElsewhere.url],
		node: 'E',
		hostId: HOST,
		onCommand: (device, heard) => commands.push([device, heard]),
	})
	await until(() => edge.status.state === 'waiting-for-host', 'the edge node to wait')
	await stranger.raw('spBv1.0/STATE/OTHER', JSON.stringify({ online: true, timestamp: Date.now() }), { qos: 1, retain: true })
	await pause(200)
	mark('hostStarts')
	const host = createHostSession({
		brokerUrl: hostTap.url,
		furtherBrokerUrls: [hostElsewhere.url],
		hostId: HOST,
		groups: ['G'],
		reorderMs: 300,
		silenceLimitMs: 60_000,
		rebirth: { firstMs: 200, maxMs: 500 },
		...QUICK,
	})
	const node = (name = 'E') => host.status.nodes[`G/${name}`]
	const isLive = (): boolean => node()?.state === 'online' && node()?.devices.D1?.state === 'online'
	await until(isLive, 'the edge node to be live')
	await until(() => Object.values(host.status.brokers).every(({ state }) => state === 'connected'), 'both brokers')
	const plain = createEdgeSession({ ...edgeOptions, brokerUrl: plainTap.url, node: 'F', useAliases: false })
	await until(() => node('F')?.devices.D2?.state === 'online', 'the plain node to be live')

	// Data, past 255, of the node and of its devices.
	values.speed = 2
	edge.publish(null, [values.node()])
	plain.publish(null, [values.node()])
	edge.publish('D1', [{ name: 'pump', type: DataType.Template, value: pump(member('flow', 9)), timestampMs: Date.now() }])
	for (let k = 1; k <= 270; k++) {
		values.temperature = 300 + k
		// What has not changed is measured again and need not be told.
		for (const each of [edge, plain]) {
			each.publish('D1', [values.a()])
			each.publish('D1', [values.a()])
			each.publish(null, [values.node()])
		}
	}
	await until(() => ['E', 'F'].every((name) => host.metric('G', name, 'D1', 'temperature')?.value === 570), 'the last values')

	// A device that is lost and comes back.
	mark('deviceLost')
	edge.setDeviceOnline('D2', false)
	plain.setDeviceOnline('D2', false)
	await until(() => node()?.devices.D2?.state === 'offline', 'the death of the device')
	facts.deviceOffline = node()?.devices.D1?.state === 'online'
	facts.deviceStale = host.metric('G', 'E', 'D2', 'level') !== undefined && node()?.devices.D2?.reason === 'device died'
	edge.setDeviceOnline('D2', true)
	await until(() => node()?.devices.D2?.state === 'online', 'the device again')

	// Commands, and a rebirth while data flows.
	facts.writes =
		host.write('G', 'E', 'D1', 'temperature', 450) === null &&
		host.write('G', 'E', null, 'speed', 7) === null &&
		host.write('G', 'E', 'D1', 'nothing', 1) === 'unknown-metric' &&
		host.write('G', 'E', 'D1', 'temperature', 'hot') === 'wrong-value'
	await until(() => commands.length === 2, 'the commands')
	facts.commandsHeard = commands.some(([device]) => device === 'D1') && commands.some(([device]) => device === null)
	mark('rebirthAsked')
	const births = host.status.counters.births
	await stranger.raw('spBv1.0/G/NCMD/E', rebirthRequest())
	await until(() => host.status.counters.births > births, 'the rebirth')
	values.speed = 3
	edge.publish(null, [values.node()])
	await until(() => host.metric('G', 'E', null, 'speed')?.value === 3, 'data after the rebirth')

	// A hole that closes, and one that does not.
	const gappy = await wireNode(first.url, 'W')
	gappy.birth()
	await until(() => node('W')?.devices.D?.state === 'online', 'the node by hand')
	mark('holeCloses')
	const a = (value: number) => [{ alias: 1, datatype: DataType.Double, value }]
	gappy.send('DDATA', 'D', 3, a(3))
	gappy.send('DDATA', 'D', 2, a(2))
	await until(() => host.metric('G', 'W', 'D', 'a')?.value === 3, 'the hole to be closed')
	await pause(600)
	facts.closedHoleIsQuiet = gappy.rebirths() === 0
	mark('holeOpens')
	gappy.send('DDATA', 'D', 5, a(5))
	await pause(150)
	facts.holeIsWaitedFor = gappy.rebirths() === 0
	await until(() => gappy.rebirths() === 1, 'the rebirth request')
	gappy.birth()

	// Somebody says that the host is gone: an old word, then a newer one.
	mark('oldWord')
	await stranger.raw(`spBv1.0/STATE/${HOST}`, JSON.stringify({ online: false, timestamp: 1_000 }), { qos: 1, retain: true })
	await pause(300)
	facts.oldWordIgnored = edge.status.state === 'online'
	mark('newWord')
	await stranger.raw(`spBv1.0/STATE/${HOST}`, JSON.stringify({ online: false, timestamp: Date.now() + 5 }), {
		qos: 1,
		retain: true,
	})
	await until(() => edgeElsewhere.seen.length > 0 && edge.status.state === 'online', 'the edge node at the second broker')
	await until(isLive, 'the edge node to be live there')
	await until(() => Object.values(host.status.brokers).every(({ state }) => state === 'connected'), 'both brokers again')

	// A pulled cable.
	mark('cable')
	const stale: string[] = []
	host.values$.subscribe((batch) => {
		for (const value of batch) if (value.node === 'E' && value.quality === 500) stale.push(`${value.device}/${value.name}`)
	})
	let wasOffline = false
	let devicesOffline = false
	const watching = host.status$.subscribe(() => {
		wasOffline ||= node()?.state === 'offline'
		devicesOffline ||= node()?.devices.D1?.state === 'offline' && node()?.devices.D2?.state === 'offline'
	})
	edgeElsewhere.cut()
	await until(() => wasOffline && devicesOffline, 'the Will')
	facts.nodeOffline = wasOffline
	facts.devicesOffline = devicesOffline
	facts.nodeStale = stale.includes('null/speed')
	facts.devicesStale = stale.includes('D1/temperature') && stale.includes('D2/level')
	await until(isLive, 'the edge node to be back')
	watching.unsubscribe()

	// Goodbyes.
	mark('goodbyes')
	await plain.close()
	await edge.close()
	await until(() => node()?.state === 'offline', 'the death of the edge node')
	await host.close()
	if (hasMqtt5 && edgeFive !== null && hostFive !== null) {
		const late = createHostSession({ brokerUrl: hostFive.url, hostId: 'FIVE', mqttVersion: '5', groups: ['G'], ...QUICK })
		const five = createEdgeSession({ ...edgeOptions, brokerUrl: edgeFive.url, node: 'V', mqttVersion: '5', hostId: 'FIVE' })
		await until(() => late.status.nodes['G/V']?.devices.D1?.state === 'online', 'the node in MQTT 5')
		await five.close()
		await late.close()
	}
	await gappy.close()
	await stranger.close()
	for (const each of [edgeTap, edgeElsewhere, plainTap, hostTap, hostElsewhere, edgeFive, hostFive]) await each?.close()
	return { edge: edgeTap, edgeElsewhere, plain: plainTap, host: hostTap, hostElsewhere, edgeFive, hostFive, marks, facts }
}

/** Node Control/Rebirth = true, Boolean, made by hand: field 2 { name, datatype 11, boolean true }. */
function rebirthRequest(): Uint8Array {
	const name = new TextEncoder().encode('Node Control/Rebirth')
	const metric = [0x0a, name.length, ...name, 0x20, 11, 0x70, 1]
	return Uint8Array.from([0x12, metric.length, ...metric])
}
