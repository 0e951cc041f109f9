import { type AlarmRecord, type AlarmText, type Language, SHELVE_MINUTES, SHELVE_P1_ROLES } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { useScreen, useSession } from '../screen.ts'
import { clock, duration, figure } from '../words/figures.ts'
import { useAsking, useMay } from './actions.ts'
import { AlarmTrend } from './alarm-trend.tsx'
import { useLanguage, useTexts } from './language.ts'
import { CAUSE_TEXTS, STATE_TEXTS, TEXTS } from './texts.ts'

const DAY_MS = 86_400_000
/** What the guide of the line tells of an alarm, where it knows it. */
const SAID = ['cause', 'consequence', 'action'] as const
const OUT_DAYS = [1, 7, 30] as const

/** What an alarm means and what can be done with it, on the right third of the display. */
export function AlarmSheet({ alarm, close }: { readonly alarm: AlarmRecord; readonly close: () => void }) {
	const text = useTexts(TEXTS)
	const state = useTexts(STATE_TEXTS)
	const language = useLanguage()
	const guide = useAlarmText(alarm.id)
	return (
		<section
			className="panel alarm-sheet"
			aria-label={alarm.words[language]}
			onKeyDown={(event) => {
				if (event.key === 'Escape') close()
			}}
		>
			<header className="panel-head">
				<h2>{alarm.words[language]}</h2>
				<div className="panel-note" />
				<button type="button" className="plain-button" onClick={close}>
					{text('close')}
				</button>
			</header>
			<p>
				<strong>{state(alarm.state)}</strong> {text('since').toLowerCase()} {clock(alarm.changedMs)}
				{alarm.untilMs !== null && ` ${text('until').toLowerCase()} ${clock(alarm.untilMs)}`}
				{alarm.by !== '' && `, ${alarm.by}: ${alarm.reason}`}
			</p>
			{guide !== null && (
				<dl className="alarm-guide">
					{SAID.filter((key) => guide[key][language] !== '').map((key) => (
						<div key={key}>
							<dt>{text(key)}</dt>
							<dd>{guide[key][language]}</dd>
						</div>
					))}
					{guide.timeToActS > 0 && (
						<div>
							<dt>{text('time-to-act')}</dt>
							<dd>{duration(guide.timeToActS * 1000)}</dd>
						</div>
					)}
					{guide.suppressedIn !== '' && (
						<div>
							<dt>{text('suppressed-in')}</dt>
							<dd>{guide.suppressedIn}</dd>
						</div>
					)}
				</dl>
			)}
			{alarm.diagnosis !== undefined && <RankedCauses diagnosis={alarm.diagnosis} />}
			<AlarmTrend alarm={alarm} />
			<SheetActions alarm={alarm} />
		</section>
	)
}

/** What the twin takes for the cause, likeliest first, and the metres of web that it befell. */
function RankedCauses({ diagnosis }: { readonly diagnosis: NonNullable<AlarmRecord['diagnosis']> }) {
	const text = useTexts(TEXTS)
	const language = useLanguage()
	const { causes, webFromM, webToM } = diagnosis
	return (
		<div className="ranked-causes">
			<h3>{text('causes')}</h3>
			<table className="data">
				<tbody>
					{causes.map(({ cause, p }) => (
						<tr key={cause}>
							<th scope="row">{causeWords(cause, language)}</th>
							<td>
								<svg className="share-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
									<rect className="track-scale" width="100" height="12" />
									<rect className="share" width={100 * p} height="12" />
								</svg>
							</td>
							<td>{figure(100 * p, 0)} %</td>
						</tr>
					))}
				</tbody>
			</table>
			<p>
				{text('web-touched')}: {figure(webFromM, 0)}–{figure(webToM, 0)} m
			</p>
		</div>
	)
}

/** `emitter_break/zone2` in words; a cause that has none as it is named. */
function causeWords(name: string, language: Language): string {
	const [cause = name, ...where] = name.split('/')
	const words = CAUSE_TEXTS[cause]?.[language] ?? cause.replaceAll('_', ' ')
	return where.length === 0 ? words : `${words}, ${where.join('/')}`
}

function useAlarmText(id: string): AlarmText | null {
	const { connection } = useScreen()
	const [guide, setGuide] = useState<AlarmText | null>(null)
	useEffect(() => {
		let isHere = true
		void connection.ask('alarmText', id).then((answer) => {
			if (isHere && answer.ok) setGuide(answer.text)
		})
		return () => {
			isHere = false
		}
	}, [connection, id])
	return guide
}

function SheetActions({ alarm }: { readonly alarm: AlarmRecord }) {
	const text = useTexts(TEXTS)
	const { store } = useScreen()
	const { role } = useSession()
	const { connection, run, isWaiting, refusal } = useAsking()
	const [reason, setReason] = useState('')
	const mayAct = useMay('acknowledge')
	const mayShelve = useMay('shelve') && (alarm.priority !== 1 || SHELVE_P1_ROLES.includes(role))
	const mayTakeOut = useMay('takeOut')
	const { id, state } = alarm
	const waits = state.endsWith('unacknowledged')
	const canSetAside = state !== 'out-of-service'
	const hasReason = reason.trim().length >= 3
	if (!mayAct) return null
	return (
		<div className="sheet-actions">
			{refusal !== '' && (
				<p className="refusal" role="alert">
					{refusal}
				</p>
			)}
			<div className="button-row">
				{waits && (
					<button
						type="button"
						className="command-button"
						disabled={isWaiting}
						onClick={() => void run(connection.ask('acknowledge', [id]))}
					>
						{text('acknowledge')}
					</button>
				)}
				{state === 'latched-acknowledged' && (
					<button
						type="button"
						className="command-button"
						disabled={isWaiting}
						onClick={() => void run(connection.ask('reset', id))}
					>
						{text('reset')}
					</button>
				)}
				{state === 'shelved' && (
					<button
						type="button"
						className="command-button"
						disabled={isWaiting}
						onClick={() => void run(connection.ask('unshelve', id))}
					>
						{text('unshelve')}
					</button>
				)}
				{state === 'out-of-service' && (
					<button
						type="button"
						className="command-button"
						disabled={isWaiting || !mayTakeOut}
						onClick={() => void run(connection.ask('returnToService', id))}
					>
						{text('return')}
					</button>
				)}
			</div>
			{canSetAside && (mayShelve || mayTakeOut) && (
				<label className="field">
					{text('reason')}
					<input type="text" value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
				</label>
			)}
			{canSetAside && mayShelve && state !== 'shelved' && (
				<div className="button-row">
					<span>{text('shelve')}</span>
					{SHELVE_MINUTES.map((minutes) => (
						<button
							key={minutes}
							type="button"
							className="command-button"
							disabled={isWaiting || !hasReason}
							onClick={() => void run(connection.ask('shelve', id, minutes, reason.trim()))}
						>
							{minutes < 60 ? `${minutes} ${text('min')}` : `${minutes / 60} ${text('hours')}`}
						</button>
					))}
				</div>
			)}
			{canSetAside && mayTakeOut && (
				<div className="button-row">
					<span>{text('take-out')}</span>
					{OUT_DAYS.map((days) => (
						<button
							key={days}
							type="button"
							className="command-button"
							disabled={isWaiting || !hasReason}
							onClick={() => {
								const untilMs = (store.beat?.serverMs ?? 0) + days * DAY_MS
								void run(connection.ask('takeOut', id, untilMs, reason.trim()))
							}}
						>
							{days} {text('days')}
						</button>
					))}
				</div>
			)}
		</div>
	)
}
