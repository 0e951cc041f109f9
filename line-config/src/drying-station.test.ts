import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { issueText } from './errors.ts'
import { LINE_FILE } from './file-kinds.ts'
import { LINES_DIR, loadLine } from './files.ts'
import { checkText } from './load.ts'

const pilot = readFileSync(join(LINES_DIR, 'pilot.yaml'), 'utf8')
const freeze = `  drying:
    method: freeze
    from: 1.0 m
    to: 2.0 m
    frontTemperature: 245 K
    chamberPressure: 15 Pa
    baseResistance: 1e5 Pa s m2/kg
    cakeResistance: 5e5 Pa s m4/kg2
    efficiency: 0.5
    refrigerationCop: 1.2
    moistureGaugeAt: 2.1 m
`
const section = pilot.slice(pilot.indexOf('  drying:\n    from'), pilot.indexOf('  heating:\n    from'))
/** The pilot's file with another drying section; a freeze-dryer has no air to show or to set. */
const withDrying = (text: string) => pilot.replace(section, `${text}\n`).replace(/^ {4}- \{ label: Zone \d air.*\n/gm, '')
const issues = (text: string): string => {
	const checked = checkText(text, 'pilot.yaml', LINE_FILE)
	return checked.ok ? '' : checked.issues.map(issueText).join('\n')
}

describe('the drying station of a line file', () => {
	it('dries with air where it names no method', () => {
		const { drying } = loadLine('pilot').stations
		expect(drying).toMatchObject({ method: 'convective', airTemperatureK: [393.15, 393.15], filmCoefficientWPerM2K: 50 })
	})

	it('may freeze-dry, every figure with its unit', () => {
		const checked = checkText(withDrying(freeze), 'pilot.yaml', LINE_FILE)
		if (!checked.ok) throw new Error(checked.issues.map(issueText).join('\n'))
		expect(checked.value.stations.drying).toEqual({
			method: 'freeze',
			fromM: 1,
			toM: 2,
			frontTemperatureK: 245,
			chamberPressurePa: 15,
			baseResistancePaSM2PerKg: 1e5,
			cakeResistancePaSM4PerKg2: 5e5,
			efficiency: 0.5,
			refrigerationCop: 1.2,
			moistureGaugeAtM: 2.1,
			airTemperatureK: [],
		})
	})

	it.each([
		[
			'method: freeze',
			'method: frieze',
			'stations.drying.method: found "frieze", expected one of "convective", "freeze"; did you mean "freeze"?',
		],
		['chamberPressure: 15 Pa', 'chamberPressure: 15', 'stations.drying.chamberPressure: found 15 without a unit'],
		[
			'frontTemperature: 245 K',
			'frontTemperature: 290 K',
			'stations.drying.frontTemperature: found "290 K", expected 200 to 273.15 K',
		],
		[
			'cakeResistance: 5e5',
			'airHumidity: 10 g/kg\n    cakeResistance: 5e5',
			'stations.drying.airHumidity: unknown key, expected one of method',
		],
		['    baseResistance: 1e5 Pa s m2/kg\n', '', 'stations.drying.baseResistance: missing'],
	])('says what is wrong with %j turned into %j', (from, to, words) => {
		const text = freeze.replace(from, to)
		expect(text).not.toBe(freeze)
		expect(issues(withDrying(text))).toContain(words)
	})

	it('may have a chilled roll in its quench', () => {
		const rolled = pilot.replace(
			'    openFilm',
			'    chilledRoll: { filmCoefficient: 150 W/m2K, temperature: 288.15 K }\n    openFilm',
		)
		const checked = checkText(rolled, 'pilot.yaml', LINE_FILE)
		expect(checked.ok && checked.value.stations.quench.chilledRoll).toEqual({
			filmCoefficientWPerM2K: 150,
			temperatureK: 288.15,
		})
		expect(issues(rolled.replace('288.15 K }', '288.15 }'))).toContain(
			'stations.quench.chilledRoll.temperature: found 288.15 without a unit',
		)
	})
})
