import type { Posterior } from '../live/posterior.ts'
import type { ForecastChange, ForecastChangePart } from '../port.ts'
import { FORECAST_CHANGE_PARTS } from '../port.ts'
import type { Levels } from './levels.ts'

/** What the forecast before was made from. */
export interface ForecastBefore {
	readonly posterior: Posterior
	readonly levels?: Readonly<Record<string, Levels>>
}

/** Amounts of a day on which nothing is left to chance, by the keys of `quietKey`, over (fromS, fromS + hS]. */
export type QuietDay = (posterior: Posterior, levels: ForecastBefore['levels'], fromS: number) => ReadonlyMap<string, number>

/** Targets whose change is explained. */
export const EXPLAINED = ['grams', 'kWh'] as const
export const quietKey = (target: string, hS: number): string => `${target}@${hS}`

/** Parts of a change that show on a day without chance. */
export type QuietParts = Readonly<Record<Exclude<ForecastChangePart, 'stop' | 'risk'>, number>>

/**
 * Why the quiet day is another one than the last time: what is known now is taken back piece by piece, and the day is run again with each.
 * `time` is the same old knowledge over the hours that are ahead now. What these do not explain is what the line did since.
 */
export function quietParts(p: {
	readonly before: ForecastBefore
	readonly now: Posterior
	readonly levels: ForecastBefore['levels']
	readonly quietNow: ReadonlyMap<string, number>
	readonly quiet: QuietDay
}): ReadonlyMap<string, QuietParts> {
	const { before, now, quiet } = p
	const old = before.posterior
	const later = quiet(old, before.levels, (now.tMs - old.tMs) / 1000)
	const same = quiet(old, before.levels, 0)
	let known = now
	let day = p.quietNow
	const without = (changed: Posterior | null, levels = p.levels): ReadonlyMap<string, number> => {
		if (changed === null) return new Map([...day.keys()].map((key) => [key, 0]))
		const next = quiet(changed, levels, 0)
		const parts = new Map([...day].map(([key, x]) => [key, x - (next.get(key) ?? x)]))
		known = changed
		day = next
		return parts
	}
	const schedule = without(isSame(old.schedule, now.schedule) ? null : withOldPlan(old, known))
	const setpoints = without(
		old.recipe !== now.recipe || isSame(old.runControls, now.runControls) ? null : { ...known, runControls: old.runControls },
	)
	const { parameters } = old
	const learnt = without({ ...known, parameters })
	const correction = without(known, before.levels)
	return new Map(
		[...p.quietNow.keys()].map((key) => [
			key,
			{
				time: (later.get(key) ?? 0) - (same.get(key) ?? 0),
				schedule: schedule.get(key) ?? 0,
				setpoints: setpoints.get(key) ?? 0,
				parameters: learnt.get(key) ?? 0,
				correction: correction.get(key) ?? 0,
			},
		]),
	)
}

/** The plan before, as far as the line has come in it: where both plans have the item going on, else where it was. */
function withOldPlan(old: Posterior, now: Posterior): Posterior {
	const { schedule, scheduleId } = old
	const kept = schedule.some(({ id }) => id === now.cursor?.itemId)
	return { ...now, schedule, scheduleId, cursor: kept ? now.cursor : old.cursor }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const PART_WORDS: Readonly<Record<ForecastChangePart, string>> = {
	time: 'the hours of the plan that lie ahead now',
	schedule: 'the new plan',
	setpoints: 'speed and set-points',
	parameters: 'what was learnt of the line',
	stop: 'what the line did since',
	risk: 'stops that may come',
	correction: 'the correction by what came true',
}
/** A change is told where it is this share of the amount. */
const TOLD_SHARE = 0.01

/** The largest change of grams in a sentence, or that there is none; null without grams. */
export function changeInWords(changes: readonly ForecastChange[], sinceMs: number, stopped: boolean): string | null {
	const grams = changes.filter(({ target }) => target === 'grams')
	const size = ({ from, to }: ForecastChange) => Math.abs(to - from) / Math.max(Math.abs(from), Math.abs(to), 1)
	const most = grams.reduce<ForecastChange | null>((best, one) => (best === null || size(one) > size(best) ? one : best), null)
	if (most === null) return null
	const minutes = Math.max(1, Math.round(sinceMs / 60_000))
	const ahead = most.hS < 3600 ? `${Math.round(most.hS / 60)} min` : `${Math.round(most.hS / 360) / 10} h`
	if (size(most) < TOLD_SHARE) return `Grams as forecast ${minutes} min ago.`
	const change = most.to - most.from
	const parts = FORECAST_CHANGE_PARTS.map((part) => ({ part, x: most.parts[part] }))
		.filter(({ x }) => Math.abs(x) >= Math.max(0.1 * Math.abs(change), 0.5))
		.sort((a, b) => Math.abs(b.x) - Math.abs(a.x))
		.slice(0, 3)
		.map(({ part, x }) => `${signed(x)} g by ${part === 'stop' && stopped ? 'the stop' : PART_WORDS[part]}`)
	const than = `${Math.abs(Math.round(change))} g ${change < 0 ? 'less' : 'more'} than ${minutes} min ago`
	return `${Math.round(most.to)} g in ${ahead}, ${than}: ${parts.join(', ')}.`
}

const signed = (x: number): string => `${x < 0 ? '−' : '+'}${Math.abs(Math.round(x))}`
