import { goTo } from './display.ts'

/** The one table of keys. A display that is not there yet says so, and its key does nothing. */
export const DISPLAYS = [
	{ key: 'F1', name: 'overview', ready: true },
	{ key: 'F2', name: 'stations', ready: true },
	{ key: 'F3', name: 'trends', ready: true },
	{ key: 'F4', name: 'alarms', ready: true },
	{ key: 'F5', name: 'roll-map', ready: true },
	{ key: 'F6', name: 'lots', ready: true },
	{ key: 'F7', name: 'recipe', ready: true },
	{ key: 'F8', name: 'what-if', ready: true },
	{ key: 'F9', name: 'audit', ready: true },
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
