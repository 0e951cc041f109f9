import type { FreezeDrying, LineConfig } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { rangeFlags, warmLine } from '../src/index.ts'
import { nominalControls } from '../src/line/nominal-controls.ts'
import { nominalParameters } from '../src/line/parameters.ts'
import { steadyLine } from '../src/line/steady-line.ts'
import { dryingDuty } from '../src/stations/drying/drying-time.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb')

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

/** The pilot with its dryer turned into a vacuum chamber that holds so many metres of web; all behind it moves along. */
function frozenPilot(webM: number, change: Partial<FreezeDrying> = {}): LineConfig {
	const { web, stations } = pilot
	const longerM = webM - 1
	return {
		...pilot,
		web: { ...web, rewindAtM: web.rewindAtM + longerM },
		stations: {
			...stations,
			drying: { ...chamber, toM: 1 + webM, moistureGaugeAtM: 1.1 + webM, ...change },
			heating: { ...stations.heating, fromM: stations.heating.fromM + longerM },
			quench: { ...stations.quench, fromM: stations.quench.fromM + longerM },
			wash: { ...stations.wash, scraperAtM: stations.wash.scraperAtM + longerM },
		},
	}
}
const slush = (line: LineConfig) => {
	const nominal = nominalControls(line, recipe)
	// Slush of 2 kg water per kg: the screw turns faster for the same dry load.
	return { ...nominal, feedMoistureKgPerKg: 2, screwRevPerS: (nominal.screwRevPerS * 3) / 1.3 }
}
const duty = (line: LineConfig) =>
	dryingDuty(line, { ...slush(line), dryLoadingKgPerM2: 0.1, rate: nominalParameters(line).drying })

describe('a freeze-dried line', () => {
	it('needs 958 s, 48 m of web at pilot speed, for a slush of 200 g/m2 water at 245 K and 15 Pa', () => {
		const toTheLast = { ...frozenPilot(48), limits: { ...pilot.limits, furnaceMoistureMaxKgPerKg: 0 } }
		expect(duty(toTheLast).neededS).toBeCloseTo(958.4977, 3)
		expect(duty(toTheLast).neededM).toBeCloseTo(47.925, 2)
		expect(duty(toTheLast)).toMatchObject({ method: 'freeze', frontK: 245, thereM: 48 })
		// 0.02 kg/kg may stay: W = 198 g/m2.
		expect(duty(frozenPilot(48)).neededS).toBeCloseTo((1e5 * 0.198 + 2.5e5 * 0.198 ** 2) / 31.29898, 2)
	})

	it('brings the web dry into the furnace from a chamber of that length, and wet from a shorter one by the closed form', () => {
		const long = frozenPilot(48)
		expect(steadyLine(long, recipe, slush(long)).parcel.moistureKgPerKg).toBe(0)
		const short = frozenPilot(20)
		// 400 s: R0 W + R1 W^2/2 = 400 D.
		const gone = (-1e5 + Math.sqrt(1e10 + 1e6 * 400 * 31.298978)) / 5e5
		expect(steadyLine(short, recipe, slush(short)).parcel.moistureKgPerKg).toBeCloseTo((0.2 - gone) / 0.1, 6)
	})

	it('charges the heat of sublimation to the heaters and that of freezing to the coolant, and the account closes', () => {
		const line = frozenPilot(48)
		const steady = steadyLine(line, recipe, slush(line))
		const zones = steady.zones.filter(({ station }) => station === 'Drying')
		expect(zones).toHaveLength(1)
		const [zone] = zones
		const kgPerS = 0.2 * 0.28 * 0.05
		const freezing = 4180 * 25 + 333_600 + 2050 * (273.15 - 245)
		expect(zone?.web.evaporationKW).toBeCloseTo((kgPerS * 2.838e6) / 1000, 9)
		expect(zone?.electricalKW).toBeCloseTo((2 * kgPerS * 2.838e6) / 1000, 9)
		expect(zone?.toCoolantKW).toBeCloseTo((kgPerS * freezing) / 1000, 9)
		expect(Math.abs(zone?.closure ?? 1)).toBeLessThan(1e-12)
		// Ice, then its vapour, take as much as water that evaporates in the hall and vapour cooled to the front.
		const evaporated = 2.501e6 - 2361 * 25 - 1880 * (298.15 - 245)
		expect((2.838e6 - freezing) / evaporated).toBeCloseTo(1, 2)
	})

	it('costs more than hot air for the same powder, and leaves furnace and product as they were', () => {
		const line = frozenPilot(20)
		const moist = steadyLine(line, recipe, nominalControls(line, recipe))
		const air = steadyLine(pilot, recipe, nominalControls(pilot, recipe))
		expect(moist.parcel.moistureKgPerKg).toBe(0)
		expect(moist.parcel.peakK).toBeCloseTo(air.parcel.peakK, 9)
		expect(moist.product.netGPerH).toBeCloseTo(air.product.netGPerH, 6)
		expect(moist.product.wholeLineKW).toBeGreaterThan(air.product.wholeLineKW + 0.5)
	})

	it('holds its steady state when it moves, and its mass closes', () => {
		const line = frozenPilot(6)
		const controls = nominalControls(line, recipe)
		const steady = steadyLine(line, recipe, controls)
		const model = warmLine(line, recipe, controls)
		for (let k = 0; k < 20; k++) model.step(controls, 1)
		const drying = model.zones().find(({ station }) => station === 'Drying')
		const atRest = steady.zones.find(({ station }) => station === 'Drying')
		expect(Math.abs((drying?.electricalKW ?? 0) / (atRest?.electricalKW ?? 1) - 1)).toBeLessThan(2e-3)
		expect(drying?.closure).toBeCloseTo(0, 12)
		expect(Math.abs(model.mass().closure)).toBeLessThan(1e-9)
		expect(model.profile([4]).moistureKgPerKg[0]).toBeGreaterThan(0.01)
	})

	it('is flagged where the front is above 250 K, with number and limit, and dries nothing where the chamber is over the ice', () => {
		const warm = frozenPilot(20, { frontTemperatureK: 253 })
		const flags = rangeFlags(warm, recipe, steadyLine(warm, recipe, nominalControls(warm, recipe)))
		expect(flags).toMatchObject([{ code: 'front-above-eutectic', station: 'Drying', value: 253, limit: 250, unit: 'K' }])
		const cold = frozenPilot(20)
		expect(rangeFlags(cold, recipe, steadyLine(cold, recipe, nominalControls(cold, recipe)))).toEqual([])
		const bad = frozenPilot(20, { chamberPressurePa: 60 })
		expect(duty(bad).neededS).toBe(Number.POSITIVE_INFINITY)
		expect(steadyLine(bad, recipe, nominalControls(bad, recipe)).parcel.moistureKgPerKg).toBeCloseTo(0.3, 12)
	})
})
