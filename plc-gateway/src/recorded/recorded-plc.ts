import type { TagDefinition } from '@emberline/line-config'
import type { Reading } from '@emberline/twin'
import type { HostValue } from '../host/index.ts'
import { ReadingMapper } from '../line/reading-mapper.ts'
import { parseSchedule, type ScheduleCommand, ScheduleError } from '../line/schedule.ts'
import { DataType, parseTopic, type SparkplugTopic } from '../sparkplug/index.ts'
import { type LogMessage, type LogMetric, type LogPayload, parseLogPayload } from './log-line.ts'

/** What one message of a log brought. */
export interface LogNews {
	/** Live readings, as the gateway hands them to the twin. */
	readonly readings: readonly Reading[]
	readonly schedule: ScheduleCommand | null
	/** When its sender stamped it, ms since 1970; null for what is not of the line. */
	readonly sentMs: number | null
	/** Why the message was not used whole; null when it was. */
	readonly problem: string | null
}

export interface RecordedPlcCounts {
	/** Messages of the line's node, and of other nodes. */
	ownMessages: number
	foreignMessages: number
	readings: number
	/** The first other node that was met, `GROUP/NODE`; empty before. */
	foreignNode: string
}

const NOTHING: LogNews = { readings: [], schedule: null, sentMs: null, problem: null }
const GOOD = 192
const TOPICS_MAX = 1_000
/** Messages are under way no longer [ms]; what is older is of a clock that was set back. */
const LATE_MS = 180_000
const STALE = 500

/**
 * The line's PLC as a log tells it, message by message: the rules of the host for values (types of the birth, quality, staleness at a death)
 * and the gateway's own mapping to readings. A log cannot be asked for a new birth, so a hole in the sequence makes nothing doubtful here:
 * every value counts at the time when it was measured, and the twin's intake deals with what is late or doubled.
 */
export class RecordedPlc {
	readonly counts: RecordedPlcCounts = { ownMessages: 0, foreignMessages: 0, readings: 0, foreignNode: '' }
	readonly #group: string
	readonly #node: string
	readonly #scheduleTopic: string
	readonly #mapper: ReadingMapper
	readonly #types: ReadonlyMap<string, TagDefinition['type']>
	/** Last value by device and metric. */
	readonly #last = new Map<string, Map<string, HostValue>>()
	#scheduleHash: string | null = null
	/** Birth-death number of the life that goes on; null before its birth. */
	#bdSeq: number | null = null
	/** What each topic says; a line has few, and each comes again and again. */
	readonly #topics = new Map<string, SparkplugTopic | null>()
	#newestMs = Number.NEGATIVE_INFINITY

	constructor(options: { readonly group: string; readonly node: string; readonly tags: readonly TagDefinition[] }) {
		this.#group = options.group
		this.#node = options.node
		this.#scheduleTopic = `${options.group}/${options.node}/Schedule`
		this.#mapper = new ReadingMapper(options.tags)
		this.#types = new Map(options.tags.map((tag) => [tag.name, tag.type]))
	}

	/** Tags that no message has named yet. */
	unseen(): readonly string[] {
		return this.#mapper.unseen()
	}

