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

describe('a profile case at the edges of what it may be', () => {
	const c = named('pilot-htr-bisb')
	const found = (inputs: Record<string, unknown>, expected: PhysicsCase['expected'] = {}) =>
		evaluateCase({ ...c, inputs: { ...c.inputs, ...inputs }, expected })
	const zones = c.inputs.zones as Record<string, number>[]

	it.each([
		[{ load: -0.1 }, 'inputs.load: -0.1 is not from 0 to 10'],
		[{ T0: 150 }, 'inputs.T0: 150 is not from 200 to 2500'],
		[{ v: 0 }, 'inputs.v: 0 is not above 0 and at most 100'],
		[{ metals: { Bi: 0 } }, 'inputs.metals: none'],
		[{ zones: [] }, 'inputs.zones: none'],
		[{ zones: [{ ...zones[0], epsE: 0 }] }, 'inputs.zones.0.epsE: 0 is not above 0'],
		[{ zones: [{ ...zones[0], Te: 2600 }] }, 'inputs.zones.0.Te: 2600 is not from 200 to 2500'],
		[{ clothWidth: 0.2 }, 'inputs.clothWidth: 0.2 is less than the coated'],
	])('%j is refused, with the field and its range', (inputs, message) => {
		expect(() => found(inputs)).toThrow(message)
	})

	it('what did not happen is null: no size without a passage from 400 to 700 K, no retention without one from 700 to 500 K', () => {
		const warm = found({ zones: [{ ...zones[0], Te: 650, Tg: 600 }] })
		for (const key of ['betaForm', 'betaQuench', 'dForm_nm', 'd_nm', 'lnSigmaG', 'metastability', 'meltStart_s', 'freezeEnd_s'])
			expect(warm[key], key).toBeNull()
	})

	it('cloth without powder is heated; nothing is made of it and no value is lost', () => {
		const bare = found({ load: 0 })
		expect((bare.Tout as number[])[0]).toBeGreaterThan(1300)
		expect([bare.productNet_gph, bare.alloy_wtpct, bare.webHeatPerKgNet_kWh]).toEqual([0, null, null])
		expect(JSON.stringify(bare)).not.toContain('NaN')
	})

	it('a time on the end of a zone is found however it is written and however the zones add up', () => {
		const thirds = [0.1, 0.2, 0.4, 0.1].map((tau) => ({ ...zones[0], tau }))
		const all = found({ zones: thirds, sampleTimes: [0] }, { T_at: { '0': 1, '0.10': 1, '0.30': 1, '0.7': 1, '0.8': 1, '9': 1 } })
		const at = all.T_at as Record<string, number | null>
		expect(at['0']).toBe(298.15)
		expect(['0.10', '0.30', '0.7', '0.8'].map((key) => at[key])).toEqual(all.Tout)
		expect(at['9']).toBeNull()
	})

	it('is the same to the last bit when it is run again', () => {
		expect(JSON.stringify(found({}))).toBe(JSON.stringify(found({})))
	})
})
