import type { AlarmJournalEntry } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { PageButtons } from '../elements/page-buttons.tsx'
import { useLine, useScreen } from '../screen.ts'
import { instant } from '../words/instant.ts'
import { useLanguage, useTexts } from './language.ts'
import { CHANGE_TEXTS, STATE_TEXTS, TEXTS } from './texts.ts'

/** The journal, newest first. The newest page follows what happens; an older one stands still. */
export function HistoryTab() {
	const text = useTexts(TEXTS)
	const change = useTexts(CHANGE_TEXTS)
	const state = useTexts(STATE_TEXTS)
	const language = useLanguage()
	const { connection } = useScreen()
	const version = useLine((line) => line.versions.alarms)
	const [beforeN, setBeforeN] = useState<number | null>(null)
	const [entries, setEntries] = useState<readonly AlarmJournalEntry[]>([])
	const follows = beforeN === null ? version : 0
	// biome-ignore lint/correctness/useExhaustiveDependencies: the newest page is asked for again when an alarm has changed
	useEffect(() => {
		let isHere = true
		const timer = setTimeout(() => {
			void connection.ask('journal', beforeN).then((answer) => {
				if (isHere && answer.ok) setEntries(answer.entries)
			})
		}, 600)
		return () => {
			isHere = false
			clearTimeout(timer)
		}
	}, [connection, beforeN, follows])
	const oldest = entries.at(-1)?.n
	return (
		<>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
			<section className="scroll" tabIndex={0} aria-label={text('history')}>
				<table className="data alarm-table">
					<thead>
						<tr>
							{(['time', 'change', 'priority', 'station', 'words', 'tag', 'state', 'by', 'reason'] as const).map((key) => (
								<th key={key} scope="col">
									{text(key)}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{entries.map((entry) => (
							<tr key={entry.n}>
								<td>{instant(entry.atMs)}</td>
								<td>{change(entry.change)}</td>
								<td>{entry.priority}</td>
								<td>{entry.station}</td>
								<td>{entry.words[language]}</td>
								<td className="quiet">{entry.tag}</td>
								<td>{state(entry.to)}</td>
								<td>{entry.by}</td>
								<td>{entry.reason}</td>
							</tr>
						))}
					</tbody>
				</table>
			</section>
			<div className="button-row">
				<PageButtons newest={text('newest')} older={text('older')} beforeN={beforeN} oldestN={oldest} go={setBeforeN} />
			</div>
		</>
	)
}
