import { describe, expect, it } from 'vitest'
import {
	arrheniusPerS,
	defectRetention,
	doseRate,
	evaporationKgPerM2S,
	exponentialIntegral1,
	firstOrder,
	formationSizeNm,
	lnSigmaG,
	metalVapourPa,
	naclVapourPa,
	particleSizeNm,
	rampDoseS,
	rampExposureS,
	secondInSequence,
} from './index.ts'

describe('first-order steps', () => {
	it('do not move without time, stay between 0 and 1, and two halves are one whole', () => {
		for (const rate of [0, 1e-6, 1, 2e6]) {
			expect(firstOrder(0.3, rate, 0)).toBeCloseTo(0.3, 15)
			expect(firstOrder(firstOrder(0.3, rate, 0.7), rate, 0.7)).toBeCloseTo(firstOrder(0.3, rate, 1.4), 14)
			const extent = firstOrder(0.3, rate, 1e3)
			expect(extent).toBeGreaterThanOrEqual(0.3)
			expect(extent).toBeLessThanOrEqual(1)
		}
	})

	it('in sequence agree with many small steps, where the rates are equal too', () => {
		for (const [k1, k2] of [
			[2, 0.5],
			[0.5, 2],
			[1, 1],
			[1, 1 + 1e-9],
			[2e6, 3],
		] as const) {
			const exact = secondInSequence({ first: 0.1, second: 0.05, firstRatePerS: k1, secondRatePerS: k2, timeS: 1 })
			let first = 0.1
			let second = 0.05
			const steps = 20_000
			for (let n = 0; n < steps; n++) {
				second = secondInSequence({ first, second, firstRatePerS: k1, secondRatePerS: k2, timeS: 1 / steps })
				first = firstOrder(first, k1, 1 / steps)
			}
			expect(second).toBeCloseTo(exact, 9)
			expect(exact).toBeLessThanOrEqual(1)
		}
	})

	it('equal rates are the limit t exp(-kt) of unequal ones', () => {
		const at = (k2: number) => secondInSequence({ first: 0, second: 0, firstRatePerS: 1, secondRatePerS: k2, timeS: 2 })
		expect(at(1)).toBeCloseTo(1 - 3 * Math.exp(-2), 14)
		expect(at(1 + 1e-5)).toBeCloseTo(at(1), 4)
	})

	it('on a linear ramp reach the extents of F5', () => {
		const extent = (a: number, e: number, rateKPerS: number, toK: number) =>
			1 - Math.exp(-a * rampExposureS({ activationEnergyJPerMol: e, rateKPerS, fromK: 298.15, toK }))
		expect(extent(1e11, 120e3, 47.185, 550)).toBeCloseTo(0.153007, 6)
		expect(extent(1e11, 120e3, 47.185, 600)).toBeCloseTo(0.826157, 6)
		expect(extent(1e11, 150e3, 347.2833, 800)).toBeCloseTo(0.779781, 5)
		expect(extent(1e11, 150e3, 47.185, 770)).toBeCloseTo(0.986398, 6)
	})

	it('the exponential integral has its known values', () => {
		expect(exponentialIntegral1(1)).toBeCloseTo(0.21938393439552, 13)
		expect(exponentialIntegral1(0.1)).toBeCloseTo(1.82292395841939, 13)
		expect(exponentialIntegral1(10)).toBeCloseTo(4.15696892968532e-6, 18)
	})

	it('a rate constant at infinite temperature is its pre-exponential', () => {
		expect(arrheniusPerS({ preExponentialPerS: 1e11, activationEnergyJPerMol: 120e3, temperatureK: 1e12 })).toBeCloseTo(1e11, -5)
	})
})

