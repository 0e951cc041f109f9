import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalParameters } from '../line/parameters.ts'
import {
	heatedSlabK,
	NACL_FUSION_J_PER_KG,
	NACL_MELTING_K,
	naclLiquidEnthalpyJPerKg,
	naclSolidEnthalpyJPerKg,
} from '../physics/index.ts'
import { beginHistory, clearParcel, makeWeb, PARCEL_FIELDS, type Web } from './parcels.ts'
import { type Powder, powderOf } from './powder.ts'
import { massesOf } from './powder-result.ts'
import type { Surroundings } from './web-point.ts'
import { advanceParcel, type HeatTaken, type StepBounds } from './web-step.ts'

const htr = powderOf(loadRecipe('htr-bisb'), nominalParameters(loadLine('pilot')))
const FINE: StepBounds = { errorK: 1e-4, kelvin: 10, stiffness: 0.5, longestS: 0.25 }
const SIGMA = 5.670374419e-8

/** A web of constant heat capacity that nothing happens in [J/m2 K], with some salt to melt [kg/m2]. */
const inert = (heatJPerM2K: number, saltKgPerM2 = 0): Powder => ({
	...htr,
	citrate: 0,
	metal: 0,
	salt: 1,
	saltHeatJPerKgK: heatJPerM2K,
	nacl: saltKgPerM2,
})

const run = (
	powder: Powder,
	place: Surroundings,
	timeS: number,
	bounds = FINE,
	loading = 1,
	cloth = 0,
): { web: Web; taken: HeatTaken } => {
	const web = makeWeb(1)
	clearParcel(web, 0, 298.15)
	web.powder[0] = 0
	web.dryLoadingKgPerM2[0] = loading
	beginHistory(web, 0, 298.15)
	const taken = { radiation: 0, convection: 0, fusion: 0, reaction: 0, kelvinSeconds: 0 }
	advanceParcel(web, 0, powder, cloth, place, timeS, taken, bounds)
	return { web, taken }
}
const reached = (...of: Parameters<typeof run>): number => run(...of).web.temperatureK[0] ?? Number.NaN

/** Both faces, white powder above and cloth below. */
const BOTH_FACES = 1 / (1 / 0.85 + 1 / 0.4 - 1) + 1 / (1 / 0.85 + 1 / 0.9 - 1)
const facing = (surfaceK: number, exchange: number): Surroundings => ({
	surfaceK,
	surfaceEmissivity: 0.85,
	view: exchange / BOTH_FACES,
	filmWPerM2K: 0,
	gasK: 298.15,
})
/** The same flux whatever the web: from a source so hot that the web does not count [W/m2]. */
const fluxOf = (fluxWPerM2: number) => facing(1e5, fluxWPerM2 / (SIGMA * 1e20))

describe('the step itself beside closed forms', () => {
	it.each([
		[0.484483, 700],
		[0.910706, 1000],
		[1, 1050.5606],
		[1.351021, 1200],
		[1.838631, 1300],
		[2, 1315.7966],
		[2.528153, 1340],
	])('F2: a lumped body in front of an emitter is after %s s at %s K', (timeS, temperatureK) => {
		expect(Math.abs(reached(inert(331), facing(1349, 1.5), timeS) - temperatureK)).toBeLessThan(0.01)
	})

	it.each([
		[0.05, 956.678],
		[0.1, 713.716],
		[0.25, 400.242],
	])('F3: a web that cools in a gas has after %s m the temperature of the exact fall to %s K', (atM, temperatureK) => {
		const web = makeWeb(1)
		clearParcel(web, 0, 1340)
		web.powder[0] = 0
		web.dryLoadingKgPerM2[0] = 1
		web.meltFraction[0] = 1
		const sink = { ...facing(300, 0), filmWPerM2K: 61.1, gasK: 293.15 }
		const taken = { radiation: 0, convection: 0, fusion: 0, reaction: 0, kelvinSeconds: 0 }
		advanceParcel(web, 0, inert(268), 0, sink, atM / 0.05, taken, FINE)
		expect(Math.abs((web.temperatureK[0] ?? 0) - temperatureK)).toBeLessThan(0.01)
	})

	it('F4: salt melts over the time that its heat of fusion takes, and starts and ends where the enthalpies say', () => {
		const [flux, salt, rest] = [1e5, 0.072, 190]
		const startS = (rest * (NACL_MELTING_K - 298.15) + salt * naclSolidEnthalpyJPerKg(298.15, NACL_MELTING_K)) / flux
		const lastsS = (salt * NACL_FUSION_J_PER_KG) / flux
		expect(lastsS).toBeCloseTo(2.323279 - 1.976356, 6)
		const { web, taken } = run(inert(rest, salt), fluxOf(flux), 3)
		expect(Math.abs((web.meltStartS[0] ?? 0) - startS)).toBeLessThan(1e-5)
		expect(Math.abs((web.meltEndS[0] ?? 0) - startS - lastsS)).toBeLessThan(1e-5)
		const end = web.temperatureK[0] ?? 0
		const stored = rest * (end - NACL_MELTING_K) + salt * naclLiquidEnthalpyJPerKg(NACL_MELTING_K, end)
		expect(stored / (flux * (3 - startS - lastsS))).toBeCloseTo(1, 5)
		expect(taken.fusion).toBeCloseTo(salt * NACL_FUSION_J_PER_KG, 6)
	})

	it.each([0.05, 0.2])('F12: it follows the mean of a slab that is heated on both faces, after %s s', (timeS) => {
		const slab = {
			fluxWPerM2: 1e5,
			halfThicknessM: 1.1e-4,
			conductivityWPerMK: 0.15,
			volumetricHeatJPerM3K: 4.05e5,
			startK: 298.15,
		}
		const parts = 200
		let mean = 0
		for (let k = 0; k < parts; k++)
			mean += heatedSlabK({ ...slab, timeS, fromMiddleM: ((k + 0.5) / parts) * slab.halfThicknessM }) / parts
		expect(Math.abs(reached(inert(2 * 1.1e-4 * 4.05e5), fluxOf(2e5), timeS) - mean)).toBeLessThan(0.01)
	})
})

