/**
 * The twin's only door. Time, readings and commands go in; one frame for each tick comes out.
 * The same types carry live running, replay and what-if: the twin is never told which it is.
 *
 * Times `tMs` are plant (event) time, integer ms since 1970. Tags are those of line-config's tag dictionary.
 */

export interface Tick {
	readonly tMs: number
}

/** `stale`: its device is silent or dead; `bad`: null by fault or out of range; `uncertain`: held, estimated or clock unsure. */
export type Quality = 'good' | 'uncertain' | 'bad' | 'stale'
/** From best to worst. Where a quality is kept as a number, it is the place in this list. */
export const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad', 'stale']

export type ReadingValue = number | string | boolean | null

/** One value of one tag, in the unit that the tag dictionary gives it. Missing is `null`, never NaN or zero. */
export interface Reading {
	/** When the plant measured it, not when it arrived. */
	readonly tMs: number
	readonly tag: string
	readonly value: ReadingValue
	readonly quality: Quality
	/** Why the quality is not good. */
	readonly reason?: string
}

/** Readings side by side, in the order told: many numbers without an object for each. One that is no number, or has a reason, is a `Reading`. */
export interface ReadingColumns {
	readonly count: number
	/** Names by their place. The same list each time; it only grows. */
	readonly tags: readonly string[]
	/** Of each reading: the place of its tag. */
	readonly places: Uint16Array
	/** Integer ms since 1970. */
	readonly timesMs: Float64Array
	readonly values: Float64Array
	/** Places in `QUALITIES`. */
	readonly qualities: Uint8Array
}

/** One of them by itself. */
export function readingAt({ tags, places, timesMs, values, qualities }: ReadingColumns, at: number): Reading {
	return {
		tMs: timesMs[at] ?? Number.NaN,
		tag: tags[places[at] ?? -1] ?? '',
		value: values[at] ?? null,
		quality: QUALITIES[qualities[at] ?? -1] ?? 'bad',
	}
}

export type StationName = 'Feed' | 'Drying' | 'Heating' | 'Quench' | 'Wash'
export const STATION_NAMES: readonly StationName[] = ['Feed', 'Drying', 'Heating', 'Quench', 'Wash']

/** What somebody or the schedule asks of the line. The tag is a W tag of the dictionary, the value in its unit. */
export type LineCommand =
	| { readonly kind: 'set'; readonly tMs: number; readonly tag: string; readonly value: number | boolean }
	| { readonly kind: 'packml'; readonly tMs: number; readonly command: PackMlCommand }
	| { readonly kind: 'recipe'; readonly tMs: number; readonly recipe: string }
	/** The plant's clock was found to have been set back by so much (under 0: forward), and its stamps are put right from now on. */
	| { readonly kind: 'clock-set'; readonly tMs: number; readonly backMs: number }
	| { readonly kind: 'schedule'; readonly tMs: number; readonly items: readonly ScheduleItem[]; readonly scheduleId: string }

export type PackMlCommand =
	| 'RESET'
	| 'START'
	| 'STOP'
	| 'HOLD'
	| 'UNHOLD'
	| 'SUSPEND'
	| 'UNSUSPEND'
	| 'ABORT'
	| 'CLEAR'
	| 'COMPLETE'

/** TR88.00.02-2022 state names; their numbers are in line-config's tags. */
export type PackMlState =
	| 'Clearing'
	| 'Stopped'
	| 'Starting'
	| 'Idle'
	| 'Suspended'
	| 'Execute'
	| 'Stopping'
	| 'Aborting'
	| 'Aborted'
	| 'Holding'
	| 'Held'
	| 'Unholding'
	| 'Suspending'
	| 'Unsuspending'
	| 'Resetting'
	| 'Completing'
	| 'Completed'

/** The plan as the plant publishes it (retained JSON on GROUP/NODE/Schedule). */
export interface ScheduleItem {
	readonly id: string
	readonly kind: 'run' | 'rollChange' | 'recipeChange' | 'stop'
	/** Not before this instant. */
	readonly start_ms?: number
	/** Id of the item before it. */
	readonly after?: string
	/** Metres of Execute, on `run`. */
	readonly length_m?: number
	readonly recipe?: string
	/** Planned time, s. */
	readonly expected_s?: number
}

