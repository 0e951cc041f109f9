import { AlarmMarkOf } from '../alarms/alarm-mark-of.tsx'
import { useLanguage, useTexts } from '../alarms/language.ts'
import { Panel } from '../elements/panel.tsx'
import { goTo } from '../frame/display.ts'
import { isSpeaking } from '../line/line-store.ts'
import { useLine } from '../screen.ts'
import { clock } from '../words/figures.ts'
import { TEXTS } from '../words/texts.ts'

/** The station's own alarms, worst first; each opens the list of all. */
export function AlarmPanel({ station }: { readonly station: string }) {
	const text = useTexts(TEXTS)
	const language = useLanguage()
	const all = useLine((line) => line.alarms)
	const own = all.filter((alarm) => alarm.station === station && isSpeaking(alarm))
	return (
		<Panel area="station-alarms" title={text('station-alarms')} note={own.length === 0 ? text('none') : ''}>
			{own.length > 0 && (
				<ul className="station-alarms">
					{own.map((alarm) => (
						<li key={alarm.id}>
							<button type="button" className="alarm-row" onClick={() => goTo('alarms', `active ${alarm.id}`)}>
								<AlarmMarkOf alarm={alarm} />
								<span>{clock(alarm.sinceMs)}</span>
								<strong>{alarm.words[language]}</strong>
							</button>
						</li>
					))}
				</ul>
			)}
		</Panel>
	)
}
