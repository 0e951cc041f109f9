import { DataType, type MessageType } from '../../src/index.ts'
import {
	all,
	type Capture,
	fromBroker,
	fromClient,
	type Message,
	messages,
	rawMetrics,
	type StateMessage,
	stateOf,
	states,
	type Will,
	wills,
} from './capture.ts'
import type { Assertion } from './edge-assertions.ts'
import { fieldsNumbered } from './protobuf-walk.ts'
import type { WireTap } from './wire-tap.ts'

type Rule = readonly [how: Assertion['how'], holds: (c: Capture) => boolean]

const STATE = 'spBv1.0/STATE/EMBERLINE'
const taps = (c: Capture): WireTap[] => [c.host, c.hostElsewhere]
const registered = (c: Capture): Will[] => taps(c).flatMap(wills)
const told = (c: Capture): StateMessage[] => taps(c).flatMap(states)
const isState = (json: unknown, online: boolean): boolean => {
	if (typeof json !== 'object' || json === null) return false
	const { online: said, timestamp } = json as { online?: unknown; timestamp?: unknown }
	return said === online && Number.isSafeInteger(timestamp) && Object.keys(json).length === 2
}
const timestampOf = (json: unknown): number => (json as { timestamp: number }).timestamp
const births = (c: Capture): StateMessage[] => told(c).filter(({ json }) => isState(json, true))
const deaths = (c: Capture): StateMessage[] => told(c).filter(({ json }) => isState(json, false))
const will = (isSo: (each: Will) => boolean): Rule => ['CONNECT', (c) => all(registered(c), isSo)]
const birth = (isSo: (each: StateMessage) => boolean): Rule => ['flags', (c) => all(births(c), isSo)]
const death = (isSo: (each: StateMessage) => boolean): Rule => ['flags', (c) => all(deaths(c), isSo)]
const willTopic = will(({ topic }) => topic === STATE)
const willPayload = will(({ topic, bytes }) => isState(stateOf(topic, bytes).json, false))
const willQos = will(({ qos }) => qos === 1)
const willRetained = will(({ retain }) => retain)
const hasWill = will(({ connect }) => connect.will !== undefined)
const birthTopic: Rule = ['topics', (c) => all(births(c), ({ topic }) => topic === STATE)]
const birthPayload: Rule = ['payloads', (c) => all(births(c), ({ json }) => isState(json, true))]
const deathTopic: Rule = ['topics', (c) => all(deaths(c), ({ topic }) => topic === STATE)]
const deathPayload: Rule = ['payloads', (c) => all(deaths(c), ({ json }) => isState(json, false))]
const connections = (c: Capture): { tap: WireTap; connection: number }[] =>
	taps(c).flatMap((tap) => wills(tap).map(({ connection }) => ({ tap, connection })))
/** Of each connection: what holds between its own packets. */
const each = (how: Assertion['how'], isSo: (tap: WireTap, connection: number) => boolean): Rule => [
	how,
	(c) => all(connections(c), ({ tap, connection }) => isSo(tap, connection)),
]
const firstPublish = (tap: WireTap, connection: number) =>
	fromClient(tap, 'publish').find((seen) => seen.connection === connection)
const birthIsFirst = each('order', (tap, connection) => {
	const first = firstPublish(tap, connection)
	return first !== undefined && first.packet.topic === STATE && isState(stateOf(STATE, first.packet.payload as Buffer).json, true)
})
const subscribesFirst = each('order', (tap, connection) => {
	const subscribe = fromClient(tap, 'subscribe').find((seen) => seen.connection === connection)
	const granted = fromBroker(tap, 'suback').find((seen) => seen.connection === connection)
	const topics = subscribe?.packet.subscriptions.map(({ topic }) => topic) ?? []
	const first = firstPublish(tap, connection)
	return (
		topics.includes(STATE) &&
		topics.some((topic) => topic.startsWith('spBv1.0/G/')) &&
		granted !== undefined &&
		first !== undefined &&
		first.at > granted.at
	)
})
const sameStamp: Rule = [
	'CONNECT',
	(c) =>
		all(connections(c), ({ tap, connection }) => {
			const last = wills(tap).find((each) => each.connection === connection)
			const born = states(tap).find((each) => each.connection === connection && isState(each.json, true))
			return last !== undefined && born !== undefined && timestampOf(stateOf(STATE, last.bytes).json) === timestampOf(born.json)
		}),
]
const mark = (c: Capture, name: string): number => c.marks[name] as number
/** The last words of the session: death acknowledged, then DISCONNECT. */
const leaves: Rule = [
	'DISCONNECT',
	(c) =>
		all(taps(c), (tap) => {
			const last = states(tap).at(-1)
			const leave = fromClient(tap, 'disconnect').at(-1)
			return (
				last !== undefined &&
				isState(last.json, false) &&
				leave !== undefined &&
				leave.at > last.at &&
				Math.abs(timestampOf(last.json) - last.tMs) < 2_000
			)
		}),
]
const answers: Rule = [
	'order',
	(c) => states(c.host).some(({ at, json }) => isState(json, true) && at > mark(c, 'oldWord') && at < mark(c, 'newWord')),
]
const commands = (c: Capture, ...types: MessageType[]): Message[] => taps(c).flatMap((tap) => messages(tap, ...types))
const command = (how: Assertion['how'], type: 'NCMD' | 'DCMD', isSo: (m: Message) => boolean): Rule => [
	how,
	(c) => all(commands(c, type), isSo),
]
const topic = (type: 'NCMD' | 'DCMD'): Rule =>
	command('topics', type, (m) => new RegExp(`^spBv1\\.0/G/${type}/[EW]${type === 'DCMD' ? '/D[12]?' : ''}$`).test(m.topic))
