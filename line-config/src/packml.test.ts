import { expect, it } from 'vitest'
import {
	isUnplannedStop,
	PACKML_COMMAND_NUMBER,
	PACKML_STATE_NUMBER,
	packMlCommandName,
	packMlStateName,
	stopReasonWords,
	unitModeName,
} from './packml.ts'

it('reads back every number it gives', () => {
	for (const [name, number] of Object.entries(PACKML_STATE_NUMBER)) expect(packMlStateName(number)).toBe(name)
	for (const [name, number] of Object.entries(PACKML_COMMAND_NUMBER)) expect(packMlCommandName(number)).toBe(name)
	expect(Object.values(PACKML_STATE_NUMBER)).toEqual(Array.from({ length: 17 }, (_, i) => i + 1))
})

it('has no name for a number that PackML does not have', () => {
	for (const number of [0, 18, -1, 2.5, Number.NaN, null, '6']) {
		expect(packMlStateName(number)).toBeUndefined()
		expect(unitModeName(number)).toBeUndefined()
	}
})

it.each([
	[0, 'none', false],
	[101, 'roll change', false],
	[105, 'operator', false],
	[211, 'feed and web fault 211', true],
	[402, 'heating fault 402', true],
	[699, 'wash fault 699', true],
	[777, 'stop reason 777', false],
])('says stop reason %i in words', (code, words, unplanned) => {
	expect(stopReasonWords(code)).toBe(words)
	expect(isUnplannedStop(code)).toBe(unplanned)
})
