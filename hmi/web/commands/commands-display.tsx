import { useTexts } from '../alarms/language.ts'
import { useLine } from '../screen.ts'
import { StationCommands } from './station-commands.tsx'
import { TEXTS } from './texts.ts'

/** What may be commanded, by station in web order. */
export function CommandsDisplay() {
	const text = useTexts(TEXTS)
	const stations = useLine((line) => line.display?.stations) ?? []
	return (
		<section className="panel commands-display" aria-label={text('commands')}>
			{['Line', ...stations.map(({ name }) => name)].map((name) => (
				<section key={name} aria-label={name}>
					<h2>{stations.find((station) => station.name === name)?.title ?? text('line')}</h2>
					<StationCommands station={name} />
				</section>
			))}
		</section>
	)
}