/** Something of the world that went wrong, as a value. The twin's streams never error. */
export interface Fault {
	readonly tMs: number
	readonly source: string
	readonly code: string
	readonly message: string
}

/** An estimated quantity: mean and one standard deviation, in the unit its name carries. */
export interface Estimate {
	readonly x: number
	readonly sd: number
}

/** `tracking`: numbers may be trusted; `degraded`: with the stated reason in mind; `lost`: not at all. */
export type Health = 'tracking' | 'degraded' | 'lost'

/** Heat account of one zone, kW, now. `electricalKW` = the others summed; `closure` = (in - out - stored) / largest term. */
export interface ZoneBalance {
	readonly station: StationName
	/** From 1 in each station. */
	readonly zone: number
	readonly electricalKW: number
	readonly toWebKW: number
	readonly toGasKW: number
	readonly toSlotsKW: number
	readonly toWallsKW: number
	readonly toCoolantKW: number
	readonly storedKW: number
	readonly closure: number
	/** Parts of toWebKW: sensible + fusion + reaction + evaporation + margin. */
	readonly web: {
		readonly sensibleKW: number
		readonly fusionKW: number
		readonly reactionKW: number
		readonly evaporationKW: number
		readonly marginKW: number
		/** How it got there: radiation and convection together are the coated web's share of toWebKW. */
		readonly radiationKW: number
		readonly convectionKW: number
	}
	/** Equivalent seconds at the recipe's reference temperature gained in this zone by the web leaving it now. */
	readonly doseEqS: number
	readonly webInK: number
	readonly webOutK: number
}

/** What no tag measures, each with its uncertainty; null while it is not known. */
export interface SoftSensors {
	readonly peakK: Estimate | null
	readonly heatRateKPerS: Estimate | null
	readonly quenchRateKPerS: Estimate | null
	readonly tAboveS: Estimate | null
	readonly doseEqS: Estimate | null
	readonly sizeNm: Estimate | null
	readonly residualNaClWtpct: Estimate | null
	readonly moisturePct: Estimate | null
	/** Product arriving at the scale now, as the twin has it, good or not. */
	readonly netGPerH: Estimate | null
	/** Product leaving the furnace now. */
	readonly furnaceGPerH: Estimate | null
	/** Worst of |value - middle| / half range over the recipe window, %, of the web leaving the quench; under 100 is inside. */
	readonly windowIndexPct: number | null
	/** The soft sensor that sets the window index. */
	readonly windowIndexCause: string | null
	readonly kWhPerKg: Estimate | null
}

/** The soft sensors that come with a spread, in the order in which they are reckoned, stored and shown. */
export const SOFT_ESTIMATES = [
	'peakK',
	'heatRateKPerS',
	'quenchRateKPerS',
	'tAboveS',
	'doseEqS',
	'sizeNm',
	'residualNaClWtpct',
	'moisturePct',
	'netGPerH',
	'furnaceGPerH',
	'kWhPerKg',
] as const satisfies readonly (keyof SoftSensors)[]
export type SoftEstimate = (typeof SOFT_ESTIMATES)[number]

/** A limit or interlock of line-config that is active now, or a diagnosis of the monitor. Its handling (acknowledge, shelve) is the screen's. */
export interface ActiveAlarm {
	/** Same while it stays active. */
	readonly id: string
	readonly priority: 1 | 2 | 3
	readonly sinceMs: number
	readonly station: StationName | 'Line'
	readonly tag: string
	readonly words: string
	readonly value: number | null
	readonly limit: number | null
	readonly unit: string
	/** Of a diagnosis of the twin. */
	readonly diagnosis?: AlarmDiagnosis
}

/** What the twin makes of what it sees. */
export interface AlarmDiagnosis {
	/** Likeliest first, `unknown` among them; probabilities from 0 to 1. */
	readonly causes: readonly { readonly cause: string; readonly p: number }[]
	/** Encoder metres of the web that it befell so far. */
	readonly webFromM: number
	readonly webToM: number
}

