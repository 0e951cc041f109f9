import { useTexts } from '../alarms/language.ts'
import { ProfilePanel } from '../profile/profile-panel.tsx'
import { useLine } from '../screen.ts'
import { TEXTS } from '../words/texts.ts'
import { BudgetPanel } from './budget-panel.tsx'
import { ForecastPanel } from './forecast-panel.tsx'
import { KeyFiguresPanel } from './key-figures.tsx'
import { RollStrip } from './roll-strip.tsx'
import { StationPanel } from './station-panel.tsx'

/** L1: is it all right, what is not, how much, how long. */
export function Overview() {
	const text = useTexts(TEXTS)
	const display = useLine((line) => line.display)
	const recipe = useLine((line) => line.display?.recipes[line.states?.recipe ?? ''])
	if (display === null) return <p className="empty">{text('waiting')}</p>
	return (
		<>
			<div className="stations">
				{display.stations.map((station) => (
					<StationPanel key={station.name} station={station} />
				))}
			</div>
			<ProfilePanel display={display} recipe={recipe} />
			<KeyFiguresPanel recipe={recipe} />
			<ForecastPanel />
			<BudgetPanel />
			<RollStrip />
		</>
	)
}