describe('dose', () => {
	const law = { activationEnergyJPerMol: 52_400 }

	it('runs at one second a second at the reference, slower below', () => {
		expect(doseRate({ ...law, referenceK: 1340, temperatureK: 1340 })).toBe(1)
		expect(doseRate({ ...law, referenceK: 1340, temperatureK: 1300 })).toBeLessThan(1)
	})

	it('of the ideal profiles is that of F5', () => {
		const htr = { ...law, referenceK: 1340 }
		const ramp = rampDoseS({ ...htr, rateKPerS: (1340 - 298.15) / 3, fromK: 298.15, toK: 1340 })
		const quench = rampDoseS({ ...htr, rateKPerS: (1340 - 298.15) / 5, fromK: 1340, toK: 298.15 })
		expect(ramp).toBeCloseTo(0.597696, 6)
		expect(quench).toBeCloseTo(0.996161, 6)
		expect(ramp + 7 + quench).toBeCloseTo(8.593857, 6)
		const nts = { ...law, referenceK: 770 }
		const up = rampDoseS({ ...nts, rateKPerS: 47.185, fromK: 298.15, toK: 770 })
		const down = rampDoseS({ ...nts, rateKPerS: (770 - 298.15) / 8, fromK: 770, toK: 298.15 })
		expect(up + down).toBeCloseTo(2.933161, 6)
		const tfa = { ...law, referenceK: 873 }
		const heated = rampDoseS({ ...tfa, rateKPerS: 3, fromK: 298.15, toK: 873 })
		const cooled = rampDoseS({ ...tfa, rateKPerS: 0.1, fromK: 873, toK: 298.15 })
		expect(heated + 18_000 + cooled).toBeCloseTo(18_998.7, 2)
	})
})

describe('particles', () => {
	it('form at the reference size at the reference rate and grow with the cube root', () => {
		const law = { referenceNm: 11.3927, referenceRateKPerS: 47.185, exponent: 1 / 6 }
		expect(formationSizeNm({ ...law, heatingRateKPerS: 47.185 })).toBe(11.3927)
		expect(formationSizeNm({ ...law, heatingRateKPerS: 347.2833 })).toBeCloseTo(8.1686, 3)
		expect(particleSizeNm({ formationNm: 11.4, coarseningNmN: 0, reduction: 1, exponent: 3 })).toBeCloseTo(11.4, 12)
		expect(particleSizeNm({ formationNm: 5, coarseningNmN: 50, reduction: 1, exponent: 2 })).toBeCloseTo(Math.sqrt(75), 12)
	})

	it('have the sizes of the ideal profiles (F10)', () => {
		const size = (formationNm: number, coarseningNmN: number, reduction = 1) =>
			particleSizeNm({ formationNm, coarseningNmN, reduction, exponent: 3 })
		expect(size(8.1686, 2762.865)).toBeCloseTo(14.9, 3)
		expect(size(18.03, 493_844.5)).toBeCloseTo(79.35, 1)
		expect(size(11.3927, 3.49145, 0.999563)).toBeCloseTo(11.4, 3)
		expect(size(11.4, 33_806.07)).toBeCloseTo(32.8, 2)
	})

	it('spread by at least 0.15 and keep half their defects at 2.2 K/s', () => {
		expect(lnSigmaG(11.4, 11.4)).toBe(0.15)
		expect(lnSigmaG(79.4, 18)).toBeGreaterThan(0.4)
		expect(defectRetention(2.2)).toBe(0.5)
		expect(defectRetention(59)).toBeGreaterThan(0.95)
	})
})

describe('evaporation', () => {
	it('gives the fluxes of F11 at 1340 and 1300 K', () => {
		const bismuthPa = metalVapourPa({ a: 9.7576, b: 9150.3, temperatureK: 1340 })
		expect(0.5 * bismuthPa).toBeCloseTo(424.608, 3)
		const bismuth = evaporationKgPerM2S({
			openFraction: 0.005,
			moleFraction: 0.5,
			vapourPressurePa: bismuthPa,
			vapourMolarMassKgPerMol: 0.328,
			temperatureK: 1340,
		})
		expect(bismuth * 1e3).toBeCloseTo(1.564118e-3, 9)
		expect(naclVapourPa(1300)).toBeCloseTo(1517.48, 2)
		const salt = evaporationKgPerM2S({
			openFraction: 0.1,
			moleFraction: 1,
			vapourPressurePa: naclVapourPa(1300),
			vapourMolarMassKgPerMol: 0.058443,
			temperatureK: 1300,
		})
		expect(salt * 1e3).toBeCloseTo(1.947646e-2, 7)
	})

	it('is nothing from a covered surface', () => {
		const salt = { moleFraction: 1, vapourPressurePa: 1500, vapourMolarMassKgPerMol: 0.058443, temperatureK: 1300 }
		expect(evaporationKgPerM2S({ ...salt, openFraction: 0 })).toBe(0)
	})

	it('salt has 40.6 Pa at its melting point, 2514 Pa at 1340 K and boils at 1738 K', () => {
		expect(naclVapourPa(1073.8)).toBeCloseTo(40.6, 1)
		expect(naclVapourPa(1340)).toBeCloseTo(2514, 0)
		expect(naclVapourPa(1738) / 101325).toBeCloseTo(1, 2)
	})
})
