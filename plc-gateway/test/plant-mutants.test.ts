import { describe, expect, it } from 'vitest'
import { TRIPS } from '../src/simulated-plc/trips.ts'
import { EXPECTED_CODES, plantProgram, wrongPlant } from './plant-checks.ts'
import { PLANT_MUTANTS } from './plant-mutants.ts'

describe('trips and shutdown of the simulated plant', () => {
	it('are as they should be, every one: delay, budget, heat, latch, order and reason', () => {
		expect([...EXPECTED_CODES].sort()).toEqual(TRIPS.map(({ code }) => code).sort())
		expect(wrongPlant(plantProgram)).toBeNull()
	})

	it('do not hide a mistake: every mutant is caught', () => {
		const missed = PLANT_MUTANTS.filter(({ make, trips }) => wrongPlant(make, trips) === null)
		console.log(`${PLANT_MUTANTS.length} mutants of the plant, ${PLANT_MUTANTS.length - missed.length} caught`)
		expect(missed.map(({ name }) => name)).toEqual([])
	})
})
