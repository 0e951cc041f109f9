/** The one table of keys. A display that is not there yet says so, and its key does nothing. */
export const DISPLAYS = [
	{ key: 'F1', title: 'Overview', ready: true },
	{ key: 'F2', title: 'Stations', ready: false },
	{ key: 'F3', title: 'Trends', ready: false },
	{ key: 'F4', title: 'Alarms', ready: false },
	{ key: 'F5', title: 'Roll map', ready: false },
	{ key: 'F6', title: 'Lots', ready: false },
	{ key: 'F7', title: 'Recipe', ready: false },
	{ key: 'F8', title: 'What-if', ready: false },
	{ key: 'F9', title: 'Audit', ready: false },
] as const

/** Keeps the browser's own meaning of the display keys away, and puts the focus on the display for F1, the banner for F10. */
export function listenToKeys(): () => void {
	const onKey = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.altKey || event.metaKey) return
		const focusOn = event.key === 'F1' ? 'main' : event.key === 'F10' ? '.banner' : null
		if (focusOn === null && !DISPLAYS.some((d) => d.key === event.key)) return
		event.preventDefault()
		if (focusOn !== null) document.querySelector<HTMLElement>(`${focusOn} button, ${focusOn} [tabindex]`)?.focus()
	}
	window.addEventListener('keydown', onKey)
	return () => window.removeEventListener('keydown', onKey)
}
