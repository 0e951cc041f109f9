import { useSyncExternalStore } from 'react'
import { DISPLAYS, type DisplayName } from './keys.ts'

/** What is shown, as the address says it: `#/alarms/History`. An address that means nothing shows the overview. */
export interface Place {
	readonly display: DisplayName
	/** What within it: a tab, a station; empty for none. */
	readonly object: string
}

const subscribe = (listener: () => void): (() => void) => {
	window.addEventListener('hashchange', listener)
	return () => window.removeEventListener('hashchange', listener)
}

let last: { readonly hash: string; readonly place: Place } | null = null

function placeOf(): Place {
	const { hash } = window.location
	if (last?.hash === hash) return last.place
	const [name = '', object = ''] = hash.replace(/^#\//, '').split('/')
	const known = DISPLAYS.find((d) => d.name === name && d.ready)
	last = { hash, place: { display: known?.name ?? 'overview', object: known === undefined ? '' : decodeURIComponent(object) } }
	return last.place
}

export function usePlace(): Place {
	return useSyncExternalStore(subscribe, placeOf)
}

export function goTo(display: DisplayName, object = ''): void {
	window.location.hash = object === '' ? `/${display}` : `/${display}/${encodeURIComponent(object)}`
}
