import { METALS } from '@emberline/line-config'
import { type CaseValue, evaluateCase, type PhysicsCase } from '@emberline/twin'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carbonEnthalpyJPerKg } from '../src/physics/index.ts'

const number = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true })
/** As many small as large ones. */
const spread = (low: number, high: number) => number(Math.log10(low), Math.log10(high)).map((exponent) => 10 ** exponent)
const kelvin = number(200, 2500)

const zone = fc.record({ tau: number(0, 5), Te: kelvin, h: number(0, 300), Tg: kelvin, epsE: number(0.01, 1) })
const inputs = fc.record({
	metals: fc.dictionary(fc.constantFrom(...Object.keys(METALS)), spread(1e-3, 1e3), { minKeys: 1, maxKeys: 5 }),
	load: fc.oneof(fc.constant(0), spread(1e-4, 2)),
	mCloth: spread(0.02, 2),
	T0: number(200, 1500),
	rCit: fc.oneof(fc.constant(0), spread(0.01, 100)),
	rSalt: fc.oneof(fc.constant(0), spread(0.01, 100)),
	TrefDose: kelvin,
	phiMetal: number(0, 1),
	phiNaCl: number(0, 1),
	coarsen: fc.record({
		k0: spread(1e-6, 1e12),
		Ea: number(0, 5e5),
		n: number(0.5, 20),
		dRef: spread(0.01, 1e4),
		betaRef: spread(1e-3, 1e4),
		p: number(0, 2),
	}),
	zones: fc.array(zone, { minLength: 1, maxLength: 4 }),
	sampleTimes: fc.array(number(0, 20), { maxLength: 3 }),
	v: spread(1e-3, 10),
	coatedWidth: spread(0.01, 2),
	margin: number(0, 1),
	etaTransfer: number(0.01, 1),
	etaWash: number(0.01, 1),
	waterRatio_L_kg: number(0, 1e3),
})

/** What may not occur at all, by the name of the value. */
const MAY_BE_NULL =
	/betaForm|betaQuench|(melt|freeze)(Start|End)_s|dForm_nm|\/d_nm|lnSigmaG|metastability|alloy_wtpct|T_at|webHeatPerKgNet/

/** Every value with its path. */
function valuesIn(value: CaseValue, path = ''): readonly (readonly [string, number | null])[] {
	if (typeof value === 'number' || value === null) return [[path, value]]
	return Object.entries(value).flatMap(([key, each]) => valuesIn(each, `${path}/${key}`))
}

const evaluated = (given: Record<string, unknown>) =>
	evaluateCase({ name: 'random', section: '', inputs: given, expected: {}, tolerance: [] } as PhysicsCase)

describe('a profile case at any valid input', () => {
	it('has no NaN, no negative mass, no extent out of 0 to 1, and nothing hotter than what heats it', () => {
		fc.assert(
			fc.property(inputs, ({ margin, ...rest }) => {
				const given = { ...rest, clothWidth: rest.coatedWidth + margin }
				const found = evaluated(given)
				const all = valuesIn(found)
				expect(all.filter(([path, value]) => (value === null ? !MAY_BE_NULL.test(path) : !Number.isFinite(value)))).toEqual([])
				const at = new Map(all)
				for (const path of ['/alloy_gm2', '/char_gm2', '/evapNaCl_gm2', '/dose_s', '/Theta_nm3', '/productNet_gph'])
					expect(at.get(path), path).toBeGreaterThanOrEqual(0)
				const share = [...at.keys()].filter((path) => /^\/(X1|X2|Xm)$|evapFrac|meltFrac/.test(path))
				for (const path of share) {
					expect(at.get(path), path).toBeGreaterThanOrEqual(0)
					expect(at.get(path), path).toBeLessThanOrEqual(1 + 1e-9)
				}
				const hottestK = Math.max(rest.T0, ...rest.zones.flatMap((z) => [z.Te, z.Tg]))
				for (const [path, value] of all) {
					if (!/Tout|Tin|Tpeak/.test(path)) continue
					expect(value, path).toBeGreaterThan(0)
					expect(value, path).toBeLessThanOrEqual(hottestK + 1e-6)
				}
				const made = at.get('/alloy_gm2')! + at.get('/char_gm2')! + at.get('/evapNaCl_gm2')!
				expect(made).toBeLessThanOrEqual(rest.load * 1e3 * (1 + 1e-9) + 1e-6)
			}),
			{ numRuns: 200, seed: 20261 },
		)
	})

	it('cloth alone takes up just what its enthalpy says', () => {
		fc.assert(
			fc.property(inputs, ({ margin: _, v: __, ...rest }) => {
				const zones = rest.zones.map((z) => ({ ...z, Te: Math.max(298, z.Te), Tg: Math.max(298, z.Tg) }))
				const found = evaluated({ ...rest, zones, T0: Math.max(298, rest.T0), load: 0 })
				for (const { Tin, Tout, qSens } of found.zones as readonly Record<string, number>[]) {
					const enthalpy = rest.mCloth * carbonEnthalpyJPerKg(Tin as number, Tout as number)
					expect(Math.abs((qSens as number) - enthalpy)).toBeLessThan(1e-3 * Math.abs(enthalpy) + 1)
				}
			}),
			{ numRuns: 50, seed: 20262 },
		)
	})
})