const quiet = (type: 'NCMD' | 'DCMD'): Rule => command('flags', type, ({ qos, retain }) => qos === 0 && !retain)
const qos0 = (type: 'NCMD' | 'DCMD'): Rule => command('flags', type, ({ qos }) => qos === 0)
const notRetained = (type: 'NCMD' | 'DCMD'): Rule => command('flags', type, ({ retain }) => !retain)
const stamped = (type: 'NCMD' | 'DCMD'): Rule =>
	command('payloads', type, (m) => Math.abs((m.payload.timestampMs ?? 0) - m.tMs) < 2_000)
const unnumbered = (type: 'NCMD' | 'DCMD'): Rule =>
	command('payloads', type, ({ bytes }) => fieldsNumbered(bytes, 3).length === 0)
const hasMetrics = (type: 'NCMD' | 'DCMD'): Rule => command('payloads', type, ({ bytes }) => rawMetrics(bytes).length > 0)
const bornAs: Readonly<Record<string, number>> = {
	'Node Control/Rebirth': DataType.Boolean,
	speed: DataType.Double,
	temperature: DataType.Double,
}
const named = (type: 'NCMD' | 'DCMD'): Rule =>
	command('payloads', type, ({ payload }) => payload.metrics.every(({ name }) => (name ?? '') in bornAs))
const typed = (type: 'NCMD' | 'DCMD'): Rule =>
	command('payloads', type, ({ payload }) =>
		payload.metrics.every(({ name, datatype, problem }) => problem === undefined && datatype === bornAs[name ?? '']),
	)
const rebirths = (c: Capture): Message[] =>
	commands(c).filter(({ payload }) => payload.metrics.some(({ name }) => name === 'Node Control/Rebirth'))
