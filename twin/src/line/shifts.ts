import type { PlanNow } from '../port.ts'
import { hasBegun, type ScheduleProgress } from './schedule-cursor.ts'

const DAY_MS = 86_400_000

/**
 * The shift that is on at `tMs`: its number from 1 in the line file's list, when it began and when it ends, plant time. `starts`: `HH:MM` in
 * UTC, in any order, at least one.
 */
export function shiftAt(starts: readonly string[], tMs: number): PlanNow['shift'] {
	const dayMs = Math.floor(tMs / DAY_MS) * DAY_MS
	const near = starts.flatMap((start, n) => {
		const [hours = 0, minutes = 0] = start.split(':').map(Number)
		const atMs = dayMs + (hours * 60 + minutes) * 60_000
		return [-DAY_MS, 0, DAY_MS].map((shiftMs) => ({ number: n + 1, startMs: atMs + shiftMs }))
	})
	near.sort((a, b) => a.startMs - b.startMs)
	const next = near.findIndex(({ startMs }) => startMs > tMs)
	const now = near[next - 1]
	const after = near[next]
	if (now === undefined || after === undefined)
		throw new RangeError(`shifts: found ${starts.join(', ') || 'none'}, expected HH:MM`)
	return { ...now, endMs: after.startMs }
}

/** Where the line is in its plan, and in which shift; no item without a plan, before it begins, or when it is worked off. */
export function planNow({ items, cursor }: ScheduleProgress, shifts: readonly string[], tMs: number): PlanNow {
	const item = items.find(({ id }) => id === cursor?.itemId)
	return {
		item:
			cursor === null || item === undefined || !hasBegun(cursor, tMs)
				? null
				: {
						id: item.id,
						kind: item.kind,
						recipe: item.recipe ?? null,
						sinceMs: cursor.sinceMs,
						doneM: cursor.doneM,
						lengthM: item.length_m ?? null,
					},
		shift: shiftAt(shifts, tMs),
	}
}
