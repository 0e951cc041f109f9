import { LANGUAGES, type Language } from '@emberline/hmi/contract'
import { useSyncExternalStore } from 'react'

/** How this screen is set: by whoever stands before it, kept on this screen. */
export interface Settings {
	readonly language: Language
	/** `hour`: day from six to eighteen o'clock, dusk else. */
	readonly palette: 'day' | 'dusk' | 'hour'
	readonly temperature: 'K' | '°C'
}

export const PALETTES = ['day', 'dusk', 'hour'] as const satisfies readonly Settings['palette'][]
export const TEMPERATURES = ['K', '°C'] as const satisfies readonly Settings['temperature'][]
export { LANGUAGES }

const KEPT_AS = 'emberline-settings'
const DEFAULT: Settings = { language: 'en', palette: 'day', temperature: 'K' }
const HOUR_LOOK_MS = 60_000
const DAY_FROM = 6
const DAY_TO = 18

const listeners = new Set<() => void>()
let present: Settings = kept()

/** What was kept, as far as it means something. */
function kept(): Settings {
	let found: Partial<Settings> = {}
	try {
		found = (JSON.parse(window.localStorage.getItem(KEPT_AS) ?? '{}') ?? {}) as Partial<Settings>
	} catch {
		// A screen that may keep nothing, or kept something else, starts as any other.
	}
	const one = <T>(of: readonly T[], value: T | undefined, otherwise: T) => of.find((x) => x === value) ?? otherwise
	return {
		language: one(LANGUAGES, found.language, DEFAULT.language),
		palette: one(PALETTES, found.palette, DEFAULT.palette),
		temperature: one(TEMPERATURES, found.temperature, DEFAULT.temperature),
	}
}

function show(): void {
	const { palette, language } = present
	const hour = new Date().getHours()
	const isDusk = palette === 'dusk' || (palette === 'hour' && (hour < DAY_FROM || hour >= DAY_TO))
	const root = document.documentElement
	const wanted = isDusk ? 'dusk' : 'day'
	if (root.dataset.palette !== wanted) {
		root.dataset.palette = wanted
		for (const listener of listeners) listener()
	}
	if (root.lang !== language) root.lang = language
}

/** Begins with what was kept, and follows the hour. The returned function ends it. */
export function startSettings(): () => void {
	show()
	const timer = setInterval(show, HOUR_LOOK_MS)
	return () => clearInterval(timer)
}

export function changeSettings(change: Partial<Settings>): void {
	present = { ...present, ...change }
	try {
		window.localStorage.setItem(KEPT_AS, JSON.stringify(present))
	} catch {
		// It holds until the page is loaded again.
	}
	show()
	for (const listener of listeners) listener()
}

export function subscribeSettings(listener: () => void): () => void {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

export const settings = (): Settings => present

export function useSettings(): Settings {
	return useSyncExternalStore(subscribeSettings, settings)
}
