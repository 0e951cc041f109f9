import type { ActiveAlarm } from '@emberline/hmi/contract'
import { useState } from 'react'
import { AlarmMark } from '../elements/alarm-mark.tsx'
import type { LineStore } from '../line/line-store.ts'
import { frameStanding } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { clock, decimalsFor, figure } from '../words/figures.ts'

const PRIORITIES = [1, 2, 3] as const

/** The alarm that matters most, and how many there are. Its place is kept when there is none. */
export function Banner() {
	const alarms = useLine((line) => line.alarms)
	const [open, setOpen] = useState(false)
	const standing = useLine((line) => frameStanding(line, line.paintedMs).state)
	const sorted = [...alarms].sort((a, b) => a.priority - b.priority || a.sinceMs - b.sinceMs)
	const [first] = sorted
	const trip = useLine(tripWords)
	const state = useLine((line) => line.states?.line.state)
	const tripped = TRIPPED.has(state) ? `Line ${state}` : 'No active alarms'
	const calm = standing === 'good' ? tripped : 'Alarms not known now'
	return (
		<section className="banner" aria-label="Alarms">
			<div className="banner-first" aria-live={first?.priority === 1 ? 'assertive' : 'polite'}>
				{trip !== null && <TripWords words={trip} />}
				{first !== undefined && <AlarmWords alarm={first} />}
				{first === undefined && trip === null && <span className={TRIPPED.has(state) ? 'strong' : 'quiet'}>{calm}</span>}
			</div>
			{first !== undefined && standing !== 'good' && <span className="quiet is-old">as last known</span>}
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
			</ul>
			{sorted.length > 1 && (
				<button type="button" className="plain-button" aria-expanded={open} onClick={() => setOpen(!open)}>
					{open ? 'Close list' : 'Show list'}
				</button>
			)}
			{open && sorted.length > 1 && (
				<ol className="alarm-list">
					{sorted.map((alarm) => (
						<li key={alarm.id}>
							<AlarmWords alarm={alarm} />
						</li>
					))}
				</ol>
			)}
		</section>
	)
}

/** States into which only a trip or a person's abort leads: no line in them is in order. */
const TRIPPED: ReadonlySet<string | undefined> = new Set(['Aborting', 'Aborted', 'Clearing'])

/** The first trip since the last clear and how many stand; null while there is none. */
function tripWords({ interlocks }: LineStore): string | null {
	return interlocks === null || interlocks.line === '' ? null : interlocks.line
}

function TripWords({ words }: { readonly words: string }) {
	const atMs = useLine((line) => line.interlocks?.firstOut?.causeMs ?? Number.NaN)
	return (
		<span className="alarm-words">
			<AlarmMark priority={1} />
			<span className="alarm-time">{clock(atMs)}</span>
			<strong>{words}</strong>
		</span>
	)
}

function AlarmWords({ alarm }: { readonly alarm: ActiveAlarm }) {
	return (
		<span className="alarm-words">
			<AlarmMark priority={alarm.priority} />
			<span className="alarm-time">{clock(alarm.sinceMs)}</span>
			<strong>{alarm.words}</strong>
			<span className="alarm-tag">{alarm.tag}</span>
			{alarm.value !== null && (
				<span>
					{figure(alarm.value, decimalsFor(alarm.value))} {alarm.unit}
					{alarm.limit !== null && ` (limit ${figure(alarm.limit, decimalsFor(alarm.limit))})`}
				</span>
			)}
		</span>
	)
}
