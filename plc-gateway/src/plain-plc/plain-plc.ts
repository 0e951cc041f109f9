import type { TagDefinition } from '@emberline/line-config'
import type { PlainPlc, PlainTag } from '@emberline/line-config/plc'
import type { Reading } from '@emberline/twin'
import { BehaviorSubject, type Observable, Subject } from 'rxjs'
import type { PlcDoor, SendRefusal } from '../commands/index.ts'
import { type MqttLinkOptions, openMqttLink } from '../mqtt/link.ts'
import { plainReadings } from './plain-values.ts'

export interface PlainPlcOptions
	extends Pick<MqttLinkOptions, 'brokerUrl' | 'username' | 'password' | 'tls' | 'mqttVersion' | 'reconnect'> {
	readonly mapping: PlainPlc
	readonly tags: readonly TagDefinition[]
	/** Default EMBERLINE-plain. */
	readonly clientId?: string | undefined
	/** ms since 1970. */
	readonly nowMs?: (() => number) | undefined
}

/** A PLC that speaks JSON or bare numbers, as readings of the line; as a door it goes through the same command path as any other. */
export interface PlainPlcSession extends PlcDoor {
	readonly readings$: Observable<readonly Reading[]>
	close(): Promise<void>
}

type Mapped = { readonly rule: PlainTag; readonly tag: TagDefinition }

export function connectPlainPlc(options: PlainPlcOptions): PlainPlcSession {
	const nowMs = options.nowMs ?? Date.now
	const byName = new Map(options.tags.map((tag) => [tag.name, tag]))
	const byTopic = new Map<string, Mapped[]>()
	for (const rule of options.mapping.tags) {
		const tag = byName.get(rule.tag)
		if (tag !== undefined) byTopic.set(rule.topic, [...(byTopic.get(rule.topic) ?? []), { rule, tag }])
	}
	const readings$ = new Subject<readonly Reading[]>()
	const away$ = new BehaviorSubject<string | null>('the broker is not connected yet')
	const newest = new Map<string, Reading>()
	const heardMs = new Map<string, number>()
	const tell = (batch: readonly Reading[]): void => {
		for (const reading of batch) newest.set(reading.tag, reading)
		if (batch.length > 0) readings$.next(batch)
	}
	/** What stood good and cannot be believed any more, at the time now. */
	const turnStale = (topics: Iterable<string>, reason: string): void => {
		for (const topic of topics) {
			heardMs.delete(topic)
			tell(
				(byTopic.get(topic) ?? []).flatMap(({ tag }): Reading[] => {
					const last = newest.get(tag.name)
					if (last === undefined || last.quality === 'stale') return []
					return [{ ...last, tMs: Math.max(last.tMs, Math.floor(nowMs())), quality: 'stale', reason }]
				}),
			)
		}
	}
	const link = openMqttLink({
		...options,
		clientId: options.clientId ?? 'EMBERLINE-plain',
		subscriptions: [...byTopic.keys()].map((topic) => ({ topic, qos: 0 as const })),
		will: () => undefined,
		onUp: () => away$.next(null),
		onDown: () => {
			away$.next('the broker was lost')
			turnStale([...heardMs.keys()], 'no connection to the broker')
		},
		onMessage: (topic, payload) => {
			heardMs.set(topic, performance.now())
			tell(plainReadings(payload, byTopic.get(topic) ?? [], Math.floor(nowMs())))
		},
	})
	const silentMs = options.mapping.silentAfterS * 1000
	const timer = setInterval(
		() => {
			const silent = [...heardMs].filter(([, atMs]) => performance.now() - atMs > silentMs).map(([topic]) => topic)
			turnStale(silent, `nothing heard for ${options.mapping.silentAfterS} s`)
		},
		Math.min(500, silentMs / 2),
	)
	return {
		readings$,
		away$,
		present: (tag) => newest.get(tag),
		send: (tag, value): SendRefusal | null => {
			const rule = options.mapping.tags.find((mapped) => mapped.tag === tag.name)
			if (rule?.writeTopic === undefined) return 'not-born'
			const own = typeof value === 'number' ? inOwnScale(value, rule) : value
			return link.publish({ topic: rule.writeTopic, payload: JSON.stringify(own), qos: 0, retain: false }) ? null : 'broker-lost'
		},
		beat: () => false,
		close: async () => {
			clearInterval(timer)
			await link.close()
			readings$.complete()
		},
	}
}

/** What the scale of floating point adds to a round number, a PLC that takes whole ones would refuse. */
const DIGITS = 14

function inOwnScale(value: number, { scale, offset }: PlainTag): number {
	return scale === 1 && offset === 0 ? value : Number(((value - offset) / scale).toPrecision(DIGITS))
}
