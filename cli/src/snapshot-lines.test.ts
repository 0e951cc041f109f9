import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { reopenLines } from './snapshot-lines.ts'

const dir = mkdtempSync(join(tmpdir(), 'emberline-lines-'))
afterAll(() => rmSync(dir, { recursive: true }))

it.each([
	['nothing at all', undefined, null, ''],
	['an empty file', '', null, ''],
	['whole lines', 'a\nbé\n', 'bé', 'a\nbé\n'],
	['a line that was not finished', 'a\nbé\nhalf', 'bé', 'a\nbé\n'],
	['nothing but a half line', 'half', null, ''],
	['lines longer than are read at once', `${'x'.repeat(200_000)}\n${'y'.repeat(150_000)}\nz`, 'y'.repeat(150_000), null],
])('goes on behind %s', (name, text, last, kept) => {
	const path = join(dir, name)
	if (text !== undefined) writeFileSync(path, text)
	const again = reopenLines(path)
	expect(again.last).toBe(last)
	writeSync(again.file, 'new\n')
	closeSync(again.file)
	expect(readFileSync(path, 'utf8')).toBe(`${kept ?? text?.slice(0, -1)}new\n`)
})
