import { type AlarmRecord, type AlarmText, SHELVE_MINUTES, SHELVE_P1_ROLES } from '@emberline/hmi/contract'
import { useEffect, useState } from 'react'
import { useScreen, useSession } from '../screen.ts'
import { clock, duration } from '../words/figures.ts'
import { useAsking, useMay } from './actions.ts'
import { useLanguage, useTexts } from './language.ts'
import { STATE_TEXTS, TEXTS } from './texts.ts'

const DAY_MS = 86_400_000
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
					{(['cause', 'consequence', 'action'] as const).map((key) => (
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
			<SheetActions alarm={alarm} />
		</section>
	)
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
