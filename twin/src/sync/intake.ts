import type { TagDefinition } from '@emberline/line-config'
import type { Fault, Reading, ReadingValue } from '../port.ts'
import { plausibleRange } from './plausible.ts'

/** A value of a tag that may be used, in the unit of the dictionary. */
export interface Sample {
	readonly tMs: number
	readonly tag: string
	readonly value: Exclude<ReadingValue, null>
	/** `uncertain`: held, estimated or of an unsure clock; used with twice the spread. */
	readonly certain: boolean
}

/** What is known of one tag. */
export interface TagState {
	/** Last value that could be used, and when the plant measured it; null before the first. */
	readonly value: Exclude<ReadingValue, null> | null
	readonly tMs: number
	/** When the value last differed from the one before it. */
	readonly changedMs: number
	/** When the plant measured the last value that could be used. */
	readonly goodMs: number
	/** How often the value has changed, for how many readings in a row it has been the same, and the longest such row before. */
	readonly changes: number
	readonly row: number
	readonly longestRow: number
	/** Why the newest reading of this tag cannot be used; null while it can. */
	readonly refused: string | null
	/** When a fault was last raised for it. */
	readonly faultMs: number | null
}

export interface IntakeCounts {
	readonly used: number
	readonly late: number
	readonly duplicates: number
	readonly refused: number
	readonly unknownTags: number
}

/** Plain JSON. */
export interface IntakeSnapshot {
	readonly tags: Readonly<Record<string, TagState>>
	readonly newestMs: Readonly<Record<string, number>>
	readonly counts: IntakeCounts
	/** Share of the last readings that were older than one of the same tag before. */
	readonly behindShare: number
}

/** Codes by which instruments say that they have no value. */
const SENTINELS: ReadonlySet<number> = new Set([888.8, -888.8, -999, -9999, 9999, 32767, -32768, 65535])

/** A counter may come by these on its way. */
const COUNTED: ReadonlySet<string> = new Set(['m', 'mm', 'g', 'kg', 'kWh', 'L', 'ms', '-'])

const NO_VALUE = 'no value'
/** An instrument that has fluctuated so often, and now says the same so often and for so long, and much longer than ever before, is stuck. */
const STUCK = { changes: 20, readings: 50, forMs: 120_000, times: 5 } as const
/** Memory of the share of readings that come out of order, in readings. */
const BEHIND_MEMORY = 2000
/** Over so long a bad reading is bridged by the good one before it. */
const HELD_MS = 5_000
/** Trouble with one tag is a fault once in this time. */
const FAULT_EVERY_MS = 60_000
/**
 * A stamp further ahead than this of what comes after it was a wrong one, and is not waited for: a tag must not stand still for it. Messages
 * are under way for two minutes at most.
 */
const LATE_MAX_MS = 180_000

/**
 * Takes what the plant says, one reading at a time, and lets through what can be used. Nothing that comes in can break it: what cannot be
 * used is counted and said why.
 */
export class Intake {
	readonly #dictionary: ReadonlyMap<string, TagDefinition>
	readonly #tags = new Map<string, TagState>()
	/** By device: newest plant time of a usable value. */
	readonly #newestMs = new Map<string, number>()
	#behindShare = 0
	#counts = { used: 0, late: 0, duplicates: 0, refused: 0, unknownTags: 0 }

	constructor(dictionary: ReadonlyMap<string, TagDefinition>, from?: IntakeSnapshot) {
		this.#dictionary = dictionary
		if (from === undefined) return
		for (const [tag, state] of Object.entries(from.tags)) this.#tags.set(tag, state)
		for (const [device, ms] of Object.entries(from.newestMs)) this.#newestMs.set(device, ms)
		this.#counts = { ...from.counts }
		this.#behindShare = from.behindShare
	}

	/** Share of the last readings, a minute of them or so, that were older than one of the same tag before. */
	get behindShare(): number {
		return this.#behindShare
	}

