import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { evaluateCase, inShapeOf, judgeCase } from './judge-case.ts'
import type { PhysicsCase } from './physics-case.ts'

const folder = fileURLToPath(new URL('../../cases', import.meta.url))
const cases = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as PhysicsCase)
const named = (name: string): PhysicsCase => {
	const found = cases.find((c) => c.name === name)
	if (found === undefined) throw new Error(`no case ${name}`)
	return found
}

describe('worked cases given as data', () => {
	it.each(cases.map((c) => [c.name, c] as const))('%s is met', (_, c) => {
		const lines = judgeCase(c)
		expect(lines.length).toBeGreaterThan(0)
		expect(lines.filter((line) => !line.passes)).toEqual([])
	})

	it('a wrong value fails, and says by how much', () => {
		const c = named('brine-conductivity')
		const wrong = { ...c, expected: { kappa_mS_cm: [0.124705, 1.2, 10.666219, 87.03981] } }
		const failed = judgeCase(wrong).filter((line) => !line.passes)
		expect(failed.map((line) => line.path)).toEqual(['/kappa_mS_cm/1'])
		expect(failed[0]?.error).toBeCloseTo(-0.007079, 6)
	})

	it('a value that should not occur fails when it does, and the other way round', () => {
		const c = named('pilot-htr-bisb')
		const wrong = { ...c, expected: { meltStart_s: null, freezeStart_s: 1, nonsense: 3 } }
		expect(judgeCase(wrong).map((line) => line.passes)).toEqual([false, false, false])
	})

	it('values are given with the very keys of the case', () => {
		const c = named('pilot-htr-bisb')
		const found = inShapeOf(c.expected, evaluateCase(c)) as { T_at: Record<string, number> }
		expect(Object.keys(found)).toEqual(Object.keys(c.expected))
		expect(found.T_at['1.0']).toBeCloseTo(1073.8, 6)
	})

	it('a missing or foreign input is named', () => {
		const c = named('pilot-htr-bisb')
		expect(() => evaluateCase({ ...c, inputs: { ...c.inputs, load: undefined } })).toThrow(
			'inputs.load: found nothing, expected a number',
		)
		expect(() => evaluateCase({ ...c, inputs: { ...c.inputs, metals: { Xx: 1 } } })).toThrow(
			'inputs.metals: "Xx" is not one of Bi, Sb',
		)
		expect(() => evaluateCase({ ...c, inputs: { of: 'magic' } })).toThrow(
			'inputs.of: found "magic", expected zones of a profile or one of',
		)
	})
})
