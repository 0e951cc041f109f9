import { randomUUID } from 'node:crypto'
import { type MqttLinkOptions, openMqttLink } from '../mqtt/link.ts'
import { type TrainingAnswer, type TrainingAsk, trainingTopics } from './training-desk.ts'

export interface AskTraining extends Pick<MqttLinkOptions, 'username' | 'password' | 'mqttVersion' | 'tls'> {
	readonly brokerUrl: string
	readonly group: string
	readonly node: string
	readonly ask: TrainingAsk
	readonly timeoutMs: number
}

/** Asks the training desk of a running simulated plant. Null when none answers in time; why, is in `reason`. */
export async function askTraining(p: AskTraining): Promise<{ readonly answer: TrainingAnswer | null; readonly reason: string }> {
	const topics = trainingTopics(p.group, p.node)
	const id = randomUUID()
	let reason = `no simulated plant of ${p.group}/${p.node} answers there`
	let link: ReturnType<typeof openMqttLink> | null = null
	const answer = await new Promise<TrainingAnswer | null>((resolve) => {
		const timeout = setTimeout(() => resolve(null), p.timeoutMs)
		const done = (found: TrainingAnswer | null) => {
			clearTimeout(timeout)
			resolve(found)
		}
		link = openMqttLink({
			brokerUrl: p.brokerUrl,
			username: p.username,
			password: p.password,
			mqttVersion: p.mqttVersion,
			tls: p.tls,
			clientId: `training-${id.slice(0, 8)}`,
			subscriptions: [{ topic: topics.answer, qos: 1 }],
			will: () => undefined,
			onUp: () => {
				const { ask } = p
				const lasting = ask.do === 'fault' && ask.lastsS === Number.POSITIVE_INFINITY ? { lastsS: null } : {}
				link?.publish({ topic: topics.ask, payload: JSON.stringify({ ...ask, ...lasting, id }), qos: 1, retain: false })
			},
			onDown: (why) => {
				reason = why
				done(null)
			},
			onMessage: (_, payload) => {
				const said = JSON.parse(Buffer.from(payload).toString('utf8')) as TrainingAnswer
				if (said.id === id) done(said)
			},
		})
	})
	await (link as ReturnType<typeof openMqttLink> | null)?.close()
	return { answer, reason }
}
