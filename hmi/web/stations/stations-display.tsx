import type { DisplayStation } from '@emberline/hmi/contract'
import { useEffect, useRef } from 'react'
import { useTexts } from '../alarms/language.ts'
import { CommandsDisplay } from '../commands/commands-display.tsx'
import { AlarmMark } from '../elements/alarm-mark.tsx'
import { goTo, usePlace } from '../frame/display.ts'
import { isStanding } from '../line/line-store.ts'
import { worstAlarm } from '../overview/station-panel.tsx'
import { useLine } from '../screen.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { TEXTS } from '../words/texts.ts'
import { StationView } from './station-view.tsx'

/** Place of all commands among the stations. */
const COMMANDS = 'commands'

/** L2: one station after the other in web order, and what may be commanded. The keys 1, 2, 3… and the arrows choose. */
export function StationsDisplay() {
	const text = useTexts(TEXTS)
	const { object } = usePlace()
	const display = useLine((line) => line.display)
	const stations = display?.stations ?? []
	const shown = object === COMMANDS ? undefined : (stations.find(({ name }) => name === object) ?? stations[0])
	useStationKeys(stations)
	if (display === null) return <p className="empty">{text('waiting')}</p>
	return (
		<div className="stations-display">
			<Tabs stations={stations} shown={shown} />
			{object === COMMANDS ? (
				<CommandsDisplay />
			) : shown === undefined ? (
				<p className="empty">{text('no-stations')}</p>
			) : (
				<StationView key={shown.name} display={display} station={shown} />
			)}
		</div>
	)
}

function useStationKeys(stations: readonly DisplayStation[]): void {
	useEffect(() => {
		const onKey = (event: KeyboardEvent): void => {
			if (event.ctrlKey || event.altKey || event.metaKey) return
			const { target } = event
			if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement)
				return
			const station = stations.find(({ number }) => String(number) === event.key)
			if (station === undefined) return
			event.preventDefault()
			goTo('stations', station.name)
		}
		window.addEventListener('keydown', onKey)
		return () => window.removeEventListener('keydown', onKey)
	}, [stations])
}

function Tabs({ stations, shown }: { readonly stations: readonly DisplayStation[]; readonly shown: DisplayStation | undefined }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const row = useRef<HTMLDivElement>(null)
	const places = [...stations.map((station) => station.name), COMMANDS]
	const here = shown?.name ?? COMMANDS
	const step = (by: number): void => {
		const next = places[(places.indexOf(here) + by + places.length) % places.length]
		if (next === undefined) return
		goTo('stations', next)
		row.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next)}"]`)?.focus()
	}
	return (
		<div
			ref={row}
			className="tabs"
			role="tablist"
			aria-label={text('stations')}
			onKeyDown={(event) => {
				if (event.key === 'ArrowRight') step(1)
				else if (event.key === 'ArrowLeft') step(-1)
			}}
		>
			{places.map((place) => {
				const station = stations.find((one) => one.name === place)
				return (
					<button
						key={place}
						data-tab={place}
						type="button"
						role="tab"
						aria-selected={place === here}
						tabIndex={place === here ? 0 : -1}
						className={place === here ? 'tab is-here' : 'tab'}
						onClick={() => goTo('stations', place)}
					>
						{station === undefined ? (
							text('commands')
						) : (
							<>
								<span className="station-number">{station.number}</span> {name(station.title)}
								<StationMark station={place} />
							</>
						)}
					</button>
				)
			})}
		</div>
	)
}

function StationMark({ station }: { readonly station: string }) {
	const worst = useLine((line) => worstAlarm(line.alarms.filter((alarm) => isStanding(alarm) && alarm.station === station)))
	return worst === null ? null : <AlarmMark priority={worst} />
}
