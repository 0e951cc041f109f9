import { describe, expect, it } from 'vitest'
import {
	brineConductivityMSPerCm,
	brineSaturationWtpct,
	dryingFluxKgPerM2S,
	dryingLayerK,
	dryingTimeS,
	dryMoistureKgPerKg,
	freezeDryingTimeS,
	icePressurePa,
	latentHeatJPerKg,
	residualFraction,
	stageSaltKgPerKg,
	wetBulbK,
} from './index.ts'

const air = { airTemperatureK: 393.15, airHumidityKgPerKg: 0.01, waterActivity: 0.75, filmWPerM2K: 50 }
const wet = wetBulbK(air)
const flux = dryingFluxKgPerM2S({ sides: 2, filmWPerM2K: 50, airTemperatureK: 393.15, wetBulbK: wet })
const layer = { dryLoadingKgPerM2: 0.1, fluxKgPerM2S: flux, criticalKgPerKg: 0.1, equilibriumKgPerKg: 0.003 }

describe('drying', () => {
	it('has the wet bulb, flux, times and moisture of F7', () => {
		expect(wet).toBeCloseTo(316.264, 4)
		expect(flux * 1e3).toBeCloseTo(3.20464, 5)
		expect(dryingTimeS(layer, 0.3, 0.1)).toBeCloseTo(6.240951, 5)
		expect(dryingTimeS(layer, 0.1, 0.01)).toBeCloseTo(7.957016, 5)
		expect(dryingTimeS(layer, 0.3, 0.01)).toBeCloseTo(14.197967, 5)
		expect(0.05 * dryingTimeS(layer, 0.3, 0.01)).toBeCloseTo(0.709898, 6)
		expect(dryMoistureKgPerKg(layer, 0.3, 10)).toBeCloseTo(0.0310171, 6)
	})

	it('in two parts is drying in one, and its time is the inverse of its moisture', () => {
		for (const timeS of [1, 6.24, 9, 20]) {
			const half = dryMoistureKgPerKg(layer, dryMoistureKgPerKg(layer, 0.3, timeS / 2), timeS / 2)
			expect(half).toBeCloseTo(dryMoistureKgPerKg(layer, 0.3, timeS), 12)
			expect(dryingTimeS(layer, 0.3, half)).toBeCloseTo(timeS, 9)
		}
	})

	it('never goes below what the air leaves, and saturated air dries nothing', () => {
		expect(dryMoistureKgPerKg(layer, 0.3, 1e4)).toBeCloseTo(0.003, 12)
		expect(dryMoistureKgPerKg(layer, 0.002, 1e4)).toBe(0.002)
		expect(dryMoistureKgPerKg({ ...layer, fluxKgPerM2S: 0 }, 0.3, 100)).toBe(0.3)
	})

	it('keeps the layer at the wet bulb while wet and lets it reach the air when dry', () => {
		const both = { airTemperatureK: 393.15, wetBulbK: wet }
		expect(dryingLayerK(layer, both, 0.25)).toBeCloseTo(wet, 10)
		expect(dryingLayerK(layer, both, 0.003)).toBe(393.15)
		const moisture = 0.05
		const sideW = 2 * 50 * (393.15 - dryingLayerK(layer, both, moisture))
		const dried = (moisture - dryMoistureKgPerKg(layer, moisture, 1e-6)) * 0.1 * 1e6
		expect(sideW / (dried * latentHeatJPerKg(wet))).toBeCloseTo(1, 5)
	})

	it('takes the freeze-drying time of F7, and for ever at no driving pressure', () => {
		expect(icePressurePa(245)).toBeCloseTo(46.29898, 5)
		const cake = { frontTemperatureK: 245, waterKgPerM2: 0.2, baseResistance: 1e5, cakeResistance: 5e5 }
		expect(freezeDryingTimeS({ ...cake, chamberPressurePa: 15 })).toBeCloseTo(958.4977, 3)
		expect(freezeDryingTimeS({ ...cake, chamberPressurePa: 60 })).toBe(Number.POSITIVE_INFINITY)
	})
})

describe('washing', () => {
	it('has the stages of F6 and a residue of exactly E^-N for dry feed', () => {
		const wash = { stages: 5, salt: 3.6272, water: 20, retained: 2 }
		const expected = [0.2015091, 0.0201491, 0.002013096, 1.99496e-4, 1.8136e-5]
		const salt = stageSaltKgPerKg(wash)
		expected.forEach((value, n) => {
			expect((salt[n] ?? 0) / value).toBeCloseTo(1, 5)
		})
		expect(residualFraction(wash)).toBeCloseTo(1e-5, 16)
		expect(residualFraction({ ...wash, feedWater: 2 })).toBeCloseTo(9.000009e-6, 12)
	})

	it('lets as much salt out as in: brine and cake', () => {
		for (const stages of [1, 3, 5]) {
			for (const water of [4, 20, 60]) {
				const wash = { stages, salt: 3.6, water, retained: 2, feedWater: 0.5 }
				const x = stageSaltKgPerKg(wash)
				const out = (water + 0.5 - 2) * (x[0] ?? 0) + 2 * (x[stages - 1] ?? 0)
				expect(out).toBeCloseTo(3.6, 12)
			}
		}
	})

	it('leaves less salt with more water and with more stages', () => {
		const residue = (stages: number, water: number) => residualFraction({ stages, salt: 1, water, retained: 2 })
		expect(residue(3, 30)).toBeLessThan(residue(3, 20))
		expect(residue(4, 20)).toBeLessThan(residue(3, 20))
	})

	it('reads the conductivities of F13, and none from pure water', () => {
		const at = (molalityMolPerKg: number) => brineConductivityMSPerCm({ molalityMolPerKg, waterTemperatureK: 298.15 })
		expect(at(0.001)).toBeCloseTo(0.124705, 6)
		expect(at(0.01)).toBeCloseTo(1.192921, 6)
		expect(at(0.1)).toBeCloseTo(10.666219, 6)
		expect(at(1)).toBeCloseTo(87.03981, 5)
		expect(at(0)).toBe(0)
		expect(brineSaturationWtpct(298.15)).toBeCloseTo(26.48, 2)
	})
})
