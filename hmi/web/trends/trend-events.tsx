import type { AlarmJournalEntry } from '@emberline/hmi/contract'
import { useEffect, useMemo, useState } from 'react'
import { useLanguage, useTexts } from '../alarms/language.ts'
import { CHANGE_TEXTS } from '../alarms/texts.ts'
import { AlarmMark } from '../elements/alarm-mark.tsx'
import { goTo } from '../frame/display.ts'
import { useLine, useScreen } from '../screen.ts'
import { instant } from '../words/instant.ts'
import { TREND_TEXTS } from './texts.ts'

/** Changes that belong beside a course: what the line did, and what was done about it. */
const SHOWN: ReadonlySet<AlarmJournalEntry['change']> = new Set(['raised', 'cleared', 'acknowledged', 'shelved'])
const SETTLES_MS = 600
/** Pages of the journal that are read back for a span. */
const MOST_PAGES = 5

/** Changes of alarms within a span of plant time, oldest first; read again when an alarm changes. */
export function useEvents(fromMs: number, toMs: number): readonly AlarmJournalEntry[] {
	const { connection } = useScreen()
	const version = useLine((line) => line.versions.alarms)
	const [entries, setEntries] = useState<readonly AlarmJournalEntry[]>([])
	const hasSpan = toMs > fromMs
	const spanMs = toMs - fromMs
	// biome-ignore lint/correctness/useExhaustiveDependencies: read anew when an alarm has changed, or another span is asked for
	useEffect(() => {
		if (!hasSpan) return
		let isHere = true
		const read = async (): Promise<void> => {
			const found: AlarmJournalEntry[] = []
			let beforeN: number | null = null
			for (let page = 0; page < MOST_PAGES; page++) {
				const answer: Awaited<ReturnType<typeof ask>> = await ask(beforeN)
				if (!answer.ok) break
				found.push(...answer.entries)
				const oldest: AlarmJournalEntry | undefined = answer.entries.at(-1)
				if (oldest === undefined || oldest.n <= 1 || oldest.plantMs < fromMs) break
				beforeN = oldest.n
			}
			if (isHere) setEntries(found.filter(({ change }) => SHOWN.has(change)).reverse())
		}
		const ask = (beforeN: number | null) => connection.ask('journal', beforeN)
		const timer = setTimeout(() => void read(), SETTLES_MS)
		return () => {
			isHere = false
			clearTimeout(timer)
		}
	}, [connection, version, hasSpan, spanMs])
	return useMemo(() => entries.filter(({ plantMs }) => plantMs >= fromMs && plantMs <= toMs), [entries, fromMs, toMs])
}

const MOST_ROWS = 12

/** The events that the lane of the plot marks, newest first, in words. */
export function EventList({ events }: { readonly events: readonly AlarmJournalEntry[] }) {
	const text = useTexts(TREND_TEXTS)
	const change = useTexts(CHANGE_TEXTS)
	const language = useLanguage()
	if (events.length === 0) return null
	return (
		<section className="panel area-events" aria-label={text('events')}>
			<ul className="trend-events">
				{events
					.slice(-MOST_ROWS)
					.reverse()
					.map((event) => (
						<li key={event.n}>
							<AlarmMark priority={event.priority} quiet={event.change !== 'raised'} />
							<span>{instant(event.plantMs)}</span>
							<strong>{event.words[language]}</strong>
							<span className="quiet">{change(event.change)}</span>
						</li>
					))}
			</ul>
			{events.length > MOST_ROWS && (
				<button type="button" className="plain-button" onClick={() => goTo('alarms', 'history')}>
					{text('all-events')}
				</button>
			)}
		</section>
	)
}