const fact = (...names: string[]): Rule => ['host state', (c) => names.every((name) => c.facts[name] === true)]
const asksAfterHole: Rule = [
	'order',
	(c) => c.facts.holeIsWaitedFor === true && rebirths(c).some(({ node, at }) => node === 'W' && at > mark(c, 'holeOpens')),
]
const everyTopic = (isSo: (topic: string) => boolean): Rule => [
	'topics',
	(c) =>
		all(
			taps(c).flatMap((tap) => fromClient(tap, 'publish')),
			({ packet }) => isSo(packet.topic),
		),
]
const commandIds = (pick: (m: Message) => string | null): Rule => [
	'topics',
	(c) => all(commands(c), (m) => pick(m) === null || /^[^+/#\0]+$/u.test(pick(m) ?? '')),
]
const cleanSession: Rule = [
	'CONNECT',
	(c) => all(registered(c), ({ connect }) => connect.protocolVersion === 4 && connect.clean === true),
]
const cleanStart: Rule = [
	'CONNECT',
	(c) =>
		c.hostFive !== null &&
		all(
			wills(c.hostFive),
			({ connect }) =>
				connect.protocolVersion === 5 && connect.clean === true && (connect.properties?.sessionExpiryInterval ?? 0) === 0,
		),
]
const setUp: Rule = ['set-up', (c) => new Set(told(c).map(({ topic }) => topic)).size === 1]
const onBoth: Rule = ['order', (c) => all(taps(c), (tap) => states(tap).some(({ json }) => isState(json, true)))]

/** Every assertion on a host application, without `tck-id-`. */
export const HOST_RULES: Readonly<Record<string, Rule>> = {
	'intro-sparkplug-host-state': ['flags', (c) => onBoth[1](c) && leaves[1](c)],
	'principles-birth-certificates-order': birthIsFirst,
	'components-ph-state': ['flags', (c) => onBoth[1](c) && leaves[1](c)],
	'topic-structure': everyTopic((each) => /^spBv1\.0\/(STATE\/[^/]+|[^/]+\/NCMD\/[^/]+|[^/]+\/DCMD\/[^/]+\/[^/]+)$/.test(each)),
	'topic-structure-namespace-a': everyTopic((each) => each.startsWith('spBv1.0/')),
	'topic-structure-namespace-valid-group-id': commandIds(({ group }) => group),
	'topic-structure-namespace-unique-edge-node-descriptor': setUp,
	'topic-structure-namespace-valid-edge-node-id': commandIds(({ node }) => node),
	'topic-structure-namespace-valid-device-id': commandIds(({ device }) => device),
	// D1 stands at two nodes: what is meant for one of them goes to that one.
	'topic-structure-namespace-unique-device-id': [
		'topics',
		(c) => c.facts.writes === true && all(commands(c, 'DCMD'), ({ node, device }) => node === 'E' && device === 'D1'),
	],
	'topic-structure-namespace-duplicate-device-id-across-edge-node': [
		'topics',
		(c) => c.facts.commandsHeard === true && all(commands(c, 'DCMD'), ({ node }) => node === 'E'),
	],
	'topic-structure-namespace-device-id-associated-message-types': command(
		'topics',
		'DCMD',
		(m) => m.topic.split('/').length === 5,
	),
	'topic-structure-namespace-device-id-non-associated-message-types': command(
		'topics',
		'NCMD',
		(m) => m.topic.split('/').length === 4,
	),
	'topics-ncmd-topic': topic('NCMD'),
	'topics-ncmd-mqtt': quiet('NCMD'),
	'topics-ncmd-timestamp': stamped('NCMD'),
	'topics-ncmd-payload': hasMetrics('NCMD'),
	'topics-dcmd-topic': topic('DCMD'),
	'topics-dcmd-mqtt': quiet('DCMD'),
	'topics-dcmd-timestamp': stamped('DCMD'),
	'topics-dcmd-payload': hasMetrics('DCMD'),
	'host-topic-phid-birth-message': birthIsFirst,
	'host-topic-phid-birth-qos': birth(({ qos }) => qos === 1),
	'host-topic-phid-birth-retain': birth(({ retain }) => retain),
	'host-topic-phid-birth-topic': birthTopic,
	'host-topic-phid-birth-sub-required': subscribesFirst,
	'host-topic-phid-birth-required': birthIsFirst,
	'host-topic-phid-birth-payload': birthPayload,
	'host-topic-phid-birth-payload-timestamp': sameStamp,
	'host-topic-phid-death-qos': willQos,
	'host-topic-phid-death-retain': willRetained,
	'host-topic-phid-death-topic': willTopic,
	'host-topic-phid-death-required': hasWill,
	'host-topic-phid-death-payload': willPayload,
	'host-topic-phid-death-payload-timestamp-connect': will(
		({ topic, bytes, tMs }) => Math.abs(timestampOf(stateOf(topic, bytes).json) - tMs) < 2_000,
	),
	'host-topic-phid-death-payload-timestamp-disconnect-clean': leaves,
	'host-topic-phid-death-payload-timestamp-disconnect-with-no-disconnect-packet': leaves,
	'message-flow-phid-sparkplug-clean-session-311': cleanSession,
	'message-flow-phid-sparkplug-clean-session-50': cleanStart,
	'message-flow-phid-sparkplug-subscription': subscribesFirst,
	'message-flow-phid-sparkplug-state-publish': subscribesFirst,
	'message-flow-phid-sparkplug-state-publish-payload': birthPayload,
	'message-flow-phid-sparkplug-state-publish-payload-timestamp': sameStamp,
	'message-flow-hid-sparkplug-state-message-delivered': answers,
	'operational-behavior-edge-node-termination-host-action-ndeath-node-offline': fact('nodeOffline'),
	'operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale': fact('nodeStale'),
	'operational-behavior-edge-node-termination-host-action-ndeath-devices-offline': fact('devicesOffline'),
	'operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale': fact('devicesStale'),
	'operational-behavior-edge-node-termination-host-action-ddeath-devices-offline': fact('deviceOffline'),
	'operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale': fact('deviceStale'),
	'operational-behavior-host-reordering-param': [
		'host state',
		(c) => c.facts.holeIsWaitedFor === true && c.facts.closedHoleIsQuiet === true,
	],
	'operational-behavior-host-reordering-start': fact('holeIsWaitedFor'),
	'operational-behavior-host-reordering-rebirth': asksAfterHole,
	'operational-behavior-host-reordering-success': [
		'order',
		(c) => !rebirths(c).some(({ node, at }) => node === 'W' && at > mark(c, 'holeCloses') && at < mark(c, 'holeOpens')),
	],
	'operational-behavior-primary-application-state-with-multiple-servers-state': birthIsFirst,
	'operational-behavior-host-application-host-id': setUp,
	'operational-behavior-host-application-connect-will': hasWill,
	'operational-behavior-host-application-connect-will-topic': willTopic,
	'operational-behavior-host-application-connect-will-payload': willPayload,
	'operational-behavior-host-application-connect-will-qos': willQos,
	'operational-behavior-host-application-connect-will-retained': willRetained,
	'operational-behavior-host-application-connect-birth': birthIsFirst,
	'operational-behavior-host-application-connect-birth-topic': birthTopic,
	'operational-behavior-host-application-connect-birth-payload': birthPayload,
	'operational-behavior-host-application-connect-birth-qos': birth(({ qos }) => qos === 1),
	'operational-behavior-host-application-connect-birth-retained': birth(({ retain }) => retain),
	'operational-behavior-host-application-multi-server-timestamp': sameStamp,
	'operational-behavior-host-application-termination': leaves,
	'operational-behavior-host-application-death-topic': deathTopic,
	'operational-behavior-host-application-death-payload': deathPayload,
	'operational-behavior-host-application-death-qos': death(({ qos }) => qos === 1),
	'operational-behavior-host-application-death-retained': death(({ retain }) => retain),
	'operational-behavior-host-application-disconnect-intentional': leaves,
	'operational-behavior-data-commands-ncmd-rebirth-verb': ['topics', (c) => all(rebirths(c), ({ type }) => type === 'NCMD')],
	'operational-behavior-data-commands-ncmd-rebirth-name': [
		'payloads',
		(c) => all(rebirths(c), ({ payload }) => payload.metrics[0]?.name === 'Node Control/Rebirth'),
	],
	'operational-behavior-data-commands-ncmd-rebirth-value': [
		'payloads',
		(c) => all(rebirths(c), ({ payload }) => payload.metrics[0]?.value === true),
	],
	'operational-behavior-data-commands-ncmd-verb': [
		'topics',
		(c) => c.facts.commandsHeard === true && commands(c, 'NCMD').some(({ payload }) => payload.metrics[0]?.name === 'speed'),
	],
	'operational-behavior-data-commands-ncmd-metric-name': named('NCMD'),
	'operational-behavior-data-commands-ncmd-metric-value': typed('NCMD'),
	'operational-behavior-data-commands-dcmd-verb': [
		'topics',
		(c) => c.facts.commandsHeard === true && commands(c, 'DCMD').length > 0,
	],
	'operational-behavior-data-commands-dcmd-metric-name': named('DCMD'),
	'operational-behavior-data-commands-dcmd-metric-value': typed('DCMD'),
	'payloads-name-cmd-requirement': [
		'payloads',
		(c) => all(commands(c), ({ payload }) => payload.metrics.every(({ timestampMs }) => timestampMs !== undefined)),
	],
	'payloads-ncmd-timestamp': stamped('NCMD'),
	'payloads-ncmd-seq': unnumbered('NCMD'),
	'payloads-ncmd-qos': qos0('NCMD'),
	'payloads-ncmd-retain': notRetained('NCMD'),
	'payloads-dcmd-timestamp': stamped('DCMD'),
	'payloads-dcmd-seq': unnumbered('DCMD'),
	'payloads-dcmd-qos': qos0('DCMD'),
	'payloads-dcmd-retain': notRetained('DCMD'),
	'payloads-state-will-message': hasWill,
	'payloads-state-will-message-qos': willQos,
	'payloads-state-will-message-retain': willRetained,
	'payloads-state-will-message-payload': willPayload,
	'payloads-state-subscribe': subscribesFirst,
	'payloads-state-birth': birthIsFirst,
	'payloads-state-birth-payload': birthPayload,
	'conformance-primary-host': ['flags', (c) => onBoth[1](c) && leaves[1](c)],
}
