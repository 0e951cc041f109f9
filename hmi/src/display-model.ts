import type { SoftSensors, StationName } from '@emberline/twin'
import type { Words } from './alarms/alarm-record.ts'

/** Numbers of the frame that are neither a tag nor a soft sensor, shown as they are. */
export const FRAME_STATS = ['webSpeedMPerS', 'webPositionM', 'rollRemainingM', 'scrapM', 'productG'] as const
export type FrameStat = (typeof FRAME_STATS)[number]

/** Where an indicator's value comes from. */
export type IndicatorSource =
	| { readonly tag: string }
	| { readonly soft: keyof SoftSensors }
	/** A `FrameStat`; any other name shows a dash and says so. */
	| { readonly stat: string }
	/** Of the pairs [tag, reference tag], the difference that is largest in size: emitter deviation, coolant rise. */
	| { readonly deviations: readonly (readonly [tag: string, reference: string])[] }

/** One analog indicator. All numbers are in `unit`. */
export interface Indicator {
	readonly label: string
	readonly source: IndicatorSource
	readonly unit: string
	readonly decimals: number
	/** Fixed ends of the track. */
	readonly scale: readonly [low: number, high: number]
	/** Drawn as the band: the normal range. */
	readonly normal?: readonly [low: number, high: number]
	/** The normal range while a recipe runs, where it depends on it; by recipe tag. Comes before `normal`. */
	readonly normalByRecipe?: Readonly<Record<string, readonly [low: number, high: number]>>
	/** Alarm limits, drawn as ticks. */
	readonly low?: number
	readonly high?: number
	/** Tag whose value is drawn as the set-point mark. */
	readonly setpointTag?: string
}

export interface DisplayStation {
	readonly name: StationName
	/** Place in web order, from 1. */
	readonly number: number
	readonly title: string
	/** Span along the web path from the coating nip, m. */
	readonly fromM: number
	readonly toM: number
	readonly indicators: readonly Indicator[]
	/** What its own display shows beside the indicators; absent: nothing more. */
	readonly detail?: StationDetail
}

/** A value of the plant on a station's own display. Numbers are in the unit of its tag. */
export interface DetailValue {
	readonly tag: string
	/** Tag of its set-point, and what the plant takes of that. */
	readonly setpointTag?: string
	readonly accepted?: readonly [low: number, high: number]
	/** Interlocks act beyond these; `limitFrom` names them. */
	readonly low?: number
	readonly high?: number
	readonly limitFrom?: string
}

/** One quantity of all members of a group, in their order; null where a member has none. */
export interface DetailRow {
	/** In English; the browser knows other languages by it. */
	readonly label: string
	readonly cells: readonly (DetailValue | null)[]
}

/** Values that belong together: the zones, the jacket water. Without members, a group has one column. */
export interface DetailGroup {
	readonly title: string
	/** Numbers of zones, plates or stages. */
	readonly members: readonly string[]
	readonly rows: readonly DetailRow[]
}

export interface StationDetail {
	readonly groups: readonly DetailGroup[]
	/** Permissives and trips of this station; where they belong to the whole line, of every station that they stop. */
	readonly interlocks: readonly { readonly id: string; readonly kind: 'permissive' | 'trip'; readonly words: Words }[]
	/** Series that tell most of it, at most four. */
	readonly trends: readonly TrendPen[]
	/** It heats with modules that `LineFrame.heatingModules` tells of, and the forecast has their budgets. */
	readonly hasModules: boolean
}

/** A series that can be drawn over time: a tag, or `soft/…` of the twin. */
export interface TrendPen {
	readonly series: string
	readonly label: string
	readonly unit: string
	readonly decimals: number
	readonly normal?: readonly [low: number, high: number]
	readonly low?: number
	readonly high?: number
}

export interface DisplayRecipe {
	readonly title: string
	/** Recipe band of web temperature along the path. */
	readonly band: readonly { readonly sM: number; readonly lowK: number; readonly highK: number }[]
	/** Recipe windows by their names in the recipe file (`peak_K`, `heat_rate`, …), in the unit of the name. */
	readonly windows: Readonly<Record<string, readonly [low: number, high: number]>>
}

export interface DisplayTag {
	readonly name: string
	readonly unit: string
	readonly decimals: number
}

/** All that the browser knows of the line. Plain data: it travels in the snapshot. */
export interface DisplayModel {
	readonly lineTitle: string
	readonly stations: readonly DisplayStation[]
	/** Length of web shown in the profile plot, m from the coating nip. */
	readonly path: { readonly fromM: number; readonly toM: number }
	/** Tags that measure web temperature, and where: open circles of the profile plot. */
	readonly measuredPoints: readonly { readonly tag: string; readonly sM: number }[]
	/** By recipe tag, as `LineFrame.recipe` names it. */
	readonly recipes: Readonly<Record<string, DisplayRecipe>>
	/** Every tag that the screen may show; the order is the order on the wire. */
	readonly tags: readonly DisplayTag[]
	/** Texts of the header, in order: lot, roll. */
	readonly idents?: readonly { readonly label: string; readonly tag: string }[]
	/** Every series that a trend may have. */
	readonly pens?: readonly TrendPen[]
	/** PackML commands that a unit takes in each state. */
	readonly commandsIn?: Readonly<Record<string, readonly string[]>>
	/** Tag of the unit mode, and the names of its numbers. */
	readonly unitMode?: { readonly tag: string; readonly names: Readonly<Record<number, string>> }
	/** Silence after which a device's values are stale, ms; `null` for a device that has no beat. 5000 where absent. */
	readonly silenceLimitMs?: Readonly<Record<string, number | null>>
}

/** The device of a tag is the part before the first slash. */
export function deviceOf(tag: string): string {
	const slash = tag.indexOf('/')
	return slash < 0 ? tag : tag.slice(0, slash)
}

/** Silence allowed to a device, ms; `null` where silence means nothing (the laboratory). */
export function silenceLimitMs(display: DisplayModel, device: string): number | null {
	const own = display.silenceLimitMs?.[device]
	return own === undefined ? 5000 : own
}
