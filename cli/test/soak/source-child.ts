import { tagsOfLine } from '@emberline/line-config'
import { loadLine } from '@emberline/line-config/files'
import { createEdgeSession, DataType } from '@emberline/plc-gateway'

/** An edge node in a process of its own: BROKER MESSAGES_PER_SECOND. Says how many it sent, once a second. */
const [brokerUrl = '', perSecond = '0'] = process.argv.slice(2)
const TAGS = tagsOfLine(loadLine()).filter((tag) => tag.type === 'Double' && !tag.writable)
const newest = new Map<string, number>()
const edge = createEdgeSession({
	brokerUrl,
	group: 'R2R',
	node: 'LINE1',
	devices: [...new Set(tagsOfLine(loadLine()).map((tag) => tag.device))],
	hostId: 'EMBERLINE',
	getBirth: (device) =>
		TAGS.filter((tag) => tag.device === device).map(({ name }) => ({
			name,
			type: DataType.Double,
			value: newest.get(name) ?? null,
			timestampMs: Date.now(),
		})),
})
let sent = 0
let startedMs = 0
setInterval(() => {
	if (edge.status.state !== 'online') return
	startedMs ||= performance.now()
	const due = Math.floor(((performance.now() - startedMs) * Number(perSecond)) / 1000)
	for (; sent < due; sent++) {
		const tag = TAGS[sent % TAGS.length]
		if (tag === undefined) return
		newest.set(tag.name, sent + 0.1)
		edge.publish(tag.device, [{ name: tag.name, type: DataType.Double, value: sent + 0.1, timestampMs: Date.now() }])
	}
}, 10)
setInterval(() => process.stdout.write(`${sent}\n`), 1_000)
