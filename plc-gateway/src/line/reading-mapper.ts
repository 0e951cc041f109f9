import type { TagDefinition } from '@emberline/line-config'
import type { Quality, Reading, ReadingValue } from '@emberline/twin'
import type { HostValue } from '../host/index.ts'
import { dataTypeName } from '../sparkplug/index.ts'
import { STORE_PREFIX } from '../spool/store-metrics.ts'
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

/** A tag of the dictionary and what was told of it. */
interface KnownTag {
	readonly tag: TagDefinition
	/** The last reading, live or past. */
	last: Reading | null
	/** When it turned stale, plant time: what is told of it later counts from then on. */
	staleAtMs: number | null
	/** Type and unit that were looked at last and fit. */
	fittingDatatype: number
	fittingUnit: string | undefined
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
	readonly #tags: ReadonlyMap<string, KnownTag>
	readonly #unknown = new Set<string>()

	constructor(tags: readonly TagDefinition[]) {
		this.#tags = new Map(
			tags.map((tag) => [tag.name, { tag, last: null, staleAtMs: null, fittingDatatype: -1, fittingUnit: undefined }]),
		)
	}

	/** Tags of the dictionary that no message has named yet. */
	unseen(): readonly string[] {
		return Array.from(this.#tags.values()).flatMap(({ tag, last }) => (last === null ? tag.name : []))
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
			const known = this.#tags.get(value.name)
			if (known === undefined || known.tag.device !== value.device) {
				if (value.name.startsWith(STORE_PREFIX)) continue
				const name = `${value.device}: ${value.name}`
				if (!this.#unknown.has(name) && this.#unknown.size < 10_000) {
					this.#unknown.add(name)
					this.counters.unknownMetrics++
					unknown.push(name)
				}
				continue
			}
			const told = this.#reading(known, value, value.isHistorical ? value.timestampMs : this.#time(known, value, plantNowMs))
			const reading = told.quality === 'good' ? this.#timely(told, plantNowMs) : told
			if (this.counters.rejectedValues > rejectedBefore + rejected.length) rejected.push(`${known.tag.name}: ${reading.reason}`)
			if (value.isHistorical) history.push(reading)
			else live.push(reading)
			const before = known.last
			if (before !== null && before.tMs === reading.tMs && before.value !== reading.value) this.counters.sameTime++
			known.last = reading
		}
		return { live, history, unknown, rejected }
	}

	/**
	 * A stale value counts from now, not from when it was measured: history must not turn the measured value stale in
	 * hindsight. One that is good again, unchanged since, counts from now as well, or it would stay behind the stale one.
	 */
	#time(known: KnownTag, value: HostValue, plantNowMs: number): number {
		const now = Math.max(value.timestampMs, Math.floor(plantNowMs))
		if (value.quality === STALE) {
			known.staleAtMs = now
			return now
		}
		const { staleAtMs } = known
		if (staleAtMs === null) return value.timestampMs
		known.staleAtMs = null
		return value.timestampMs > staleAtMs ? value.timestampMs : Math.max(staleAtMs, now)
	}

	/** A value that is told before it can have been measured keeps its time, and is not believed in full. */
	#timely(reading: Reading, plantNowMs: number): Reading {
		const aheadMs = reading.tMs - plantNowMs
		if (aheadMs <= AHEAD_MS) return reading
		this.counters.ahead++
		return { ...reading, quality: 'uncertain', reason: `stamped ${Math.round(aheadMs / 1000)} s ahead of the plant's clock` }
	}

	#reading(known: KnownTag, value: HostValue, tMs: number): Reading {
		const { tag } = known
		if (typeof value.value === 'number' && value.quality === GOOD && Number.isFinite(value.value) && fits(known, value))
			return { tMs, tag: tag.name, value: value.value, quality: 'good' }
		if (value.quality === STALE) {
			const reason = value.reason ?? 'stale, says the plant'
			return {
				tMs,
				tag: tag.name,
				value: mistakeOf(tag, value) === null ? tagValue(value.value) : null,
				quality: 'stale',
				reason,
			}
		}
		const mistake = mistakeOf(tag, value)
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
}

/** Whether type and unit are the tag's. Asked for each value, and the same as the last time nearly always. */
function fits(known: KnownTag, value: HostValue): boolean {
	if (value.datatype === known.fittingDatatype && value.engUnit === known.fittingUnit) return true
	if (mistakeOf(known.tag, value) !== null) return false
	known.fittingDatatype = value.datatype
	known.fittingUnit = value.engUnit
	return true
}

function mistakeOf(tag: TagDefinition, value: HostValue): string | null {
	if (!typeFits(tag.type, value.datatype)) return `came as ${dataTypeName(value.datatype)}, expected ${tag.type}`
	const { engUnit } = value
	if (engUnit !== undefined && engUnit !== tag.unit && !(NO_UNIT.has(engUnit) && NO_UNIT.has(tag.unit)))
		return `came in ${engUnit}, expected ${tag.unit}`
	return null
}

function qualityOf(value: HostValue, translated: ReadingValue): { readonly quality: Quality; readonly reason: string } {
	if (value.quality === BAD) return { quality: 'bad', reason: value.reason ?? 'bad, says the plant' }
	if (translated === null) return { quality: 'bad', reason: 'no value' }
	if (value.quality === GOOD) return { quality: 'good', reason: '' }
	return { quality: 'uncertain', reason: value.reason ?? `quality ${value.quality}, says the plant` }
}
