import type { AlarmJournalEntry, AlarmLoad, AlarmRecord } from './alarm-record.ts'
import { FLOOD_WINDOW_MS, Flood } from './flood.ts'

const DAY_MS = 86_400_000

/** An alarm that calls for somebody: it came into `unacknowledged`. */
export function isAnnounced({ from, to }: Pick<AlarmJournalEntry, 'from' | 'to'>): boolean {
	return to === 'unacknowledged' && from !== 'unacknowledged'
}

/** Counts the journal of [fromMs, toMs) of the server's clock, in time order, and what stands now. */
export function alarmLoad(
	journal: readonly AlarmJournalEntry[],
	now: readonly AlarmRecord[],
	fromMs: number,
	toMs: number,
): AlarmLoad {
	const entries = journal.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
	const announced = entries.filter(isAnnounced)
	const spanMs = Math.max(1, toMs - fromMs)
	const slots = new Map<number, number>()
	for (const { atMs } of announced) {
		const slot = Math.floor((atMs - fromMs) / FLOOD_WINDOW_MS)
		slots.set(slot, (slots.get(slot) ?? 0) + 1)
	}
	const slotCount = Math.max(1, Math.ceil(spanMs / FLOOD_WINDOW_MS))
	const shelved = now.filter(({ state }) => state === 'shelved')
	const frequent = mostFrequent(announced)
	return {
		fromMs,
		toMs,
		announced: announced.length,
		perTenMinutes: (announced.length * FLOOD_WINDOW_MS) / Math.max(spanMs, FLOOD_WINDOW_MS),
		perDay: (announced.length * DAY_MS) / Math.max(spanMs, DAY_MS),
		slotsOverTenPct: (100 * [...slots.values()].filter((count) => count > 10).length) / slotCount,
		floodS: floodMs(announced, toMs) / 1000,
		mostFrequent: frequent,
		topTenPct: frequent.reduce((sum, { sharePct }) => sum + sharePct, 0),
		chattering: now.filter(({ chattering }) => chattering).map(({ id }) => id),
		standing: now
			.filter((a) => a.active && a.state !== 'suppressed-by-design' && toMs - a.changedMs > DAY_MS)
			.map(({ id }) => id),
		prioritiesPct: [1, 2, 3].map((p) => share(announced.filter(({ priority }) => priority === p).length, announced.length)) as [
			number,
			number,
			number,
		],
		shelvedNow: shelved.length,
		longestShelvedS: Math.max(0, ...shelved.map(({ changedMs }) => (toMs - changedMs) / 1000)),
		medianToAcknowledgeS: median(timesToAcknowledge(entries)),
	}
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole)

function mostFrequent(announced: readonly AlarmJournalEntry[]): AlarmLoad['mostFrequent'] {
	const counts = new Map<string, { id: string; words: AlarmJournalEntry['words']; count: number }>()
	for (const { id, words } of announced) {
		const one = counts.get(id) ?? { id, words, count: 0 }
		one.count++
		counts.set(id, one)
	}
	const sorted = [...counts.values()].sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
	return sorted.slice(0, 10).map((one) => ({ ...one, sharePct: share(one.count, announced.length) }))
}

/** The flood's end by time alone is looked for each second. */
function floodMs(announced: readonly AlarmJournalEntry[], toMs: number): number {
	const flood = new Flood()
	let total = 0
	announced.forEach(({ atMs }, k) => {
		flood.announce(atMs)
		const untilMs = announced[k + 1]?.atMs ?? toMs
		for (let ms = atMs; flood.sinceMs !== null && ms < untilMs; ms += 1000) {
			flood.update(ms)
			if (flood.sinceMs !== null) total += Math.min(1000, untilMs - ms)
		}
		flood.update(untilMs)
	})
	return total
}

function timesToAcknowledge(entries: readonly AlarmJournalEntry[]): number[] {
	const since = new Map<string, number>()
	const times: number[] = []
	for (const entry of entries) {
		if (isAnnounced(entry)) since.set(entry.id, entry.atMs)
		const atMs = since.get(entry.id)
		if (entry.change === 'acknowledged' && atMs !== undefined) {
			times.push((entry.atMs - atMs) / 1000)
			since.delete(entry.id)
		}
	}
	return times
}

function median(values: readonly number[]): number | null {
	const sorted = [...values].sort((a, b) => a - b)
	const middle = sorted.length >> 1
	const [a, b] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]]
	return a === undefined || b === undefined ? null : (a + b) / 2
}