export interface StationFrame {
	readonly state: PackMlState
	/** When it entered this state, plant time. */
	readonly sinceMs: number
	/** Stop reason code, 0 none. */
	readonly stopReason: number
}

/**
 * Control of one heating module. `ramp`: on its way to the set-point, up or down; `set-back`: kept below it while the web waits; `failed`:
 * does not get there in the time that a climb takes.
 */
export type HeatingModuleState = 'off' | 'ramp' | 'control' | 'set-back' | 'failed'

export interface HeatingModuleFrame {
	readonly state: HeatingModuleState
	/** When it entered this state, plant time. */
	readonly sinceMs: number
}

/** Where the line is in its plan. */
export interface PlanNow {
	/** The item going on, as the plan names it; null without a plan or when it is worked off. */
	readonly item: {
		readonly id: string
		readonly kind: ScheduleItem['kind']
		readonly recipe: string | null
		/** When it was seen to begin, plant time. */
		readonly sinceMs: number
		/** Metres of Execute done of a run, and those planned. */
		readonly doneM: number
		readonly lengthM: number | null
	} | null
	/** Its number from 1 in the line file, plant time. */
	readonly shift: { readonly number: number; readonly startMs: number; readonly endMs: number }
}

/** Web temperature along the path from the coating nip, on a fixed grid, as the twin has it. */
export interface WebProfile {
	readonly sM: readonly number[]
	readonly temperatureK: readonly number[]
	readonly sdK: readonly number[]
	readonly moistureKgPerKg: readonly number[]
}

/** One measured tag beside the twin's value for it. */
export interface Residual {
	readonly tag: string
	readonly measured: number
	readonly expected: number
	/** Standard deviation expected of the difference. */
	readonly sd: number
}

/** The interlock table as readings show it. The controller acts, and certified hardware is the safety function; the twin shows. */
export interface InterlockView {
	/** Trips that stand, in the order they acted; `causeMs` is when the cause began. */
	readonly trips: readonly { readonly id: string; readonly cause: string; readonly causeMs: number }[]
	/** The trip whose cause came first since the last clear. */
	readonly firstOut: { readonly id: string; readonly causeMs: number } | null
	/** Permissives that readings do not prove. Wired contacts, which no tag carries, are not listed. */
	readonly missing: readonly string[]
	/** In plain words; empty while nothing stands. */
	readonly line: string
}

/** What the twin knows at one tick. Plain data: it can be sent, stored and compared as it is. */
export interface LineFrame {
	readonly tMs: number
	readonly seq: number
	readonly health: Health
	/** Empty while tracking. */
	readonly healthReason: string
	readonly line: StationFrame
	readonly stations: Readonly<Record<StationName, StationFrame>>
	/** Of every heating module, from the feed side on; absent while nothing is told of them. */
	readonly heatingModules?: readonly HeatingModuleFrame[]
	/** Recipe tag (`HTR`, `NTS` or the recipe's id) and where the line is in its schedule. */
	readonly recipe: string
	readonly plan?: PlanNow
	readonly webSpeedMPerS: number
	readonly webPositionM: number
	readonly rollRemainingM: number | null
	readonly web: WebProfile
	readonly zones: readonly ZoneBalance[]
	readonly soft: SoftSensors
	readonly residuals: readonly Residual[]
	readonly alarms: readonly ActiveAlarm[]
	/** Absent in frames of a line that has no readings. */
	readonly interlocks?: InterlockView
	readonly faults: readonly Fault[]
	/** Since the twin started: metres lost and grams that reached the scale. */
	readonly scrapM: number
	readonly productG: number
}

export const QUANTILES = ['0.025', '0.05', '0.1', '0.25', '0.5', '0.75', '0.9', '0.95', '0.975'] as const
export type QuantileName = (typeof QUANTILES)[number]

/** One forecast amount over (origin, origin + hS]. Shape of a line of forecast.jsonl, with camel-case names. */
export interface ForecastTarget {
	/** grams, good_grams, g_per_h, metres, scrap_m, kWh, water_L, peak_K, dose_eq_s or a name of the twin's own. */
	readonly target: string
	readonly zone?: number
	readonly hS: number
	readonly mean: number
	/** Not falling from the first to the last. */
	readonly q: Readonly<Record<QuantileName, number>>
	/** The same when nothing stops the line but the plan. */
	readonly asPlanned?: number
	/** What simpler forecasts say; absent where nothing is measured of the target. */
	readonly baselines?: ForecastBaselines
}

