import type {
	Forecast,
	InterlockView,
	LineFrame,
	Quality,
	ReadingValue,
	Residual,
	SoftSensors,
	ZoneBalance,
} from '@emberline/twin'
import { z } from 'zod'
import type { EventName, Role } from './access/roles.ts'
import { type AlarmJournalEntry, type AlarmLoad, type AlarmsPart, type AlarmText, SHELVE_MINUTES } from './alarms/alarm-record.ts'
import type { AuditRow, AuditVerdict } from './audit.ts'
import type { CommandAct, CommandEffect, CommandOutcome, OfferedCommand } from './commands/command-door.ts'
import type { DisplayModel } from './display-model.ts'
import {
	type KpiView,
	type LotDetail,
	type LotRelease,
	type LotRow,
	TRACE_HOURS,
	type Trace,
	type TraceAsk,
} from './lots/lot-record.ts'
import type { RecipeDraftAsk, RecipeJudgeAsk, RecipeRevision } from './recipes/recipe-record.ts'
import { ROLL_MAX_M, ROLL_MAX_STEPS, type RollMap, type RollMapAsk, type RollPiece, type RollSpan } from './rolls/roll-record.ts'
import { WHAT_IF_MAX_SETPOINTS, type WhatIfAsk, type WhatIfNews, type WhatIfOffer } from './what-if/what-if.ts'

/**
 * What travels between the screen's server and the browser. The browser imports this file and nothing else of the
 * server. A snapshot is the whole picture; batches carry what changed since, numbered without gaps; beats prove life.
 */

export type {
	Estimate,
	Forecast,
	ForecastBudget,
	ForecastChange,
	ForecastSkill,
	ForecastTarget,
	HeatingModuleState,
	InterlockView,
	PackMlState,
	PlanNow,
	Quality,
	Residual,
	SoftSensors,
	StationFrame,
	StationName,
	ZoneBalance,
} from '@emberline/twin'
export { EVENT_ROLES, mayAsk, SHELVE_P1_ROLES } from './access/permissions.ts'
export type { EventName, Role } from './access/roles.ts'
export * from './alarms/alarm-record.ts'
export type { AuditRow, AuditVerdict } from './audit.ts'
export type { CommandAct, CommandEffect, CommandOutcome, OfferedCommand } from './commands/command-door.ts'
export * from './display-model.ts'
export * from './lots/lot-record.ts'
export * from './recipes/recipe-record.ts'
export * from './rolls/roll-record.ts'
export * from './what-if/what-if.ts'

/** Goes up when an open page of an older release can no longer read what the server sends. */
export const PROTOCOL = 2

export const BATCH_MS = 100
export const BEAT_MS = 500
/** Without a beat for so long the link is late, and then lost. */
export const LATE_MS = 1500
export const LOST_MS = 3000
/** Silence of the twin after which its numbers are lost, ms. */
export const FRAME_SILENT_MS = 5000

/** Quality on the wire is the index into this list. */
export const QUALITIES: readonly Quality[] = ['good', 'uncertain', 'bad', 'stale']

/** What the gateway knows of the way to the plant. */
export interface PlantLink {
	readonly broker: 'connected' | 'connecting' | 'lost'
	readonly node: 'online' | 'offline' | 'unknown'
	readonly devices: Readonly<Record<string, 'online' | 'offline' | 'stale' | 'unknown'>>
	/** Age of the newest plant value, ms. */
	readonly lastDataAgeMs: number | null
	/**
	 * Time since each device was last heard, ms, where the gateway hears more than values (values come by exception:
	 * a steady device sends none, but it still beats). The newer of this and the last reading counts.
	 */
	readonly silentMs?: Readonly<Record<string, number>>
	/** Plant's clock less the gateway's at its last message, ms; null or absent while nobody knows. */
	readonly clockOffsetMs?: number | null
	readonly message?: string
}

/** Values by index into `display.tags`. `r` (why not good) and `a` (age of a stale value, ms) by the same index. */
export interface TagsPart {
	readonly i: readonly number[]
	readonly v: readonly ReadingValue[]
	readonly q: readonly number[]
	readonly r?: Readonly<Record<number, string>>
	readonly a?: Readonly<Record<number, number>>
}

