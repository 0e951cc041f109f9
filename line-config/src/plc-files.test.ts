import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkFile, loadLine } from './files.ts'
import { COMMANDS_DIR, loadCommandList, PLC_KINDS } from './plc-files.ts'

const dir = mkdtempSync(join(tmpdir(), 'plc-files-'))
afterAll(() => rmSync(dir, { recursive: true }))
const SHIPPED = join(COMMANDS_DIR, 'line1.yaml')

/** What is wrong with a copy of the shipped list in which one text stands for another. */
function issuesWith(from: string, to: string): string[] {
	const text = readFileSync(SHIPPED, 'utf8')
	expect(text).toContain(from)
	const file = join(dir, 'changed.yaml')
	writeFileSync(file, text.replace(from, to))
	const checked = checkFile(file, PLC_KINDS)
	return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('the list of what may be written', () => {
	it.each(['line1', 'pilot', 'production'])('is shipped for %s and has no mistakes', (name) => {
		expect(checkFile(join(COMMANDS_DIR, `${name}.yaml`), PLC_KINDS)).toMatchObject({ ok: true, kind: 'commands' })
		expect(loadCommandList(loadLine(name))?.set.length).toBe(8)
	})

	it('is none for a line of another name: nothing may be written there', () => {
		expect(loadCommandList({ ...loadLine(), name: 'other' })).toBeNull()
	})

	it.each([
		[
			'Heating/Shutter/Position',
			'Heating/Shuter/Position',
			'set.2.tags: found "Heating/Shuter/Position", expected a tag of line1',
		],
		[
			'tags: Feed/Screw/SpeedSetpoint',
			'tags: Feed/Screw/Speed',
			'set.4.tags: found Feed/Screw/Speed, which is read only, expected a set-point',
		],
		[
			'tags: Feed/Screw/SpeedSetpoint',
			'tags: Line/Command/CntrlCmd',
			'set.4.tags: found Line/Command/CntrlCmd, which is written as a PackML command or mode, expected a set-point',
		],
		[
			'step: 100 K',
			'step: 100 degC',
			'set.0.step: found "100 degC", expected a number in K, as Heating/Zone1/EmitterSetpoint has it',
		],
		[
			'step: 30 rpm',
			'step: 30',
			'set.4.step: found 30 without a unit, expected a number in rpm, as Feed/Screw/SpeedSetpoint has it',
		],
		[
			'{ tag: Heating/Purge/Oxygen, max: 100 ppm }',
			'{ tag: Heating/Purge/Oxygen }',
			'set.0.requires.0: found a section, expected min, max or equals',
		],
		[
			'interval: 10 s',
			'interval: 10',
			'set.1.interval: found 10 without a unit, expected a number with a unit, one of s, ms, min, h, d',
		],
		[
			'line: line1',
			'line: lin1',
			'line: found "lin1", expected a line without mistakes: lin1:1:1 no such line, expected one of line1, pilot, production; did you mean "line1"?',
		],
		['lifetime: 2 s', 'lifetime: 2 h', 'lifetime: found "2 h", expected 0.1 to 60 s'],
		['roles: [engineer]', 'roles: [boss]', 'set.1.roles.0: found "boss", expected one of "operator", "engineer", "service"'],
	])('tells what is wrong when "%s" becomes "%s"', (from, to, issue) => {
		expect(issuesWith(from, to)).toEqual([issue])
	})

	it('does not take two rules for one tag', () => {
		expect(issuesWith('tags: Drying/Zone*/AirTemperatureSetpoint', 'tags: Heating/Zone2/EmitterSetpoint')).toEqual([
			'set.5.tags: found Heating/Zone2/EmitterSetpoint in "Heating/Zone*/EmitterSetpoint" before, expected each tag once',
		])
	})

	it('of one line is not taken for another', () => {
		expect(() => loadCommandList(loadLine('pilot'), SHIPPED)).toThrow('found "line1", expected pilot, the line that is run')
	})
})
