import type { AlarmRecord } from '@emberline/hmi/contract'
import { useSyncExternalStore } from 'react'
import { useAsking, useMay } from '../alarms/actions.ts'
import { AlarmMarkOf } from '../alarms/alarm-mark-of.tsx'
import { useLanguage, useTexts } from '../alarms/language.ts'
import { AlarmMark } from '../elements/alarm-mark.tsx'
import { isSpeaking, isWaiting } from '../line/line-store.ts'
import { frameStanding } from '../line/value-state.ts'
import { useLine, useScreen } from '../screen.ts'
import { clock, decimalsFor, figure } from '../words/figures.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { useSettings } from '../words/settings.ts'
import { shownIn, unitName } from '../words/units.ts'
import { goTo } from './display.ts'
import { FRAME_TEXTS } from './texts.ts'

const PRIORITIES = [1, 2, 3] as const
/** States into which only a trip or a person's abort leads: no line in them is in order. */
const TRIPPED: ReadonlySet<string> = new Set(['Aborting', 'Aborted', 'Clearing'])

/** The alarm that matters most, what can be done about it, and how many there are. Its place is kept when there is none. */
export function Banner() {
	const text = useTexts(FRAME_TEXTS)
	const name = usePlantNames()
	const all = useLine((line) => line.alarms)
	const flood = useLine((line) => line.situation.flood)
	const standing = useLine((line) => frameStanding(line, line.paintedMs).state)
	const state = useLine((line) => line.states?.line.state)
	const alarms = all.filter(isSpeaking)
	const shelved = all.filter((alarm) => alarm.state === 'shelved').length
	const [first] = alarms
	const isTripped = state !== undefined && TRIPPED.has(state)
	const calm = standing !== 'good' ? text('not-known-now') : isTripped ? `${text('line')} ${name(state)}` : text('no-alarms')
	return (
		<section className="banner" aria-label={text('alarms')}>
			<div className="banner-first" aria-live={first?.priority === 1 ? 'assertive' : 'polite'}>
				{first === undefined ? <span className={isTripped ? 'strong' : 'quiet'}>{calm}</span> : <AlarmWords alarm={first} />}
			</div>
			{first !== undefined && standing !== 'good' && <span className="quiet is-old">{text('as-last-known')}</span>}
			{flood && <strong className="flood">{text('flood')}</strong>}
			{first !== undefined && <BannerButtons alarm={first} />}
			<ul className={`alarm-counts is-${standing}`}>
				{PRIORITIES.map((priority) => {
					const count = alarms.filter((a) => a.priority === priority).length
					return (
						<li key={priority} aria-label={`${text('priority')} ${priority}: ${count}`}>
							<AlarmMark priority={priority} quiet={count === 0} />
							<span className={count === 0 ? 'quiet' : 'strong'}>{count === 0 && standing !== 'good' ? '-' : count}</span>
						</li>
					)
				})}
				{shelved > 0 && (
					<li className="quiet">
						{shelved} {text('shelved')}
					</li>
				)}
			</ul>
		</section>
	)
}

function BannerButtons({ alarm }: { readonly alarm: AlarmRecord }) {
	const text = useTexts(FRAME_TEXTS)
	const { connection, run, isWaiting: isAsking, refusal } = useAsking()
	const hasStation = useLine((line) => line.display?.stations.some(({ name }) => name === alarm.station) ?? false)
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
			<button
				type="button"
				className="plain-button"
				onClick={() => (hasStation ? goTo('stations', alarm.station) : goTo('alarms', `active ${alarm.id}`))}
			>
				{text(hasStation ? 'open-station' : 'open-alarm')}
			</button>
			{waits && (
				<button
					type="button"
					className="plain-button is-first-key"
					disabled={isAsking}
					aria-disabled={!mayAcknowledge}
					title={mayAcknowledge ? '' : text('sign-in-to-acknowledge')}
					onClick={() => mayAcknowledge && void run(connection.ask('acknowledge', [alarm.id]))}
				>
					{text('acknowledge')}
				</button>
			)}
			{sounds && (
				<button
					type="button"
					className="plain-button"
					disabled={isAsking || silenced}
					onClick={() => void run(connection.ask('silence'))}
				>
					{text(silenced ? 'silenced' : 'silence')}
				</button>
			)}
		</>
	)
}

function SoundOff() {
	const text = useTexts(FRAME_TEXTS)
	const { sound } = useScreen()
	const state = useSyncExternalStore(sound.subscribe, () => sound.state)
	return state === 'on' ? null : <span className="quiet">{text('sound-off')}</span>
}

function AlarmWords({ alarm }: { readonly alarm: AlarmRecord }) {
	const text = useTexts(FRAME_TEXTS)
	const language = useLanguage()
	useSettings()
	const { value, limit, unit } = alarm
	const shown = (x: number): string => figure(shownIn(x, unit), decimalsFor(x))
	return (
		<span className="alarm-words">
			<AlarmMarkOf alarm={alarm} />
			<span className="alarm-time">{clock(alarm.sinceMs)}</span>
			<button type="button" className="banner-alarm" onClick={() => goTo('alarms', `active ${alarm.id}`)}>
				{alarm.words[language]}
			</button>
			<span className="alarm-tag">{alarm.tag}</span>
			{value !== null && (
				<span>
					{shown(value)} {unitName(unit)}
					{limit !== null && ` (${text('limit')} ${shown(limit)})`}
				</span>
			)}
			{!alarm.active && <span className="quiet">{text('over')}</span>}
			{alarm.held && <span className="quiet is-old">{text('input-stale')}</span>}
		</span>
	)
}
