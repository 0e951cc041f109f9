import { loadLine, loadRecipe } from '@emberline/line-config/files'
import {
	type LineControls,
	type ModelParameters,
	nominalControls,
	nominalParameters,
	steadyLine,
	warmLine,
} from '@emberline/twin'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FACTOR_RANGE } from '../src/line/controls-range.ts'
import type { InputRange } from '../src/physics/index.ts'

const factor = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true })
const lines = ['pilot', 'production', 'line1'].map((name) => loadLine(name))
const recipes = ['htr-bisb', 'nts-bisnsb', 'htr-fesb', 'htr-cu2sb', 'nts-bisnsbpbzn'].map((id) => loadRecipe(id))

/** Every number in a result, with its path. */
function numbersIn(value: unknown, path = ''): readonly (readonly [string, number])[] {
	if (typeof value === 'number') return [[path, value]]
	if (typeof value !== 'object' || value === null) return []
	return Object.entries(value).flatMap(([key, each]) => numbersIn(each, `${path}/${key}`))
}

/** Factors of the model all over their ranges, as many small as large. */
const factors = (modules: number) => {
	const anywhere = ({ least, greatest }: InputRange) =>
		fc
			.double({ min: Math.log(Math.max(least, 1e-3)), max: Math.log(greatest), noNaN: true })
			.map((x) => Math.min(greatest, Math.exp(x)))
	const { zoneLoss, ...each } = FACTOR_RANGE
	const rest = Object.fromEntries(Object.entries(each).map(([name, range]) => [name, anywhere(range)]))
	return fc
		.record({ ...rest, zoneLoss: fc.array(anywhere(zoneLoss), { minLength: modules, maxLength: modules }) })
		.map((made) => made as unknown as ModelParameters)
}

const settings = fc.constantFrom(...lines).chain((line) => {
	const modules = line.stations.heating.modules.length
	return fc.record({
		line: fc.constant(line),
		recipe: fc.constantFrom(...recipes),
		speed: factor(0.2, 2),
		screw: factor(0, 3),
		moistureKgPerKg: factor(0, 2),
		dryerAirK: fc.oneof(factor(250, 700), factor(200, 2500)),
		emitterK: fc.array(fc.oneof(factor(300, 1500), factor(200, 2500)), { minLength: modules, maxLength: modules }),
		heatersOn: fc.boolean(),
		shutterOpenFraction: factor(0, 1),
		gas: factor(0, 3),
		quenched: factor(0, 1),
		water: factor(0, 3),
		furnaceInletK: fc.option(factor(200, 1000), { nil: undefined }),
		parameters: fc.oneof(fc.constant(nominalParameters(line)), factors(modules)),
	})
})

function controlsAt(at: Settings): LineControls {
	const nominal = nominalControls(at.line, at.recipe)
	return {
		...nominal,
		webSpeedMPerS: nominal.webSpeedMPerS * at.speed,
		screwRevPerS: nominal.screwRevPerS * at.screw,
		feedMoistureKgPerKg: at.moistureKgPerKg,
		dryerAirK: nominal.dryerAirK.map(() => at.dryerAirK),
		emitterSetpointK: at.emitterK,
		heatersOn: at.heatersOn,
		shutterOpenFraction: at.shutterOpenFraction,
		quenchGasM3PerS: nominal.quenchGasM3PerS * at.gas,
		quenchLengthM: at.line.stations.quench.lengthM * at.quenched,
		freshWaterM3PerS: nominal.freshWaterM3PerS * at.water,
		...(at.furnaceInletK === undefined ? {} : { furnaceInletK: at.furnaceInletK }),
	}
}
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never

describe('a line at rest at any legal setting', () => {
	it('has no NaN, no negative mass, and every account closed', () => {
		fc.assert(
			fc.property(settings, (at) => {
				const steady = steadyLine(at.line, at.recipe, controlsAt(at), at.parameters)
				expect(numbersIn(steady).filter(([, value]) => !Number.isFinite(value))).toEqual([])
				const { product, parcel } = steady
				for (const mass of [product.feedGPerH, product.furnaceGPerH, product.netGPerH, product.evaporatedNaClKgPerM2])
					expect(mass).toBeGreaterThanOrEqual(0)
				for (const share of [...Object.values(product.evaporated), product.reduction]) {
					expect(share).toBeGreaterThanOrEqual(0)
					expect(share).toBeLessThanOrEqual(1 + 1e-9)
				}
				expect(parcel.productKgPerM2).toBeGreaterThanOrEqual(0)
				for (const zone of steady.zones) expect(Math.abs(zone.closure)).toBeLessThan(1e-6)
			}),
			{ numRuns: 150, seed: 20231 },
		)
	})
})

describe('a line that runs, at any legal setting', () => {
	it('goes on from rest with no NaN, no negative mass, and heat and mass closed', () => {
		fc.assert(
			fc.property(settings, (at) => {
				const controls = controlsAt(at)
				const model = warmLine(at.line, at.recipe, controls, at.parameters)
				for (let n = 0; n < 8; n++)
					model.step(n < 4 ? controls : { ...controls, webSpeedMPerS: 0, screwRevPerS: 0, heatersOn: false }, 0.5)
				const state = [
					model.emitterK,
					model.wallK,
					model.powerW,
					model.conductivityMSPerCm,
					model.residualNaClWtpct,
					model.wholeLineKW,
				]
				const along = model.profile([0.5, 2, 3.5, 4.3, 6])
				const all = { state, along, zones: model.zones(), mass: model.mass() }
				expect(numbersIn(all).filter(([, x]) => !Number.isFinite(x))).toEqual([])
				const records = model.takeLeft()
				expect(numbersIn(records).filter(([, x]) => !Number.isFinite(x))).toEqual([])
				for (const record of records) expect(record.productKgPerM2).toBeGreaterThanOrEqual(0)
				for (const mass of [model.furnaceKgPerS, model.scaleKgPerS, model.productKg, ...model.washProductKg])
					expect(mass).toBeGreaterThanOrEqual(0)
				for (const zone of model.zones()) expect(Math.abs(zone.closure)).toBeLessThan(1e-6)
				expect(Math.abs(model.mass().closure)).toBeLessThan(1e-6)
			}),
			{ numRuns: 25, seed: 20232 },
		)
	})
})
