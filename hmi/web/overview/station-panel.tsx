import type { DisplayStation, Indicator, PackMlState } from '@emberline/hmi/contract'
import { AlarmMark, type AlarmPriority } from '../elements/alarm-mark.tsx'
import { AnalogIndicator } from '../elements/analog-indicator.tsx'
import { twinStanding } from '../line/value-state.ts'
import { useLine } from '../screen.ts'
import { stopReasonWords } from '../words/names.ts'

/** Number, name and state of a station, and what tells at a glance whether it is well. */
export function StationPanel({ station }: { readonly station: DisplayStation }) {
	const worst = useLine((line) => worstAlarm(line.alarms.filter((a) => a.station === station.name)))
	return (
		<section className="panel station" aria-label={`Station ${station.number} ${station.title}`}>
			<header className="station-head">
				<h2>
					<span className="station-number">{station.number}</span> {station.title}
				</h2>
				{worst !== null && <AlarmMark priority={worst} />}
				<StationState station={station} />
			</header>
			{station.indicators.map((indicator) => (
				<IndicatorWithAlarm key={indicator.label} indicator={indicator} />
			))}
		</section>
	)
}

function IndicatorWithAlarm({ indicator }: { readonly indicator: Indicator }) {
	const alarm = useLine((line) => worstAlarm(line.alarms.filter((a) => belongsTo(indicator, a.tag))))
	return <AnalogIndicator indicator={indicator} alarm={alarm} />
}

function StationState({ station }: { readonly station: DisplayStation }) {
	const state = useLine((line) =>
		twinStanding(line, line.beatAtMs).state === 'bad' ? null : (line.states?.stations[station.name]?.state ?? null),
	)
	const stop = useLine((line) => line.states?.stations[station.name]?.stopReason ?? 0)
	if (state === null) return <span className="state-chip is-unknown">unknown</span>
	return (
		<span className={`state-chip ${isRunning(state) ? 'is-running' : 'is-stopped'}`}>
			{state}
			{stop !== 0 && state !== 'Execute' && <span className="stop-reason"> {stopReasonWords(stop)}</span>}
		</span>
	)
}

export function isRunning(state: PackMlState): boolean {
	return state === 'Execute'
}

export function worstAlarm(alarms: readonly { readonly priority: AlarmPriority }[]): AlarmPriority | null {
	return alarms.length === 0 ? null : (Math.min(...alarms.map((a) => a.priority)) as AlarmPriority)
}

function belongsTo({ source }: Indicator, tag: string): boolean {
	if ('tag' in source) return source.tag === tag
	if ('soft' in source) return tag === source.soft || tag === `soft/${source.soft}`
	return 'deviations' in source && source.deviations.some(([own]) => own === tag)
}
