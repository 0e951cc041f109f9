import type { PackMlCommand, PackMlState, ScheduleItem } from '../port.ts'
import { STATION_NAMES } from '../port.ts'
import type { LineMachineEvent, LineMachinesSnapshot } from './line-machines.ts'
import type { CHANGE_REASON } from './planned-change.ts'
import { hasBegun, type ScheduleProgress } from './schedule-cursor.ts'

/**
 * The plan carried out: what the coordinator is told for the item at the cursor. The cursor follows what the line does, as it does live, so
 * plan and line cannot come apart. All that stands between two runs is done in one stop.
 */

/** Planned time of a roll change that the plan gives none for [s] [A]. */
export const ROLL_CHANGE_S = 480
/** Stop reason of a planned stop. */
export const PLANNED_STOP_REASON = 103

export interface PlanMove {
	readonly events: readonly LineMachineEvent[]
	/** Recipe to be in force now, by the name that the plan has for it. */
	readonly recipe: string
}

/** All between this run and the next. Seconds as planned. */
interface Stand {
	readonly what: 'stop' | 'roll' | 'recipe'
	readonly lastsS: number
	/** Recipe of the run behind it. */
	readonly recipe: string
	/** Instants before which it must not begin, and not end. */
	readonly notBeforeMs: number
	readonly untilMs: number
}

/** One step nearer to Execute from where a line waits. */
const NEARER: Readonly<Partial<Record<PackMlState, PackMlCommand>>> = {
	Stopped: 'RESET',
	Completed: 'RESET',
	Idle: 'START',
	Held: 'UNHOLD',
	Suspended: 'UNSUSPEND',
}

/** Web of the recipe in force still runs: another one waits until it stands. */
export const RUNS_OUT: ReadonlySet<PackMlState> = new Set<PackMlState>([
	'Execute',
	'Holding',
	'Suspending',
	'Stopping',
	'Completing',
	'Aborting',
])

/** What to tell the machines now. `recipe`: in force, by the name that the plan has for it. Empty while the line does as the plan wants. */
export function planMove({ items, cursor }: ScheduleProgress, at: LineMachinesSnapshot, recipe: string): PlanMove {
	const index = items.findIndex(({ id }) => id === cursor?.itemId)
	const item = items[index]
	if (cursor === null || item === undefined || !hasBegun(cursor, at.tMs)) return { events: [], recipe }
	const { state } = at.line
	const stands = !RUNS_OUT.has(state)
	if (item.kind === 'run') {
		const wanted = item.recipe ?? recipe
		if (state !== 'Execute') return { events: onward(at, item.start_ms), recipe: stands ? wanted : recipe }
		if (wanted !== recipe) return { events: change(at, 'recipe', 0), recipe }
		if (item.length_m === undefined || cursor.doneM < item.length_m) return { events: [], recipe }
	}
	const stand = standFrom(items, item.kind === 'run' ? index + 1 : index, recipe)
	if (stand === null) return { events: [], recipe }
	if (state === 'Execute') return { events: at.tMs < stand.notBeforeMs ? [] : begin(stand, at), recipe }
	// In another wait than that of the change itself somebody or something else stopped the line: it is brought back when the time has come.
	const untilMs = Math.max(stand.untilMs, cursor.sinceMs + (stand.what === 'stop' ? stand.lastsS * 1000 : 0))
	return { events: onward(at, untilMs), recipe: stands ? stand.recipe : recipe }
}

/** When something of the plan is next due by itself; null while it waits for the line. */
export function planDueMs({ items, cursor }: ScheduleProgress, at: LineMachinesSnapshot): number | null {
	const index = items.findIndex(({ id }) => id === cursor?.itemId)
	const item = items[index]
	if (cursor === null || item === undefined) return null
	if (!hasBegun(cursor, at.tMs)) return cursor.sinceMs
	if (item.kind === 'run' && at.line.state === 'Execute') {
		if (item.length_m === undefined || at.webSpeedMPerS <= 0) return null
		return at.tMs + Math.max(1, Math.ceil((1000 * (item.length_m - cursor.doneM)) / at.webSpeedMPerS))
	}
	if (item.kind === 'run') return item.start_ms ?? null
	const stand = standFrom(items, index, '')
	return stand === null ? null : Math.max(stand.untilMs, cursor.sinceMs + stand.lastsS * 1000)
}

/** What stands between the item at `from` and the next run; null where there is none. */
function standFrom(items: readonly ScheduleItem[], from: number, recipe: string): Stand | null {
	const rest = items.slice(from)
	const next = rest.findIndex(({ kind }) => kind === 'run')
	const between = next < 0 ? rest : rest.slice(0, next)
	const [first] = between
	if (first === undefined) return null
	const run = next < 0 ? undefined : rest[next]
	const sum = (...kinds: ScheduleItem['kind'][]) =>
		between
			.filter(({ kind }) => kinds.includes(kind))
			.reduce((s, item) => s + (item.expected_s ?? (item.kind === 'rollChange' ? ROLL_CHANGE_S : 0)), 0)
	const has = (kind: ScheduleItem['kind']) => between.some((item) => item.kind === kind)
	return {
		// Heat-up or cool-down to another recipe takes what it takes: the plan's time for it is no order.
		...(has('stop')
			? { what: 'stop' as const, lastsS: sum('stop', 'rollChange') }
			: has('rollChange')
				? { what: 'roll' as const, lastsS: sum('rollChange') }
				: { what: 'recipe' as const, lastsS: 0 }),
		recipe: run?.recipe ?? between.findLast((item) => item.recipe !== undefined)?.recipe ?? recipe,
		notBeforeMs: first.start_ms ?? Number.NEGATIVE_INFINITY,
		untilMs: run?.start_ms ?? Number.NEGATIVE_INFINITY,
	}
}

function begin(stand: Stand, at: LineMachinesSnapshot): readonly LineMachineEvent[] {
	if (stand.what === 'stop') return [{ kind: 'command', command: 'STOP', reason: PLANNED_STOP_REASON }]
	const waitS = (stand.untilMs - at.tMs) / 1000
	return change(at, stand.what, Math.max(stand.lastsS, waitS))
}

const change = (at: LineMachinesSnapshot, what: keyof typeof CHANGE_REASON, lastsS: number): readonly LineMachineEvent[] =>
	at.change === null ? [{ kind: 'change', what, lastsS }] : []

/** A change that goes on brings the line back by itself. A station that still stops would take the line down with it. */
function onward(at: LineMachinesSnapshot, notBeforeMs = Number.NEGATIVE_INFINITY): readonly LineMachineEvent[] {
	const command = NEARER[at.line.state]
	const stopping = STATION_NAMES.some((name) => at.stations[name].state === 'Stopping')
	return command === undefined || stopping || at.change !== null || at.tMs < notBeforeMs ? [] : [{ kind: 'command', command }]
}
