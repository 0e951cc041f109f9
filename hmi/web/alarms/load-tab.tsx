import type { AlarmLoad } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { csvOf, saveFile } from '../elements/save-file.ts'
import { useScreen } from '../screen.ts'
import { duration, figure, MISSING } from '../words/figures.ts'
import { instant } from '../words/instant.ts'
import { useLanguage, useTexts } from './language.ts'
import { TEXTS, type TextKey } from './texts.ts'

const EVERY_MS = 5000

interface Line {
	readonly key: TextKey
	readonly now: string
	/** As EEMUA 191 recommends for one operator position. */
	readonly target: string
	readonly isOver: boolean
}

/** How much one person was asked to bear over the last day, against what one can. */
export function LoadTab() {
	const text = useTexts(TEXTS)
	const language = useLanguage()
	const load = useLoad()
	if (load === null) return <p className="empty">{MISSING}</p>
	const lines = linesOf(load)
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
		<section className="scroll" tabIndex={0} aria-label={text('load')}>
			<p className="quiet">
				{instant(load.fromMs)} – {instant(load.toMs)}
			</p>
			<table className="data load-table">
				<thead>
					<tr>
						{(['figure', 'now', 'target'] as const).map((key) => (
							<th key={key} scope="col">
								{text(key)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{lines.map(({ key, now, target, isOver }) => (
						<tr key={key}>
							<th scope="row">{text(key)}</th>
							<td className={isOver ? 'strong' : ''}>
								{now}
								{isOver && ' !'}
							</td>
							<td className="quiet">{target}</td>
						</tr>
					))}
				</tbody>
			</table>
			<table className="data load-table">
				<thead>
					<tr>
						<th scope="col">{text('frequent')}</th>
						<th scope="col">{text('count')}</th>
						<th scope="col">%</th>
					</tr>
				</thead>
				<tbody>
					{load.mostFrequent.map(({ id, words, count, sharePct }) => (
						<tr key={id}>
							<th scope="row">
								{words[language]} <span className="quiet">{id}</span>
							</th>
							<td>{count}</td>
							<td>{figure(sharePct, 0)}</td>
						</tr>
					))}
				</tbody>
			</table>
			<div className="button-row">
				<button type="button" className="command-button" onClick={() => download(load, lines)}>
					{text('export')}
				</button>
			</div>
		</section>
	)
}

function linesOf(load: AlarmLoad): readonly Line[] {
	const line = (key: TextKey, now: string, target = '', isOver = false): Line => ({ key, now, target, isOver })
	return [
		line('per-ten', figure(load.perTenMinutes, 2), '≤ 1', load.perTenMinutes > 1),
		line('per-day', figure(load.perDay, 0), '≤ 150', load.perDay > 150),
		line('slots-over', `${figure(load.slotsOverTenPct, 1)} %`, '< 1 %', load.slotsOverTenPct >= 1),
		line('flood-time', duration(load.floodS * 1000)),
		line('top-ten', `${figure(load.topTenPct, 0)} %`, '< 5 %', load.topTenPct >= 5),
		line('chattering', String(load.chattering.length), '0', load.chattering.length > 0),
		line('standing', String(load.standing.length), '< 5', load.standing.length >= 5),
		line('shares', load.prioritiesPct.map((share) => figure(share, 0)).join(' / '), '5 / 15 / 80'),
		line('shelved-now', String(load.shelvedNow)),
		line('longest-shelved', duration(load.longestShelvedS * 1000)),
		line('median', load.medianToAcknowledgeS === null ? MISSING : `${figure(load.medianToAcknowledgeS, 0)} s`),
	]
}

function useLoad(): AlarmLoad | null {
	const { connection } = useScreen()
	const [load, setLoad] = useState<AlarmLoad | null>(null)
	useEffect(() => {
		let isHere = true
		const read = () =>
			void connection.ask('load').then((answer) => {
				if (isHere && answer.ok) setLoad(answer.load)
			})
		read()
		const timer = setInterval(read, EVERY_MS)
		return () => {
			isHere = false
			clearInterval(timer)
		}
	}, [connection])
	return load
}

function download(load: AlarmLoad, lines: readonly Line[]): void {
	const rows = [
		['figure', 'value', 'target'],
		...lines.map(({ key, now, target }) => [key, now, target]),
		...load.mostFrequent.map(({ id, count }) => [id, String(count), '']),
	]
	saveFile('alarm-load.csv', csvOf(rows), 'text/csv')
}
