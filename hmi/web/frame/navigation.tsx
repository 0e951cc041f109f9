import { goTo, usePlace } from './display.ts'
import { DISPLAYS } from './keys.ts'

/** Nine places at the foot, always the same. */
export function Navigation() {
	const here = usePlace().display
	return (
		<nav className="navigation" aria-label="Displays">
			{DISPLAYS.map(({ key, name, title, ready }) => (
				<button
					key={key}
					type="button"
					className={name === here ? 'is-here' : ready ? '' : 'is-later'}
					aria-current={name === here ? 'page' : undefined}
					aria-disabled={!ready}
					onClick={() => ready && goTo(name)}
				>
					<span className="nav-key">{key}</span>
					<span className="nav-title">{title}</span>
					{!ready && <span className="nav-later">not yet</span>}
				</button>
			))}
		</nav>
	)
}
