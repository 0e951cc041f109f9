import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkFile, loadLine } from '../files.ts'
import { loadPlainPlc, PLC_KINDS } from '../plc-files.ts'

const dir = mkdtempSync(join(tmpdir(), 'plain-plc-'))
afterAll(() => rmSync(dir, { recursive: true }))

const TEXT = `kind: plain-plc
line: line1
silentAfter: 5 s
tags:
  - tag: Line/Web/Tension
    topic: plc/web
    path: web.tension
    unit: N
    scale: 0.1
    quality: { path: ok, good: [true] }
    time: { path: t, in: ms }
  - tag: Wash/FreshWater/FlowSetpoint
    topic: plc/water
    unit: L/min
    writeTopic: plc/water/set
`

/** Mistakes as `line: path: message` of the mapping in which one text stands for another. */
function issuesWith(from: string, to: string): string[] {
	expect(TEXT).toContain(from)
	const file = join(dir, 'plain.yaml')
	writeFileSync(file, TEXT.replace(from, to))
	const checked = checkFile(file, PLC_KINDS)
	return checked.ok ? [] : checked.issues.map(({ line, path, message }) => `${line}: ${path}: ${message}`)
}

describe('the mapping of a plain PLC', () => {
	it('without mistakes is taken, with scale 1 and offset 0 where none is said', () => {
		expect(issuesWith('kind', 'kind')).toEqual([])
		const mapping = loadPlainPlc(loadLine(), join(dir, 'plain.yaml'))
		expect(mapping).toMatchObject({ silentAfterS: 5, tags: [{ scale: 0.1, offset: 0 }, { scale: 1 }] })
	})

	it.each([
		['Line/Web/Tension', 'Line/Web/Tensoin', '5: tags.0.tag: found "Line/Web/Tensoin", expected a tag of line1'],
		['unit: N\n', 'unit: kN\n', '8: tags.0.unit: found "kN", expected N, the unit of Line/Web/Tension'],
		['scale: 0.1', 'scale: 0', '9: tags.0.scale: found 0, expected another number'],
		['plc/web\n', 'plc/+\n', '6: tags.0.topic: found "plc/+", expected one topic without + and #'],
		['web.tension', 'web..tension', '7: tags.0.path: found "web..tension", expected keys joined by points'],
		['silentAfter: 5 s', 'silentAfter: 5', '3: silentAfter: found 5 without a unit'],
		['in: ms', 'in: us', '11: tags.0.time.in: found "us", expected one of "ms", "s", "iso"'],
		['good: [true]', 'good: []', '10: tags.0.quality.good: found'],
		['topic: plc/web\n', 'topics: plc/web\n', 'tags.0'],
		[
			'tag: Wash/FreshWater/FlowSetpoint',
			'tag: Line/Web/Tension',
			'12: tags.1.tag: found Line/Web/Tension again, expected each tag once',
		],
		[
			'    unit: N\n',
			'    unit: N\n    writeTopic: a\n',
			'tags.0.writeTopic: found one for Line/Web/Tension, which is read only',
		],
	])('tells what is wrong, and in which line, when "%s" becomes "%s"', (from, to, issue) => {
		expect(issuesWith(from, to).join('\n')).toContain(issue)
	})

	it('of one line is not taken for another', () => {
		issuesWith('kind', 'kind')
		expect(() => loadPlainPlc(loadLine('pilot'), join(dir, 'plain.yaml'))).toThrow('found "line1", expected pilot')
	})
})
