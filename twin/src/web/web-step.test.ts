import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { nominalParameters } from '../line/parameters.ts'
import {
	carbonEnthalpyJPerKg,
	lumpedRadiationTimeS,
	NACL_FUSION_J_PER_KG,
	NACL_MELTING_K,
	naclLiquidEnthalpyJPerKg,
	naclSolidEnthalpyJPerKg,
} from '../physics/index.ts'
import { beginHistory, clearParcel, copyParcel, LADDER_RUNGS, METALS_MAX, makeWeb, PARCEL_FIELDS, type Web } from './parcels.ts'
import { type Powder, powderOf } from './powder.ts'
import { massesOf } from './powder-result.ts'
import type { Surroundings } from './web-point.ts'
import { advanceParcel, type HeatTaken, STEP_BOUNDS, type StepBounds } from './web-step.ts'

const NOMINAL = nominalParameters(loadLine('pilot'))
const CLOTH = 0.12
const htr = powderOf(loadRecipe('htr-bisb'), NOMINAL)
const nts = powderOf(loadRecipe('nts-bisnsb'), NOMINAL)
const hot: Surroundings = { surfaceK: 1347.7, surfaceEmissivity: 0.85, view: 1, filmWPerM2K: 10, gasK: 1122 }
const cold: Surroundings = { surfaceK: 303.15, surfaceEmissivity: 0.8, view: 1, filmWPerM2K: 61.1, gasK: 293.15 }

const freshWeb = (loading = 0.1, temperatureK = 298.15): Web => {
	const web = makeWeb(1)
	clearParcel(web, 0, temperatureK)
	web.powder[0] = 0
	web.dryLoadingKgPerM2[0] = loading
	beginHistory(web, 0, temperatureK)
	return web
}
const none = (): HeatTaken => ({ radiation: 0, convection: 0, fusion: 0, reaction: 0, kelvinSeconds: 0 })
const run = (web: Web, powder: Powder, around: Surroundings, timeS: number, bounds: StepBounds = STEP_BOUNDS): HeatTaken => {
	const taken = none()
	advanceParcel(web, 0, powder, CLOTH, around, timeS, taken, bounds)
	return taken
}

