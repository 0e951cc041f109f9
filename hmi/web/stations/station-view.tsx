import type { DisplayModel, DisplayStation } from '@emberline/hmi/contract'
import { useMemo } from 'react'
import { useTexts } from '../alarms/language.ts'
import { StationCommands } from '../commands/station-commands.tsx'
import { Panel } from '../elements/panel.tsx'
import { BudgetPanel } from '../overview/budget-panel.tsx'
import { IndicatorWithAlarm } from '../overview/station-panel.tsx'
import { ProfilePanel } from '../profile/profile-panel.tsx'
import { useLine } from '../screen.ts'
import { usePlantNames } from '../words/plant-names.ts'
import { TEXTS } from '../words/texts.ts'
import { AlarmPanel } from './alarm-panel.tsx'
import { InterlockPanel } from './interlock-panel.tsx'
import { StatePanel } from './state-panel.tsx'
import { TrendStrip } from './trend-strip.tsx'
import { ValuesPanel } from './values-panel.tsx'

/** All of one station: its machine, indicators, values beside the twin, interlocks, heat, course of the last hour, alarms and commands. */
export function StationView({ display, station }: { readonly display: DisplayModel; readonly station: DisplayStation }) {
	const text = useTexts(TEXTS)
	const name = usePlantNames()
	const recipe = useLine((line) => display.recipes[line.states?.recipe ?? ''])
	const own = useMemo(() => stretchOf(display, station), [display, station])
	const isHeated = useLine((line) => line.heatedZones.some((key) => key.startsWith(`${station.name} `)))
	const { detail } = station
	return (
		<div className={`station-view${isHeated ? ' has-budget' : ''}`}>
			<div className="station-column">
				<StatePanel station={station} />
				<section className="panel area-indicators" aria-label={name(station.title)}>
					{station.indicators.map((indicator) => (
						<IndicatorWithAlarm key={indicator.label} indicator={indicator} />
					))}
				</section>
				<AlarmPanel station={station.name} />
				<InterlockPanel station={station.name} interlocks={detail?.interlocks ?? []} />
			</div>
			<div className="station-column">
				<ValuesPanel station={station} />
				<Panel area="last-hour" title={text('last-hour')}>
					<TrendStrip pens={detail?.trends ?? []} />
				</Panel>
			</div>
			<div className="station-column">
				<ProfilePanel display={own} recipe={recipe} isPart />
				{isHeated && <BudgetPanel station={station.name} />}
				<Panel area="commands" title={text('commands')}>
					<div className="scroll">
						<StationCommands station={station.name} />
					</div>
				</Panel>
			</div>
		</div>
	)
}

/** The line as if it had this station alone: its stretch of the path, and what is measured there. */
function stretchOf(display: DisplayModel, station: DisplayStation): DisplayModel {
	const { fromM, toM } = station
	return {
		...display,
		stations: [station],
		path: { fromM, toM },
		measuredPoints: display.measuredPoints.filter(({ sM }) => sM >= fromM && sM <= toM),
	}
}
