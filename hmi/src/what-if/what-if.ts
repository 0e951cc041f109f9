import type { Health } from '@emberline/twin'

/**
 * What-if from the screen: the live line as the twin knows it now, at other set-points. Set-points go by the names of their tags and in
 * the tags' units, so that a screen shows them as it shows the plant's; nothing here writes one.
 */

/** One set-point that may be tried otherwise. */
export interface WhatIfSetpoint {
	readonly tag: string
	readonly unit: string
	/** In force now; null while the twin has not taken the plant up. */
	readonly now: number | null
	/** What the plant would take, both ends included. */
	readonly range: readonly [low: number, high: number]
}

/** What may be asked now, and how many wait. */
export interface WhatIfOffer {
	readonly setpoints: readonly WhatIfSetpoint[]
	/** Ids of the recipes whose powder may be fed instead, the one that is fed now first. */
	readonly recipes: readonly string[]
	readonly horizonS: { readonly least: number; readonly most: number; readonly usual: number }
	/** Requests under way and waiting, of all screens, and how many there may be. */
	readonly queue: { readonly taken: number; readonly size: number }
}

export interface WhatIfAsk {
	/** Of the page's own making; news of the request carry it. */
	readonly id: string
	/** By tag; what is left out stays as in force now. Without a screw it follows the speed, so that the loading stays. */
	readonly setpoints: Readonly<Record<string, number>>
	/** Fed from now on, at its own set-points but for those above. Without it the recipe stays. */
	readonly recipe?: string | undefined
	/** How far ahead the course is followed, s. */
	readonly horizonS: number
}

/** 5 %, middle and 95 % of the draws. */
export interface WhatIfBand {
	readonly p05: number
	readonly p50: number
	readonly p95: number
}

/** Figures of a result. The first are those of the settled line, `ahead_` of the course up to the horizon. */
export const WHAT_IF_FIGURES = {
	good_g_per_h: 'g/h',
	net_g_per_h: 'g/h',
	energy_kWh_per_kg: 'kWh/kg',
	water_L_per_kg: 'L/kg',
	whole_line_kW: 'kW',
	size_nm: 'nm',
	peak_K: 'K',
	heat_rate_K_s: 'K/s',
	quench_rate_K_s: 'K/s',
	quench_exit_K: 'K',
	residual_nacl_wtpct: 'wt%',
	ahead_good_g: 'g',
	ahead_net_g: 'g',
	ahead_kWh: 'kWh',
	ahead_scrap_m: 'm',
} as const
export type WhatIfFigureName = keyof typeof WHAT_IF_FIGURES

/** One figure with the set-points in force and with those tried; null where there is none. Both meet the same draws. */
export interface WhatIfFigure {
	readonly name: WhatIfFigureName
	readonly now: WhatIfBand | null
	readonly tried: WhatIfBand | null
	/** Tried less now, draw by draw. */
	readonly difference: WhatIfBand | null
	/** Share of the draws in which it is greater than now; null where there is none. */
	readonly pMore: number | null
}

/** One limit of powder, recipe window, line or PLC. */
export interface WhatIfLimit {
	readonly name: string
	readonly of: 'powder' | 'window' | 'line' | 'plc' | 'flag'
	readonly limit: number
	/** Share of the draws that break it. */
	readonly pBrokenNow: number
	readonly pBroken: number
	/** Room left in the worst draw but 5 %, as a share of the limit; below 0 where it is broken. The smallest is what limits. */
	readonly room: number
}

/** Product at the scale along the horizon. */
export interface WhatIfCourse {
	/** From the origin, s. */
	readonly tS: readonly number[]
	readonly netGPerH: readonly WhatIfBand[]
}

export interface WhatIfResult {
	/** Plant time of the state that it started from. */
	readonly originMs: number
	/** Of the twin then: what is asked of a lost twin is refused. */
	readonly health: Health
	readonly healthReason: string
	readonly recipe: string
	readonly horizonS: number
	/** Draws of what nobody knows exactly, from what the twin has learnt. */
	readonly draws: { readonly settled: number; readonly ahead: number }
	readonly wallMs: number
	readonly figures: readonly WhatIfFigure[]
	/** Hottest web in each heating module, K. */
	readonly zones: readonly { readonly zone: number; readonly now: WhatIfBand | null; readonly tried: WhatIfBand | null }[]
	/** What limits first. */
	readonly limits: readonly WhatIfLimit[]
	readonly course: { readonly now: WhatIfCourse; readonly tried: WhatIfCourse }
	/** The scenario as a file would say it. */
	readonly scenario: string
}

/** What becomes of a request, told to the page that asked. After the last three nothing follows. */
export type WhatIfNews =
	| { readonly id: string; readonly state: 'waiting' /** 1: next. */; readonly place: number }
	| { readonly id: string; readonly state: 'running'; readonly share: number; readonly leftS: number | null }
	| { readonly id: string; readonly state: 'done'; readonly result: WhatIfResult }
	| { readonly id: string; readonly state: 'failed'; readonly message: string }
	| { readonly id: string; readonly state: 'cancelled' }

export type WhatIfRefusal = 'queue-full' | 'twin-lost' | 'out-of-range' | 'unknown' | 'repeated' | 'no-what-if'

/** Who answers what-ifs. It knows of no way to the plant. */
export interface WhatIfDoor {
	offer(): WhatIfOffer
	/** Takes a request or says why not; `tell` hears what becomes of it, never before this has returned. */
	ask(
		ask: WhatIfAsk,
		tell: (news: WhatIfNews) => void,
	): { readonly ok: true } | { readonly ok: false; readonly code: WhatIfRefusal; readonly message: string }
	/** Waiting or under way; false where there is none of that id. */
	cancel(id: string): boolean
}

/** Set-points that one request may change. */
export const WHAT_IF_MAX_SETPOINTS = 40
/** Requests of one page at a time: as many as a page compares. */
export const WHAT_IF_OF_A_PAGE = 4
