import { checkText } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { SCENARIO_FILE } from './scenario.ts'

const GOOD = `kind: scenario
name: what-if
title: A what-if
line: pilot
recipe: htr-bisb
start: warm
duration: 10 min
`

/** Messages of a text as if it stood in this folder. */
const mistakes = (text: string): string[] => {
	const checked = checkText(text, 'a.yaml', SCENARIO_FILE)
	return checked.ok ? [] : checked.issues.map((issue) => `${issue.line}:${issue.column} ${issue.path}: ${issue.message}`)
}

describe('scenario file', () => {
	it('is read in SI units with the unit in each name', () => {
		const checked = checkText(
			`${GOOD}setpoints:\n  webSpeed: 45 mm/s\n  emitters: [1070 degC, 1340 K, 1340 K, 1340 K]\n`,
			'a',
			SCENARIO_FILE,
		)
		if (!checked.ok) throw new Error(JSON.stringify(checked.issues))
		expect(checked.value).toEqual({
			kind: 'scenario',
			name: 'what-if',
			title: 'A what-if',
			line: 'pilot',
			recipe: 'htr-bisb',
			start: 'warm',
			durationS: 600,
			speedFactor: 1,
			setpoints: { webSpeedMPerS: 0.045, emittersK: [1343.15, 1340, 1340, 1340] },
			built: {},
			parameters: {},
			timeline: [],
			schedule: [],
		})
	})

	it('takes from another one what it does not say, section by section, and tells one that is not there', () => {
		const child = (more: string) => `kind: scenario\nname: heavier\ntitle: Heavier\nextends: ${more}`
		const checked = checkText(
			child('htr-bisb-fast\nduration: 1 h\nsetpoints: { dryLoading: 150 g/m2 }\n'),
			'a.yaml',
			SCENARIO_FILE,
		)
		if (!checked.ok) throw new Error(JSON.stringify(checked.issues))
		expect(checked.value).toMatchObject({ name: 'heavier', line: 'pilot', recipe: 'htr-bisb', speedFactor: 1.2, durationS: 3600 })
		expect(checked.value.setpoints).toEqual({ dryLoadingKgPerM2: 0.15 })
		expect(mistakes(child('htr-bisbb\n'))[0]).toMatch(/^4:1?.* extends: found "htr-bisbb", expected one of .*htr-bisb, /)
		expect(mistakes(child('htr-bisb\nwebSpeed: 3 m/s\n'))[0]).toContain('webSpeed: unknown key')
	})

	it('tells an unknown key with its place and the nearest known one', () => {
		expect(mistakes(`${GOOD}setpoints:\n  webSpede: 45 mm/s\n`)).toEqual([
			'9:3 setpoints.webSpede: unknown key, did you mean "webSpeed"?',
		])
	})

	it('tells a unit of another quantity', () => {
		expect(mistakes(GOOD.replace('10 min', '10 mm'))).toEqual([
			'7:1 duration: "mm" is not a unit of s, expected a number with a unit, one of s, ms, min, h, d',
		])
	})

	it('tells that the recipe is missing, and that there is none of this name', () => {
		expect(mistakes(GOOD.replace('recipe: htr-bisb\n', ''))).toEqual(['1:1 recipe: missing, expected text'])
		const [message] = mistakes(GOOD.replace('htr-bisb', 'htr-bisp'))
		expect(message).toMatch(/^5:1 recipe: no such recipe on pilot, expected one of .*did you mean "htr-bisb"\?$/)
	})

	it('tells that there is no such line', () => {
		expect(mistakes(GOOD.replace('line: pilot', 'line: pilto'))[0]).toMatch(/^4:1 line: no such line, .*did you mean "pilot"\?$/)
	})

	it('counts emitters against the modules of the line', () => {
		expect(mistakes(`${GOOD}setpoints:\n  emitters: [1300 K, 1300 K]\n`)).toEqual([
			'9:3 setpoints.emitters: found a list of 2, expected 4, one for each of the heating modules',
		])
	})

	it('refuses a speed that the line cannot run and two set-points for one feed', () => {
		const text = `${GOOD}speedFactor: 3\nsetpoints:\n  dryLoading: 90 g/m2\n  screw: 40 rpm\n`
		expect(mistakes(text)).toEqual([
			'8:1 speedFactor: found a web speed of 0.15 m/s, expected 0.01 to 0.09 m/s on pilot',
			'11:3 setpoints.screw: found both dryLoading and screw, expected one of them: each sets the feed',
		])
	})
})
