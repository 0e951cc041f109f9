import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import type { LineControls, SteadyLine } from './model-port.ts'
import { nominalControls } from './nominal-controls.ts'
import { nominalParameters } from './parameters.ts'
import { steadyLine } from './steady-line.ts'

/** A column of the worked figures: line, recipe, fresh water of 50 L per kg of product at the furnace, and what comes out. */
interface Column {
	readonly line: 'pilot' | 'production'
	readonly recipe: string
	readonly waterLPerH: number
	readonly gasK: readonly number[]
	readonly outK: readonly number[]
	readonly heaterW: readonly number[]
	readonly webW: readonly number[]
	readonly feedGPerH: number
	readonly furnaceGPerH: number
	readonly netGPerH: number
	readonly alloyWtpct: number
	readonly sizeNm: number
	readonly heatRate: number
	readonly quenchRate: number
	readonly aboveS: number
	readonly gridKW: number
	readonly quenchKW: number
	readonly dryerKW: number
	readonly wholeKW: number
	readonly brineWtpct: number
	readonly residuePpm: number
}

const COLUMNS: readonly Column[] = [
	{
		line: 'pilot',
		recipe: 'htr-bisb',
		waterLPerH: 20.7,
		gasK: [1122, 1177, 1177, 1226],
		outK: [1340.04, 1339.97, 1339.97, 1340.02, 323.08],
		heaterW: [5839, 441, 441, 818],
		webW: [4846, 0, 0, 0],
		feedGPerH: 5040,
		furnaceGPerH: 413.7,
		netGPerH: 401.3,
		alloyWtpct: 73.41,
		sizeNm: 14.8,
		heatRate: 582,
		quenchRate: 361,
		aboveS: 8.1,
		gridKW: 7.94,
		quenchKW: 4.5,
		dryerKW: 2.1,
		wholeKW: 13,
		brineWtpct: 16.2,
		residuePpm: 175,
	},
	{
		line: 'pilot',
		recipe: 'nts-bisnsb',
		waterLPerH: 21.1,
		gasK: [478, 550, 621, 719],
		outK: [439.72, 534.08, 628.47, 770.04, 323.16],
		heaterW: [575, 497, 738, 990],
		webW: [404, 337, 541, 657],
		feedGPerH: 5040,
		furnaceGPerH: 422.4,
		netGPerH: 409.8,
		alloyWtpct: 66.76,
		sizeNm: 11.28,
		heatRate: 50.1,
		quenchRate: 124.9,
		aboveS: 2.5,
		gridKW: 2.95,
		quenchKW: 1.47,
		dryerKW: 2.1,
		wholeKW: 7.3,
		brineWtpct: 16.2,
		residuePpm: 174,
	},
	{
		line: 'production',
		recipe: 'htr-bisb',
		waterLPerH: 667,
		gasK: [1147, 1255, 1255, 1282],
		outK: [1340.0, 1340.0, 1340.0, 1340.03, 323.18],
		heaterW: [138_700, 4910, 4910, 7540],
		webW: [126_520, 0, 0, 4],
		feedGPerH: 162_000,
		furnaceGPerH: 13_349,
		netGPerH: 12_951,
		alloyWtpct: 73.51,
		sizeNm: 14.75,
		heatRate: 486,
		quenchRate: 348,
		aboveS: 7.8,
		gridKW: 164,
		quenchKW: 114,
		dryerKW: 67,
		wholeKW: 310,
		brineWtpct: 16.2,
		residuePpm: 174,
	},
	{
		line: 'production',
		recipe: 'nts-bisnsb',
		waterLPerH: 681,
		gasK: [498, 579, 661, 748],
		outK: [439.68, 534.08, 628.49, 769.98, 323.21],
		heaterW: [12_880, 10_870, 17_560, 21_110],
		webW: [10_674, 8817, 15_040, 17_199],
		feedGPerH: 162_000,
		furnaceGPerH: 13_628,
		netGPerH: 13_222,
		alloyWtpct: 66.49,
		sizeNm: 11.28,
		heatRate: 50.2,
		quenchRate: 123.2,
		aboveS: 2.5,
		gridKW: 65.7,
		quenchKW: 36.6,
		dryerKW: 67,
		wholeKW: 192.5,
		brineWtpct: 16.1,
		residuePpm: 172,
	},
]

