import type { LineConfig } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { warmLine } from '../src/index.ts'
import { nominalControls } from '../src/line/nominal-controls.ts'
import { nominalParameters } from '../src/line/parameters.ts'
import { noneTaken } from '../src/line/pass.ts'
import { steadyLine } from '../src/line/steady-line.ts'
import { carbonEnthalpyJPerKg, carbonHeatJPerKgK } from '../src/physics/carbon.ts'
import { filmWithRoll, movingWebK } from '../src/physics/convection.ts'
import { jettedSurroundings } from '../src/stations/quench/process.ts'
import { clearParcel, makeWeb } from '../src/web/parcels.ts'
import { powderOf } from '../src/web/powder.ts'
import { advanceParcel, STEP_BOUNDS } from '../src/web/web-step.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')
const roll = { filmCoefficientWPerM2K: 150, temperatureK: 283.15 }
const rolled: LineConfig = {
	...pilot,
	stations: { ...pilot.stations, quench: { ...pilot.stations.quench, chilledRoll: roll } },
}

describe('the chilled roll', () => {
	it('is with the jets one film of 136.1 W/m2K in gas at 287.64 K, and F3 with that sink by hand', () => {
		const both = filmWithRoll({ filmWPerM2K: 61.1, gasK: 293.15, rollFilmWPerM2K: 150, rollK: 283.15 })
		expect(both.filmWPerM2K).toBeCloseTo(136.1, 12)
		expect(both.gasK).toBeCloseTo((122.2 * 293.15 + 150 * 283.15) / 272.2, 9)
		const at = { arealHeatJPerM2K: 268, webSpeedMPerS: 0.05, fluxWPerM2: 0, inletK: 1340, atM: 0.1 }
		const sink = { sinkWPerM2K: 2 * both.filmWPerM2K, sinkTemperatureK: both.gasK }
		// exp(-272.2 * 0.1/13.4) of 1340 K less 287.639 K is left.
		expect(movingWebK({ ...at, ...sink })).toBeCloseTo(287.63938 + 1052.36062 * Math.exp(-2.0313433), 4)
		for (const k of [250, 290, 1340]) expect(272.2 * (both.gasK - k)).toBeCloseTo(122.2 * (293.15 - k) + 150 * (283.15 - k), 8)
		expect(filmWithRoll({ filmWPerM2K: 61.1, gasK: 293.15, rollFilmWPerM2K: 0, rollK: 283.15 })).toEqual({
			filmWPerM2K: 61.1,
			gasK: 293.15,
		})
	})

	it('cools bare cloth in the time of the closed form, with the heat that the cloth had', () => {
		const around = { ...jettedSurroundings(rolled.stations.quench, 61.1), view: 0 }
		const web = makeWeb(1)
		clearParcel(web, 0, 700)
		// t = integral of m c(T)/(H (T - T')) from 400 K to 700 K, by Simpson's rule.
		const [hot, cold, count] = [700, 400, 2000]
		const f = (k: number) => (0.12 * carbonHeatJPerKgK(k)) / (272.2 * (k - 287.6393828))
		const step = (hot - cold) / count
		let timeS = f(hot) + f(cold)
		for (let n = 1; n < count; n++) timeS += (n % 2 === 1 ? 4 : 2) * f(cold + n * step)
		timeS *= step / 3
		const taken = noneTaken()
		const bounds = { errorK: 1e-4, kelvin: 0.5, stiffness: 0.01, longestS: 0.01 }
		advanceParcel(web, 0, powderOf(recipe, nominalParameters(pilot)), 0.12, around, timeS, taken, bounds)
		expect(web.temperatureK[0]).toBeCloseTo(400, 2)
		expect(taken.convection).toBeCloseTo(0.12 * carbonEnthalpyJPerKg(700, 400), 0)
		expect(STEP_BOUNDS.kelvin).toBeGreaterThan(bounds.kelvin)
	})

	it('takes its heat into the coolant: quench colder, account closed, the jets less loaded', () => {
		const controls = nominalControls(pilot, recipe)
		const [without, withRoll] = [pilot, rolled].map((line) => steadyLine(line, recipe, controls))
		const quench = (steady: typeof without) => steady?.zones.find(({ station }) => station === 'Quench')
		const [plain, cold] = [quench(without), quench(withRoll)]
		expect(cold?.webOutK).toBeLessThan((plain?.webOutK ?? 0) - 15)
		expect(Math.abs(cold?.closure ?? 1)).toBeLessThan(1e-12)
		expect(cold?.toGasKW).toBeLessThan(plain?.toGasKW ?? 0)
		// Roll heat by the trapezoid of the samples.
		const fromM = pilot.stations.quench.fromM
		const samples = (withRoll?.samples ?? []).filter(
			({ sM }) => sM >= fromM - 1e-9 && sM <= fromM + controls.quenchLengthM + 1e-9,
		)
		let rollKW = 0
		for (let n = 1; n < samples.length; n++) {
			const [a, b] = [samples[n - 1]!, samples[n]!]
			rollKW += ((150 * ((a.temperatureK + b.temperatureK) / 2 - 283.15)) / 1000) * (b.sM - a.sM) * 0.28
		}
		const margin = (cold?.toWebKW ?? 0) / ((cold?.web.radiationKW ?? 0) + (cold?.web.convectionKW ?? 0))
		const byRoll = (cold?.toCoolantKW ?? 0) + (cold?.web.radiationKW ?? 0) * margin
		expect(byRoll / (rollKW * margin)).toBeCloseTo(1, 2)
		expect(byRoll).toBeGreaterThan(1)
	})

	it('does so on the moving line too', () => {
		const controls = nominalControls(rolled, recipe)
		const atRest = steadyLine(rolled, recipe, controls).zones.find(({ station }) => station === 'Quench')
		const model = warmLine(rolled, recipe, controls)
		for (let n = 0; n < 20; n++) model.step(controls, 1)
		const quench = model.zones().find(({ station }) => station === 'Quench')
		expect(quench?.closure).toBeCloseTo(0, 12)
		expect((quench?.toCoolantKW ?? 0) / (atRest?.toCoolantKW ?? 1)).toBeCloseTo(1, 2)
		expect((quench?.toGasKW ?? 0) / (atRest?.toGasKW ?? 1)).toBeCloseTo(1, 2)
	})
})
