import type { AlarmRecord } from '@emberline/hmi/contract'
import { useSyncExternalStore } from 'react'
import { useAsking, useMay } from '../alarms/actions.ts'
import { AlarmMarkOf } from '../alarms/alarm-mark-of.tsx'
import { AlarmMark } from '../elements/alarm-mark.tsx'
import { isSpeaking, isWaiting } from '../line/line-store.ts'
import { frameStanding } from '../line/value-state.ts'
import { useLine, useScreen } from '../screen.ts'
import { clock, decimalsFor, figure } from '../words/figures.ts'
import { goTo } from './display.ts'

const PRIORITIES = [1, 2, 3] as const
/** States into which only a trip or a person's abort leads: no line in them is in order. */
const TRIPPED: ReadonlySet<string | undefined> = new Set(['Aborting', 'Aborted', 'Clearing'])

/** The alarm that matters most, what can be done about it, and how many there are. Its place is kept when there is none. */
export function Banner() {
	const all = useLine((line) => line.alarms)
	const flood = useLine((line) => line.situation.flood)
	const standing = useLine((line) => frameStanding(line, line.paintedMs).state)
	const state = useLine((line) => line.states?.line.state)
	const alarms = all.filter(isSpeaking)
	const shelved = all.filter((alarm) => alarm.state === 'shelved').length
	const [first] = alarms
	const calm = standing !== 'good' ? 'Alarms not known now' : TRIPPED.has(state) ? `Line ${state}` : 'No active alarms'
	return (
		<section className="banner" aria-label="Alarms">
			<div className="banner-first" aria-live={first?.priority === 1 ? 'assertive' : 'polite'}>
				{first === undefined ? (
					<span className={TRIPPED.has(state) ? 'strong' : 'quiet'}>{calm}</span>
				) : (
					<AlarmWords alarm={first} />
				)}
			</div>
			{first !== undefined && standing !== 'good' && <span className="quiet is-old">as last known</span>}
			{flood && <strong className="flood">Alarm flood</strong>}
			{first !== undefined && <BannerButtons alarm={first} />}
			<ul className={`alarm-counts is-${standing}`}>
				{PRIORITIES.map((priority) => {
					const count = alarms.filter((a) => a.priority === priority).length
					return (
						<li key={priority} aria-label={`Priority ${priority}: ${count}`}>
							<AlarmMark priority={priority} quiet={count === 0} />
							<span className={count === 0 ? 'quiet' : 'strong'}>{count === 0 && standing !== 'good' ? '-' : count}</span>
						</li>
					)
				})}
				{shelved > 0 && <li className="quiet">{shelved} shelved</li>}
			</ul>
		</section>
	)
}

function BannerButtons({ alarm }: { readonly alarm: AlarmRecord }) {
	const { connection, run, isWaiting: isAsking, refusal } = useAsking()
	const mayAcknowledge = useMay('acknowledge')
	const silenced = useLine((line) => line.situation.silencedMs !== null)
	const waits = isWaiting(alarm)
	const sounds = useLine((line) => line.alarms.some(({ state }) => state === 'unacknowledged'))
	return (
		<>
			<SoundOff />
			{refusal !== '' && (
				<span className="refusal" role="alert">
					{refusal}
				</span>
			)}
			<button type="button" className="plain-button" onClick={() => goTo('alarms')}>
				Open
			</button>
			{waits && (
				<button
					type="button"
					className="plain-button is-first-key"
					disabled={isAsking}
					aria-disabled={!mayAcknowledge}
					title={mayAcknowledge ? '' : 'An operator or engineer has to be signed in'}
					onClick={() => mayAcknowledge && void run(connection.ask('acknowledge', [alarm.id]))}
				>
					Acknowledge
				</button>
			)}
			{sounds && (
				<button
					type="button"
					className="plain-button"
					disabled={isAsking || silenced}
					onClick={() => void run(connection.ask('silence'))}
				>
					{silenced ? 'Silenced' : 'Silence'}
				</button>
			)}
		</>
	)
}

function SoundOff() {
	const { sound } = useScreen()
	const state = useSyncExternalStore(sound.subscribe, () => sound.state)
	return state === 'on' ? null : <span className="quiet">sound off</span>
}

function AlarmWords({ alarm }: { readonly alarm: AlarmRecord }) {
	return (
		<span className="alarm-words">
			<AlarmMarkOf alarm={alarm} />
			<span className="alarm-time">{clock(alarm.sinceMs)}</span>
			<strong>{alarm.words.en}</strong>
			<span className="alarm-tag">{alarm.tag}</span>
			{alarm.value !== null && (
				<span>
					{figure(alarm.value, decimalsFor(alarm.value))} {alarm.unit}
					{alarm.limit !== null && ` (limit ${figure(alarm.limit, decimalsFor(alarm.limit))})`}
				</span>
			)}
			{!alarm.active && <span className="quiet">over</span>}
			{alarm.held && <span className="quiet is-old">input stale</span>}
		</span>
	)
}
