import type { DisplayStation, Indicator } from '@emberline/hmi/contract'
import { useTexts } from '../alarms/language.ts'
import { AlarmMark, type AlarmPriority } from '../elements/alarm-mark.tsx'
import { AnalogIndicator } from '../elements/analog-indicator.tsx'
import { StateChip } from '../elements/state-chip.tsx'
import { goTo } from '../frame/display.ts'
import { isStanding } from '../line/line-store.ts'
import { useLine } from '../screen.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { TEXTS } from '../words/texts.ts'

/** Number, name and state of a station, and what tells at a glance whether it is well. */
export function StationPanel({ station }: { readonly station: DisplayStation }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const worst = useLine((line) => worstAlarm(line.alarms.filter((a) => isStanding(a) && a.station === station.name)))
	return (
		<section className="panel station" aria-label={`${text('station')} ${station.number} ${name(station.title)}`}>
			<header className="station-head">
				<h2>
					<button type="button" className="station-button" onClick={() => goTo('stations', station.name)}>
						<span className="station-number">{station.number}</span> {name(station.title)}
					</button>
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

export function IndicatorWithAlarm({ indicator }: { readonly indicator: Indicator }) {
	const alarm = useLine((line) => worstAlarm(line.alarms.filter((a) => isStanding(a) && belongsTo(indicator, a.tag))))
	const normal = useLine((line) => indicator.normalByRecipe?.[line.states?.recipe ?? ''] ?? indicator.normal)
	return <AnalogIndicator indicator={normal === undefined ? indicator : { ...indicator, normal }} alarm={alarm} />
}

function StationState({ station }: { readonly station: DisplayStation }) {
	const state = useLine((line) => line.states?.stations[station.name]?.state)
	const stop = useLine((line) => line.states?.stations[station.name]?.stopReason ?? 0)
	return <StateChip device={station.name} state={state} stopReason={stop} />
}

export function worstAlarm(alarms: readonly { readonly priority: AlarmPriority }[]): AlarmPriority | null {
	return alarms.length === 0 ? null : (Math.min(...alarms.map((a) => a.priority)) as AlarmPriority)
}

function belongsTo({ source }: Indicator, tag: string): boolean {
	if ('tag' in source) return source.tag === tag
	if ('soft' in source) return tag === source.soft || tag === `soft/${source.soft}`
	return 'deviations' in source && source.deviations.some(([own]) => own === tag)
}
