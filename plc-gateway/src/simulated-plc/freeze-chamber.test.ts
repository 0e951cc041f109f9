import type { FreezeDrying, LineConfig } from '@emberline/line-config'
import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { plantOfLine1, runUntil } from './plant-for-tests.ts'

const pilot = loadLine('pilot')
const recipes = loadRecipesOfLine(pilot)
const chamber: FreezeDrying = {
	method: 'freeze',
	fromM: 1,
	toM: 1,
	frontTemperatureK: 245,
	chamberPressurePa: 15,
	baseResistancePaSM2PerKg: 1e5,
	cakeResistancePaSM4PerKg2: 5e5,
	efficiency: 0.5,
	refrigerationCop: 1.2,
	moistureGaugeAtM: 2.1,
	airTemperatureK: [],
}

/** The pilot with a vacuum chamber that holds so many metres of web in place of its dryer; all behind it moves along. */
function frozen(webM: number): LineConfig {
	const { web, stations } = pilot
	const longerM = webM - 1
	return {
		...pilot,
		web: { ...web, rewindAtM: web.rewindAtM + longerM },
		stations: {
			...stations,
			drying: { ...chamber, toM: 1 + webM, moistureGaugeAtM: 1.1 + webM },
			heating: { ...stations.heating, fromM: stations.heating.fromM + longerM },
			quench: { ...stations.quench, fromM: stations.quench.fromM + longerM },
			wash: { ...stations.wash, scraperAtM: stations.wash.scraperAtM + longerM },
		},
	}
}
const plantOf = (webM: number, start: 'running' | 'cold' = 'running') =>
	plantOfLine1({
		line: frozen(webM),
		recipes,
		start,
		...(start === 'cold' && { plan: [{ id: 'r', kind: 'run', length_m: 100 }] }),
	})

/** Ice pressure less that of the chamber: 46.30 - 15 Pa. */
const DRIVING_PA = 10 ** (12.537 - 2663.5 / 245) - 15

describe('a plant with a freeze-dryer', () => {
	it('dries its powder as the resistance of the growing cake lets it: half-way by the formula, and through at the end', () => {
		const plant = plantOf(8)
		const { web } = plant.treatment
		const timeS = (plant.parameters.drying * 4) / plant.webSpeedMPerS
		// R0 W + R1 W^2/2 = (pice - pc) t
		const goneKgPerM2 = (-1e5 + Math.sqrt(1e10 + 1e6 * DRIVING_PA * timeS)) / 5e5
		expect(web.at('sublimedKgPerM2', 5) / goneKgPerM2).toBeCloseTo(1, 2)
		expect(web.at('temperatureK', 5)).toBe(245)
		expect(web.at('moisture', 9.2)).toBe(0)
		expect(plant.program.line.state).toBe('Execute')
		plant.step(60)
		expect(plant.lastPowder?.good).toBe(true)
		expect(plant.dryers[0]?.heaterW).toBeGreaterThan(0)
		const tags = plant.tags()
		expect(tags.has('Drying/Zone1/AirTemperature')).toBe(false)
		expect(tags.get('Drying/Web/ExitMoisture')?.value).toBeLessThan(0.5)
	}, 60_000)

	it('sends wet web into the furnace where it is too short, and is held for it', () => {
		const plant = plantOf(1)
		runUntil(plant, () => plant.program.line.state === 'Held', 120)
		expect(plant.program.reason).toBe(302)
	})

	it('is started cold only once its chamber is pumped down', () => {
		const plant = plantOf(8, 'cold')
		expect(plant.dryers[0]?.isReady(0)).toBe(false)
		runUntil(plant, () => plant.program.orders.feedOn, 300)
		expect(plant.dryers[0]?.isReady(0)).toBe(true)
		runUntil(plant, () => plant.program.line.state === 'Execute', 600)
	}, 60_000)
})
