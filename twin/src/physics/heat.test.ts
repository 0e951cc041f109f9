import { describe, expect, it } from 'vitest'
import {
	carbonEnthalpyJPerKg,
	carbonHeatJPerKgK,
	convectiveFluxWPerM2,
	exchangeFactor,
	heatedSlabK,
	jetFilmWPerM2K,
	jetFlowFor,
	lumpedRadiationTimeS,
	movingWebK,
	NACL_FUSION_J_PER_KG,
	NACL_MELTING_K,
	naclLiquidEnthalpyJPerKg,
	naclLiquidHeatJPerKgK,
	naclSolidEnthalpyJPerKg,
	naclSolidHeatJPerKgK,
	radiativeFluxWPerM2,
	residenceAfterSpeedStepS,
} from './index.ts'

const TEMPERATURES = [298.15, 450, 700, 1073.8, 1340]

describe('heat between surfaces and gas', () => {
	it('is nothing at equal temperatures', () => {
		for (const t of TEMPERATURES) {
			expect(radiativeFluxWPerM2({ exchange: 1.5, emitterTemperatureK: t, webTemperatureK: t })).toBe(0)
			expect(convectiveFluxWPerM2({ filmWPerM2K: 61, gasTemperatureK: t, webTemperatureK: t })).toBe(0)
		}
	})

	it('changes its sign when the sides are swapped', () => {
		const there = radiativeFluxWPerM2({ exchange: 1.5, emitterTemperatureK: 1340, webTemperatureK: 700 })
		expect(radiativeFluxWPerM2({ exchange: 1.5, emitterTemperatureK: 700, webTemperatureK: 1340 })).toBe(-there)
		expect(there).toBeGreaterThan(0)
	})

	it('exchanges all between black plates, less between grey ones, the same seen from either', () => {
		expect(exchangeFactor({ emitterEmissivity: 1, webEmissivity: 1 })).toBe(1)
		const grey = exchangeFactor({ emitterEmissivity: 0.85, webEmissivity: 0.4 })
		expect(grey).toBeCloseTo(exchangeFactor({ emitterEmissivity: 0.4, webEmissivity: 0.85 }), 15)
		expect(grey).toBeLessThan(0.4)
	})

	it('gives the jets 61 W/m2K at their reference flow, never less than still gas, and finds the flow back', () => {
		const jets = { referenceFlow: 5, referenceFilmWPerM2K: 61, stillFilmWPerM2K: 5 }
		expect(jetFilmWPerM2K({ flow: 5, ...jets })).toBeCloseTo(61, 12)
		expect(jetFilmWPerM2K({ flow: 0, ...jets })).toBe(5)
		const flow = jetFlowFor({ filmWPerM2K: 75.1, referenceFlow: 5, referenceFilmWPerM2K: 61 })
		expect(jetFilmWPerM2K({ flow, ...jets })).toBeCloseTo(75.1, 12)
	})
})

describe('enthalpies', () => {
	it('meet the worked values of NaCl and carbon (F1)', () => {
		expect(naclSolidEnthalpyJPerKg(298.15, 1073.8)).toBeCloseTo(765_669, -1)
		expect(NACL_FUSION_J_PER_KG).toBeCloseTo(481_837, 0)
		expect(naclLiquidEnthalpyJPerKg(1073.8, 1340)).toBeCloseTo(311_670, -1)
		expect(naclSolidEnthalpyJPerKg(298.15, 770)).toBeCloseTo(440_001, -1)
		expect(carbonEnthalpyJPerKg(298.15, 1340)).toBeCloseTo(1_620_221, -1)
		expect(carbonEnthalpyJPerKg(298.15, 770)).toBeCloseTo(585_395, -1)
	})

	it.each([
		['carbon', carbonHeatJPerKgK, carbonEnthalpyJPerKg, 300],
		['solid NaCl', naclSolidHeatJPerKgK, naclSolidEnthalpyJPerKg, 300],
		['liquid NaCl', naclLiquidHeatJPerKgK, naclLiquidEnthalpyJPerKg, NACL_MELTING_K],
	] as const)('of %s have the specific heat as their slope and add up', (_, heat, enthalpy, fromK) => {
		for (const t of [fromK + 5, fromK + 120, fromK + 600]) {
			expect((enthalpy(t - 0.5, t + 0.5) / heat(t) - 1) * 1e6).toBeCloseTo(0, 0)
			expect(enthalpy(fromK, t) + enthalpy(t, t + 50)).toBeCloseTo(enthalpy(fromK, t + 50), 6)
			expect(enthalpy(fromK, t)).toBeCloseTo(-enthalpy(t, fromK), 6)
		}
	})
})