	take(message: LogMessage): LogNews {
		if (message.topic === this.#scheduleTopic) return this.#schedule(message)
		const topic = this.#topic(message.topic)
		if (topic === null || topic.type === 'STATE') return NOTHING
		if (topic.group !== this.#group || topic.node !== this.#node) {
			this.counts.foreignMessages++
			this.counts.foreignNode ||= `${topic.group}/${topic.node}`
			return NOTHING
		}
		this.counts.ownMessages++
		const payload = message.read ?? parseLogPayload(message.payload)
		const sentMs = payload.timestampMs ?? message.arrivedMs
		const device = 'device' in topic ? topic.device : null
		const isSetBack = sentMs < this.#newestMs - LATE_MS
		if (topic.type !== 'NDEATH') this.#newestMs = isSetBack ? sentMs : Math.max(this.#newestMs, sentMs)
		switch (topic.type) {
			case 'NDEATH':
				return { ...NOTHING, readings: this.#nodeDied(payload) }
			case 'DDEATH':
				return { ...NOTHING, readings: this.#stale(device === null ? [] : [device], 'device died', sentMs), sentMs }
			case 'DBIRTH':
			case 'DDATA': {
				if (device === null) return NOTHING
				const values = payload.metrics.map((metric) => this.#value(device, metric, sentMs))
				const { live, unknown } = this.#mapper.map(values, sentMs)
				this.counts.readings += live.length
				const problem = unknown.length > 0 ? `no tag of the line: ${unknown.slice(0, 5).join(', ')}` : null
				return { readings: live, schedule: null, sentMs, problem }
			}
			case 'NBIRTH':
				this.#bdSeq = bdSeqOf(payload)
				return { ...NOTHING, sentMs }
			case 'NDATA':
				return { ...NOTHING, sentMs }
			default:
				return NOTHING
		}
	}

	/** A will is written before the life that it ends, and its stamp with it: the node died after the last that it said. */
	#nodeDied(payload: LogPayload): readonly Reading[] {
		const bdSeq = bdSeqOf(payload)
		if (bdSeq !== null && this.#bdSeq !== null && bdSeq !== this.#bdSeq) return []
		return this.#stale([...this.#last.keys()], 'node died', this.#newestMs)
	}

	#topic(text: string): SparkplugTopic | null {
		const known = this.#topics.get(text)
		if (known !== undefined) return known
		const topic = parseTopic(text)
		if (this.#topics.size < TOPICS_MAX) this.#topics.set(text, topic)
		return topic
	}

	#schedule({ payload, arrivedMs }: LogMessage): LogNews {
		try {
			const schedule = parseSchedule(new TextEncoder().encode(JSON.stringify(payload)), arrivedMs)
			if (schedule.scheduleId === this.#scheduleHash) return NOTHING
			this.#scheduleHash = schedule.scheduleId
			// In files a plan is known by when it arrived.
			return { ...NOTHING, schedule: { ...schedule, scheduleId: String(arrivedMs) } }
		} catch (error) {
			if (!(error instanceof ScheduleError || error instanceof RangeError)) throw error
			return { ...NOTHING, problem: `the plan is kept as it was: ${error.message}` }
		}
	}

	#value(device: string, metric: LogMetric, sentMs: number): HostValue {
		const table = this.#last.get(device) ?? new Map<string, HostValue>()
		this.#last.set(device, table)
		const before = table.get(metric.name)
		const value: HostValue = {
			group: this.#group,
			node: this.#node,
			device,
			name: metric.name,
			datatype: metric.datatype ?? before?.datatype ?? this.#datatypeOf(metric.name),
			value: metric.value,
			timestampMs: metric.timestampMs ?? sentMs,
			quality: metric.quality ?? GOOD,
			isHistorical: metric.isHistorical,
			engUnit: metric.engUnit ?? before?.engUnit,
			...(metric.reason !== undefined && { reason: metric.reason }),
		}
		if (!metric.isHistorical) table.set(metric.name, value)
		return value
	}

	/** A log that begins after the birth: the metric is taken for what the dictionary says. */
	#datatypeOf(name: string): number {
		const type = this.#types.get(name)
		return type === undefined ? DataType.Double : DataType[type]
	}

	#stale(devices: readonly string[], reason: string, nowMs: number): readonly Reading[] {
		const values = devices.flatMap((device) => [...(this.#last.get(device)?.values() ?? [])])
		return this.#mapper.map(
			values.map((value) => ({ ...value, quality: STALE, reason })),
			nowMs,
		).live
	}
}

function bdSeqOf({ metrics }: LogPayload): number | null {
	const value = metrics.find(({ name }) => name === 'bdSeq')?.value
	return typeof value === 'number' ? value : null
}
