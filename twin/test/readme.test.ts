import { readFileSync } from 'node:fs'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { expect, it } from 'vitest'
import { createLineTwin } from '../src/index.ts'

it('says of its README example what stands beside it', () => {
	const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
	const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
	const promised = [...example.matchAll(/\) \/\/ (.*)$/gm)].map((match) => match[1])
	const said: string[] = []
	const names = {
		loadLine,
		loadRecipesOfLine,
		createLineTwin,
		console: { log: (...words: unknown[]) => said.push(words.join(' ')) },
	}
	new Function(...Object.keys(names), example.replace(/^import .*$/gm, ''))(...Object.values(names))
	expect(promised).toHaveLength(2)
	expect(said).toEqual(promised)
})
