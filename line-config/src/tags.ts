/** The value types of tags, by their Sparkplug names. */
export type TagType = 'Double' | 'Int32' | 'Int64' | 'Boolean' | 'String' | 'DateTime'

/** One value of the plant: the only place where its name, unit, type and rate stand. */
export interface TagDefinition {
	/** Sparkplug metric name, starting with its device: `Heating/Zone1/Power`. */
	readonly name: string
	readonly device: string
	/** Unit in which the plant publishes it, `enum`, `code` or `-` where it has none. */
	readonly unit: string
	readonly type: TagType
	/** Highest publishing rate; `event` where it comes by change only. */
	readonly rateHz: number | 'event'
	/** Change below which it is not published again, in its unit. */
	readonly deadband: number
	/** Written by the supervisory side (W). */
	readonly writable: boolean
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
