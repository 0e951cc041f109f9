import { describe, expect, it } from 'vitest'
import { carriedGrainM, layerBiot, terminalVelocityMPerS } from './powder-layer.ts'
import { exchangeFactor } from './radiation.ts'

const charred = exchangeFactor({ emitterEmissivity: 0.85, webEmissivity: 0.9 })
const hot = { exchange: charred, temperatureK: 1340, filmWPerM2K: 10, conductivityWPerMK: 0.15 }

describe('the powder layer', () => {
	it('has a Biot number of 0.32 on the pilot and 0.48 on the production line at 1340 K', () => {
		expect(layerBiot({ ...hot, thicknessM: 0.1 / 450 })).toBeCloseTo(0.32, 2)
		expect(layerBiot({ ...hot, thicknessM: 0.15 / 450 })).toBeCloseTo(0.48, 2)
	})

	it('loses its Biot number with its thickness', () => {
		expect(layerBiot({ ...hot, thicknessM: 0 })).toBe(0)
	})

	it('has grains of 50 um that fly at 0.09 m/s and of 100 um at 0.36 m/s', () => {
		const grain = { densityKgPerM3: 2170, viscosityPaS: 3.3e-5 }
		expect(terminalVelocityMPerS({ ...grain, diameterM: 50e-6 })).toBeCloseTo(0.09, 2)
		expect(terminalVelocityMPerS({ ...grain, diameterM: 100e-6 })).toBeCloseTo(0.36, 2)
		expect(carriedGrainM({ ...grain, speedMPerS: terminalVelocityMPerS({ ...grain, diameterM: 70e-6 }) })).toBeCloseTo(70e-6, 12)
	})
})
