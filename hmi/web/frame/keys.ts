import { goTo } from './display.ts'

/** The one table of keys. A display that is not there yet says so, and its key does nothing. */
export const DISPLAYS = [
	{ key: 'F1', name: 'overview', title: 'Overview', ready: true },
	{ key: 'F2', name: 'stations', title: 'Stations', ready: true },
	{ key: 'F3', name: 'trends', title: 'Trends', ready: true },
	{ key: 'F4', name: 'alarms', title: 'Alarms', ready: true },
	{ key: 'F5', name: 'roll-map', title: 'Roll map', ready: false },
	{ key: 'F6', name: 'lots', title: 'Lots', ready: false },
	{ key: 'F7', name: 'recipe', title: 'Recipe', ready: false },
	{ key: 'F8', name: 'what-if', title: 'What-if', ready: false },
	{ key: 'F9', name: 'audit', title: 'Audit', ready: true },
] as const
export type DisplayName = (typeof DISPLAYS)[number]['name']

function firstOf(...selectors: readonly string[]): HTMLElement | null {
	for (const selector of selectors) {
		const found = document.querySelector<HTMLElement>(selector)
		if (found !== null) return found
	}
	return null
}

/** Keeps the browser's own meaning of the display keys away; F10 puts the focus on the banner's first button. */
export function listenToKeys(): () => void {
	const onKey = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.altKey || event.metaKey) return
		const display = DISPLAYS.find((d) => d.key === event.key)
		if (display === undefined && event.key !== 'F10') return
		event.preventDefault()
		if (display === undefined) firstOf('.banner .is-first-key', '.banner button')?.focus()
		else if (display.ready) {
			goTo(display.name)
			document.querySelector<HTMLElement>('main')?.focus()
		}
	}
	window.addEventListener('keydown', onKey)
	return () => window.removeEventListener('keydown', onKey)
}