describe('one parcel in constant surroundings', () => {
	it('takes up nothing where all is at its own temperature', () => {
		for (const t of [298.15, 330]) {
			const web = freshWeb(0.1, t)
			const taken = run(web, htr, { ...hot, surfaceK: t, gasK: t }, 5)
			expect(web.temperatureK[0]).toBeCloseTo(t, 10)
			expect(Math.abs(taken.radiation) + Math.abs(taken.convection)).toBeLessThan(1e-6)
		}
	})

	it('stores the heat that it takes up: inert web with melting salt, up and down again', () => {
		const salty: Powder = { ...htr, citrate: 1e-12, salt: 0, metal: 0, nacl: 0.72 }
		const web = freshWeb()
		const up = run(web, salty, hot, 4)
		const reached = web.temperatureK[0] ?? 0
		const stored =
			CLOTH * carbonEnthalpyJPerKg(298.15, reached) +
			0.072 * (naclSolidEnthalpyJPerKg(298.15, NACL_MELTING_K) + naclLiquidEnthalpyJPerKg(NACL_MELTING_K, reached))
		const sensible = up.radiation + up.convection - up.fusion - up.reaction
		expect(up.fusion).toBeCloseTo(0.072 * NACL_FUSION_J_PER_KG, 6)
		expect(sensible / stored).toBeCloseTo(1, 4)
		const down = run(web, salty, cold, 12)
		const left = web.temperatureK[0] ?? 0
		expect(web.meltFraction[0]).toBe(0)
		expect(down.fusion).toBeCloseTo(-0.072 * NACL_FUSION_J_PER_KG, 6)
		const returned =
			CLOTH * carbonEnthalpyJPerKg(reached, left) +
			0.072 * (naclLiquidEnthalpyJPerKg(reached, NACL_MELTING_K) + naclSolidEnthalpyJPerKg(NACL_MELTING_K, left))
		expect((down.radiation + down.convection - down.fusion) / returned).toBeCloseTo(1, 3)
	})

	it('heats as a lumped body in front of an emitter where its heat capacity hardly changes', () => {
		const bare: Surroundings = { ...hot, filmWPerM2K: 0, surfaceK: 1349, gasK: 300 }
		const web = freshWeb(0, 1300)
		run(web, htr, bare, 0.2)
		const exchange = 2 / (1 / 0.85 + 1 / 0.9 - 1)
		const end = web.temperatureK[0] ?? 0
		const heat = (CLOTH * carbonEnthalpyJPerKg(1300, end)) / (end - 1300)
		const time = lumpedRadiationTimeS({ arealHeatJPerM2K: heat, exchange, emitterTemperatureK: 1349, fromK: 1300, toK: end })
		expect(Math.abs(time / 0.2 - 1)).toBeLessThan(2e-3)
	})

	it('changes little when every step is halved, then halved again less still', () => {
		const at = (share: number) => {
			const web = freshWeb()
			run(web, htr, hot, 3, {
				errorK: STEP_BOUNDS.errorK * share ** 3,
				kelvin: STEP_BOUNDS.kelvin * share,
				stiffness: STEP_BOUNDS.stiffness * share,
				longestS: STEP_BOUNDS.longestS * share,
			})
			return [web.temperatureK[0] ?? 0, web.thetaNmN[0] ?? 0, web.x2[0] ?? 0] as const
		}
		const [whole, half, quarter] = [at(1), at(0.5), at(0.25)]
		expect(Math.abs(whole[0] - half[0])).toBeLessThan(0.05)
		expect(Math.abs(half[0] - quarter[0])).toBeLessThan(0.5 * Math.abs(whole[0] - half[0]))
		expect(Math.abs(whole[1] / quarter[1] - 1)).toBeLessThan(1e-3)
	})

	it('is at the end of every zone within 0.05 K of far finer steps, whatever lies on it', () => {
		const zones = [
			[609.8, 478, 3],
			[689.4, 550, 2],
			[770.8, 621, 2],
			[817.9, 719, 3],
		] as const
		const ends = (loading: number, bounds?: StepBounds): number[] => {
			const web = freshWeb(loading)
			return zones.map(([surfaceK, gasK, timeS]) => {
				run(web, nts, { ...hot, surfaceK, gasK }, timeS, bounds)
				return web.temperatureK[0] ?? Number.NaN
			})
		}
		for (let n = 0; n < 30; n++) {
			const loading = 0.08 + 0.04 * ((n * 0.6180339887498949) % 1)
			const fine = ends(loading, { errorK: 1e-5, kelvin: 2, stiffness: 0.1, longestS: 0.05 })
			ends(loading).forEach((t, z) => {
				expect(Math.abs(t - (fine[z] ?? 0)), `${loading} kg/m2, zone ${z + 1}`).toBeLessThan(0.05)
			})
		}
	})

	it('reacts by its law where that is slow, too', () => {
		const web = freshWeb(0.1, 420)
		run(web, htr, { ...hot, surfaceK: 420, gasK: 420 }, 3600)
		const exact = 1 - Math.exp(-htr.char1.a * Math.exp(-htr.char1.er / 420) * 3600)
		expect(exact).toBeGreaterThan(0.1)
		expect((web.x1[0] ?? 0) / exact).toBeCloseTo(1, 1)
		expect(htr.char1FromK).toBeLessThan(350)
		expect(htr.char1.a * Math.exp(-htr.char1.er / htr.char1FromK)).toBeCloseTo(1e-7, 15)
	})

	it('gets as hot, reacts and takes up as much where its history is not asked for', () => {
		const whole = freshWeb()
		const only = freshWeb()
		const taken = run(whole, htr, hot, 4)
		const heat = none()
		advanceParcel(only, 0, htr, CLOTH, hot, 4, heat, STEP_BOUNDS, false)
		for (const field of ['temperatureK', 'x1', 'x2', 'xm', 'meltFraction', 'clockS'] as const)
			expect(only[field][0]).toBe(whole[field][0])
		expect(heat).toEqual(taken)
		expect(only.doseS[0]).toBe(0)
		expect(whole.doseS[0]).toBeGreaterThan(0)
	})

	it('copied goes on like the one it was copied from, ladder and all', () => {
		const first = freshWeb()
		run(first, htr, hot, 2)
		const second = makeWeb(3)
		copyParcel(first, 0, second, 2)
		run(first, htr, hot, 2)
		advanceParcel(second, 2, htr, CLOTH, hot, 2, none())
		for (const field of PARCEL_FIELDS) expect(second[field][2]).toBe(first[field][0])
		const rungs = first.rungs[0] ?? 0
		expect(rungs).toBeGreaterThan(50)
		expect(second.rungs[2]).toBe(rungs)
		expect([...second.ladderS.subarray(2 * LADDER_RUNGS, 2 * LADDER_RUNGS + rungs)]).toEqual([
			...first.ladderS.subarray(0, rungs),
		])
		expect([...second.evaporated.subarray(2 * METALS_MAX)]).toEqual([...first.evaporated])
	})

	it('does not care where its way is cut', () => {
		const whole = freshWeb()
		run(whole, nts, { ...hot, surfaceK: 817.9, gasK: 719 }, 6)
		const cut = freshWeb()
		for (let k = 0; k < 60; k++) run(cut, nts, { ...hot, surfaceK: 817.9, gasK: 719 }, 0.1)
		expect(cut.temperatureK[0]).toBeCloseTo(whole.temperatureK[0] ?? 0, 1)
		expect(cut.xm[0]).toBeCloseTo(whole.xm[0] ?? 0, 3)
		expect(cut.clockS[0]).toBeCloseTo(6, 9)
	})

	it('stands at the melting point while salt melts, and a part-molten web freezes again without overshoot', () => {
		const web = freshWeb()
		run(web, htr, hot, 1.05)
		expect(web.temperatureK[0]).toBe(NACL_MELTING_K)
		expect(web.meltFraction[0]).toBeGreaterThan(0.1)
		expect(web.meltFraction[0]).toBeLessThan(0.9)
		run(web, htr, cold, 0.05)
		const melted = web.meltFraction[0] ?? 0
		expect(web.temperatureK[0]).toBe(NACL_MELTING_K)
		run(web, htr, cold, 1)
		expect(melted).toBeGreaterThan(0)
		expect(web.meltFraction[0]).toBe(0)
		expect(web.temperatureK[0]).toBeLessThan(NACL_MELTING_K)
	})

	it('keeps extents between 0 and 1 and never loses its numbers, even in absurd surroundings', () => {
		for (const surfaceK of [4, 300, 1500, 3000]) {
			for (const loading of [0, 1e-7, 0.1, 0.5]) {
				const web = freshWeb(loading)
				run(web, htr, { ...hot, surfaceK, gasK: surfaceK, filmWPerM2K: 500 }, 8)
				run(web, htr, cold, 8)
				for (const extent of [web.x1[0], web.x2[0], web.xm[0], web.meltFraction[0]]) {
					expect(extent).toBeGreaterThanOrEqual(0)
					expect(extent).toBeLessThanOrEqual(1)
				}
				expect(Number.isFinite(web.temperatureK[0])).toBe(true)
				expect(web.temperatureK[0]).toBeGreaterThan(0)
			}
		}
	})

	it('accounts for every gram: alloy, char, salt, gas and vapour add up to what was laid', () => {
		for (const powder of [htr, nts]) {
			for (const timeS of [0.4, 0.8, 2, 10]) {
				const web = freshWeb()
				run(web, powder, hot, timeS)
				const total = Object.values(massesOf(web, 0, powder)).reduce((sum, mass) => sum + mass, 0)
				expect(total).toBeCloseTo(0.1, 12)
			}
		}
	})

	it('gives off gas fastest near 643 K, at 0.21 m/s in the fast ramp', () => {
		const web = freshWeb()
		run(web, htr, hot, 3)
		expect(web.ventMaxMPerS[0]).toBeCloseTo(0.213, 2)
	})
})