describe('worked cases of heating', () => {
	it('a lumped body in front of an emitter takes the times of F2', () => {
		const body = { arealHeatJPerM2K: 331, exchange: 1.5, emitterTemperatureK: 1349, fromK: 298.15 }
		const expected = [
			[700, 0.484483],
			[1000, 0.910706],
			[1200, 1.351021],
			[1300, 1.838631],
			[1340, 2.528153],
			[1050.5606, 1],
			[1315.7966, 2],
		] as const
		for (const [toK, timeS] of expected) expect(lumpedRadiationTimeS({ ...body, toK })).toBeCloseTo(timeS, 6)
	})

	it('a moving web at a Newton sink and a constant flux has the temperatures of F3', () => {
		const web = {
			arealHeatJPerM2K: 268,
			webSpeedMPerS: 0.05,
			sinkWPerM2K: 122.2,
			sinkTemperatureK: 293.15,
			fluxWPerM2: 0,
			inletK: 1340,
		}
		expect(movingWebK({ ...web, atM: 0.05 })).toBeCloseTo(956.678, 3)
		expect(movingWebK({ ...web, atM: 0.1 })).toBeCloseTo(713.716, 3)
		expect(movingWebK({ ...web, atM: 0.25 })).toBeCloseTo(400.242, 3)
		expect(movingWebK({ ...web, fluxWPerM2: 30e3, inletK: 400, atM: 0.15 })).toBeCloseTo(503.3438, 4)
		expect(movingWebK({ ...web, sinkWPerM2K: 0, fluxWPerM2: 60e3, inletK: 0, atM: 0.1 })).toBeCloseTo(447.7612, 4)
	})

	it('after a step of the speed the residence time runs over with a sharp kink', () => {
		const step = { lengthM: 0.5, beforeMPerS: 0.05, afterMPerS: 0.08 }
		expect(residenceAfterSpeedStepS({ ...step, sinceStepS: 0 })).toBeCloseTo(10, 12)
		expect(residenceAfterSpeedStepS({ ...step, sinceStepS: 3 })).toBeCloseTo(3 + (0.5 - 0.24) / 0.05, 12)
		expect(residenceAfterSpeedStepS({ ...step, sinceStepS: 7 })).toBeCloseTo(6.25, 12)
	})

	it('a slab heated on both faces has the temperatures of F12', () => {
		const slab = {
			fluxWPerM2: 1e5,
			halfThicknessM: 1.1e-4,
			conductivityWPerMK: 0.15,
			volumetricHeatJPerM3K: 4.05e5,
			startK: 298.15,
		}
		const expected = [
			[0.01, 344.3166, 309.0989],
			[0.05, 434.8279, 398.1612],
			[0.2, 771.5282, 734.8616],
		] as const
		for (const [timeS, surface, centre] of expected) {
			expect(heatedSlabK({ ...slab, timeS, fromMiddleM: 1.1e-4 })).toBeCloseTo(surface, 4)
			expect(heatedSlabK({ ...slab, timeS, fromMiddleM: 0 })).toBeCloseTo(centre, 4)
		}
	})
})
