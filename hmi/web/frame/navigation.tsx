import { useTexts } from '../alarms/language.ts'
import { goTo, usePlace } from './display.ts'
import { DISPLAYS } from './keys.ts'
import { DISPLAY_TITLES, FRAME_TEXTS } from './texts.ts'

/** Nine places at the foot, always the same. */
export function Navigation() {
	const text = useTexts(FRAME_TEXTS)
	const title = useTexts(DISPLAY_TITLES)
	const here = usePlace().display
	return (
		<nav className="navigation" aria-label={text('displays')}>
			{DISPLAYS.map(({ key, name, ready }) => (
				<button
					key={key}
					type="button"
					className={name === here ? 'is-here' : ready ? '' : 'is-later'}
					aria-current={name === here ? 'page' : undefined}
					aria-disabled={!ready}
					onClick={() => ready && goTo(name)}
				>
					<span className="nav-key">{key}</span>
					<span className="nav-title">{title(name)}</span>
					{!ready && <span className="nav-later">{text('not-yet')}</span>}
				</button>
			))}
		</nav>
	)
}
