import type { TagDefinition } from '@emberline/line-config'
import type { Quality, Reading, ReadingValue } from '@emberline/twin'
import type { HostValue } from '../host/index.ts'
import { dataTypeName } from '../sparkplug/index.ts'
import { tagValue, typeFits } from './tag-value.ts'

export interface MapperCounters {
	/** Values marked bad here: wrong type or unit, not finite. */
	rejectedValues: number
	/** Metrics of the node that the dictionary does not know; each counted once. */
	unknownMetrics: number
	/** Values that came under the time of another value of the same tag, to the ms: history keeps the last told. */
	sameTime: number
	/** Values stamped ahead of the plant's own clock, as its messages tell it. */
	ahead: number
}

export interface Mapped {
	/** Live readings, in order. */
	readonly live: readonly Reading[]
	/** Past readings, which belong in history only. */
	readonly history: readonly Reading[]
	/** Metrics met for the first time that the dictionary does not know. */
	readonly unknown: readonly string[]
	/** Values that were marked bad here, each with what was wrong. */
	readonly rejected: readonly string[]
}

const GOOD = 192
const BAD = 0
const STALE = 500
/** A value may be so far ahead of the message that brings it, ms. */
const AHEAD_MS = 60_000
/** Units that say that there is none. */
const NO_UNIT: ReadonlySet<string> = new Set(['-', 'enum', 'code', ''])

/** Turns the metrics of one node into readings of the tag dictionary: one name, one type, one unit each, or bad with the reason. */
export class ReadingMapper {
	readonly counters: MapperCounters = { rejectedValues: 0, unknownMetrics: 0, sameTime: 0, ahead: 0 }
	readonly #tags: ReadonlyMap<string, TagDefinition>
	readonly #unknown = new Set<string>()
	/** When each tag turned stale, plant time: what is told of it later counts from then on. */
	readonly #staleAtMs = new Map<string, number>()
	/** The last reading of each tag, live or past. */
	readonly #seen = new Map<string, Reading>()

	constructor(tags: readonly TagDefinition[]) {
		this.#tags = new Map(tags.map((tag) => [tag.name, tag]))
	}

	/** Tags of the dictionary that no message has named yet. */
	unseen(): readonly string[] {
		return Array.from(this.#tags.keys()).filter((name) => !this.#seen.has(name))
	}

	/** `plantNowMs`: the plant's clock now, for what the host itself decides (staleness and its end). */
	map(values: readonly HostValue[], plantNowMs: number): Mapped {
		const live: Reading[] = []
		const history: Reading[] = []
		const unknown: string[] = []
		const rejectedBefore = this.counters.rejectedValues
		const rejected: string[] = []
		for (const value of values) {
			// The node's own metrics (bdSeq, Node Control) are of the session, not of the line.
			if (value.device === null) continue
			const tag = this.#tags.get(value.name)
			if (tag === undefined || tag.device !== value.device) {
				const name = `${value.device}: ${value.name}`
				if (!this.#unknown.has(name) && this.#unknown.size < 10_000) {
					this.#unknown.add(name)
					this.counters.unknownMetrics++
					unknown.push(name)
				}
				continue
			}
			const told = this.#reading(tag, value, value.isHistorical ? value.timestampMs : this.#time(value, plantNowMs))
			const reading = told.quality === 'good' ? this.#timely(told, plantNowMs) : told
			if (this.counters.rejectedValues > rejectedBefore + rejected.length) rejected.push(`${tag.name}: ${reading.reason}`)
			if (value.isHistorical) history.push(reading)
			else live.push(reading)
			const before = this.#seen.get(tag.name)
			if (before !== undefined && before.tMs === reading.tMs && before.value !== reading.value) this.counters.sameTime++
			this.#seen.set(tag.name, reading)
		}
		return { live, history, unknown, rejected }
	}

	/**
	 * A stale value counts from now, not from when it was measured: history must not turn the measured value stale in
	 * hindsight. One that is good again, unchanged since, counts from now as well, or it would stay behind the stale one.
	 */
	#time(value: HostValue, plantNowMs: number): number {
		const now = Math.max(value.timestampMs, Math.floor(plantNowMs))
		if (value.quality === STALE) {
			this.#staleAtMs.set(value.name, now)
			return now
		}
		const staleAtMs = this.#staleAtMs.get(value.name)
		if (staleAtMs === undefined) return value.timestampMs
		this.#staleAtMs.delete(value.name)
		return value.timestampMs > staleAtMs ? value.timestampMs : Math.max(staleAtMs, now)
	}

	/** A value that is told before it can have been measured keeps its time, and is not believed in full. */
	#timely(reading: Reading, plantNowMs: number): Reading {
		const aheadMs = reading.tMs - plantNowMs
		if (aheadMs <= AHEAD_MS) return reading
		this.counters.ahead++
		return { ...reading, quality: 'uncertain', reason: `stamped ${Math.round(aheadMs / 1000)} s ahead of the plant's clock` }
	}

	#reading(tag: TagDefinition, value: HostValue, tMs: number): Reading {
		if (value.quality === STALE) {
			const fits = this.#mistake(tag, value) === null
			const reason = value.reason ?? 'stale, says the plant'
			return { tMs, tag: tag.name, value: fits ? tagValue(value.value) : null, quality: 'stale', reason }
		}
		const mistake = this.#mistake(tag, value)
		if (mistake !== null) {
			this.counters.rejectedValues++
			return { tMs, tag: tag.name, value: null, quality: 'bad', reason: mistake }
		}
		const translated: ReadingValue = tagValue(value.value)
		if (translated === null && value.value !== null) {
			this.counters.rejectedValues++
			return { tMs, tag: tag.name, value: null, quality: 'bad', reason: `${String(value.value)} is not a number` }
		}
		const { quality, reason } = qualityOf(value, translated)
		return { tMs, tag: tag.name, value: translated, quality, ...(reason !== '' && { reason }) }
	}

	#mistake(tag: TagDefinition, value: HostValue): string | null {
		if (!typeFits(tag.type, value.datatype)) return `came as ${dataTypeName(value.datatype)}, expected ${tag.type}`
		const { engUnit } = value
		if (engUnit !== undefined && engUnit !== tag.unit && !(NO_UNIT.has(engUnit) && NO_UNIT.has(tag.unit)))
			return `came in ${engUnit}, expected ${tag.unit}`
		return null
	}
}

function qualityOf(value: HostValue, translated: ReadingValue): { readonly quality: Quality; readonly reason: string } {
	if (value.quality === BAD) return { quality: 'bad', reason: value.reason ?? 'bad, says the plant' }
	if (translated === null) return { quality: 'bad', reason: 'no value' }
	if (value.quality === GOOD) return { quality: 'good', reason: '' }
	return { quality: 'uncertain', reason: value.reason ?? `quality ${value.quality}, says the plant` }
}
