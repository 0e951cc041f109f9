import { isDeepStrictEqual } from 'node:util'
import { DataType, isDataType, type MessageType, resolveMetric, type Template } from '../../src/index.ts'
import {
	all,
	bdSeqOf,
	type Capture,
	fromBroker,
	fromClient,
	type Message,
	messages,
	metricNamed,
	rawMetrics,
	type Will,
	wills,
} from './capture.ts'
import { fieldsNumbered, fieldsOf, isUtf8 } from './protobuf-walk.ts'
import type { WireTap } from './wire-tap.ts'

/** How an assertion is seen, and whether it holds. */
export interface Assertion {
	readonly how: 'CONNECT' | 'SUBSCRIBE' | 'DISCONNECT' | 'payloads' | 'topics' | 'flags' | 'order' | 'host state' | 'set-up'
	readonly holds: (c: Capture) => boolean
}

type Rule = readonly [how: Assertion['how'], holds: (c: Capture) => boolean]

const taps = (c: Capture): WireTap[] => [c.edge, c.edgeElsewhere, c.plain, ...(c.edgeFive === null ? [] : [c.edgeFive])]
const said = (c: Capture, ...types: MessageType[]): Message[] => taps(c).flatMap((tap) => messages(tap, ...types))
const registered = (c: Capture): Will[] => taps(c).flatMap(wills)
/** Messages of one connection, without deaths. */
const sessions = (c: Capture): Message[][] =>
	taps(c).flatMap((tap) => {
		const list = messages(tap, 'NBIRTH', 'DBIRTH', 'NDATA', 'DDATA', 'DDEATH')
		return [...new Set(list.map(({ connection }) => connection))].map((k) => list.filter(({ connection }) => connection === k))
	})
const births = ['NBIRTH', 'DBIRTH'] as const
const data = ['NDATA', 'DDATA'] as const
const everyMessage = ['NBIRTH', 'DBIRTH', 'NDATA', 'DDATA', 'DDEATH'] as const

