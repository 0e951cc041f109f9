/** What travels of the roll map: web by the metre that passed the coating nip, `fromM` upstream of `toM` in time. */

/** Quantities of finished web, in this order; units are in the names. */
export const ROLL_LANES = [
	'speed_mm_s',
	'areal_g_m2',
	'moisture_pct',
	'peak_K',
	't_above_s',
	'dose_eq_s',
	'heat_rate_K_s',
	'quench_rate_K_s',
	'size_nm',
	'nacl_wtpct',
] as const
export type RollLaneName = (typeof ROLL_LANES)[number]

/** What web is marked with: the row is refused, lies at a splice, stood in the furnace, saw too much heat, or was not seen by the twin. */
export const ROLL_FLAGS = ['splice', 'stop', 'over_dosed', 'reject', 'lost'] as const
export type RollFlag = (typeof ROLL_FLAGS)[number]

export const ROLL_NAMES = ['roll', 'lot', 'recipe'] as const
export type RollNameKind = (typeof ROLL_NAMES)[number]

/** Steps that one picture has at most, and web that it may span [m]. */
export const ROLL_MAX_STEPS = 400
export const ROLL_MAX_M = 3200

export interface RollSpan {
	readonly fromM: number
	readonly toM: number
}

export interface RollMapAsk extends RollSpan {
	readonly steps: number
}

/** One quantity per step; null where nobody knows it. */
export interface RollLane {
	readonly mean: readonly (number | null)[]
	readonly min: readonly (number | null)[]
	readonly max: readonly (number | null)[]
}

export interface RollStretch extends RollSpan {
	readonly name: string
}

/** A stop, by the web that stood in the furnace meanwhile. */
export interface RollStop extends RollSpan {
	readonly fromMs: number
	/** null while it stands. */
	readonly toMs: number | null
	/** Stop reason as the plant numbers it. */
	readonly reason: number
}

/** Web whose powder is in a container. */
export interface RollContainer extends RollSpan {
	readonly container: string
	readonly fromMs: number
	readonly toMs: number | null
	readonly grams: number | null
}

/** What somebody wrote on a piece of web. */
export interface RollMark extends RollSpan {
	readonly atMs: number
	readonly by: string
	readonly reason: string
}

export interface RollMap extends RollSpan {
	readonly stepM: number
	/** Share of each step that is known as finished web, 0 to 1. */
	readonly known: readonly number[]
	readonly lanes: Readonly<Record<RollLaneName, RollLane>>
	/** Share of each step's known web that carries the mark. */
	readonly flags: Readonly<Record<RollFlag, readonly number[]>>
	readonly names: Readonly<Record<RollNameKind, readonly RollStretch[]>>
	readonly stops: readonly RollStop[]
	readonly containers: readonly RollContainer[]
	readonly marks: readonly RollMark[]
}

export interface PieceValue {
	readonly name: RollLaneName
	readonly mean: number
	readonly min: number
	readonly max: number
	/** Of a row, mean of the known ones; null where none is known. */
	readonly sd: number | null
}

/** Time in one zone of the line of the web in the middle of the piece. `zone` 0: the whole station has one. */
export interface ZonePassage {
	readonly station: string
	readonly zone: number
	/** Plant time at which it came in. */
	readonly fromMs: number
	readonly seconds: number
}

/** All that is known of an interval of finished web. */
export interface RollPiece extends RollSpan {
	/** Metres of it that are known. */
	readonly knownM: number
	readonly values: readonly PieceValue[]
	readonly rolls: readonly string[]
	readonly lots: readonly string[]
	readonly recipes: readonly string[]
	readonly flags: readonly { readonly flag: string; readonly metres: number }[]
	/** From the first of it at the coating nip to the last of it at the scraper; null where nobody saw it. */
	readonly fromMs: number | null
	readonly toMs: number | null
	readonly zones: readonly ZonePassage[]
	/** Containers with powder of it: its share of what is in each. */
	readonly containers: readonly { readonly container: string; readonly share: number; readonly grams: number | null }[]
	readonly marks: readonly RollMark[]
}
