/** Sparkplug B topics: `spBv1.0/GROUP/TYPE/NODE[/DEVICE]` and `spBv1.0/STATE/HOST`. */

export const NAMESPACE = 'spBv1.0'

export const NODE_MESSAGES = ['NBIRTH', 'NDEATH', 'NDATA', 'NCMD'] as const
export const DEVICE_MESSAGES = ['DBIRTH', 'DDEATH', 'DDATA', 'DCMD'] as const
export type NodeMessageType = (typeof NODE_MESSAGES)[number]
export type DeviceMessageType = (typeof DEVICE_MESSAGES)[number]
export type MessageType = NodeMessageType | DeviceMessageType

export type SparkplugTopic =
	| { readonly type: 'STATE'; readonly hostId: string }
	| { readonly type: NodeMessageType; readonly group: string; readonly node: string }
	| { readonly type: DeviceMessageType; readonly group: string; readonly node: string; readonly device: string }

/** Whether a group, node, device or host id may stand in a topic. */
export function isValidId(id: string): boolean {
	return id.length > 0 && !/[+/#\0]/.test(id)
}

/** What a topic says, or null when it is not one of Sparkplug B. */
export function parseTopic(topic: string): SparkplugTopic | null {
	const parts = topic.split('/')
	const [namespace, second, third, node, device] = parts
	if (namespace !== NAMESPACE || parts.slice(1).some((part) => !isValidId(part))) return null
	if (second === 'STATE' && third !== undefined && parts.length === 3) return { type: 'STATE', hostId: third }
	if (second === undefined || third === undefined || node === undefined) return null
	if (isNodeMessage(third) && parts.length === 4) return { type: third, group: second, node }
	if (isDeviceMessage(third) && device !== undefined && parts.length === 5) return { type: third, group: second, node, device }
	return null
}

/** The topic's text. Throws on an id that a topic cannot hold: that is a mistake of ours, not of the plant. */
export function formatTopic(topic: SparkplugTopic): string {
	const ids =
		topic.type === 'STATE'
			? [topic.hostId]
			: 'device' in topic
				? [topic.group, topic.node, topic.device]
				: [topic.group, topic.node]
	for (const id of ids) if (!isValidId(id)) throw new Error(`"${id}" is no Sparkplug id: one or more characters, none of + / #`)
	if (topic.type === 'STATE') return `${NAMESPACE}/STATE/${topic.hostId}`
	const base = `${NAMESPACE}/${topic.group}/${topic.type}/${topic.node}`
	return 'device' in topic ? `${base}/${topic.device}` : base
}

function isNodeMessage(type: string): type is NodeMessageType {
	return (NODE_MESSAGES as readonly string[]).includes(type)
}

function isDeviceMessage(type: string): type is DeviceMessageType {
	return (DEVICE_MESSAGES as readonly string[]).includes(type)
}