	/** Instruments that have ever fluctuated, and those of them that are stuck now. */
	get stuck(): { readonly of: number; readonly tags: readonly string[] } {
		const fluctuating = [...this.#tags].filter(([, { changes }]) => changes >= STUCK.changes)
		return { of: fluctuating.length, tags: fluctuating.flatMap(([tag, state]) => (isStuck(state) ? [tag] : [])) }
	}

	get counts(): IntakeCounts {
		return { ...this.#counts }
	}

	/** The sample, or null where it cannot be used; `faults` gets what somebody should know. */
	take(said: Reading, faults: Fault[]): Sample | null {
		// A time of -0 would not survive JSON.
		const reading = { ...said, tMs: said.tMs + 0 }
		const definition = this.#dictionary.get(reading.tag)
		if (definition === undefined || !Number.isFinite(reading.tMs)) {
			this.#counts.unknownTags++
			return null
		}
		const before = this.#tags.get(reading.tag)
		const problem = problemOf(reading, definition)
		if (problem !== null) {
			this.#counts.refused++
			this.#refuse(reading, problem, before, faults)
			return null
		}
		const value = reading.value === 0 ? 0 : (reading.value as Exclude<ReadingValue, null>)
		const late = before !== undefined && isLate(reading.tMs, before.tMs)
		const behind = before !== undefined && reading.tMs < before.tMs ? 1 : 0
		this.#behindShare += (behind - this.#behindShare) / BEHIND_MEMORY
		if (before !== undefined && reading.tMs === before.tMs && before.value === value && before.refused === null) {
			this.#counts.duplicates++
			return null
		}
		if (late) this.#counts.late++
		else {
			const changed = before === undefined || before.value !== value
			this.#tags.set(reading.tag, {
				value,
				tMs: reading.tMs,
				changedMs: changed ? reading.tMs : before.changedMs,
				goodMs: reading.tMs,
				changes: (before?.changes ?? 0) + (changed ? 1 : 0),
				row: changed ? 1 : before.row + 1,
				longestRow: changed ? Math.max(before?.longestRow ?? 0, before?.row ?? 0) : before.longestRow,
				refused: null,
				faultMs: before?.faultMs ?? null,
			})
			if (definition.type === 'Double' && isStuck(this.#tags.get(reading.tag) as TagState)) {
				this.#counts.refused++
				const seconds = Math.round((reading.tMs - (before?.changedMs ?? reading.tMs)) / 1000)
				this.#refuse(reading, `stuck at ${value} ${definition.unit} for ${seconds} s`, this.#tags.get(reading.tag), faults)
				this.#noteDevice(definition.device, reading.tMs)
				return null
			}
			this.#noteDevice(definition.device, reading.tMs)
		}
		this.#counts.used++
		return { tMs: reading.tMs, tag: reading.tag, value, certain: reading.quality === 'good' }
	}

	state(tag: string): TagState | undefined {
		return this.#tags.get(tag)
	}

	/** Newest number of a tag; undefined where there is none, or its readings cannot be used and the last that could be is seconds old. */
	number(tag: string): number | undefined {
		const state = this.#tags.get(tag)
		if (typeof state?.value !== 'number') return undefined
		return state.refused === null || isHeld(state) ? state.value : undefined
	}

	text(tag: string): string | undefined {
		const state = this.#tags.get(tag)
		return state?.refused === null && typeof state.value === 'string' ? state.value : undefined
	}

	/** Plant time of the newest usable value of a device; undefined while there was none. */
	newestMs(device: string): number | undefined {
		return this.#newestMs.get(device)
	}

	/** Every tag of the device that has ever spoken is stale: its death was told. */
	isDead(device: string): boolean {
		let spoke = false
		for (const [tag, { refused }] of this.#tags) {
			if (!tag.startsWith(`${device}/`)) continue
			if (refused?.startsWith('stale') !== true) return false
			spoke = true
		}
		return spoke
	}

	/** Tags with something to say against their newest reading, in the order of their names. */
	refusedTags(): readonly { readonly tag: string; readonly reason: string; readonly tMs: number }[] {
		return [...this.#tags]
			.flatMap(([tag, { refused, tMs }]) => (refused === null ? [] : [{ tag, reason: refused, tMs }]))
			.sort((a, b) => (a.tag < b.tag ? -1 : 1))
	}

	snapshot(): IntakeSnapshot {
		return {
			tags: Object.fromEntries(this.#tags),
			newestMs: Object.fromEntries(this.#newestMs),
			counts: this.counts,
			behindShare: this.#behindShare,
		}
	}

	#noteDevice(device: string, tMs: number): void {
		const newestMs = this.#newestMs.get(device)
		if (newestMs === undefined || !isLate(tMs, newestMs)) this.#newestMs.set(device, tMs)
	}

	#refuse(reading: Reading, reason: string, before: TagState | undefined, faults: Fault[]): void {
		const { tag, tMs } = reading
		if (before !== undefined && isLate(tMs, before.tMs)) return
		const saidMs = before?.faultMs ?? Number.NEGATIVE_INFINITY
		const quiet = Math.abs(tMs - saidMs) < FAULT_EVERY_MS && before?.refused !== null
		this.#tags.set(tag, {
			value: before?.value ?? null,
			tMs,
			changedMs: before?.changedMs ?? tMs,
			goodMs: before?.goodMs ?? Number.MIN_SAFE_INTEGER,
			changes: before?.changes ?? 0,
			row: before?.row ?? 0,
			longestRow: before?.longestRow ?? 0,
			refused: reason,
			faultMs: quiet ? (before?.faultMs ?? tMs) : tMs,
		})
		// A birth tells every tag, those too that have had nothing to say yet.
		const neverHad = reason === NO_VALUE && (before === undefined || before.value === null)
		// A device that falls silent is told once, by the gateway, not once for each of its tags.
		if (quiet || neverHad || reading.quality === 'stale') return
		faults.push({ tMs, source: tag, code: 'reading-refused', message: `${tag}: ${reason}` })
	}
}

