import { LANGUAGES, type Language, type Words } from '@emberline/hmi/contract'
import { useSyncExternalStore } from 'react'

/** The page's language is what its root element says: one truth for screen readers and for us. */
function subscribe(listener: () => void): () => void {
	const observer = new MutationObserver(listener)
	observer.observe(document.documentElement, { attributeFilter: ['lang'] })
	return () => observer.disconnect()
}

function present(): Language {
	const lang = document.documentElement.lang.slice(0, 2)
	return LANGUAGES.find((one) => one === lang) ?? 'en'
}

export function useLanguage(): Language {
	return useSyncExternalStore(subscribe, present)
}

/** Gives a text of a catalogue in the page's language. */
export function useTexts<K extends string>(catalogue: Readonly<Record<K, Words>>): (key: K) => string {
	const language = useLanguage()
	return (key) => catalogue[key][language]
}