export type StatesPart = Pick<
	LineFrame,
	| 'tMs'
	| 'health'
	| 'healthReason'
	| 'line'
	| 'stations'
	| 'heatingModules'
	| 'plan'
	| 'recipe'
	| 'webSpeedMPerS'
	| 'webPositionM'
	| 'rollRemainingM'
	| 'scrapM'
	| 'productG'
>

/** The grid comes in the snapshot and again only when it changes. */
export interface ProfilePart {
	readonly sM?: readonly number[]
	readonly temperatureK: readonly number[]
	readonly sdK: readonly number[]
}

/** The parts of a frame, each sent when it changed: states, soft sensors and interlocks up to 10 Hz, zones, profile and residuals 2 Hz. */
export interface FrameParts {
	readonly states?: StatesPart
	readonly soft?: SoftSensors
	readonly zones?: readonly ZoneBalance[]
	readonly profile?: ProfilePart
	/** Instruments beside what the twin expects of them. */
	readonly residuals?: readonly Residual[]
	/** Standing trips and what came first; null of a line that has no readings. */
	readonly interlocks?: InterlockView | null
}

/** Series that have a sparkline: `soft/` a soft sensor, `stat/` a number of the frame. A historian is asked for the same names. */
export const SPARK_SERIES = ['soft/netGPerH', 'soft/peakK', 'soft/sizeNm', 'stat/scrapM', 'soft/kWhPerKg'] as const
export type SparkSeries = (typeof SPARK_SERIES)[number]
export const SPARK_STEP_MS = 10_000
export const SPARK_POINTS = 180

/** The span of each sparkline: `SPARK_POINTS` values `SPARK_STEP_MS` of plant time apart, the last at `endMs`. */
export interface SparkSpans {
	readonly endMs: number
	readonly series: Readonly<Record<SparkSeries, readonly (number | null)[]>>
}

/** One more point of every sparkline. */
export interface SparkPoint {
	readonly endMs: number
	readonly values: Readonly<Record<SparkSeries, number | null>>
}

export interface Beat {
	readonly serverMs: number
	/** Of the newest batch: a browser that has not seen it asks for a resync. */
	readonly seq: number
	/** Time since each device was heard, on the server's steady clock; `null` for never. */
	readonly silentMs: Readonly<Record<string, number | null>>
	readonly frameAgeMs: number | null
	readonly dataAgeMs: number | null
}

export interface Batch {
	readonly seq: number
	readonly serverMs: number
	readonly tags?: TagsPart
	readonly frame?: FrameParts
	readonly alarms?: AlarmsPart
	readonly forecast?: Forecast
	readonly link?: PlantLink
	readonly spark?: SparkPoint
}

export interface Snapshot {
	readonly protocol: number
	readonly seq: number
	readonly simulated: boolean
	readonly display: DisplayModel
	readonly tags: TagsPart
	readonly frame: FrameParts | null
	readonly alarms: AlarmsPart
	readonly forecast: Forecast | null
	readonly link: PlantLink
	readonly spark: SparkSpans
	readonly beat: Beat
}

export interface ServerEvents {
	snapshot: (snapshot: Snapshot) => void
	batch: (batch: Batch) => void
	beat: (beat: Beat) => void
	/** To the page that asked. */
	whatIf: (news: WhatIfNews) => void
}

/** Who sits here, as GET /session says it. */
export interface SessionView {
	readonly user: string
	readonly role: Role
	/** To be shown when the socket opens; null for a viewer. */
	readonly token: string | null
	/** Whether anybody can sign in at all. */
	readonly signIn: boolean
	/** Whether the plant takes commands from here. */
	readonly commands: boolean
}

/** What was asked for, or why not. */
export type Answer<T = object> =
	| ({ readonly ok: true } & T)
	| { readonly ok: false; readonly code: string; readonly message: string }
type Reply<T = object> = (answer: Answer<T>) => void

/** A command carries its own id, what its sender saw and when it was issued by the server's clock: one that comes late is refused. */
export interface CommandAsk {
	readonly id: string
	readonly act: CommandAct
	/** Present value as the screen showed it. */
	readonly seen: number | string | boolean | null
	readonly issuedMs: number
	readonly reason: string
}

export interface OperateAsk extends CommandAsk {
	readonly token: string
	/** Name and password again, where the command has to be signed, or of the second person. */
	readonly sign?: { readonly user: string; readonly password: string } | undefined
}

