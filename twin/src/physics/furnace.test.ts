import { describe, expect, it } from 'vitest'
import { type FurnaceModule, moduleGasK, settlingRatesPerS, slotLossW, steadyWallK, twoNodeK, zoneAccount } from './index.ts'

/** The first module of the pilot (F8). */
const innerWPerK = (2 * 0.2 * 0.153) / 0.08
const module: FurnaceModule = {
	webAreaM2: 0.045,
	emitterAreaM2: 0.102,
	innerWPerK,
	outerWPerK: 1 / (1 / innerWPerK + 1 / (12 * 0.204)),
	slotM2: 0.0068 * 0.2,
	gasWPerK: 2.083333e-4 * 1150,
	gasInletK: 298.15,
	filmWPerM2K: 10,
	emitterMassKg: 9 * 0.102,
	wallJPerK: 200 * 1000 * 0.153 * 0.08,
	ambientK: 298.15,
}

describe('zone account', () => {
	it('has the gas, losses and power of F8, and closes', () => {
		const account = zoneAccount(module, { emitterK: 1347.7, webMeanK: 1090, webRadiationW: 5010 })
		expect(account.gasK).toBeCloseTo(1123.8676, 4)
		expect(account.emitterToGasW).toBeCloseTo(228.309, 3)
		expect(account.gasOutW).toBeCloseTo(197.8282, 3)
		expect(account.gasToWebW).toBeCloseTo(30.4809, 4)
		expect(account.wallW).toBeCloseTo(347.2025, 3)
		expect(account.slotW).toBeCloseTo(253.7944, 3)
		expect(account.electricalW).toBeCloseTo(5839.306, 2)
		expect(account.electricalW / 0.95).toBeCloseTo(6146.638, 2)
		expect(account.residualW).toBeCloseTo(0, 9)
	})

	it('loses nothing when all is at room temperature', () => {
		expect(slotLossW(module, 298.15)).toBe(0)
		expect(moduleGasK(module, 298.15, 298.15)).toBeCloseTo(298.15, 10)
		expect(steadyWallK(module, 298.15)).toBe(298.15)
	})
})

describe('two-node furnace', () => {
	const nodes = { emitterJPerK: 1795, wallJPerK: 2500, innerWPerK: 0.765, outerWPerK: 0.5825, ambientK: 298.15 }
	const start = { powerW: 800, emitterK: 298.15, wallK: 298.15 }

	it('warms as in F9', () => {
		const expected = [
			[60, 324.554, 298.3908],
			[600, 535.8116, 318.5148],
			[3600, 1265.4912, 636.59],
			[1e9, 2717.292, 1671.541],
		] as const
		for (const [timeS, emitterK, wallK] of expected) {
			const now = twoNodeK(nodes, { ...start, timeS })
			expect(now.emitterK).toBeCloseTo(emitterK, 3)
			expect(now.wallK).toBeCloseTo(wallK, 3)
		}
		const [slow, fast] = settlingRatesPerS(nodes)
		expect(slow).toBeCloseTo(1.1709e-4, 8)
		expect(fast).toBeCloseTo(8.481e-4, 8)
	})

	it('stays as it is without power at room temperature, and two times are one', () => {
		const still = twoNodeK(nodes, { ...start, powerW: 0, timeS: 1000 })
		expect(still.emitterK).toBeCloseTo(298.15, 10)
		const once = twoNodeK(nodes, { ...start, timeS: 900 })
		const twice = twoNodeK(nodes, { powerW: 800, ...twoNodeK(nodes, { ...start, timeS: 300 }), timeS: 600 })
		expect(twice.emitterK).toBeCloseTo(once.emitterK, 8)
		expect(twice.wallK).toBeCloseTo(once.wallK, 8)
	})
})
