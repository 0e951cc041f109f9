import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, type Words } from '../../src/alarms/alarm-record.ts'
import { TEXTS as ALARM_TEXTS, CHANGE_TEXTS, STATE_TEXTS } from '../alarms/texts.ts'
import { TEXTS as COMMAND_TEXTS, OUTCOME_TEXTS } from '../commands/texts.ts'
import { TREND_TEXTS } from '../trends/texts.ts'
import { PART_TEXTS, TERM_TEXTS, TWIN_TEXTS } from '../twin/texts.ts'
import { PLANT_NAMES, plantName } from './plant-names.ts'
import { MODULE_TEXTS, TEXTS } from './texts.ts'

const CATALOGUES: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
	TEXTS,
	MODULE_TEXTS,
	TREND_TEXTS,
	TWIN_TEXTS,
	TERM_TEXTS,
	PART_TEXTS,
	ALARM_TEXTS,
	STATE_TEXTS,
	CHANGE_TEXTS,
	COMMAND_TEXTS,
	OUTCOME_TEXTS,
}
/** Folders whose components take every word from a catalogue. */
const FOLDERS = ['overview', 'stations', 'trends', 'twin', 'profile', 'elements', 'words']
const WEB = fileURLToPath(new URL('..', import.meta.url))
/** Words between tags, or in an attribute that people read. */
const WORDS_IN_MARKUP = />\s*[A-Za-z][A-Za-z ,.]{2,}\s*<\/|(?:aria-label|title|placeholder|alt)="[A-Za-z]/g

describe('the words of the screen', () => {
	it.each(Object.entries(CATALOGUES))('are there in every language: %s', (_, catalogue) => {
		const missing = Object.entries(catalogue).filter(([, words]) => LANGUAGES.some((one) => (words[one] ?? '').trim() === ''))
		expect(missing).toEqual([])
	})

	it('translate what plants name, numbers included, and leave alone what they do not know', () => {
		for (const [name, words] of Object.entries(PLANT_NAMES))
			expect([name, words.every((one) => one.trim() !== '')]).toEqual([name, true])
		expect(plantName('Zone 12 air', 'de')).toBe('Zone 12 Luft')
		expect(plantName('Execute', 'ja')).toBe('運転')
		expect(plantName('Slitter 3', 'de')).toBe('Slitter 3')
	})

	it('stand in catalogues and nowhere in a component', () => {
		const found = FOLDERS.flatMap((folder) => readdirSync(`${WEB}${folder}`).map((name) => `${folder}/${name}`))
			.filter((file) => file.endsWith('.tsx'))
			.flatMap((file) =>
				[...readFileSync(`${WEB}${file}`, 'utf8').matchAll(WORDS_IN_MARKUP)].map(([words]) => `${file}: ${words.trim()}`),
			)
		expect(found).toEqual([])
	})
})