/** Forecasts that anybody can make, in the unit of the target; null while they know nothing. */
export interface ForecastBaselines {
	/** The last quarter of an hour goes on. */
	readonly persistence: number | null
	/** Its exponentially smoothed past goes on. */
	readonly smoothing: number | null
	/** What the plan has, times the share of the time that stops leave. */
	readonly schedule: number | null
}

/** How good the forecasts of a target were, over outcomes of which each weighs half after a day. Skills: 1 - error / baseline's error. */
export interface ForecastSkill {
	readonly target: string
	readonly zone?: number
	readonly hS: number
	/** Outcomes, faded. */
	readonly outcomes: number
	/** Mean absolute error of the median, and mean size of what came true, in the unit of the target. */
	readonly meanError: number
	readonly meanSize: number
	readonly overPersistence: number | null
	readonly overSmoothing: number | null
	readonly overSchedule: number | null
	/** Share of outcomes inside the 50, 80, 90 and 95 % intervals. */
	readonly inside: Readonly<Record<'50' | '80' | '90' | '95', number>>
}

/** Terms of the heat account of one heating zone, kW. */
export interface BudgetTerms {
	readonly electricalKW: number
	readonly toWebKW: number
	readonly toGasKW: number
	readonly toSlotsKW: number
	readonly toWallsKW: number
	readonly toCoolantKW: number
	readonly storedKW: number
	readonly doseEqS: number
}

/** Mean thermal budget of one heating zone over a horizon, kW per term, mean of the members. */
export interface ForecastBudget extends BudgetTerms {
	readonly zone: number
	readonly hS: number
	/** Of the heaters over the horizon: kWh, and J for each gram that reaches the scale; null where none does. */
	readonly electricalKWh?: number
	readonly jPerG?: number | null
	/** As drawn, at the recipe's own set-points; and as it was in the quarter of an hour before. */
	readonly planned?: BudgetTerms
	readonly actual?: BudgetTerms
	/** The term in which forecast and plan differ most, and by how much, kW. */
	readonly moved?: { readonly term: BudgetTermKW; readonly kW: number }
}
export type BudgetTermKW = Exclude<keyof BudgetTerms, 'doseEqS'>

/** Probability that powder fed before the horizon breaks a limit of recipe or line, 0 to 1. */
export interface ForecastLimit {
	readonly name: string
	readonly limit: number
	readonly unit: string
	readonly hS: number
	readonly probability: number
}

/** Why an amount is forecast otherwise than the last time, in its unit; the parts add up to `to - from`. */
export interface ForecastChange {
	readonly target: string
	readonly hS: number
	readonly from: number
	readonly to: number
	readonly parts: Readonly<Record<ForecastChangePart, number>>
}
/**
 * `time`: other hours of the same plan; `schedule`: another plan; `setpoints`: speed and set-points in force; `parameters`: what was learnt of
 * the line; `stop`: a stop that came or went, and what else the line did since; `risk`: stops that may come; `correction`: by what came true.
 */
export const FORECAST_CHANGE_PARTS = ['time', 'schedule', 'setpoints', 'parameters', 'stop', 'risk', 'correction'] as const
export type ForecastChangePart = (typeof FORECAST_CHANGE_PARTS)[number]

export interface Forecast {
	readonly originMs: number
	readonly scheduleId: string | null
	readonly health: Health
	readonly healthReason: string
	readonly members: number
	readonly targets: readonly ForecastTarget[]
	readonly budgets: readonly ForecastBudget[]
	/** Of the forecasts before; absent before any came true. */
	readonly skills?: readonly ForecastSkill[]
	readonly limits?: readonly ForecastLimit[]
	/** Since the last forecast; absent from the first, and after the twin was lost. */
	readonly changes?: readonly ForecastChange[]
	/** The largest of these in one sentence. */
	readonly explanation?: string
	/** Wall time it took, ms; the only field that may differ between two equal runs. */
	readonly wallMs: number
}
