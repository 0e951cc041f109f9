import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { coldLine, type MovingLine, restoreLine, warmLine } from './line-model.ts'
import type { LineControls } from './model-port.ts'
import { nominalControls } from './nominal-controls.ts'
import { steadyLine } from './steady-line.ts'

const pilot = loadLine('pilot')
const htr = loadRecipe('htr-bisb')
const nts = loadRecipe('nts-bisnsb')
const controls = nominalControls(pilot, htr)
const run = (model: MovingLine, at: LineControls, timeS: number, dtS = 0.2) => {
	for (let n = 0; n < Math.round(timeS / dtS); n++) model.step(at, dtS)
}
const heating = (model: MovingLine) => model.zones().filter((zone) => zone.station === 'Heating')
const worstClosure = (model: MovingLine) => Math.max(...model.zones().map((zone) => Math.abs(zone.closure)))

describe('the moving line', () => {
	it.each([
		['pilot', 'htr-bisb', 0.1],
		['pilot', 'nts-bisnsb', 0.5],
		['production', 'nts-bisnsb', 0.1],
		['line1', 'htr-bisb', 1],
	])('%s with %s, laid out settled, stays what the line at rest says', (lineName, recipeId, dtS) => {
		const config = loadLine(lineName)
		const recipe = loadRecipe(recipeId)
		const at = nominalControls(config, recipe)
		const steady = steadyLine(config, recipe, at)
		const model = warmLine(config, recipe, at)
		run(model, at, 15, dtS)
		const expected = steady.zones.filter((zone) => zone.station === 'Heating' || zone.station === 'Quench')
		const found = model.zones().filter((zone) => zone.station === 'Heating' || zone.station === 'Quench')
		expected.forEach((zone, n) => {
			expect(Math.abs((found[n]?.webOutK ?? 0) - zone.webOutK)).toBeLessThan(0.3)
			const scale = Math.max(...expected.map((each) => Math.abs(each.electricalKW)))
			expect(Math.abs((found[n]?.electricalKW ?? 0) - zone.electricalKW)).toBeLessThan(0.01 * scale)
		})
		expect(model.lastQuenched?.sizeNm).toBeCloseTo(steady.product.sizeNm, 2)
		expect(model.lastQuenched?.doseEqS).toBeCloseTo(steady.parcel.doseEqS, 2)
		expect((model.scaleKgPerS * 3.6e6) / steady.product.netGPerH).toBeCloseTo(1, 4)
		expect((model.furnaceKgPerS * 3.6e6) / steady.product.furnaceGPerH).toBeCloseTo(1, 4)
		expect(model.wholeLineKW / steady.product.wholeLineKW).toBeCloseTo(1, 1.7)
	})

	it('started cold at fixed controls comes to the line at rest', () => {
		const model = coldLine(pilot, htr)
		const quick = { ...pilot, stations: { ...pilot.stations, heating: { ...pilot.stations.heating, heatUpRateKPerS: 20 } } }
		const fast = coldLine(quick, htr)
		// Walls take hours to settle, so they are set where they end; everything else finds its own way.
		const steady = steadyLine(pilot, htr, controls)
		const warm = warmLine(pilot, htr, controls)
		fast.wallK.set(warm.wallK)
		run(fast, controls, 420, 0.5)
		steady.zones
			.filter((zone) => zone.station === 'Heating')
			.forEach((zone, n) => {
				const found = heating(fast)[n]
				expect(Math.abs((found?.webOutK ?? 0) - zone.webOutK)).toBeLessThan(1)
				expect(Math.abs((found?.electricalKW ?? 0) - zone.electricalKW)).toBeLessThan(0.01 * 5.84)
				expect(fast.emitterK[n]).toBeCloseTo(steady.emitterK[n] ?? 0, 1)
			})
		expect(model.emitterK[0]).toBe(298.15)
	})

	it('closes every account in every step while it heats up, runs, stands and starts again', () => {
		const model = coldLine(pilot, htr)
		const stages: readonly [LineControls, number][] = [
			[{ ...controls, webSpeedMPerS: 0.01 }, 60],
			[controls, 60],
			[{ ...controls, webSpeedMPerS: 0, screwRevPerS: 0, shutterOpenFraction: 0 }, 20],
			[{ ...controls, webSpeedMPerS: 0.037 }, 40],
			[{ ...controls, heatersOn: false }, 10],
		]
		for (const [at, timeS] of stages) {
			for (let n = 0; n < timeS * 2; n++) {
				model.step(at, 0.5)
				expect(worstClosure(model)).toBeLessThan(1e-6)
			}
		}
	})

	it('accounts for every gram from hopper to scale, brine and exhaust', () => {
		const model = coldLine(pilot, nts)
		const at = nominalControls(pilot, nts)
		model.emitterK.set(at.emitterSetpointK)
		run(model, at, 200, 0.5)
		run(model, { ...at, webSpeedMPerS: 0 }, 30, 0.5)
		run(model, { ...at, webSpeedMPerS: 0.07 }, 100, 0.5)
		const mass = model.mass()
		expect(Math.abs(mass.closure)).toBeLessThan(1e-9)
		expect(mass.dryFedKg).toBeCloseTo((330 * 5.04) / 3600, 6)
		expect(mass.gasKg).toBeGreaterThan(0.03)
		expect(mass.brineSaltKg).toBeGreaterThan(0)
		expect(mass.productKg).toBeGreaterThan(0)
		expect(model.productKg).toBe(mass.productKg)
	})

	it('is nearly the same at any step it is asked for', () => {
		const ends = [0.05, 0.25, 2].map((dtS) => {
			const model = warmLine(pilot, nts, nominalControls(pilot, nts))
			run(model, { ...nominalControls(pilot, nts), webSpeedMPerS: 0.06 }, 60, dtS)
			return model
		})
		for (const model of ends) {
			expect(Math.abs((model.lastQuenched?.peakK ?? 0) - (ends[0]?.lastQuenched?.peakK ?? 0))).toBeLessThan(0.4)
			expect(model.fedM).toBeCloseTo(3.6, 9)
			expect(model.timeS).toBeCloseTo(60, 9)
		}
	})

	it('gives standing web more dose, and says so in its record', () => {
		const model = warmLine(pilot, htr, controls)
		run(model, controls, 5)
		const usual = model.lastQuenched?.doseEqS ?? 0
		run(model, { ...controls, webSpeedMPerS: 0, screwRevPerS: 0 }, 30)
		expect(model.fedM).toBeCloseTo(0.25, 9)
		run(model, controls, 25)
		const left = model.takeLeft()
		const stood = left.filter((record) => record.overDosed)
		expect(stood.length).toBeGreaterThan(15)
		expect(stood.length).toBeLessThan(27)
		for (const record of stood) expect(record.doseEqS).toBeGreaterThan(usual + 20)
		const others = left.filter((record) => !record.overDosed && record.heatInS !== null)
		for (const record of others) expect(record.doseEqS).toBeLessThan(usual + 8)
		expect(model.takeLeft()).toEqual([])
	})

	it('behind a closed shutter standing web cools, and the emitters keep their heat', () => {
		const open = warmLine(pilot, htr, controls)
		const shut = warmLine(pilot, htr, controls)
		const stands = { ...controls, webSpeedMPerS: 0, screwRevPerS: 0, heatersOn: false }
		run(open, stands, 60)
		run(shut, { ...stands, shutterOpenFraction: 0 }, 60)
		const middle = [2.6]
		expect(shut.profile(middle).temperatureK[0]).toBeLessThan(open.profile(middle).temperatureK[0] ?? 0)
	})

	it('a step of the speed shows at the furnace exit as a sharp kink one passage later', () => {
		const model = warmLine(pilot, htr, controls)
		run(model, { ...controls, webSpeedMPerS: 0.08 }, 30)
		// 0.5 m: web inside at the step saw both speeds, web fed in after it 6.25 s.
		const passages = [...model.takeLeft(), model.lastQuenched]
			.filter((record) => record !== null && (record.heatOutS ?? -1) > 0.05)
			.map((record) => ({ out: record?.heatOutS ?? 0, lasted: (record?.heatOutS ?? 0) - (record?.heatInS ?? 0) }))
		expect(passages.length).toBeGreaterThan(20)
		for (const { out, lasted } of passages) {
			const expected = out < 6.25 ? out + (0.5 - 0.08 * out) / 0.05 : 6.25
			expect(lasted).toBeCloseTo(expected, 6)
		}
	})

	it('carries two recipes at once, each parcel by its own', () => {
		const model = warmLine(pilot, htr, controls)
		model.setRecipe(nts)
		run(model, controls, 80)
		const left = model.takeLeft()
		expect(new Set(left.map((record) => record.recipe))).toEqual(new Set(['htr-bisb', 'nts-bisnsb']))
		expect(model.recipe.id).toBe('nts-bisnsb')
		const change = left.findIndex((record) => record.recipe === 'nts-bisnsb')
		expect(left.slice(change).every((record) => record.recipe === 'nts-bisnsb')).toBe(true)
		expect(Math.abs(model.mass().closure)).toBeLessThan(1e-9)
	})

	it.each([0, 1, 2, 3])('profile follows ramp, plateau and corners between parcels, %s tenths of a second on', (tenths) => {
		const model = warmLine(pilot, htr, controls)
		for (let n = 0; n < tenths; n++) model.step(controls, 0.1)
		const steady = steadyLine(pilot, htr, controls)
		// At the very inlet the web is as warm as the hall made it on one side, at room temperature on the other.
		const samples = steady.samples.filter((sample) => Math.abs(sample.sM - 2.4) > 1e-6 && sample.sM > 0.02)
		const found = model.profile(samples.map((sample) => sample.sM))
		samples.forEach((sample, n) => {
			// At the very start of a drying zone it is as warm as it comes in, and at once as warm as its air makes it.
			if (sample.sM === 1 || sample.sM === 1.5) return
			expect(Math.abs((found.temperatureK[n] ?? 0) - sample.temperatureK)).toBeLessThan(0.3)
			expect(Math.abs((found.moistureKgPerKg[n] ?? 0) - sample.moistureKgPerKg)).toBeLessThan(1e-6)
		})
		expect(model.profile([-5, 99]).temperatureK.every(Number.isFinite)).toBe(true)
	})

	it('carries the heat of the dryer into the furnace where the plant measures it', () => {
		const at = { ...nominalControls(pilot, nts), dryerExitK: 385 }
		const usual = steadyLine(pilot, nts, nominalControls(pilot, nts))
		const warm = steadyLine(pilot, nts, at)
		const inlet = (line: typeof warm) => line.zones.find((zone) => zone.station === 'Heating')?.webInK ?? 0
		expect(inlet(usual)).toBe(298.15)
		expect(inlet(warm)).toBeGreaterThan(320)
		expect(inlet(warm)).toBeLessThan(360)
		expect(warm.parcel.peakK).toBeGreaterThan(usual.parcel.peakK + 2)
		const model = warmLine(pilot, nts, at)
		run(model, at, 4)
		expect(model.zones().find((zone) => zone.station === 'Heating')?.webInK).toBeCloseTo(inlet(warm), 1)
		expect(Math.abs((model.profile([2.4 - 1e-6]).temperatureK[0] ?? 0) - inlet(warm))).toBeLessThan(0.3)
		expect(steadyLine(pilot, nts, { ...at, furnaceInletK: 310 }).zones.find((zone) => zone.station === 'Heating')?.webInK).toBe(
			310,
		)
	})

	it('refuses a step without time', () => {
		const model = coldLine(pilot, htr)
		for (const dtS of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
			expect(() => model.step(controls, dtS)).toThrow('needs a time over zero')
	})
})

describe('a snapshot', () => {
	const busy = (): MovingLine => {
		const model = warmLine(pilot, htr, controls)
		run(model, controls, 3.3, 0.1)
		model.setRecipe(nts)
		model.parameters = { ...model.parameters, emissivity: 0.97, quench: 1.05 }
		run(model, { ...controls, webSpeedMPerS: 0.043, quenchLengthM: 0.4 }, 3.3, 0.1)
		return model
	}
	const later = (model: MovingLine): string => {
		for (const speed of [0.05, 0, 0.061]) run(model, { ...controls, webSpeedMPerS: speed, dryerAirK: [380, 400] }, 7, 0.1)
		return JSON.stringify([
			model.snapshot(),
			model.zones(),
			model.profile([2.5, 3]),
			model.wholeLineKW,
			[...model.conductivityMSPerCm],
		])
	}

	it('restored goes on bit for bit, through JSON and at once', () => {
		const model = busy()
		const saved = JSON.parse(JSON.stringify(model.snapshot()))
		const restored = restoreLine(pilot, [htr, nts], saved)
		expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(model.snapshot()))
		expect(JSON.stringify(restored.zones())).toBe(JSON.stringify(model.zones()))
		expect(later(restored)).toBe(later(model))
	})

	it('taken twice and run twice gives the same, and recipes may come as a map or by id', () => {
		const saved = busy().snapshot()
		const one = later(
			restoreLine(
				pilot,
				new Map([
					['HTR', htr],
					['NTS', nts],
				]),
				saved,
			),
		)
		const two = later(restoreLine(pilot, { 'htr-bisb': htr, 'nts-bisnsb': nts }, saved))
		expect(one).toBe(two)
	})

	it('of another line, another version or with an unknown recipe is refused in words', () => {
		const saved = busy().snapshot()
		expect(() => restoreLine(pilot, [htr], saved)).toThrow('needs recipe nts-bisnsb')
		expect(() => restoreLine(loadLine('production'), [htr, nts], { ...saved, version: 2 as 1 })).toThrow('version 2')
	})
})
