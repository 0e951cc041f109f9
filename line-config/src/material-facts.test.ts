import { describe, expect, it } from 'vitest'
import { materialFacts } from './material-facts.ts'
import { CARBON } from './materials/carbon.ts'
import { NACL } from './materials/nacl.ts'
import { WATER } from './materials/water-and-gas.ts'
import { METALS } from './materials.ts'
import { EVIDENCE } from './quantity.ts'

it('lists every number with a unit, its evidence and its source', () => {
	const facts = materialFacts()
	expect(new Set(facts.map((fact) => `${fact.material} ${fact.quantity}`)).size).toBe(facts.length)
	for (const fact of facts) {
		expect(Number.isFinite(fact.value)).toBe(true)
		expect(fact.unit).not.toBe('')
		expect(EVIDENCE).toContain(fact.evidence)
		expect(fact.source).not.toBe('')
	}
	expect(facts.filter((fact) => fact.quantity === 'meltingK').map((fact) => fact.material)).toEqual([
		...Object.keys(METALS),
		'NaCl',
	])
})

describe('the numbers reproduce what they were taken for', () => {
	/** Integral of the specific heat between two temperatures, J/mol. */
	const shomate = (a: number, b: number, c: number, d: number, e: number) => (temperatureK: number) => {
		const t = temperatureK / 1000
		return 1000 * (a * t + (b * t ** 2) / 2 + (c * t ** 3) / 3 + (d * t ** 4) / 4 - e / t)
	}

	it('heat of NaCl from room temperature through melting to 1340 K', () => {
		const solid = shomate(NACL.solidHeatA, NACL.solidHeatB, NACL.solidHeatC, NACL.solidHeatD, NACL.solidHeatE)
		const liquid = shomate(NACL.liquidHeatA, NACL.liquidHeatB, NACL.liquidHeatC, NACL.liquidHeatD, NACL.liquidHeatE)
		const perKg = (joulePerMol: number) => joulePerMol / NACL.molarMassKgPerMol
		expect(perKg(solid(1073.8) - solid(298.15)) / 765_669).toBeCloseTo(1, 5)
		expect(perKg(liquid(1340) - liquid(1073.8)) / 311_670).toBeCloseTo(1, 5)
		expect(NACL.fusionJPerKg * NACL.molarMassKgPerMol).toBeCloseTo(28_160, 0)
	})

	it('vapour of NaCl at its melting point and at 1340 K', () => {
		const pressurePa = (temperatureK: number) => 1e5 * 10 ** (NACL.vapourA - NACL.vapourB / (temperatureK + NACL.vapourC))
		expect(pressurePa(NACL.meltingK)).toBeCloseTo(40.6, 1)
		expect(pressurePa(1340) / 2514).toBeCloseTo(1, 3)
	})

	it('heat of carbon from room temperature to 1340 K', () => {
		const heat = (t: number) => CARBON.heatA * t + (CARBON.heatB * t * t) / 2 + CARBON.heatC * Math.log(t) - CARBON.heatD / t
		expect((heat(1340) - heat(298.15)) / 1_620_221).toBeCloseTo(1, 5)
	})

	it('vapour of the metals at 1340 K', () => {
		const pressurePa = (symbol: keyof typeof METALS) => 10 ** (METALS[symbol].vapourA - METALS[symbol].vapourB / 1340)
		expect(pressurePa('Bi') / 849).toBeCloseTo(1, 2)
		expect(pressurePa('Sb') / 3382).toBeCloseTo(1, 2)
		expect(pressurePa('Pb') / 476).toBeCloseTo(1, 2)
	})

	it('vapour of water boils at 100 degC and of ice at 245 K', () => {
		const { saturationA, saturationB, saturationC, saturationD, iceA, iceB } = WATER
		const buck = (t: number) => saturationA * Math.exp(((saturationB - t / saturationC) * t) / (saturationD + t))
		expect(buck(100) / 101_325).toBeCloseTo(1, 2)
		expect(10 ** (iceA - iceB / 245)).toBeCloseTo(46.29898, 3)
	})
})
