import { NAMESPACE } from '../sparkplug/index.ts'
import type { HostSessionOptions } from './types.ts'

/** What a host listens to: its own STATE, the births, deaths and data of its nodes, and the plain topics. Commands of others are left out. */
export function subscriptionsOf(
	options: Pick<HostSessionOptions, 'groups' | 'nodes' | 'plainTopics'>,
	stateTopic: string,
): readonly { readonly topic: string; readonly qos: 0 | 1 }[] {
	const groups = options.groups ?? (options.nodes === undefined ? ['+'] : [])
	const filters = [
		...groups.map((group) => ({ group, node: '+' })),
		...(options.nodes ?? []).filter(({ group }) => !groups.includes(group) && !groups.includes('+')),
	]
	const topics = new Map<string, 0 | 1>([[stateTopic, 1]])
	for (const { group, node } of filters) {
		for (const type of ['NBIRTH', 'NDEATH', 'NDATA']) topics.set(`${NAMESPACE}/${group}/${type}/${node}`, 0)
		for (const type of ['DBIRTH', 'DDEATH', 'DDATA']) topics.set(`${NAMESPACE}/${group}/${type}/${node}/+`, 0)
	}
	// QoS 0, so that one too large, which is dropped unacknowledged, is not kept for us by the broker.
	for (const topic of options.plainTopics ?? []) topics.set(topic, 0)
	return Array.from(topics, ([topic, qos]) => ({ topic, qos }))
}
