import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { emitterJPerK, steadyWallLossW } from '../physics/furnace-zone.ts'
import { clearParcel, makeWeb } from '../web/parcels.ts'
import { airZone, dryParcel } from './drying/process.ts'
import { dryDoseKgPerS, screwForLoadingRevPerS } from './feed/process.ts'
import { furnaceModule, type ModuleFlows, type ModuleState, stepModule } from './heating/process.ts'
import { quenchFilmWPerM2K, quenchGasFor } from './quench/process.ts'

const pilot = loadLine('pilot')
const { feed, drying, heating, quench } = pilot.stations

describe('feed', () => {
	it('40 turns a minute of moist powder are 5040 g/h dry, and the screw for 100 g/m2 is 40 turns a minute', () => {
		expect(dryDoseKgPerS(feed, { screwRevPerS: 40 / 60, moistureKgPerKg: 0.3, gain: 1 }) * 3.6e6).toBeCloseTo(5040, 6)
		const web = { dryLoadingKgPerM2: 0.1, webSpeedMPerS: 0.05, coatedWidthM: 0.28, moistureKgPerKg: 0.3 }
		expect(60 * screwForLoadingRevPerS(feed, web)).toBeCloseTo(40, 9)
	})
})

describe('drying', () => {
	if (drying.method !== 'convective') throw new Error('the pilot dries with air')
	const zone = airZone(drying, 393.15, 1)
	const wetWeb = (loading: number) => {
		const web = makeWeb(1)
		clearParcel(web, 0, 298.15)
		web.dryLoadingKgPerM2[0] = loading
		web.moistureKgPerKg[0] = 0.3
		return web
	}
	it('10 s leave 0.031 kg/kg, with the heat that the water took', () => {
		const web = wetWeb(0.1)
		const taken = { water: 0, latent: 0, sensible: 0 }
		dryParcel(web, 0, zone, { timeS: 10, clothKgPerM2: 0.12, roomK: 298.15 }, taken)
		expect(web.moistureKgPerKg[0]).toBeCloseTo(0.0310171, 6)
		expect(taken.water).toBeCloseTo(0.1 * (0.3 - 0.0310171), 8)
		expect(taken.latent / taken.water).toBeCloseTo(2.399e6, -4)
		expect(web.clockS[0]).toBe(10)
	})
	it('bare web takes no water and warms towards the air', () => {
		const web = wetWeb(0)
		const taken = { water: 0, latent: 0, sensible: 0 }
		dryParcel(web, 0, zone, { timeS: 10, clothKgPerM2: 0.12, roomK: 298.15 }, taken)
		expect(taken.water).toBe(0)
		expect(web.temperatureK[0]).toBeGreaterThan(390)
		expect(web.temperatureK[0]).toBeLessThan(393.15)
	})
})

describe('quench', () => {
	it('flow and film coefficient are each other’s inverse, and no flow leaves still gas', () => {
		expect(quenchFilmWPerM2K(quench, quenchGasFor(quench, 61.1), 1)).toBeCloseTo(61.1, 9)
		expect(quenchFilmWPerM2K(quench, 0, 1)).toBe(quench.openFilmCoefficientWPerM2K)
	})
})

describe('heating module', () => {
	const module = furnaceModule(heating, 0, { clothWidthM: 0.3, loss: 1 })
	const control = { heatersOn: true, setpointK: 1000, heatUpRateKPerS: 1, gainWPerK: 120, integralTimeS: 25, powerMaxW: 12_000 }
	const flows: ModuleFlows = { gasOutW: 0, slotW: 0, wallInW: 0, wallOutW: 0, powerW: 0, storedW: 0 }
	const cold = (): ModuleState => ({ emitterK: 298.15, wallK: 298.15, setpointK: 298.15, integralW: 0 })

	it('has the areas, conductances and capacities of the pilot’s first module', () => {
		expect(module.emitterAreaM2).toBeCloseTo(0.102, 12)
		expect(module.innerWPerK).toBeCloseTo(0.765, 12)
		expect(module.slotM2).toBeCloseTo(0.0068 * 0.2, 12)
		expect(module.wallJPerK).toBeCloseTo(2448, 9)
		expect(emitterJPerK(module, 1340)).toBeGreaterThan(1700)
		expect(furnaceModule(heating, 1, { clothWidthM: 0.3, loss: 1 }).slotM2).toBe(0)
	})

	it('rises with its set-point at the rate allowed, goes 1 % beyond as a PI does, and stays on it', () => {
		const state = cold()
		let highest = 0
		for (let n = 0; n < 4 * 1500; n++) {
			stepModule(module, state, control, { webW: 100, webMeanK: state.emitterK, dtS: 0.25 }, flows)
			highest = Math.max(highest, state.emitterK)
		}
		expect(highest).toBeLessThan(1010)
		expect(state.emitterK).toBeCloseTo(1000, 1)
		expect(state.setpointK).toBe(1000)
	})

	it('does not wind up while its power is at the end, and gives none when switched off', () => {
		const state = cold()
		const weak = { ...control, heatUpRateKPerS: 100, powerMaxW: 800 }
		for (let n = 0; n < 4 * 900; n++) stepModule(module, state, weak, { webW: 0, webMeanK: state.emitterK, dtS: 0.25 }, flows)
		expect(flows.powerW).toBe(800)
		expect(Math.abs(state.integralW)).toBeLessThan(2000)
		stepModule(module, state, { ...weak, heatersOn: false }, { webW: 0, webMeanK: 600, dtS: 0.25 }, flows)
		expect(flows.powerW).toBe(0)
		expect(state.integralW).toBe(0)
	})

	it('comes to rest where its steady loss is its power', () => {
		const state: ModuleState = { emitterK: 1000, wallK: 700, setpointK: 1000, integralW: 0 }
		for (let n = 0; n < 100_000; n++) stepModule(module, state, control, { webW: 50, webMeanK: 900, dtS: 0.25 }, flows)
		expect(flows.wallInW).toBeCloseTo(steadyWallLossW(module, state.emitterK), 3)
		expect(flows.storedW).toBeCloseTo(0, 2)
	})
})
