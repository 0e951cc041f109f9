import type { AlarmRecord } from '@emberline/hmi/contract'
import { useRef } from 'react'
import { goTo, usePlace } from '../frame/display.ts'
import { isSpeaking, isWaiting } from '../line/line-store.ts'
import { useLine, useSession } from '../screen.ts'
import { clock, decimalsFor, figure } from '../words/figures.ts'
import { useAsking, useMay } from './actions.ts'
import { AlarmMarkOf } from './alarm-mark-of.tsx'
import { AlarmSheet } from './alarm-sheet.tsx'
import { HistoryTab } from './history-tab.tsx'
import { useLanguage, useTexts } from './language.ts'
import { LoadTab } from './load-tab.tsx'
import { STATE_TEXTS, TEXTS, type TextKey } from './texts.ts'

const TABS = ['active', 'shelved', 'suppressed', 'out-of-service', 'history', 'load'] as const satisfies readonly TextKey[]
type Tab = (typeof TABS)[number]

const BELONGS: Readonly<Record<Exclude<Tab, 'history' | 'load'>, (alarm: AlarmRecord) => boolean>> = {
	active: isSpeaking,
	shelved: ({ state }) => state === 'shelved',
	suppressed: ({ state }) => state === 'suppressed-by-design',
	'out-of-service': ({ state }) => state === 'out-of-service',
}

/** F4: every alarm that is not normal by what it is, what happened, and how much a person was asked to bear. */
export function AlarmsDisplay() {
	const text = useTexts(TEXTS)
	const { object } = usePlace()
	const [asked = '', id = ''] = object.split(' ', 2)
	const tab = TABS.find((one) => one === asked) ?? 'active'
	const alarms = useLine((line) => line.alarms)
	const chosen = alarms.find((alarm) => alarm.id === id)
	const { role, signIn } = useSession()
	return (
		<div className={`alarms${chosen === undefined ? '' : ' has-sheet'}`}>
			<section className="panel alarms-list" aria-label={text('alarms')}>
				<Tabs tab={tab} alarms={alarms} />
				{role === 'viewer' && signIn && <p className="quiet">{text('sign-in-first')}</p>}
				{tab === 'history' ? (
					<HistoryTab />
				) : tab === 'load' ? (
					<LoadTab />
				) : (
					<AlarmTable tab={tab} alarms={alarms.filter(BELONGS[tab])} chosen={id} />
				)}
			</section>
			{chosen !== undefined && <AlarmSheet key={id} alarm={chosen} close={() => goTo('alarms', tab)} />}
		</div>
	)
}

function Tabs({ tab, alarms }: { readonly tab: Tab; readonly alarms: readonly AlarmRecord[] }) {
	const text = useTexts(TEXTS)
	const row = useRef<HTMLDivElement>(null)
	const step = (by: number): void => {
		const next = TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]
		if (next === undefined) return
		goTo('alarms', next)
		row.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus()
	}
	return (
		<div
			ref={row}
			className="tabs"
			role="tablist"
			aria-label={text('alarms')}
			onKeyDown={(event) => {
				if (event.key === 'ArrowRight') step(1)
				else if (event.key === 'ArrowLeft') step(-1)
			}}
		>
			{TABS.map((one) => {
				const count = one === 'history' || one === 'load' ? null : alarms.filter(BELONGS[one]).length
				return (
					<button
						key={one}
						data-tab={one}
						type="button"
						role="tab"
						aria-selected={one === tab}
						tabIndex={one === tab ? 0 : -1}
						className={one === tab ? 'tab is-here' : 'tab'}
						onClick={() => goTo('alarms', one)}
					>
						{text(one)}
						{count !== null && <span className={count === 0 ? 'quiet' : 'strong'}> {count}</span>}
					</button>
				)
			})}
		</div>
	)
}

