import type { PackMlState, ScheduleItem } from '../port.ts'

/** Where the line is in its plan. */
export interface ScheduleCursor {
	/** Id of the item going on. */
	readonly itemId: string
	/** When it was seen to begin, or taken up. Ahead of now: the start of a plan that is still to come. */
	readonly sinceMs: number
	/** Metres of Execute done of a run. */
	readonly doneM: number
}

/** Plain JSON. */
export interface ScheduleProgress {
	readonly scheduleId: string | null
	readonly items: readonly ScheduleItem[]
	readonly cursor: ScheduleCursor | null
}

export const NO_SCHEDULE: ScheduleProgress = { scheduleId: null, items: [], cursor: null }

/** Stop reasons by which the plant says that it does this item of the plan. */
const REASON: Readonly<Record<number, ScheduleItem['kind']>> = { 101: 'rollChange', 102: 'recipeChange', 103: 'stop' }

/** What the line does now, as far as the plan is concerned. */
export interface LineNow {
	readonly tMs: number
	readonly state: PackMlState
	readonly stopReason: number
	readonly webSpeedMPerS: number
}

/** The plan has begun: its first start is not still to come. */
export const hasBegun = (cursor: ScheduleCursor, tMs: number): boolean => cursor.sinceMs <= tMs

/**
 * A new plan replaces the old one; done items may still be in it. The item going on is kept if the new plan has it, else it is the last one
 * that should have begun by now and fits what the line does, or the first, from its start on, where none should have. Of a run taken up in
 * its middle, the metres since its start at this speed count as done.
 */
export function withSchedule(
	before: ScheduleProgress,
	scheduleId: string,
	items: readonly ScheduleItem[],
	now: LineNow,
): ScheduleProgress {
	const { cursor } = before
	const kept = cursor !== null && hasBegun(cursor, now.tMs) && items.some((item) => item.id === cursor.itemId)
	return { scheduleId, items, cursor: kept ? cursor : takenUp(items, now) }
}

function takenUp(items: readonly ScheduleItem[], now: LineNow): ScheduleCursor | null {
	const running = now.state === 'Execute'
	const expectedKind = REASON[now.stopReason]
	let startMs = now.tMs
	let found: { readonly item: ScheduleItem; readonly startMs: number } | null = null
	for (const item of items) {
		if (item.start_ms !== undefined) startMs = Math.max(item.start_ms, item.after === undefined ? 0 : startMs)
		if (startMs > now.tMs) break
		const fits = running ? item.kind === 'run' : expectedKind === undefined || item.kind === expectedKind
		if (fits || found === null) found = { item, startMs }
		startMs += (item.expected_s ?? 0) * 1000
	}
	if (found === null) {
		const first = items[0]
		return first === undefined ? null : { itemId: first.id, sinceMs: startMs, doneM: 0 }
	}
	const { item } = found
	const elapsedM = item.kind === 'run' && running ? ((now.tMs - found.startMs) / 1000) * now.webSpeedMPerS : 0
	return { itemId: item.id, sinceMs: now.tMs, doneM: Math.max(0, Math.min(elapsedM, item.length_m ?? elapsedM)) }
}

/** Where the line is in its plan after a tick in which `runM` metres ran. */
export function progressed(before: ScheduleProgress, now: LineNow, runM: number): ScheduleProgress {
	const { cursor, items } = before
	if (cursor === null || !hasBegun(cursor, now.tMs)) return before
	const index = items.findIndex((item) => item.id === cursor.itemId)
	const item = items[index]
	if (item === undefined) return { ...before, cursor: null }
	const next = following(items, index, item, now, cursor.doneM)
	if (next === 'same') {
		if (item.kind !== 'run' || now.state !== 'Execute' || runM === 0) return before
		return { ...before, cursor: { ...cursor, doneM: cursor.doneM + runM } }
	}
	return { ...before, cursor: next === null ? null : { itemId: next.id, sinceMs: now.tMs, doneM: 0 } }
}

/** Less than this left of a run that stands counts as run [A]. */
const RUN_OUT_M = 0.5

function following(items: readonly ScheduleItem[], index: number, item: ScheduleItem, now: LineNow, doneM: number) {
	const after = items.slice(index + 1)
	const planned = now.state === 'Execute' ? undefined : REASON[now.stopReason]
	if (planned !== undefined && planned !== item.kind) {
		// Not beyond the next run: a line that stands before its first run gives a planned stop as its reason.
		const nextRun = after.findIndex((next) => next.kind === 'run')
		const near = nextRun < 0 ? after : after.slice(0, nextRun)
		return near.find((next) => next.kind === planned) ?? 'same'
	}
	if (item.kind !== 'run') return now.state === 'Execute' ? (after.find((next) => next.kind === 'run') ?? null) : 'same'
	const runOut = item.length_m !== undefined && doneM >= item.length_m - RUN_OUT_M
	if (runOut && now.state !== 'Execute' && now.stopReason === 0) return after[0] ?? null
	// One run may follow another without a stop between them.
	const straightOn = item.length_m !== undefined && doneM >= item.length_m && after[0]?.kind === 'run'
	return straightOn ? (after[0] as ScheduleItem) : 'same'
}
