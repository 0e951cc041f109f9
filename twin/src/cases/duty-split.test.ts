import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { carbonEnthalpyJPerKg, NACL_MELTING_K, naclLiquidEnthalpyJPerKg, naclSolidEnthalpyJPerKg } from '../physics/index.ts'
import { evaluateCase } from './judge-case.ts'
import type { PhysicsCase } from './physics-case.ts'

interface Found {
	readonly Tout: readonly number[]
	readonly zones: readonly { readonly qRad: number; readonly qConv: number; readonly qFus: number; readonly qRxn: number }[]
	readonly productFurnace_gph: number
	readonly productNet_gph: number
	readonly T_at: Readonly<Record<string, number>>
}
const load = (name: string): PhysicsCase =>
	JSON.parse(readFileSync(fileURLToPath(new URL(`../../cases/${name}.json`, import.meta.url)), 'utf8'))
const evaluated = (c: PhysicsCase, inputs: Readonly<Record<string, unknown>> = {}) =>
	evaluateCase({ ...c, inputs: { ...c.inputs, ...inputs } }) as unknown as Found
const saltJPerKg = (toK: number) =>
	toK > NACL_MELTING_K
		? naclSolidEnthalpyJPerKg(298.15, NACL_MELTING_K) + naclLiquidEnthalpyJPerKg(NACL_MELTING_K, toK)
		: naclSolidEnthalpyJPerKg(298.15, toK)
const within = (found: number, value: number, unit: number) =>
	expect(Math.abs(found - value), `${found} beside ${value}`).toBeLessThanOrEqual(unit)

describe('where the heat of the furnace goes on the pilot', () => {
	it.each<readonly [string, number, Readonly<Record<'all' | 'cloth' | 'salt' | 'fusion' | 'reactions' | 'rest', number>>]>([
		['pilot-htr-bisb', 0.7196, { all: 346.1, cloth: 194.4, salt: 77.5, fusion: 34.7, reactions: 24.6, rest: 14.9 }],
		['pilot-nts-bisnsb', 0.72696, { all: 138.5, cloth: 70.2, salt: 32, fusion: 0, reactions: 26.1, rest: 10.2 }],
	])('%s: cloth, salt, fusion, reactions and the rest are those of the worked split, kJ/m2', (name, naclShare, split) => {
		const found = evaluated(load(name))
		const furnace = found.zones.slice(0, -1)
		const endK = found.Tout[3] ?? 0
		const all = furnace.reduce((sum, zone) => sum + zone.qRad + zone.qConv, 0) / 1e3
		const fusion = furnace.reduce((sum, zone) => sum + zone.qFus, 0) / 1e3
		const reactions = furnace.reduce((sum, zone) => sum + zone.qRxn, 0) / 1e3
		const cloth = (0.12 * carbonEnthalpyJPerKg(298.15, endK)) / 1e3
		const salt = (0.1 * naclShare * saltJPerKg(endK)) / 1e3
		within(all, split.all, 0.1)
		within(cloth, split.cloth, 0.1)
		within(salt, split.salt, 0.1)
		within(fusion, split.fusion, 0.1)
		within(reactions, split.reactions, 0.1)
		within(all - cloth - salt - fusion - reactions, split.rest, 0.15)
	})

	it('a gram of furnace product takes 42.2 kJ, and 6.4 g are made in 57 s', () => {
		const found = evaluated(load('pilot-htr-bisb'))
		const furnaceW = found.zones.slice(0, -1).reduce((sum, zone) => sum + zone.qRad + zone.qConv, 0) * 0.05 * 0.28
		within((furnaceW * 3.6) / found.productFurnace_gph, 42.2, 0.1)
		within((6.4 * 3600) / found.productNet_gph, 57, 0.5)
	})
})

describe('the worked history of the pilot', () => {
	it.each([
		[700, 10.9],
		[904, 10.1],
		[1073.8, 9.1],
		[1300, 8.1],
	])('HTR is above %s K for %s s', (levelK, aboveS) => {
		const step = 0.005
		const times = Array.from({ length: 3000 }, (_, k) => (k + 0.5) * step)
		const { T_at } = evaluated(load('pilot-htr-bisb'), { sampleTimes: times })
		within(times.filter((time) => (T_at[String(time)] ?? 0) > levelK).length * step, aboveS, 0.06)
	})

	it('a mean ramp of 1000 K/s to 1340 K takes an emitter at about 1507 K for 1.04 s', () => {
		const c = load('pilot-htr-bisb')
		const [first] = c.inputs.zones as readonly object[]
		const { Tout } = evaluated(c, { zones: [{ ...first, tau: 1.04, Te: 1507 }] })
		within(Tout[0] ?? 0, 1340, 5)
	})
})