const solve = (
	line: string,
	recipe: string,
	change: (controls: LineControls) => Partial<LineControls> = () => ({}),
): SteadyLine => {
	const config = loadLine(line)
	const made = loadRecipe(recipe)
	const controls = nominalControls(config, made)
	return steadyLine(config, made, { ...controls, ...change(controls) })
}
const heating = (steady: SteadyLine) => steady.zones.filter((zone) => zone.station === 'Heating')
const close = (found: number, expected: number, relative: number, absolute = 0) =>
	expect(Math.abs(found - expected), `${found} beside ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected) + absolute)

describe.each(COLUMNS)('$line with $recipe meets its worked column', (column) => {
	const steady = solve(column.line, column.recipe, () => ({ freshWaterM3PerS: column.waterLPerH / 3.6e6 }))

	it('temperatures within half a kelvin', () => {
		const out = [...heating(steady), ...steady.zones.filter((zone) => zone.station === 'Quench')].map((zone) => zone.webOutK)
		for (const [n, outK] of column.outK.entries()) close(out[n] ?? 0, outK, 0, 0.5)
		for (const [n, gasK] of column.gasK.entries()) close(steady.emitterGasK[n] ?? 0, gasK, 0, 1)
	})

	it('heat terms within 0.3 per cent', () => {
		const zones = heating(steady)
		for (const [n, watts] of column.heaterW.entries()) close(1000 * (zones[n]?.electricalKW ?? 0), watts, 0.003)
		column.webW.forEach((watts, n) => {
			const web = zones[n]?.web
			close(1000 * ((web?.radiationKW ?? 0) + (web?.convectionKW ?? 0)), watts, 0.003, watts === 0 || watts === 4 ? 3 : 0.5)
		})
		const heaters = zones.reduce((sum, zone) => sum + zone.electricalKW, 0)
		close(heaters / 0.95, column.gridKW, 0.003)
		close(-(steady.zones.find((zone) => zone.station === 'Quench')?.toWebKW ?? 0), column.quenchKW, 0.003)
		const dryers = steady.zones.filter((zone) => zone.station === 'Drying').reduce((sum, zone) => sum + zone.electricalKW, 0)
		close(dryers, column.dryerKW, 0.012)
		close(steady.product.wholeLineKW, column.wholeKW, 0.005)
	})

	it('grams, alloy and size within half a per cent', () => {
		close(steady.product.feedGPerH, column.feedGPerH, 1e-9)
		close(steady.product.furnaceGPerH, column.furnaceGPerH, 0.001)
		close(steady.product.netGPerH, column.netGPerH, 0.001)
		close(steady.product.alloyWtpct, column.alloyWtpct, 0, 0.01)
		close(steady.product.sizeNm, column.sizeNm, 0.001)
	})

	it('rates, times and wash within their printed figures', () => {
		close(steady.parcel.heatRateKPerS ?? 0, column.heatRate, 0.001)
		close(steady.parcel.quenchRateKPerS ?? 0, column.quenchRate, 0.002)
		close(steady.parcel.tAboveS, column.aboveS, 0, 0.05)
		close(steady.product.brineWtpct, column.brineWtpct, 0, 0.06)
		close(steady.product.residualNaClWtpct * 1e4, column.residuePpm, 0, 1.5)
		close((column.waterLPerH / steady.product.furnaceGPerH) * 1000, 50, 0.002)
	})

	it('every account closes to a millionth and its web terms add up', () => {
		for (const zone of steady.zones) {
			expect(Math.abs(zone.closure)).toBeLessThan(1e-6)
			const { sensibleKW, fusionKW, reactionKW, evaporationKW, marginKW } = zone.web
			expect(sensibleKW + fusionKW + reactionKW + evaporationKW + marginKW).toBeCloseTo(zone.toWebKW, 9)
		}
	})
})

describe('the line at rest', () => {
	it('passes the temperatures of the worked history of the pilot', () => {
		const steady = solve('pilot', 'htr-bisb')
		const enters = steady.parcel.heatInS ?? 0
		const at = (timeS: number) => steady.samples.find((sample) => Math.abs(sample.tS - enters - timeS) < 1e-6)?.temperatureK ?? 0
		const history = [
			[0.1, 413.6],
			[0.5, 728.5],
			[1, 1073.8],
			[2, 1306.2],
			[11, 815.8],
			[13, 431.5],
		] as const
		for (const [timeS, temperatureK] of history) close(at(timeS), temperatureK, 0, 0.5)
	})

	it('accounts for all that is fed: product, salt, gas, vapour', () => {
		const { product, parcel } = solve('pilot', 'htr-bisb')
		const lost = Object.values(product.evaporated)
		expect(lost.every((share) => share > 0 && share < 0.05)).toBe(true)
		expect(parcel.productKgPerM2).toBeLessThan(0.083 * parcel.dryLoadingKgPerM2)
		expect(product.evaporatedNaClKgPerM2 * 1e3).toBeCloseTo(0.27, 2)
	})

	it('holds an emitter where full power leaves it', () => {
		const config = loadLine('pilot')
		const recipe = loadRecipe('htr-bisb')
		const modules = config.stations.heating.modules.map((module, z) => (z === 0 ? { ...module, powerMaxW: 4000 } : module))
		const weak = { ...config, stations: { ...config.stations, heating: { ...config.stations.heating, modules } } }
		const steady = steadyLine(weak, recipe, nominalControls(config, recipe))
		expect(heating(steady)[0]?.electricalKW).toBeCloseTo(4, 3)
		expect(steady.emitterK[0]).toBeLessThan(1300)
		expect(steady.emitterK[1]).toBe(1343.8)
	})

	it('makes nothing of a cold furnace, and no module draws power', () => {
		const steady = solve('pilot', 'htr-bisb', () => ({ heatersOn: false }))
		for (const zone of heating(steady)) expect(Math.abs(zone.electricalKW)).toBeLessThan(1e-4)
		expect(steady.parcel.peakK).toBeLessThan(300)
		expect(steady.product.furnaceGPerH).toBeCloseTo(0, 3)
	})

	it('asks for a moving web, and for set-points of its size', () => {
		expect(() => solve('pilot', 'htr-bisb', () => ({ webSpeedMPerS: 0 }))).toThrow('a line at rest needs a moving web')
		expect(() => nominalControls(loadLine('pilot'), loadRecipe('tfa-bisb'))).toThrow(
			'recipe tfa-bisb has no set-points for a pilot line',
		)
	})

	it('answers each parameter in the direction it should', () => {
		const config = loadLine('pilot')
		const recipe = loadRecipe('nts-bisnsb')
		const controls = nominalControls(config, recipe)
		const nominal = nominalParameters(config)
		const base = steadyLine(config, recipe, controls)
		const at = (change: Partial<typeof nominal>) => steadyLine(config, recipe, controls, { ...nominal, ...change })
		expect(at({ emissivity: 0.9 }).parcel.peakK).toBeLessThan(base.parcel.peakK - 3)
		expect(at({ arealHeat: 1.1 }).parcel.peakK).toBeLessThan(base.parcel.peakK)
		expect(at({ quench: 1.2 }).zones.find((z) => z.station === 'Quench')?.webOutK).toBeLessThan(323)
		expect(at({ feeder: 1.1 }).product.feedGPerH / base.product.feedGPerH).toBeCloseTo(1.1, 9)
		expect(at({ yield: 0.9 }).product.netGPerH / base.product.netGPerH).toBeCloseTo(0.9, 9)
		expect(at({ charYield: 1.1 }).product.furnaceGPerH).toBeGreaterThan(base.product.furnaceGPerH)
		expect(at({ wash: 1.5 }).product.residualNaClWtpct).toBeGreaterThan(2 * base.product.residualNaClWtpct)
		expect(at({ drying: 0.8 }).parcel.moistureKgPerKg).toBeGreaterThan(base.parcel.moistureKgPerKg)
		expect(at({ coarsening: 100 }).product.sizeNm).toBeGreaterThan(base.product.sizeNm)
		const leaky = heating(at({ zoneLoss: [2, 1, 1, 1] }))[0]
		const tight = heating(base)[0]
		expect((leaky?.toWallsKW ?? 0) / (tight?.toWallsKW ?? 1)).toBeCloseTo(2, 6)
	})
})