function AlarmTable(p: { readonly tab: Tab; readonly alarms: readonly AlarmRecord[]; readonly chosen: string }) {
	const text = useTexts(TEXTS)
	const flood = useLine((line) => line.situation.flood) && p.tab === 'active'
	if (p.alarms.length === 0) return <p className="empty">{text('none')}</p>
	const groups = flood ? byStation(p.alarms) : [p.alarms]
	return (
		<>
			{flood && <p className="flood strong">{text('flood')}</p>}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys */}
			<section className="scroll" tabIndex={0} aria-label={text(p.tab)}>
				<table className="data alarm-table">
					<thead>
						<tr>
							{(['priority', 'state', 'since', 'station', 'words', 'tag', 'value', 'limit'] as const).map((key) => (
								<th key={key} scope="col">
									{text(key)}
								</th>
							))}
							{p.tab !== 'active' && (
								<>
									<th scope="col">{text('until')}</th>
									<th scope="col">{text('reason')}</th>
								</>
							)}
						</tr>
					</thead>
					{groups.map((group) => (
						<tbody key={group[0]?.id}>
							{group.map((alarm) => (
								<Row key={alarm.id} alarm={alarm} tab={p.tab} isChosen={alarm.id === p.chosen} />
							))}
						</tbody>
					))}
				</table>
			</section>
			{p.tab === 'active' && <StationButtons alarms={p.alarms} />}
		</>
	)
}

/** In a flood what a station says belongs together, and the first trip stands on top of all. */
function byStation(alarms: readonly AlarmRecord[]): readonly (readonly AlarmRecord[])[] {
	const groups = [...new Set(alarms.map(({ station }) => station))].map((station) =>
		alarms.filter((alarm) => alarm.station === station),
	)
	const rank = (group: readonly AlarmRecord[]) => (group.some(({ firstOut }) => firstOut) ? 0 : (group[0]?.priority ?? 3))
	return groups.sort((a, b) => rank(a) - rank(b))
}

function Row({ alarm, tab, isChosen }: { readonly alarm: AlarmRecord; readonly tab: Tab; readonly isChosen: boolean }) {
	const text = useTexts(TEXTS)
	const state = useTexts(STATE_TEXTS)
	const language = useLanguage()
	const value = (x: number | null) => (x === null ? '' : figure(x, decimalsFor(x)))
	return (
		<tr className={isChosen ? 'is-chosen' : ''}>
			<td>
				<AlarmMarkOf alarm={alarm} />
				<span className="hidden">
					{text('priority')} {alarm.priority}
				</span>
			</td>
			<td>
				{state(alarm.state)}
				{alarm.firstOut && <strong> {text('first')}</strong>}
				{alarm.chattering && <strong> {text('chattering')}</strong>}
				{alarm.held && <span className="is-old"> {text('held')}</span>}
			</td>
			<td>{clock(alarm.sinceMs)}</td>
			<td>{alarm.station}</td>
			<td>
				<button type="button" className="row-button" onClick={() => goTo('alarms', `${tab} ${alarm.id}`)}>
					{alarm.words[language]}
				</button>
			</td>
			<td className="quiet">{alarm.tag}</td>
			<td>
				{value(alarm.value)} <span className="unit">{alarm.value === null ? '' : alarm.unit}</span>
			</td>
			<td>{value(alarm.limit)}</td>
			{tab !== 'active' && (
				<>
					<td>{alarm.untilMs === null ? '' : clock(alarm.untilMs)}</td>
					<td>
						{alarm.reason} {alarm.by !== '' && <span className="quiet">{alarm.by}</span>}
					</td>
				</>
			)}
		</tr>
	)
}

/** All that a person sees of one station, never all of the line. */
function StationButtons({ alarms }: { readonly alarms: readonly AlarmRecord[] }) {
	const text = useTexts(TEXTS)
	const may = useMay('acknowledge')
	const { connection, run, isWaiting: isAsking, refusal } = useAsking()
	const waiting = alarms.filter(isWaiting)
	const stations = [...new Set(waiting.map(({ station }) => station))].filter(
		(station) => waiting.filter((alarm) => alarm.station === station).length > 1,
	)
	if (stations.length === 0 && refusal === '') return null
	return (
		<div className="button-row">
			{stations.map((station) => (
				<button
					key={station}
					type="button"
					className="command-button"
					disabled={!may || isAsking}
					onClick={() =>
						void run(
							connection.ask(
								'acknowledge',
								waiting.filter((alarm) => alarm.station === station).map(({ id }) => id),
							),
						)
					}
				>
					{text('acknowledge-station')} {station}
				</button>
			))}
			{refusal !== '' && (
				<span className="refusal" role="alert">
					{refusal}
				</span>
			)}
		</div>
	)
}