describe('identities of the step', () => {
	const hot: Surroundings = { surfaceK: 1347.7, surfaceEmissivity: 0.85, view: 1, filmWPerM2K: 10, gasK: 1122 }
	const bounds = (share: number, longestS = 0.02): StepBounds => ({
		errorK: 1e9,
		kelvin: 1e9,
		stiffness: 1e9,
		longestS: longestS * share,
	})
	const order = (error: (share: number) => number): number[] =>
		[1, 0.5, 0.25].map((share) => Math.log2(Math.abs(error(share)) / Math.abs(error(share / 2))))

	it('halving the step divides the error by 23 or more: fifth order where nothing reacts, on a smooth body with an exact answer', () => {
		const exact = 1050.5606
		const fine = reached(inert(331), facing(1349, 1.5), 1, bounds(1 / 8))
		expect(Math.abs(fine - exact)).toBeLessThan(1e-4)
		for (const found of order((share) => reached(inert(331), facing(1349, 1.5), 1, bounds(share, 0.4)) - fine))
			expect(found).toBeGreaterThan(4.5)
	})

	it('with off-gas, reduction and melting the error still falls with the second power', () => {
		const at = (share: number) => reached(htr, hot, 1.6, bounds(share), 0.1, 0.12)
		const fine = at(1 / 256)
		const whole = Math.abs(at(0.5) - fine)
		const eighth = Math.abs(at(0.5 / 8) - fine)
		expect(Math.log2(whole / eighth) / 3).toBeGreaterThan(1.8)
		expect(whole).toBeLessThan(0.1)
	})

	it.each([0.2, 0.6, 1.05, 3, 9])('after %s s heat taken up is heat stored, fused and reacted, and no gram is lost', (timeS) => {
		const { web, taken } = run(htr, hot, timeS, FINE, 0.1, 0.12)
		const reaction =
			0.1 * htr.citrate * (htr.heat1JPerKg * (web.x1[0] ?? 0) + htr.heat2JPerKg * (web.x2[0] ?? 0)) +
			0.1 * htr.metal * htr.heatReductionJPerKg * (web.xm[0] ?? 0)
		expect(taken.reaction / reaction).toBeCloseTo(1, 10)
		expect(taken.fusion).toBeCloseTo(0.1 * htr.nacl * NACL_FUSION_J_PER_KG * (web.meltFraction[0] ?? 0), 6)
		const total = Object.values(massesOf(web, 0, htr)).reduce((sum, mass) => sum + mass, 0)
		expect(total).toBeCloseTo(0.1, 12)
	})

	it('is the same to the last bit when it is run again', () => {
		const once = run(htr, hot, 6, FINE, 0.1, 0.12)
		const again = run(htr, hot, 6, FINE, 0.1, 0.12)
		for (const field of PARCEL_FIELDS) expect(again.web[field][0], field).toBe(once.web[field][0])
		expect(again.taken).toEqual(once.taken)
	})
})
