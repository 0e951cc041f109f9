import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LINE_FILE } from './file-kinds.ts'
import { DEFAULT_LINE, loadLine } from './files.ts'
import { interlockLimit } from './interlock-limits.ts'
import { INTERLOCK_LIMITS } from './interlocks.ts'
import { checkText } from './load.ts'

const text = readFileSync(DEFAULT_LINE, 'utf8')
const ROW =
	'{ id: web-moves, kind: permissive, cause: web stands, needs: { signal: Line/Status/CurMachSpeed, atLeast: movingSpeed }, provedFor: 0 s, armed: always, delay: 0 s, budget: 3 s, action: refuse-enable, station: Heating, reason: 499, latched: "no" }'
const problems = (...rows: string[]) => {
	const checked = checkText(`${text}\ninterlocks:\n${rows.map((row) => `  - ${row}`).join('\n')}\n`, 'line.yaml', LINE_FILE)
	return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('interlocks of a line file', () => {
	it('are the 27 of the table where the file names none: 7 permissives, 20 trips', () => {
		const { interlocks } = loadLine()
		expect(interlocks).toHaveLength(27)
		expect(interlocks.filter((row) => row.kind === 'permissive')).toHaveLength(7)
		for (const row of interlocks) expect(row.budgetS).toBeGreaterThan(row.delayS + 2)
	})

	it('may be its own', () => expect(problems(ROW)).toEqual([]))

	it.each([
		[
			ROW.replace('CurMachSpeed', 'Colour'),
			'interlocks.0.needs.signal: found "Line/Status/Colour", expected a tag of this line or one of',
		],
		[ROW.replace(', atLeast: movingSpeed', ''), 'interlocks.0.needs: '],
		[ROW.replace('delay: 0 s', 'delay: 0'), 'interlocks.0.delay: found 0 without a unit'],
		[ROW.replace('refuse-enable', 'pray'), 'interlocks.0.action: '],
		[ROW.replace('reason: 499', 'reason: 12'), 'interlocks.0.reason: '],
		[
			ROW.replace('id: web-moves', 'id: Web moves'),
			'interlocks.0.id: found "Web moves", expected small letters, digits and hyphens',
		],
	])('with a mistake are told by place: %#', (row, words) => {
		const told = problems(row)
		expect(told).toHaveLength(1)
		expect(told[0]).toMatch(words)
	})

	it('have each id once', () =>
		expect(problems(ROW, ROW)).toEqual(['interlocks.1.id: found "web-moves" twice, expected each id once']))

	it('take their limits from elsewhere in the file, in the unit of the tag', () => {
		const line = loadLine()
		const limits = Object.fromEntries(INTERLOCK_LIMITS.map((name) => [name, Number(interlockLimit(line, name)?.toPrecision(6))]))
		expect(limits).toEqual({
			movingSpeed: 5,
			tensionMin: 20,
			emitterTemperatureMax: 1450,
			purgeOxygenMax: 100,
			purgeFlowMin: 20,
			jacketFlowMin: 1.2,
			plateFlowMin: 4,
			dryerAirFlowMin: 30,
			quenchExitTemperatureMax: 345,
			furnaceMoistureMax: 2,
		})
		expect(interlockLimit(loadLine('pilot'), 'jacketFlowMin')).toBeUndefined()
	})
})
