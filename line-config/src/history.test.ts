import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LINE_FILE } from './file-kinds.ts'
import { DEFAULT_LINE, loadLine } from './files.ts'
import { checkText } from './load.ts'

const text = readFileSync(DEFAULT_LINE, 'utf8')
const problems = (from: string, to: string) => {
	const checked = checkText(text.replace(from, to), 'line.yaml', LINE_FILE)
	return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`)
}

it('line1 says how long its history keeps what, in seconds; a line may say nothing and keep all', () => {
	expect(loadLine('line1').history).toEqual({ valuesS: 90 * 86_400, oneSecondS: 400 * 86_400, tenSecondsS: 3650 * 86_400 })
	expect(loadLine('pilot').history).toBeUndefined()
})

it('a line file may say how often a live run keeps its state', () => {
	const said = (every: string) => text.replace('\nhistory:', `\nsnapshotEvery: ${every}\nhistory:`)
	const checked = checkText(said('30 s'), 'line.yaml', LINE_FILE)
	expect(checked.ok && checked.value.snapshotEveryS).toBe(30)
	expect(loadLine('line1').snapshotEveryS).toBeUndefined()
	const wrong = checkText(said('0.1 s'), 'line.yaml', LINE_FILE)
	expect(wrong.ok ? [] : wrong.issues.map(({ path, message }) => `${path}: ${message}`)).toEqual([
		'snapshotEvery: found "0.1 s", expected 1 to 3600 s',
	])
})

it.each([
	['oneSecond: 400 d', 'oneSecond: 30 d', 'history.oneSecond: found 30 d, expected at least the 90 d of values'],
	['tenSeconds: 3650 d', 'tenSeconds: 200 d', 'history.tenSeconds: found 200 d, expected at least the 400 d of oneSecond'],
	['values: 90 d', 'values: 90', 'history.values: found 90 without a unit'],
	['values: 90 d', 'values: 2 h', 'history.values: found "2 h", expected at least 86400 s'],
	['tenSeconds: 3650 d', 'tenMinutes: 3650 d', 'history'],
])('%s as %s is a mistake told by place', (from, to, words) => {
	expect(problems(from, to).join('\n')).toContain(words)
})