const id = /^[^+/#\0]+$/u
const topicOf = (type: MessageType): Rule => [
	'topics',
	(c) =>
		all(said(c, type), (m) => new RegExp(`^spBv1\\.0/G/${type}/[EFV]${type.startsWith('D') ? '/D[12]' : ''}$`).test(m.topic)),
]
const quiet = (type: MessageType): Rule => ['flags', (c) => all(said(c, type), (m) => m.qos === 0 && !m.retain)]
const qos0 = (type: MessageType): Rule => ['flags', (c) => all(said(c, type), (m) => m.qos === 0)]
const notRetained = (type: MessageType): Rule => ['flags', (c) => all(said(c, type), (m) => !m.retain)]
/** Stamped when it was sent: within two seconds of the tap's clock. */
const stamped = (type: MessageType): Rule => [
	'payloads',
	(c) => all(said(c, type), (m) => Math.abs((m.payload.timestampMs ?? 0) - m.tMs) < 2_000),
]
const hasSeq = (type: MessageType): Rule => [
	'payloads',
	(c) =>
		all(
			said(c, type),
			(m) => fieldsNumbered(m.bytes, 3).length === 1 && (m.payload.seq ?? -1) >= 0 && (m.payload.seq ?? 256) <= 255,
		),
]
/** Each one more than the message before it, 0 after 255, an NBIRTH 0; for messages of one type. */
const counts = (type: MessageType): Rule => [
	'order',
	(c) =>
		sessions(c).every((list) =>
			list.every(
				(m, i) => m.type !== type || m.payload.seq === (m.type === 'NBIRTH' ? 0 : ((list[i - 1]?.payload.seq ?? -2) + 1) & 0xff),
			),
		) && said(c, type).length > 0,
]
const protobuf = (type: MessageType): Rule => [
	'payloads',
	(c) => all(said(c, type), (m) => fieldsOf(m.bytes).every(({ field }) => field >= 1 && field <= 5)),
]
const newestBirth = (list: readonly Message[], before: number, device: string | null): Message | undefined =>
	list.slice(0, before).findLast((m) => m.type === (device === null ? 'NBIRTH' : 'DBIRTH') && m.device === device)
/** Nothing in DATA that the birth before it did not name. */
const isComplete = (type: 'NDATA' | 'DDATA'): boolean | Rule => [
	'payloads',
	(c) =>
		all(sessions(c), (list) =>
			list.every((m, i) => {
				if (m.type !== type) return true
				const birth = newestBirth(list, i, m.device)
				return m.payload.metrics.every((metric) =>
					birth?.payload.metrics.some(({ name, alias }) =>
						metric.name === undefined ? alias === metric.alias : name === metric.name,
					),
				)
			}),
		),
]
const complete = (type: 'NDATA' | 'DDATA'): Rule => isComplete(type) as Rule
const birthMetrics = (type: 'NBIRTH' | 'DBIRTH'): Rule => [
	'payloads',
	(c) =>
		all(said(c, type), (m) =>
			m.payload.metrics.every(
				(metric) => metric.name !== undefined && metric.datatype !== undefined && metric.problem === undefined,
			),
		),
]
const birthValues = (type: 'NBIRTH' | 'DBIRTH'): Rule => [
	'payloads',
	(c) =>
		all(said(c, type), (m) =>
			rawMetrics(m.bytes).every((metric) => {
				const fields = fieldsOf(metric)
				const isNull = fields.some(({ field, value }) => field === 7 && value === 1n)
				return fields.filter(({ field }) => field >= 10).length === (isNull ? 0 : 1)
			}),
		),
]
/** DATA that carry a value other than the one told last, or else a rule for the caller. */
const chronological = (birth: 'NBIRTH' | 'DBIRTH', later: 'NDATA' | 'DDATA'): Rule => [
	'payloads',
	(c) =>
		all(said(c, birth, later), (m) =>
			m.payload.metrics.every((metric, i) => (metric.timestampMs ?? 0) >= (m.payload.metrics[i - 1]?.timestampMs ?? 0)),
		),
]
const afterBirths = (type: 'NDATA' | 'DDATA'): Rule => [
	'order',
	(c) =>
		sessions(c).every((list) => {
			const firstData = list.findIndex((m) => m.type === type)
			if (firstData < 0) return true
			const born = list.slice(0, firstData).map((m) => `${m.type} ${m.device ?? ''}`)
			return ['NBIRTH ', 'DBIRTH D1', 'DBIRTH D2'].every((birth) => born.includes(birth))
		}) && said(c, type).length > 0,
]
const rebirthMetric = (isSo: (metric: NonNullable<ReturnType<typeof metricNamed>>) => boolean): Rule => [
	'payloads',
	(c) =>
		all(said(c, 'NBIRTH'), (m) => {
			const metric = metricNamed(m.payload, 'Node Control/Rebirth')
			return metric !== undefined && isSo(metric)
		}),
]
const isFalseBoolean: Rule = rebirthMetric(({ datatype, value }) => datatype === DataType.Boolean && value === false)
const willIs = (how: Assertion['how'], isSo: (will: Will) => boolean): Rule => [how, (c) => all(registered(c), isSo)]
const willBdSeq = (will: Will): number =>
	Number(fieldsNumbered(rawMetrics(will.bytes)[0] ?? new Uint8Array(), 11)[0]?.value ?? -1n)
/** The Will of the connection that a message went over. */
const willOf = (c: Capture, m: Message): Will | undefined =>
	taps(c)
		.flatMap((tap) => (messages(tap).some(({ at }) => at === m.at) ? wills(tap) : []))
		.find(({ connection }) => connection === m.connection)
const bdSeqMatches: Rule = [
	'CONNECT',
	(c) => all(said(c, 'NBIRTH'), (m) => bdSeqOf(m.payload) === willBdSeq(willOf(c, m) as Will)),
]
const deathMatches: Rule = [
	'CONNECT',
	(c) => all(said(c, 'NDEATH'), (m) => m.payload.seq === undefined && bdSeqOf(m.payload) === willBdSeq(willOf(c, m) as Will)),
]
/** From 0, one more with each CONNECT of the node, over both brokers. */
const bdSeqCounts: Rule = [
	'CONNECT',
	(c) => {
		const list = [...wills(c.edge), ...wills(c.edgeElsewhere)].sort((x, y) => x.at - y.at)
		return list.length >= 3 && list.every((will, k) => willBdSeq(will) === k) && willBdSeq(wills(c.plain)[0] as Will) === 0
	},
]
const noSeq: Rule = [
	'payloads',
	(c) =>
		all(registered(c), (will) => fieldsNumbered(will.bytes, 3).length === 0) &&
		all(said(c, 'NDEATH'), (m) => fieldsNumbered(m.bytes, 3).length === 0),
]
const subscribesTo = (pattern: RegExp): Rule => [
	'SUBSCRIBE',
	(c) =>
		all(taps(c), (tap) =>
			fromClient(tap, 'subscribe').some(({ packet }) =>
				packet.subscriptions.some(({ topic, qos }) => pattern.test(topic) && qos === 1),
			),
		),
]
const mark = (c: Capture, name: string): number => c.marks[name] as number
const waits: Rule = [
	'order',
	(c) => all(messages(c.edge, ...births), ({ at }) => at > mark(c, 'hostStarts')) && wills(c.edge)[0]!.at < mark(c, 'hostStarts'),
]
/** The last thing of a session that is left by intent. */
const goodbye: Rule = [
	'DISCONNECT',
	(c) => {
		const death = messages(c.plain, 'NDEATH').at(-1)
		const leave = fromClient(c.plain, 'disconnect').at(-1)
		return (
			death !== undefined && leave !== undefined && leave.at > death.at && messages(c.plain).every(({ at }) => at <= death.at)
		)
	},
]
const leavesFor: Rule = [
	'order',
	(c) => {
		const death = messages(c.edge, 'NDEATH').find(({ at }) => at > mark(c, 'newWord'))
		const leave = fromClient(c.edge, 'disconnect').find(({ at }) => at > mark(c, 'newWord'))
		return death !== undefined && leave !== undefined && leave.at > death.at
	},
]
const goesOn: Rule = [
	'order',
	(c) => wills(c.edgeElsewhere).some(({ at }) => at > mark(c, 'newWord')) && messages(c.edgeElsewhere, 'NBIRTH').length > 0,
]
const ignoresOld: Rule = [
	'order',
	(c) =>
		c.facts.oldWordIgnored === true &&
		!fromClient(c.edge, 'disconnect').some(({ at }) => at > mark(c, 'oldWord') && at < mark(c, 'newWord')),
]
const rebirth: Rule = [
	'order',
	(c) => {
		const list = messages(c.edge).filter(({ at }) => at > mark(c, 'rebirthAsked'))
		return ['NBIRTH', 'DBIRTH', 'DBIRTH', 'NDATA'].every((type, k) => list[k]?.type === type)
	},
]

/** Template values of messages: [metric name, template, whether in NBIRTH]. */
const templates = (c: Capture, ...types: MessageType[]): (readonly [string, Template, Message])[] =>
	said(c, ...types).flatMap((m) =>
		m.payload.metrics.flatMap((metric) => {
			const value = metric.value ?? metric.raw?.data
			return typeof value === 'object' && value !== null && 'isDefinition' in value
				? [[metric.name ?? '', value as Template, m] as const]
				: []
		}),
	)
const definitions = (c: Capture) => templates(c, 'NBIRTH').filter(([, template]) => template.isDefinition)
const instances = (c: Capture, ...types: MessageType[]) =>
	templates(c, ...(types.length > 0 ? types : everyMessage)).filter(([, template]) => !template.isDefinition)
const rawTemplates = (c: Capture): Uint8Array[] =>
	said(c, ...everyMessage).flatMap((m) =>
		rawMetrics(m.bytes).flatMap((metric) => fieldsNumbered(metric, 18).map(({ bytes }) => bytes)),
	)
const isDefinitionField = (template: Uint8Array): bigint | undefined => fieldsNumbered(template, 5)[0]?.value
const rawDefinitions = (c: Capture): Uint8Array[] => rawTemplates(c).filter((each) => isDefinitionField(each) === 1n)
const rawInstances = (c: Capture): Uint8Array[] => rawTemplates(c).filter((each) => isDefinitionField(each) === 0n)
const rawParameters = (c: Capture): Uint8Array[] =>
	rawTemplates(c).flatMap((each) => fieldsNumbered(each, 3).map(({ bytes }) => bytes))
const template = (holds: (c: Capture) => boolean): Rule => ['payloads', holds]
const isBasic = (type: bigint | undefined): boolean => type !== undefined && type >= 1n && type <= 14n
const isUint32 = (value: bigint | undefined): boolean => value !== undefined && value < 1n << 32n
const reference = (c: Capture): Template | undefined => definitions(c)[0]?.[1]
const names = (list: readonly { readonly name?: string | undefined }[] | undefined): string[] =>
	(list ?? []).map(({ name }) => name ?? '').sort()
const isSubset = (some: string[], every: string[]): boolean => some.every((name) => every.includes(name))
const onlyUtf8Ref = (each: Uint8Array): boolean => {
	const ref = fieldsNumbered(each, 4)[0]
	return ref !== undefined && ref.bytes.length > 0 && isUtf8(ref.bytes)
}

const rawDataSets = (c: Capture): Uint8Array[] =>
	said(c, ...births).flatMap((m) => rawMetrics(m.bytes).flatMap((metric) => fieldsNumbered(metric, 17).map(({ bytes }) => bytes)))
const dataSet = (isSo: (columns: number, types: readonly bigint[], each: Uint8Array) => boolean): Rule => [
	'payloads',
	(c) =>
		all(rawDataSets(c), (each) =>
			isSo(
				fieldsNumbered(each, 2).length,
				fieldsNumbered(each, 3).map(({ value }) => value),
				each,
			),
		),
]
const rawPropertySets = (c: Capture): Uint8Array[] =>
	said(c, ...births, ...data).flatMap((m) =>
		rawMetrics(m.bytes).flatMap((metric) => fieldsNumbered(metric, 9).map(({ bytes }) => bytes)),
	)
const property = (isSo: (key: string, value: Uint8Array) => boolean, ...keys: string[]): Rule => [
	'payloads',
	(c) =>
		all(rawPropertySets(c), (set) => {
			const texts = fieldsNumbered(set, 1).map(({ bytes }) => new TextDecoder().decode(bytes))
			return fieldsNumbered(set, 2).every(
				({ bytes }, i) => (keys.length > 0 && !keys.includes(texts[i] ?? '')) || isSo(texts[i] ?? '', bytes),
			)
		}),
]
const sameCount: Rule = [
	'payloads',
	(c) => all(rawPropertySets(c), (set) => fieldsNumbered(set, 1).length === fieldsNumbered(set, 2).length),
]
const propertyType = (value: Uint8Array): bigint | undefined => fieldsNumbered(value, 1)[0]?.value

const aliased = (c: Capture): Message[] => [c.edge, c.edgeElsewhere].flatMap((tap) => messages(tap, ...births, ...data))
const ids = (pick: (m: Message) => string | null): Rule => [
	'topics',
	(c) => all(said(c), (m) => pick(m) === null || (id.test(pick(m) ?? '') && isUtf8(new TextEncoder().encode(pick(m) ?? '')))),
]
const inUtc = (stamps: (m: Message) => (number | undefined)[]): Rule => [
	'payloads',
	(c) => all(said(c, ...births, ...data), (m) => stamps(m).every((ms) => ms === undefined || Math.abs(ms - m.tMs) < 60_000)),
]
const lowerCaseApart = (list: readonly string[]): boolean =>
	new Set(list.map((each) => each.toLowerCase())).size === new Set(list).size
const setUp: Rule = [
	'set-up',
	(c) => new Set([c.edge, c.plain, c.edgeFive].flatMap((tap) => (tap === null ? [] : [wills(tap)[0]?.topic]))).size >= 2,
]
/** What DATA of one kind told, in order: which metric, and whether it is news to who has heard the births and DATA before it. */
const tellings = (c: Capture, ...types: MessageType[]): { readonly metric: string; readonly isNews: boolean }[] =>
	sessions(c).flatMap((list) => {
		const told = new Map<string, readonly [datatype: number, ...unknown[]]>()
		return list.flatMap((m) =>
			m.payload.metrics.flatMap((metric) => {
				const key = `${m.node}/${m.device}/${metric.alias ?? metric.name}`
				const before = told.get(key)
				const datatype = metric.datatype ?? before?.[0] ?? 0
				const { value, properties } = resolveMetric(metric, datatype)
				told.set(key, [datatype, value, properties])
				const isNews = !isDeepStrictEqual([value, properties], before?.slice(1))
				return types.includes(m.type) ? [{ metric: key, isNews }] : []
			}),
		)
	})
const byException: Rule = ['payloads', (c) => all(tellings(c, ...data), ({ isNews }) => isNews)]
/** The script changed the node's value twice and that of the device 270 times, with aliases and without, and told the old ones again in between. */
const tellsChanges = (type: 'NDATA' | 'DDATA', atLeast: number): Rule => [
	'payloads',
	(c) => {
		const list = tellings(c, type)
		return (
			all(list, ({ isNews }) => isNews) &&
			['E', 'F'].every((node) => list.filter((t) => t.metric.startsWith(`${node}/`)).length >= atLeast)
		)
	},
]
const cleanSession: Rule = [
	'CONNECT',
	(c) =>
		all(
			[c.edge, c.edgeElsewhere, c.plain].flatMap(wills),
			({ connect }) => connect.protocolVersion === 4 && connect.clean === true,
		),
]
const cleanStart: Rule = [
	'CONNECT',
	(c) =>
		c.edgeFive !== null &&
		all(
			wills(c.edgeFive),
			({ connect }) =>
				connect.protocolVersion === 5 && connect.clean === true && (connect.properties?.sessionExpiryInterval ?? 0) === 0,
		),
]
const topicStructure: Rule = [
	'topics',
	(c) => all(said(c), (m) => /^spBv1\.0\/[^/]+\/[ND](BIRTH|DEATH|DATA)\/[^/]+(\/[^/]+)?$/.test(m.topic)),
]

/** Every assertion on an edge node, without `tck-id-`. */
export const EDGE_RULES: Readonly<Record<string, Rule>> = {
	'intro-group-id-string': ids(({ group }) => group),
	'intro-group-id-chars': ids(({ group }) => group),
	'intro-edge-node-id-string': ids(({ node }) => node),
	'intro-edge-node-id-chars': ids(({ node }) => node),
	'intro-device-id-string': ids(({ device }) => device),
	'intro-device-id-chars': ids(({ device }) => device),
	'intro-edge-node-id-uniqueness': setUp,
	'principles-rbe-recommended': byException,
	'principles-birth-certificates-order': ['order', (c) => all(sessions(c), (list) => list[0]?.type === 'NBIRTH')],
	'principles-persistence-clean-session-311': cleanSession,
	'principles-persistence-clean-session-50': cleanStart,
	'topic-structure': topicStructure,
	'topic-structure-namespace-a': ['topics', (c) => all(said(c), ({ topic }) => topic.startsWith('spBv1.0/'))],
	'topic-structure-namespace-valid-group-id': ids(({ group }) => group),
	'topic-structure-namespace-unique-edge-node-descriptor': setUp,
	'topic-structure-namespace-valid-edge-node-id': ids(({ node }) => node),
	'topic-structure-namespace-valid-device-id': ids(({ device }) => device),
	'topic-structure-namespace-unique-device-id': [
		'order',
		(c) =>
			all(
				sessions(c),
				(list) =>
					list.filter(({ type }) => type === 'NBIRTH').length > 0 &&
					list.every((m, i) => m.type !== 'DBIRTH' || list[i - 1]?.device !== m.device || list[i - 1]?.type === 'DDEATH'),
			),
	],
	'topic-structure-namespace-duplicate-device-id-across-edge-node': [
		'topics',
		(c) => ['E', 'F'].every((node) => said(c, 'DBIRTH').some((m) => m.node === node && m.device === 'D1')),
	],
	'topic-structure-namespace-device-id-associated-message-types': [
		'topics',
		(c) => all(said(c, 'DBIRTH', 'DDATA', 'DDEATH'), ({ topic }) => topic.split('/').length === 5),
	],
	'topic-structure-namespace-device-id-non-associated-message-types': [
		'topics',
		(c) => all(said(c, 'NBIRTH', 'NDATA', 'NDEATH'), ({ topic }) => topic.split('/').length === 4),
	],
	'topics-nbirth-topic': topicOf('NBIRTH'),
	'topics-nbirth-mqtt': quiet('NBIRTH'),
	'topics-nbirth-seq-num': ['payloads', (c) => all(said(c, 'NBIRTH'), ({ payload }) => payload.seq === 0)],
	'topics-nbirth-timestamp': stamped('NBIRTH'),
	'topics-nbirth-metric-reqs': complete('NDATA'),
	'topics-nbirth-metrics': birthMetrics('NBIRTH'),
	'topics-nbirth-templates': template((c) =>
		all(instances(c), ([, { templateRef }]) => definitions(c).some(([name]) => name === templateRef)),
	),
	'topics-nbirth-bdseq-included': ['payloads', (c) => all(said(c, 'NBIRTH'), ({ payload }) => bdSeqOf(payload) >= 0)],
	'topics-nbirth-bdseq-matching': bdSeqMatches,
	'topics-nbirth-bdseq-increment': bdSeqCounts,
	'topics-nbirth-rebirth-metric': isFalseBoolean,
	'topics-ndata-topic': topicOf('NDATA'),
	'topics-ndata-mqtt': quiet('NDATA'),
	'topics-ndata-seq-num': counts('NDATA'),
	'topics-ndata-timestamp': stamped('NDATA'),
	'topics-ndata-payload': complete('NDATA'),
	'topics-ndeath-topic': [
		'topics',
		(c) =>
			all(registered(c), ({ topic }) => /^spBv1\.0\/G\/NDEATH\/[EFV]$/.test(topic)) &&
			all(said(c, 'NDEATH'), ({ topic }) => /^spBv1\.0\/G\/NDEATH\/[EFV]$/.test(topic)),
	],
	'topics-ndeath-payload': willIs(
		'CONNECT',
		({ bytes }) =>
			rawMetrics(bytes).length === 1 && new TextDecoder().decode(fieldsNumbered(rawMetrics(bytes)[0]!, 1)[0]?.bytes) === 'bdSeq',
	),
	'topics-ndeath-seq': noSeq,
	'topics-dbirth-topic': topicOf('DBIRTH'),
	'topics-dbirth-mqtt': quiet('DBIRTH'),
	'topics-dbirth-seq': counts('DBIRTH'),
	'topics-dbirth-timestamp': stamped('DBIRTH'),
	'topics-dbirth-metric-reqs': complete('DDATA'),
	'topics-dbirth-metrics': birthMetrics('DBIRTH'),
	'topics-ddata-topic': topicOf('DDATA'),
	'topics-ddata-mqtt': quiet('DDATA'),
	'topics-ddata-seq-num': counts('DDATA'),
	'topics-ddata-timestamp': stamped('DDATA'),
	'topics-ddata-payload': complete('DDATA'),
	'topics-ddeath-topic': topicOf('DDEATH'),
	'topics-ddeath-mqtt': quiet('DDEATH'),
	'topics-ddeath-seq-num': counts('DDEATH'),
	'case-sensitivity-sparkplug-ids': [
		'topics',
		(c) => lowerCaseApart(said(c).flatMap(({ group, node, device }) => [group, node, device ?? group])),
	],
	'case-sensitivity-metric-names': [
		'payloads',
		(c) => all(said(c, ...births), ({ payload }) => lowerCaseApart(payload.metrics.map(({ name }) => name ?? ''))),
	],
	'message-flow-edge-node-ncmd-subscribe': subscribesTo(/^spBv1\.0\/G\/NCMD\/[EFV]$/),
	'message-flow-edge-node-birth-publish-connect': [
		'order',
		(c) =>
			all(taps(c), (tap) =>
				all(messages(tap, ...births), (m) =>
					fromBroker(tap, 'connack').some(({ at, connection }) => connection === m.connection && at < m.at),
				),
			),
	],
	'message-flow-edge-node-birth-publish-will-message': willIs('CONNECT', ({ connect }) => connect.will !== undefined),
	'message-flow-edge-node-birth-publish-will-message-topic': willIs('CONNECT', ({ topic }) =>
		/^spBv1\.0\/G\/NDEATH\/[EFV]$/.test(topic),
	),
	'message-flow-edge-node-birth-publish-will-message-payload': willIs('CONNECT', ({ bytes }) => fieldsOf(bytes).length > 0),
	'message-flow-edge-node-birth-publish-will-message-payload-bdSeq': [
		'CONNECT',
		(c) =>
			bdSeqCounts[1](c) &&
			all(registered(c), ({ bytes }) => fieldsNumbered(rawMetrics(bytes)[0]!, 4)[0]?.value === BigInt(DataType.Int64)),
	],
	'message-flow-edge-node-birth-publish-will-message-qos': willIs('CONNECT', ({ qos }) => qos === 1),
	'message-flow-edge-node-birth-publish-will-message-will-retained': willIs('CONNECT', ({ retain }) => !retain),
	'message-flow-edge-node-birth-publish-phid-wait': waits,
	'message-flow-edge-node-birth-publish-phid-wait-id': waits,
	'message-flow-edge-node-birth-publish-phid-wait-online': ['order', (c) => waits[1](c) && goesOn[1](c)],
	'message-flow-edge-node-birth-publish-phid-wait-timestamp': ignoresOld,
	'message-flow-edge-node-birth-publish-phid-offline': leavesFor,
	'message-flow-edge-node-birth-publish-nbirth-topic': topicOf('NBIRTH'),
	'message-flow-edge-node-birth-publish-nbirth-payload': protobuf('NBIRTH'),
	'message-flow-edge-node-birth-publish-nbirth-payload-bdSeq': [
		'CONNECT',
		(c) =>
			bdSeqMatches[1](c) && all(said(c, 'NBIRTH'), ({ payload }) => metricNamed(payload, 'bdSeq')?.datatype === DataType.Int64),
	],
	'message-flow-edge-node-birth-publish-nbirth-payload-seq': hasSeq('NBIRTH'),
	'message-flow-edge-node-birth-publish-nbirth-qos': qos0('NBIRTH'),
	'message-flow-edge-node-birth-publish-nbirth-retained': notRetained('NBIRTH'),
	'operational-behavior-edge-node-intentional-disconnect-ndeath': goodbye,
	'operational-behavior-edge-node-intentional-disconnect-packet': goodbye,
	'operational-behavior-edge-node-termination-host-offline': leavesFor,
	'operational-behavior-edge-node-termination-host-offline-reconnect': goesOn,
	'operational-behavior-edge-node-termination-host-offline-timestamp': ignoresOld,
	'message-flow-device-dcmd-subscribe': subscribesTo(/^spBv1\.0\/G\/DCMD\/[EFV]\/\+$/),
	'message-flow-device-birth-publish-nbirth-wait': [
		'order',
		(c) =>
			all(
				sessions(c),
				(list) => list.findIndex(({ type }) => type === 'NBIRTH') < list.findIndex(({ type }) => type === 'DBIRTH'),
			),
	],
	'message-flow-device-birth-publish-dbirth-topic': topicOf('DBIRTH'),
	'message-flow-device-birth-publish-dbirth-match-edge-node-topic': [
		'topics',
		(c) => all(sessions(c), (list) => list.every(({ group, node }) => group === list[0]?.group && node === list[0]?.node)),
	],
	'message-flow-device-birth-publish-dbirth-payload': protobuf('DBIRTH'),
	'message-flow-device-birth-publish-dbirth-payload-seq': counts('DBIRTH'),
	'message-flow-device-birth-publish-dbirth-qos': qos0('DBIRTH'),
	'message-flow-device-birth-publish-dbirth-retained': notRetained('DBIRTH'),
	'operational-behavior-device-ddeath': [
		'order',
		(c) => said(c, 'DDEATH').some(({ at, device }) => device === 'D2' && at > mark(c, 'deviceLost')),
	],
	'operational-behavior-primary-application-state-with-multiple-servers-state-subs': [
		'SUBSCRIBE',
		(c) =>
			all([c.edge, c.edgeElsewhere], (tap) =>
				fromClient(tap, 'subscribe').some(({ packet }) =>
					packet.subscriptions.some(({ topic }) => topic === 'spBv1.0/STATE/EMBERLINE'),
				),
			),
	],
	'operational-behavior-primary-application-state-with-multiple-servers-single-server': [
		'order',
		(c) => {
			const changes = [...c.edge.openings, ...c.edgeElsewhere.openings].sort((x, y) => x.at - y.at)
			const open = changes.map((_, i) => changes.slice(0, i + 1).reduce((sum, { change }) => sum + change, 0))
			return all(open, (count) => count <= 1)
		},
	],
	'operational-behavior-primary-application-state-with-multiple-servers-walk': ['order', (c) => leavesFor[1](c) && goesOn[1](c)],
	'operational-behavior-edge-node-birth-sequence-wait': waits,
	'operational-behavior-data-publish-nbirth': complete('NDATA'),
	'operational-behavior-data-publish-nbirth-values': birthValues('NBIRTH'),
	'operational-behavior-data-publish-nbirth-change': tellsChanges('NDATA', 1),
	'operational-behavior-data-publish-nbirth-order': chronological('NBIRTH', 'NDATA'),
	'operational-behavior-data-publish-dbirth': complete('DDATA'),
	'operational-behavior-data-publish-dbirth-values': birthValues('DBIRTH'),
	'operational-behavior-data-publish-dbirth-change': tellsChanges('DDATA', 270),
	'operational-behavior-data-publish-dbirth-order': chronological('DBIRTH', 'DDATA'),
	'operational-behavior-data-commands-rebirth-name': rebirthMetric(() => true),
	'operational-behavior-data-commands-rebirth-name-aliases': rebirthMetric(({ alias }) => alias === undefined),
	'operational-behavior-data-commands-rebirth-datatype': rebirthMetric(({ datatype }) => datatype === DataType.Boolean),
	'operational-behavior-data-commands-rebirth-value': rebirthMetric(({ value }) => value === false),
	'operational-behavior-data-commands-rebirth-action-1': rebirth,
	'operational-behavior-data-commands-rebirth-action-2': rebirth,
	'operational-behavior-data-commands-rebirth-action-3': ['CONNECT', (c) => rebirth[1](c) && bdSeqMatches[1](c)],
	'payloads-timestamp-in-UTC': inUtc(({ payload }) => [payload.timestampMs]),
	'payloads-sequence-num-always-included': [
		'payloads',
		(c) => all(said(c, ...everyMessage), ({ bytes }) => fieldsNumbered(bytes, 3).length === 1),
	],
	'payloads-sequence-num-req-nbirth': hasSeq('NBIRTH'),
	'payloads-sequence-num-incrementing': [
		'order',
		(c) => everyMessage.every((type) => counts(type)[1](c)) && said(c, 'DDATA').some(({ payload }) => payload.seq === 255),
	],
	'payloads-name-requirement': [
		'payloads',
		(c) => all(messages(c.plain, ...births, ...data), ({ payload }) => payload.metrics.every(({ name }) => name !== undefined)),
	],
	'payloads-alias-uniqueness': [
		'payloads',
		(c) => {
			const births = messages(c.edge, 'NBIRTH', 'DBIRTH').slice(0, 3)
			const aliases = births.flatMap(({ payload }) =>
				payload.metrics.flatMap(({ alias }) => (alias === undefined ? [] : [alias])),
			)
			return aliases.length >= 6 && new Set(aliases).size === aliases.length
		},
	],
	'payloads-alias-birth-requirement': [
		'payloads',
		(c) =>
			all(
				aliased(c).filter(({ type }) => type.endsWith('BIRTH')),
				({ payload }) =>
					payload.metrics.every(
						({ name, alias }) => name !== undefined && (alias !== undefined || name === 'Node Control/Rebirth'),
					),
			),
	],
	'payloads-alias-data-cmd-requirement': [
		'payloads',
		(c) =>
			all(
				aliased(c).filter(({ type }) => type.endsWith('DATA')),
				({ payload }) => payload.metrics.every(({ name, alias }) => name === undefined && alias !== undefined),
			),
	],
	'payloads-name-birth-data-requirement': [
		'payloads',
		(c) =>
			all(said(c, ...births, ...data), ({ bytes }) =>
				rawMetrics(bytes).every((metric) => fieldsNumbered(metric, 3).length === 1),
			),
	],
	'payloads-metric-timestamp-in-UTC': inUtc(({ payload }) => payload.metrics.map(({ timestampMs }) => timestampMs)),
	'payloads-metric-datatype-value-type': [
		'payloads',
		(c) =>
			all(said(c, ...births), ({ bytes }) =>
				rawMetrics(bytes).every((metric) => fieldsNumbered(metric, 4).every(({ wire, value }) => wire === 0 && isUint32(value))),
			),
	],
	'payloads-metric-datatype-value': [
		'payloads',
		(c) =>
			all(said(c, ...births), ({ bytes }) =>
				rawMetrics(bytes).every((metric) => fieldsNumbered(metric, 4).every(({ value }) => isDataType(Number(value)))),
			),
	],
	'payloads-metric-datatype-req': [
		'payloads',
		(c) => all(said(c, ...births), ({ bytes }) => rawMetrics(bytes).every((metric) => fieldsNumbered(metric, 4).length === 1)),
	],
	'payloads-metric-datatype-not-req': [
		'payloads',
		(c) => all(said(c, ...data), ({ bytes }) => rawMetrics(bytes).every((metric) => fieldsNumbered(metric, 4).length === 0)),
	],
	'payloads-propertyset-keys-array-size': sameCount,
	'payloads-propertyset-values-array-size': sameCount,
	'payloads-metric-propertyvalue-type-type': property((_key, value) => isUint32(propertyType(value))),
	'payloads-metric-propertyvalue-type-value': property(
		(_key, value) => isBasic(propertyType(value)) || [20n, 21n].includes(propertyType(value) ?? 0n),
	),
	'payloads-metric-propertyvalue-type-req': property((_key, value) => fieldsNumbered(value, 1).length === 1),
	'payloads-propertyset-quality-value-type': property((_key, value) => propertyType(value) === 3n, 'Quality'),
	'payloads-propertyset-quality-value-value': property(
		(_key, value) => [0n, 192n, 500n].includes(fieldsNumbered(value, 3)[0]?.value ?? -1n),
		'Quality',
	),
	'payloads-dataset-column-size': dataSet((_columns, _types, each) => fieldsNumbered(each, 1)[0]?.wire === 0),
	'payloads-dataset-column-num-headers': dataSet((columns, types) => columns === types.length),
	'payloads-dataset-types-def': dataSet((_columns, types) => types.length > 0 && types.every(isUint32)),
	'payloads-dataset-types-num': dataSet(
		(columns, types, each) => types.length === columns && BigInt(columns) === fieldsNumbered(each, 1)[0]?.value,
	),
	'payloads-dataset-types-type': dataSet((_columns, types) => types.every(isUint32)),
	'payloads-dataset-types-value': dataSet((_columns, types) => types.every(isBasic)),
	'payloads-dataset-parameter-type-req': dataSet((_columns, types) => types.length > 0),
	'payloads-template-dataset-value': [
		'payloads',
		(c) =>
			all(rawDataSets(c), (each) =>
				fieldsNumbered(each, 4).every((row) =>
					fieldsNumbered(row.bytes, 1).every((cell) => fieldsOf(cell.bytes).every(({ field }) => field <= 6)),
				),
			),
	],
	'payloads-template-definition-nbirth-only': template(
		(c) => definitions(c).length > 0 && templates(c, 'DBIRTH', ...data).every(([, { isDefinition }]) => !isDefinition),
	),
	'payloads-template-definition-is-definition': template((c) => all(definitions(c), ([, { isDefinition }]) => isDefinition)),
	'payloads-template-definition-ref': template((c) => all(rawDefinitions(c), (each) => fieldsNumbered(each, 4).length === 0)),
	'payloads-template-definition-members': template((c) =>
		all(instances(c), ([, { metrics }]) => isSubset(names(metrics), names(reference(c)?.metrics))),
	),
	'payloads-template-definition-nbirth': template((c) =>
		all(instances(c), ([, { templateRef }]) => definitions(c).some(([name]) => name === templateRef)),
	),
	'payloads-template-definition-parameters': template((c) =>
		all(instances(c), ([, { parameters }]) => isSubset(names(parameters), names(reference(c)?.parameters))),
	),
	'payloads-template-definition-parameters-default': template((c) =>
		all(definitions(c), ([, { parameters }]) => parameters.some(({ value }) => value === 'none')),
	),
	'payloads-template-instance-is-definition': template((c) => all(rawInstances(c), (each) => isDefinitionField(each) === 0n)),
	'payloads-template-instance-ref': template((c) => all(instances(c), ([, { templateRef }]) => templateRef === 'Pump')),
	'payloads-template-instance-members': template((c) =>
		all(instances(c), ([, { metrics }]) => isSubset(names(metrics), names(reference(c)?.metrics))),
	),
	'payloads-template-instance-members-birth': template((c) =>
		all(instances(c, 'DBIRTH'), ([, { metrics }]) => names(metrics).join() === names(reference(c)?.metrics).join()),
	),
	'payloads-template-instance-members-data': template((c) =>
		all(instances(c, 'DDATA'), ([, { metrics }]) => metrics.length === 1),
	),
	'payloads-template-instance-parameters': template((c) =>
		all(instances(c), ([, { parameters }]) => parameters.some(({ value }) => value === 'Ember')),
	),
	'payloads-template-version': template((c) =>
		all(rawTemplates(c), (each) => all(fieldsNumbered(each, 1), ({ bytes }) => isUtf8(bytes))),
	),
	'payloads-template-ref-definition': template((c) => all(rawDefinitions(c), (each) => fieldsNumbered(each, 4).length === 0)),
	'payloads-template-ref-instance': template((c) => all(rawInstances(c), onlyUtf8Ref)),
	'payloads-template-is-definition': template((c) => all(rawTemplates(c), (each) => isDefinitionField(each) !== undefined)),
	'payloads-template-is-definition-definition': template((c) => all(definitions(c), ([name]) => name === 'Pump')),
	'payloads-template-is-definition-instance': template((c) =>
		all(rawInstances(c), (each) => fieldsNumbered(each, 4).length === 1),
	),
	'payloads-template-parameter-name-required': template((c) =>
		all(rawParameters(c), (each) => fieldsNumbered(each, 1).length === 1),
	),
	'payloads-template-parameter-name-type': template((c) =>
		all(rawParameters(c), (each) => all(fieldsNumbered(each, 1), ({ bytes }) => isUtf8(bytes))),
	),
	'payloads-template-parameter-value-type': template((c) =>
		all(rawParameters(c), (each) => isUint32(fieldsNumbered(each, 2)[0]?.value)),
	),
	'payloads-template-parameter-type-value': template((c) =>
		all(rawParameters(c), (each) => isBasic(fieldsNumbered(each, 2)[0]?.value)),
	),
	'payloads-template-parameter-type-req': template((c) => all(rawParameters(c), (each) => fieldsNumbered(each, 2).length === 1)),
	'payloads-template-parameter-value': template((c) =>
		all(rawParameters(c), (each) => fieldsOf(each).every(({ field }) => field <= 8)),
	),
	'payloads-nbirth-timestamp': stamped('NBIRTH'),
	'payloads-nbirth-edge-node-descriptor': setUp,
	'payloads-nbirth-seq': hasSeq('NBIRTH'),
	'payloads-nbirth-bdseq': ['payloads', (c) => all(said(c, 'NBIRTH'), ({ payload }) => bdSeqOf(payload) >= 0)],
	'payloads-nbirth-bdseq-repeat': bdSeqMatches,
	'payloads-nbirth-rebirth-req': isFalseBoolean,
	'payloads-nbirth-qos': qos0('NBIRTH'),
	'payloads-nbirth-retain': notRetained('NBIRTH'),
	'payloads-dbirth-timestamp': stamped('DBIRTH'),
	'payloads-dbirth-seq': hasSeq('DBIRTH'),
	'payloads-dbirth-seq-inc': counts('DBIRTH'),
	'payloads-dbirth-order': [
		'order',
		(c) => all(sessions(c), (list) => list[0]?.type === 'NBIRTH' && list[1]?.type === 'DBIRTH' && list[2]?.type === 'DBIRTH'),
	],
	'payloads-dbirth-qos': qos0('DBIRTH'),
	'payloads-dbirth-retain': notRetained('DBIRTH'),
	'payloads-ndata-timestamp': stamped('NDATA'),
	'payloads-ndata-seq': hasSeq('NDATA'),
	'payloads-ndata-seq-inc': counts('NDATA'),
	'payloads-ndata-order': afterBirths('NDATA'),
	'payloads-ndata-qos': qos0('NDATA'),
	'payloads-ndata-retain': notRetained('NDATA'),
	'payloads-ddata-timestamp': stamped('DDATA'),
	'payloads-ddata-seq': hasSeq('DDATA'),
	'payloads-ddata-seq-inc': counts('DDATA'),
	'payloads-ddata-order': afterBirths('DDATA'),
	'payloads-ddata-qos': qos0('DDATA'),
	'payloads-ddata-retain': notRetained('DDATA'),
	'payloads-ndeath-seq': noSeq,
	'payloads-ndeath-will-message': willIs('CONNECT', ({ topic }) => topic.includes('/NDEATH/')),
	'payloads-ndeath-will-message-qos': willIs('CONNECT', ({ qos }) => qos === 1),
	'payloads-ndeath-will-message-retain': willIs('CONNECT', ({ retain }) => !retain),
	'payloads-ndeath-bdseq': deathMatches,
	'payloads-ndeath-will-message-publisher': goodbye,
	'payloads-ndeath-will-message-publisher-disconnect-mqtt311': goodbye,
	'payloads-ndeath-will-message-publisher-disconnect-mqtt50': [
		'DISCONNECT',
		(c) => c.edgeFive !== null && fromClient(c.edgeFive, 'disconnect').at(-1)?.packet.reasonCode === 4,
	],
	'payloads-ddeath-timestamp': stamped('DDEATH'),
	'payloads-ddeath-seq': hasSeq('DDEATH'),
	'payloads-ddeath-seq-inc': counts('DDEATH'),
	'payloads-ddeath-seq-number': counts('DDEATH'),
}