export interface BrowserEvents {
	/** A number was missed, or the page was hidden: send everything again. */
	resync: () => void
	/** Somebody touched the screen. */
	active: () => void
	/** No sound for a minute. */
	silence: (reply: Reply) => void
	alarmText: (id: string, reply: Reply<{ readonly text: AlarmText }>) => void
	/** Newest first; `beforeN` null for the newest. */
	journal: (beforeN: number | null, reply: Reply<{ readonly entries: readonly AlarmJournalEntry[] }>) => void
	load: (reply: Reply<{ readonly load: AlarmLoad }>) => void
	/** The course of some series over a span of plant time. */
	trend: (ask: TrendAsk, reply: Reply<{ readonly courses: readonly TrendCourse[] }>) => void
	/** One, or all of a station that a page shows. */
	acknowledge: (ids: readonly string[], reply: Reply) => void
	reset: (id: string, reply: Reply) => void
	shelve: (id: string, minutes: number, reason: string, reply: Reply) => void
	unshelve: (id: string, reply: Reply) => void
	/** `untilMs`: by the server's clock. */
	takeOut: (id: string, untilMs: number, reason: string, reply: Reply) => void
	returnToService: (id: string, reply: Reply) => void
	offered: (reply: Reply<{ readonly offered: readonly OfferedCommand[] }>) => void
	select: (ask: CommandAsk, reply: Reply<{ readonly outcome: CommandOutcome; readonly effect: CommandEffect | null }>) => void
	operate: (ask: OperateAsk, reply: Reply<{ readonly outcome: CommandOutcome }>) => void
	audit: (beforeN: number | null, reply: Reply<{ readonly rows: readonly AuditRow[] }>) => void
	verifyAudit: (reply: Reply<{ readonly verdict: AuditVerdict }>) => void
	rollMap: (ask: RollMapAsk, reply: Reply<{ readonly map: RollMap }>) => void
	rollPiece: (span: RollSpan, reply: Reply<{ readonly piece: RollPiece }>) => void
	/** A record on a piece of web. */
	rollMark: (span: RollSpan, reason: string, reply: Reply) => void
	lots: (reply: Reply<{ readonly lots: readonly LotRow[] }>) => void
	lot: (container: string, reply: Reply<{ readonly detail: LotDetail }>) => void
	traceWeb: (ask: TraceAsk, reply: Reply<{ readonly trace: Trace }>) => void
	kpis: (reply: Reply<{ readonly kpis: readonly KpiView[] }>) => void
	/** Signed by who answers for it. */
	releaseLot: (ask: ReleaseAsk, reply: Reply) => void
	recipes: (reply: Reply<{ readonly revisions: readonly RecipeRevision[] }>) => void
	draftRecipe: (ask: RecipeDraftAsk, reply: Reply) => void
	/** Signed by somebody who did not write it. */
	judgeRecipe: (ask: RecipeJudgeAsk & { readonly sign: Sign }, reply: Reply) => void
	whatIfOffer: (reply: Reply<{ readonly offer: WhatIfOffer }>) => void
	/** Taken or refused at once; what becomes of it comes as `whatIf`. */
	whatIf: (ask: WhatIfAsk, reply: Reply) => void
	cancelWhatIf: (id: string, reply: Reply) => void
}

/** Name and password again, of who sits there. */
export interface Sign {
	readonly user: string
	readonly password: string
}

export type ReleaseAsk = Pick<LotRelease, 'container' | 'verdict' | 'reason'> & { readonly sign: Sign }

export interface TrendAsk {
	readonly series: readonly string[]
	/** Plant time. */
	readonly fromMs: number
	readonly toMs: number
	/** Steps of the grid at most. */
	readonly points: number
}

/** A series on an even grid; null where nothing was recorded or known: a gap. `q`: indices into `QUALITIES`, the worst of each step. */
export interface TrendCourse {
	readonly series: string
	readonly tMs: readonly number[]
	readonly mean: readonly (number | null)[]
	readonly min: readonly (number | null)[]
	readonly max: readonly (number | null)[]
	readonly q: readonly number[]
}

export const TREND_MAX_PENS = 8
export const TREND_MAX_POINTS = 2000
/** Longest span that may be asked for. */
export const TREND_MAX_MS = 31 * 86_400_000

/** Rows that one answer carries. */
export const PAGE_ROWS = 200
/** A command lives so long from issue to the server, ms. */
export const COMMAND_LIFE_MS = 2000

