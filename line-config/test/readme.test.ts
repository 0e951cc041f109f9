import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { emitter, furnaceM, metalFraction, tags } from './example.ts'

const textOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

it('shows in the README the very example that runs here', () => {
	expect(/```ts\n(.*?)```/s.exec(textOf('../README.md'))?.[1]).toBe(textOf('./example.ts'))
	expect(textOf('../README.md').split('\n').length).toBeLessThan(60)
})

it('gives what the example says', () => {
	expect(tags).toBe(119)
	expect(furnaceM).toBeCloseTo(0.5, 12)
	expect(emitter).toEqual({ tag: 'Heating/Zone1/EmitterSetpoint', value: 1347.7 })
	expect(metalFraction).toBeCloseTo(0.06116, 5)
})
