import { DISPLAYS } from './keys.ts'

/** Nine places at the foot, always the same. */
export function Navigation() {
	return (
		<nav className="navigation" aria-label="Displays">
			{DISPLAYS.map(({ key, title, ready }) => (
				<button
					key={key}
					type="button"
					className={ready ? 'is-here' : 'is-later'}
					aria-current={ready ? 'page' : undefined}
					aria-disabled={!ready}
				>
					<span className="nav-key">{key}</span>
					<span className="nav-title">{title}</span>
					{!ready && <span className="nav-later">not yet</span>}
				</button>
			))}
		</nav>
	)
}
