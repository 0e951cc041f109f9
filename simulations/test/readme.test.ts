import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { linePartsOf, parseScenario, runScenario } from '../src/index.ts'

it('runs the example of the README as it stands there', () => {
	const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
	const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
	const body = example.replace(/^import .*$/gm, '')
	const said: string[] = []
	const names = { linePartsOf, parseScenario, runScenario, console: { log: (...words: unknown[]) => said.push(words.join(' ')) } }
	new Function(...Object.keys(names), body)(...Object.values(names))
	expect(said[0]).toMatch(/^\d{3} g\/h of 13\.9\d nm$/)
	expect(said[1]).toMatch(/^web leaving the quench 35\d\.\d K, limit 345 K true$/)
})