/** Its newest reading cannot be used, and the one before it still holds: at `nowMs`, or when the newest was measured. */
export const isHeld = ({ tMs, goodMs }: TagState, nowMs: number = tMs): boolean => Math.abs(nowMs - goodMs) <= HELD_MS

/** Zero is what an instrument at rest may show for ever. */
function isStuck({ value, tMs, changedMs, changes, row, longestRow }: TagState): boolean {
	return (
		typeof value === 'number' &&
		value !== 0 &&
		changes >= STUCK.changes &&
		row >= STUCK.readings &&
		row > STUCK.times * longestRow &&
		tMs - changedMs >= STUCK.forMs
	)
}

/** Measured before what is known already, by no more than a message can be under way. */
export function isLate(tMs: number, newestMs: number): boolean {
	return tMs < newestMs && newestMs - tMs <= LATE_MAX_MS
}

/** What speaks against a reading, in words; null where nothing does. */
function problemOf(reading: Reading, definition: TagDefinition): string | null {
	const { value, quality, reason } = reading
	if (quality === 'bad' || quality === 'stale') return `${quality}${reason === undefined ? '' : `: ${reason}`}`
	if (value === null || value === undefined) return NO_VALUE
	switch (definition.type) {
		case 'String':
			return typeof value === 'string' ? null : `expected text, found ${typeof value}`
		case 'Boolean':
			return typeof value === 'boolean' ? null : `expected true or false, found ${typeof value}`
		default: {
			if (typeof value !== 'number') return `expected a number, found ${typeof value}`
			if (!Number.isFinite(value)) return 'not a number'
			const range = plausibleRange(definition)
			const counted = COUNTED.has(definition.unit) && value > 0
			if (SENTINELS.has(value) && !(counted && (range === null || value <= range[1]))) return `sentinel ${value}`
			if (range !== null && (value < range[0] || value > range[1]))
				return `out of range: ${value} ${definition.unit}, expected ${range[0]} to ${range[1]}`
			return null
		}
	}
}
