import type { Health } from '../port.ts'
import type { Innovation } from './innovations.ts'
import { type Intake, isHeld } from './intake.ts'
import { numberedTags } from './numbered-tags.ts'
import type { Observable } from './observables.ts'

export interface HealthVerdict {
	readonly health: Health
	/** Empty while tracking. */
	readonly reason: string
	/** By how much every spread is widened, because the residuals are wider than they should be; at least 1. */
	readonly stretch: number
}

/** Since when the residuals are too far out to be believed. Plain JSON. */
export interface HealthMemory {
	readonly farSinceMs: number | null
	/** When there was last a reason to be lost, which, and how often one has come anew lately; null before. */
	readonly lost: { readonly tMs: number; readonly reason: string; readonly times: number } | null
	/** First tick: nothing is held against devices that have had no time to speak. */
	readonly startMs: number
}

/** Plain JSON. */
export interface ClockSet {
	readonly tMs: number
	readonly backMs: number
}

export interface HealthView {
	readonly tMs: number
	readonly intake: Intake
	readonly observables: readonly Observable[]
	readonly innovations: readonly Innovation[]
	/** Parameters that have left what is plausible for this line. */
	readonly implausible: readonly string[]
	readonly zones: number
	readonly running: boolean
	/** Metres of web still on the line that were there before the twin was. */
	readonly assumedM: number
	/** Name of a recipe in force that this line does not have. */
	readonly unknownRecipe: string | null
	/** What the plant says of its states that cannot be. */
	readonly disagreement: string | null
	/** Time by which the newest reading is ahead of the twin. */
	readonly aheadMs: number
	/** The plant's clock was set back by so much (under 0: forward), and when that was found; null where it never was. */
	readonly clockSet: ClockSet | null
}

const DEVICES = ['Line', 'Feed', 'Drying', 'Heating', 'Quench', 'Wash'] as const
/** A device that says nothing for so long is stale. */
export const STALE_MS = 30_000
/** No news at all for so long, and the twin is blind. */
export const BLIND_MS = 60_000
/** Residuals further out than this, as mean square over their own spread, are not noise; and these are beyond belief. */
const FAR = 6.25
const BEYOND = 16
/** Spreads of a lost twin are at least so much wider. */
const LOST_STRETCH = 4
/** One instrument alone, however wrong, widens the rest no more than this. */
const STRETCH_SQUARE_MAX = 25
/** So long may this share of the instruments be beyond belief before the twin gives up. More than all pyrometers together: those may all be set wrong. */
const LOST_SHARE = 0.35
const LOST_AFTER_MS = 300_000
/** A plant of which so many instruments and this share of them stand still is not measured; one of which so many readings run back in time is shuffled. */
const FROZEN_LEAST = 4
const FROZEN_SHARE = 0.5
const BEHIND_SHARE = 0.25
/** A line that runs has its emitters within this of their set-points; one module may fail, half of them is another line. */
const AWAY_K = 60
/** A twin that was lost twice lately has to be sound for so long before it is believed again; a reason counts anew after a pause. */
const STAYS_LOST_MS = 60_000
const LATELY_MS = 600_000
const ANEW_MS = 2_000
const AHEAD_MS = 10_000
/** What was stamped about the time when the clock was set is under way, and in what the estimator averages over, for so long. */
const CLOCK_UNSURE_MS = 600_000

/** Whether the twin may be trusted, and what speaks against it, the worst first. */
export function judge(
	view: HealthView,
	memory: HealthMemory,
): { readonly verdict: HealthVerdict; readonly memory: HealthMemory } {
	const watched = view.innovations.filter((one, i) => view.observables[i]?.group !== 'shown' && isFresh(one, view.tMs))
	const squares = watched.map((one) => one.square)
	const stretch = Math.sqrt(Math.max(1, squares.length === 0 ? 1 : mean(squares.map((s) => Math.min(s, STRETCH_SQUARE_MAX)))))
	const beyond = squares.filter((s) => s > BEYOND).length + view.implausible.length
	const wide = beyond >= 2 && beyond >= LOST_SHARE * squares.length
	const away = emittersAway(view)
	const far = view.running && (wide || away.length * 2 >= view.zones)
	const farSinceMs = far ? (memory.farSinceMs ?? view.tMs) : null
	const reason = lostReason(view, farSinceMs, wide ? [] : away)
	const before = memory.lost
	const sinceMs = before === null ? Number.POSITIVE_INFINITY : view.tMs - before.tMs
	// A twin that comes and goes is believed no sooner than it has been sound for a while.
	const held = before !== null && before.times > 1 && sinceMs < STAYS_LOST_MS ? before.reason : null
	const lost = reason ?? held
	const times = before === null || sinceMs > LATELY_MS ? 1 : before.times + (sinceMs > ANEW_MS ? 1 : 0)
	// Before the first reading there was nothing to lose.
	const spoke = view.intake.counts.used > 0
	const next = { ...memory, farSinceMs, lost: reason !== null && spoke ? { tMs: view.tMs, reason, times } : before }
	if (lost !== null) return { verdict: { health: 'lost', reason: lost, stretch: Math.max(stretch, LOST_STRETCH) }, memory: next }
	const reasons = degradedReasons(view, memory)
	const health = reasons.length === 0 ? 'tracking' : 'degraded'
	return { verdict: { health, reason: summed(reasons), stretch }, memory: next }
}

