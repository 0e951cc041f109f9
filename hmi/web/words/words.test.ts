import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, type Words } from '../../src/alarms/alarm-record.ts'
import { TEXTS as ALARM_TEXTS, CAUSE_TEXTS, CHANGE_TEXTS, STATE_TEXTS } from '../alarms/texts.ts'
import { TEXTS as COMMAND_TEXTS, OUTCOME_TEXTS } from '../commands/texts.ts'
import { DISPLAY_TITLES, FRAME_TEXTS } from '../frame/texts.ts'
import { KPI_TEXTS, LOT_TEXTS } from '../lots/texts.ts'
import { RECIPE_TEXTS, STATUS_TEXTS } from '../recipes/texts.ts'
import { FLAG_TEXTS, LANE_TEXTS, ROLL_TEXTS } from '../rolls/texts.ts'
import { TREND_TEXTS } from '../trends/texts.ts'
import { PART_TEXTS, TERM_TEXTS, TWIN_TEXTS } from '../twin/texts.ts'
import { FIGURE_TEXTS, LIMIT_OF_TEXTS, RUN_TEXTS, WHAT_IF_TEXTS } from '../what-if/texts.ts'
import { PLANT_NAMES, plantName } from './plant-names.ts'
import { REFUSAL_TEXTS, reasonWords } from './reasons.ts'
import { MODULE_TEXTS, TEXTS } from './texts.ts'

const CATALOGUES: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
	TEXTS,
	MODULE_TEXTS,
	TREND_TEXTS,
	ROLL_TEXTS,
	RECIPE_TEXTS,
	STATUS_TEXTS,
	WHAT_IF_TEXTS,
	RUN_TEXTS,
	FIGURE_TEXTS,
	LIMIT_OF_TEXTS,
	LOT_TEXTS,
	KPI_TEXTS,
	LANE_TEXTS,
	FLAG_TEXTS,
	TWIN_TEXTS,
	TERM_TEXTS,
	PART_TEXTS,
	ALARM_TEXTS,
	STATE_TEXTS,
	CHANGE_TEXTS,
	CAUSE_TEXTS,
	COMMAND_TEXTS,
	OUTCOME_TEXTS,
	DISPLAY_TITLES,
	FRAME_TEXTS,
	REFUSAL_TEXTS,
}
/** Folders whose components take every word from a catalogue. */
const FOLDERS = [
	'overview',
	'stations',
	'trends',
	'twin',
	'profile',
	'elements',
	'words',
	'frame',
	'alarms',
	'commands',
	'rolls',
	'lots',
	'what-if',
	'recipes',
]
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

	it.each([
		['twin lost: no data for 12 s', 'Zwilling verloren: keine Daten seit 12 s', 'ツイン喪失：データなし 12 s'],
		[
			'twin degraded: Quench silent for 7 s; Heating/Zone2/Power off by 12.0 and 3 more; and 2 more',
			'Zwilling eingeschränkt: Abschrecken seit 7 s stumm; Heating/Zone2/Power daneben um 12.0 und 3 weitere; und 2 weitere',
			'ツイン低下：急冷 無応答 7 s; Heating/Zone2/Power のずれ 12.0 ほか3件; ほか2件',
		],
		['heating fault 401', 'Fehler Erhitzen 401', '加熱異常 401'],
		['wire 7 loose', 'wire 7 loose', 'wire 7 loose'],
	])('say in the language of the screen why: %s', (reason, de, ja) => {
		expect([reasonWords(reason, 'en'), reasonWords(reason, 'de'), reasonWords(reason, 'ja')]).toEqual([reason, de, ja])
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
