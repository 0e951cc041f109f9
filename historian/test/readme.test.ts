import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'

test('the example of the README runs and prints what it says', async () => {
	const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
	const example = /```ts\n(.*?)```/s.exec(readme)![1]!
	// In the package, so that its name resolves; `out` is nobody's source.
	const out = join(import.meta.dirname, '../out')
	mkdirSync(out, { recursive: true })
	const folder = mkdtempSync(join(out, 'readme-'))
	const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
	try {
		const file = join(folder, 'example.ts')
		writeFileSync(file, example.replace('embedded:./data', `embedded:${folder}/data`))
		await import(/* @vite-ignore */ pathToFileURL(file).href)
		const promised = /console\.log\(points\[0\]\) \/\/ (\{.*\})/.exec(example)![1]!
		expect(printed.mock.calls).toEqual([[JSON.parse(promised.replace(/(\w+):/g, '"$1":').replaceAll("'", '"'))]])
	} finally {
		printed.mockRestore()
		rmSync(folder, { recursive: true, force: true })
	}
})