/**
 * Every event that a browser may send, with the schema of its arguments (without the reply); others close the socket. Built by a
 * call so that it stays out of the browser's bundle.
 */
export function browserEventSchemas() {
	const nothing = z.tuple([])
	const id = z.string().min(1).max(300)
	const reason = z.string().trim().min(3).max(300)
	const before = z.tuple([z.number().int().positive().nullable()])
	const act = z.discriminatedUnion('kind', [
		z.strictObject({ kind: z.literal('set'), tag: id, value: z.number() }),
		z.strictObject({ kind: z.literal('packml'), command: z.string().max(40) }),
		z.strictObject({ kind: z.literal('mode'), mode: z.string().max(40) }),
	])
	const ask = {
		id: z.string().min(8).max(80),
		act,
		seen: z.union([z.number(), z.string().max(300), z.boolean(), z.null()]),
		issuedMs: z.number(),
		reason: z.string().max(300),
	}
	const span = { fromM: z.number(), toM: z.number() }
	const isSpan = ({ fromM, toM }: RollSpan) => toM > fromM && toM - fromM <= ROLL_MAX_M
	const sign = z.strictObject({ user: z.string().max(80), password: z.string().max(300) })
	return {
		resync: nothing,
		active: nothing,
		silence: nothing,
		alarmText: z.tuple([id]),
		journal: before,
		load: nothing,
		trend: z.tuple([
			z
				.strictObject({
					series: z.array(id).min(1).max(TREND_MAX_PENS),
					fromMs: z.number().int(),
					toMs: z.number().int(),
					points: z.number().int().min(2).max(TREND_MAX_POINTS),
				})
				.refine(({ fromMs, toMs }) => toMs > fromMs && toMs - fromMs <= TREND_MAX_MS),
		]),
		acknowledge: z.tuple([z.array(id).min(1).max(100)]),
		reset: z.tuple([id]),
		shelve: z.tuple([id, z.literal(SHELVE_MINUTES), reason]),
		unshelve: z.tuple([id]),
		takeOut: z.tuple([id, z.number().int(), reason]),
		returnToService: z.tuple([id]),
		offered: nothing,
		select: z.tuple([z.strictObject(ask)]),
		operate: z.tuple([z.strictObject({ ...ask, token: z.string().min(8).max(80), sign: sign.optional() })]),
		audit: before,
		verifyAudit: nothing,
		rollMap: z.tuple([z.strictObject({ ...span, steps: z.number().int().min(2).max(ROLL_MAX_STEPS) }).refine(isSpan)]),
		rollPiece: z.tuple([z.strictObject(span).refine(isSpan)]),
		rollMark: z.tuple([z.strictObject(span).refine(isSpan), reason]),
		lots: nothing,
		lot: z.tuple([id]),
		traceWeb: z.tuple([
			z
				.strictObject({
					by: z.enum(['lot', 'roll', 'recipe', 'flag', 'above']),
					value: z.string().trim().min(1).max(80),
					hours: z.literal(TRACE_HOURS),
				})
				.refine(({ by, value }) => by !== 'above' || Number.isFinite(Number(value))),
		]),
		kpis: nothing,
		releaseLot: z.tuple([z.strictObject({ container: id, verdict: z.enum(['released', 'held']), reason, sign })]),
		recipes: nothing,
		draftRecipe: z.tuple([
			z.strictObject({
				recipe: id,
				from: z.number().int().positive(),
				setpoints: z.record(id, z.number()).refine((given) => Object.keys(given).length <= WHAT_IF_MAX_SETPOINTS),
				reason,
			}),
		]),
		judgeRecipe: z.tuple([
			z.strictObject({
				recipe: id,
				revision: z.number().int().positive(),
				verdict: z.enum(['approved', 'rejected']),
				reason,
				sign,
			}),
		]),
		whatIfOffer: nothing,
		whatIf: z.tuple([
			z.strictObject({
				id: z.string().min(8).max(80),
				setpoints: z.record(id, z.number()).refine((given) => Object.keys(given).length <= WHAT_IF_MAX_SETPOINTS),
				recipe: id.optional(),
				horizonS: z.number().positive().max(86_400),
			}),
		]),
		cancelWhatIf: z.tuple([id]),
	} satisfies Readonly<Record<EventName, z.ZodType<readonly unknown[]>>>
}
