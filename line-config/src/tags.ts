import { dryingTags } from './tags/drying.ts'
import { feedTags } from './tags/feed.ts'
import { heatingTags } from './tags/heating.ts'
import { labTags } from './tags/lab.ts'
import { lineTags } from './tags/line.ts'
import { quenchTags } from './tags/quench.ts'
import { washTags } from './tags/wash.ts'

/** The value types of tags, by their Sparkplug names. */
export type TagType = 'Double' | 'Int32' | 'Int64' | 'Boolean' | 'String' | 'DateTime'

/** Sparkplug devices of the line's edge node, in the order of the web. */
export const TAG_DEVICES = ['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash', 'Lab'] as const
export type TagDevice = (typeof TAG_DEVICES)[number]

/** One value of the plant: the only place where its name, unit, type and rate stand. */
export interface TagDefinition {
	/** Sparkplug metric name, starting with its device: `Heating/Zone1/Power`. */
	readonly name: string
	readonly device: TagDevice
	/** Unit in which the plant publishes it, `enum`, `code` or `-` where it has none. */
	readonly unit: string
	readonly type: TagType
	/** Highest publishing rate; `event` where it comes by change only. */
	readonly rateHz: number | 'event'
	/** Change below which it is not published again, in its unit; 0 publishes every change. */
	readonly deadband: number
	/** Written by the supervisory side (W). */
	readonly writable: boolean
	/** What the PLC takes, in its unit; it ignores anything outside without a word. Set by `tagsOfLine`. */
	readonly acceptedRange?: readonly [number, number]
	/** Digits after the point that a person should see. */
	readonly decimals: number
	/** What it is, in a few words. */
	readonly description: string
}

/** How many of each repeated thing a line has. */
export interface TagCounts {
	readonly dryingZones: number
	readonly heatingZones: number
	readonly quenchPlates: number
	readonly washStages: number
}

/**
 * Every tag of a line, in the order of the web; names are unique. 119 of them for line1: two drying zones, four
 * heating zones, two quench plates, three wash stages.
 */
export function tagDictionary(counts: TagCounts): readonly TagDefinition[] {
	for (const [what, count] of Object.entries(counts)) {
		// A freeze-dryer has no zones of air.
		const least = what === 'dryingZones' ? 0 : 1
		if (!Number.isInteger(count) || count < least)
			throw new RangeError(`${what}: found ${count}, expected a whole number from ${least}`)
	}
	return [
		...lineTags(),
		...feedTags(),
		...dryingTags(counts.dryingZones),
		...heatingTags(counts.heatingZones),
		...quenchTags(counts.quenchPlates),
		...washTags(counts.washStages),
		...labTags(),
	]
}

/** The dictionary by name. */
export function tagsByName(tags: readonly TagDefinition[]): ReadonlyMap<string, TagDefinition> {
	return new Map(tags.map((tag) => [tag.name, tag]))
}