function lostReason(view: HealthView, farSinceMs: number | null, away: readonly string[]): string | null {
	const { intake, tMs, zones } = view
	const newest = DEVICES.map((d) => intake.newestMs(d)).filter((ms) => ms !== undefined)
	if (newest.length === 0) return 'no readings from the plant yet'
	const silentMs = tMs - Math.max(...newest)
	if (silentMs > BLIND_MS) return `no data for ${seconds(silentMs)} s`
	const { stuck, behindShare } = intake
	if (stuck.tags.length >= FROZEN_LEAST && stuck.tags.length >= FROZEN_SHARE * stuck.of)
		return `frozen: ${stuck.tags.length} of ${stuck.of} instruments say the same again and again, ${stuck.tags[0]} among them`
	if (behindShare >= BEHIND_SHARE)
		return `times out of order: ${Math.round(100 * behindShare)} % of the readings are older than one before of the same tag`
	if (view.unknownRecipe !== null) return `recipe "${view.unknownRecipe}" is not one of this line`
	if (!known(intake, tMs, 'Line/Status/CurMachSpeed')) return 'web speed not known: Line/Status/CurMachSpeed'
	const emitters = numberedTags('Heating/Zone*/EmitterTemperature', zones)
	const dark = emitters.filter((tag) => !known(intake, tMs, tag))
	if (dark.length * 2 >= zones) return `emitter temperatures not known: ${dark.join(', ')}`
	if (farSinceMs !== null && tMs - farSinceMs >= LOST_AFTER_MS) {
		const what = away.length > 0 ? `${away.join(', ')} away from their set-points` : worstWords(view)
		return `measurements far from the model for ${seconds(tMs - farSinceMs)} s: ${what}`
	}
	return null
}

/** Emitters far from their set-points. */
function emittersAway({ intake, zones }: HealthView): string[] {
	const setpoints = numberedTags('Heating/Zone*/EmitterSetpoint', zones)
	return numberedTags('Heating/Zone*/EmitterTemperature', zones).filter((tag, i) => {
		const [is, wanted] = [intake.number(tag), intake.number(setpoints[i] as string)]
		return is !== undefined && wanted !== undefined && Math.abs(is - wanted) > AWAY_K
	})
}

function degradedReasons(view: HealthView, memory: HealthMemory): string[] {
	const { intake, tMs } = view
	const reasons: string[] = []
	for (const device of DEVICES) {
		const newestMs = intake.newestMs(device)
		if (newestMs === undefined) {
			if (tMs - memory.startMs > STALE_MS / 10) reasons.push(`no readings from ${device}`)
		} else if (tMs - newestMs > STALE_MS) reasons.push(`${device} silent for ${seconds(tMs - newestMs)} s`)
	}
	const refused = intake.refusedTags().filter(({ tag }) => view.observables.some((o) => o.tag === tag))
	const [first] = refused
	if (first !== undefined)
		reasons.push(`${first.tag}: ${first.reason}${refused.length > 1 ? ` and ${refused.length - 1} more` : ''}`)
	const missing = view.observables.filter((o) => o.group !== 'shown' && intake.state(o.tag) === undefined)
	if (missing.length > 0 && reasons.length === 0) {
		reasons.push(`not measured: ${missing[0]?.tag}${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}`)
	}
	if (intake.text('Line/Recipe/ID') === undefined) reasons.push('recipe assumed: Line/Recipe/ID')
	if (view.running && farOnes(view).length > 0) reasons.push(worstWords(view))
	if (view.implausible.length > 0) reasons.push(`not plausible for this line: ${view.implausible.join(', ')}`)
	if (view.disagreement !== null) reasons.push(view.disagreement)
	if (view.aheadMs > AHEAD_MS) reasons.push(`plant clock ${seconds(view.aheadMs)} s ahead`)
	if (view.clockSet !== null && tMs - view.clockSet.tMs < CLOCK_UNSURE_MS) reasons.push(clockWords(view.clockSet))
	if (view.assumedM > 0) reasons.push(`web from before the start assumed for ${view.assumedM.toFixed(1)} m more`)
	return reasons
}

/** One line for a person. */
export const clockWords = ({ backMs }: ClockSet): string =>
	`plant clock set ${backMs > 0 ? 'back' : 'forward'} by ${seconds(Math.abs(backMs))} s`

const known = (intake: Intake, tMs: number, tag: string): boolean => {
	const state = intake.state(tag)
	if (state === undefined || state.value === null) return false
	if (state.refused !== null && !isHeld(state, tMs)) return false
	const device = tag.split('/')[0] as string
	return tMs - (intake.newestMs(device) ?? Number.NEGATIVE_INFINITY) <= BLIND_MS
}

const isFresh = (one: Innovation, tMs: number) => one.measured !== null && tMs - one.tMs < 5 * 60_000

function farOnes(view: HealthView): { readonly tag: string; readonly one: Innovation }[] {
	return view.observables
		.flatMap((o, i) => {
			const one = view.innovations[i]
			return one !== undefined && o.group !== 'shown' && isFresh(one, view.tMs) && one.square > FAR ? [{ tag: o.tag, one }] : []
		})
		.sort((a, b) => b.one.square - a.one.square)
}

function worstWords(view: HealthView): string {
	const far = farOnes(view)
	const [worst] = far
	if (worst === undefined) return 'several tags'
	const more = far.length > 1 ? ` and ${far.length - 1} more` : ''
	return `${worst.tag} off by ${worst.one.mean.toPrecision(3)}${more}`
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const seconds = (ms: number) => Math.round(ms / 1000)
const summed = (reasons: readonly string[]) =>
	reasons.length <= 3 ? reasons.join('; ') : `${reasons.slice(0, 3).join('; ')}; and ${reasons.length - 3} more`
