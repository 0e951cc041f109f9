import { uncertaintyOf } from '@emberline/line-config'
import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { chance, nominalControls, parametersFrom, steadyLine } from '@emberline/twin'
import { mean, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { OUTPUT_INDEX } from '../outputs.ts'
import { drawStops, withStops } from '../random-stops.ts'
import { execute } from '../runner/execute.ts'
import { recipePoint } from '../set-points.ts'
import { settledOutputs } from '../settled.ts'
import { loadedScenario } from '../study-files.ts'
import { drawsOf, unknownsOf, valuesAt, withUnknowns } from '../unknowns.ts'
import { improvedLine, STATIONS } from './bottleneck.ts'
import { pairedDifference } from './compare.ts'
import { spreadOf } from './monte-carlo.ts'
import { drawnRun } from './point-result.ts'

const pilot = loadLine('pilot')
const recipe = loadRecipe('htr-bisb', pilot)
const ALL = { unknown: ['line', 'recipe'], known: [] } as const

describe('what nobody knows', () => {
	it('is drawn with the median where the files say it is, within its range, and once where line and recipe both name it', () => {
		const unknowns = unknownsOf({ line: pilot, recipe }, ALL)
		const names = unknowns.map(({ name }) => name)
		expect(names).toContain('charYield')
		expect(names).not.toContain('kinetics.yieldChar1')
		const salt = unknowns.find(({ name }) => name === 'precursor.saltPerCitrateKgPerKg')!
		expect(salt.at(0.5)).toBeCloseTo(4, 9)
		// Ends of the range are two standard deviations away: 2.3 % and 97.7 %.
		expect(salt.at(0.02275)).toBeCloseTo(2, 3)
		expect(salt.at(0.97725)).toBeCloseTo(8, 3)
		expect(salt.at(0.9999)).toBe(8)
	})

	it('of the line has the mean and the spread of its register', () => {
		const unknowns = unknownsOf({ line: pilot, recipe }, { unknown: ['line'], known: [] })
		const draws = drawsOf(unknowns, 1024, 3)
		const quench = unknowns.findIndex(({ name }) => name === 'quench')
		const values = draws.map((row) => unknowns[quench]!.at(row[quench]!))
		const mean = values.reduce((sum, v) => sum + v, 0) / values.length
		expect(mean).toBeCloseTo(1, 3)
		expect(Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)).toBeCloseTo(0.15, 2)
	})

	it('leaves the size as measured when the activation energy is another: the rate goes with it', () => {
		const size = (energy: number) =>
			steadyLine(
				pilot,
				withUnknowns({ line: pilot, recipe }, { 'growth.activationEnergyJPerMol': energy }).recipe,
				nominalControls(pilot, recipe),
			).product.sizeNm
		expect(Math.abs(size(25_000) - 14.8)).toBeLessThan(0.5)
		expect(Math.abs(size(75_000) - 14.8)).toBeLessThan(0.5)
	})
})

describe('a comparison', () => {
	it('is decided by pairs where the spread of each alone would hide the difference', () => {
		const { normal } = chance(1, 0, 'search')
		const a = Array.from({ length: 16 }, () => 400 + 50 * normal())
		const b = a.map((value) => value + 5 + 2 * normal())
		const { mean, interval, decided } = pairedDifference(a, b, { confidence: 0.95, looks: 4 })
		expect(decided).toBe(true)
		expect(mean).toBeGreaterThan(3)
		expect(interval[0]).toBeGreaterThan(0)
	})

	it('calls a difference where there is none in no more of the cases than it says', () => {
		const wrong = Array.from({ length: 2000 }, (_, n) => {
			const { normal } = chance(7, n, 'search')
			const a = Array.from({ length: 8 }, () => normal())
			return pairedDifference(
				a,
				a.map(() => normal()),
				{ confidence: 0.95, looks: 1 },
			).decided
		}).filter(Boolean).length
		// 5 % of 2000 are 100, give or take 10.
		expect(wrong).toBeGreaterThan(60)
		expect(wrong).toBeLessThan(130)
	})
})

describe('the spread of a Monte Carlo study', () => {
	it('is told apart into what is not known and luck', () => {
		const { normal } = chance(1, 0, 'search')
		const table = Array.from({ length: 400 }, () => {
			const ofDraw = 30 * normal()
			return Array.from({ length: 4 }, () => 400 + ofDraw + 12 * normal())
		})
		const { ofParameters, ofLuck } = spreadOf(table)
		expect(ofParameters).toBeGreaterThan(27)
		expect(ofParameters).toBeLessThan(33)
		expect(ofLuck).toBeGreaterThan(11)
		expect(ofLuck).toBeLessThan(13)
	})

	it('gives what is not known nothing where only luck moves the output', () => {
		const { normal } = chance(2, 0, 'search')
		const table = Array.from({ length: 200 }, () => Array.from({ length: 8 }, () => 12 * normal()))
		expect(spreadOf(table).ofParameters).toBeLessThan(2.5)
	})
})

describe('unplanned stops', () => {
	const hours = (h: number) => h * 3600

	it('come as often and last as long as the line file says', () => {
		const runs = Array.from({ length: 400 }, (_, replication) => drawStops(pilot, hours(100), { seed: 1, replication }))
		const feeder = runs.flat().filter(({ words }) => words === 'feeder bridging')
		const stoodS = runs.flat().reduce((sum, { fromS, toS }) => sum + toS - fromS, 0) / runs.length
		// Every 10 h of running time, 6 min each.
		expect(feeder.length / 400).toBeCloseTo((hours(100) - stoodS) / hours(10), 0)
		expect(feeder.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0) / feeder.length / 360).toBeCloseTo(1, 1)
	})

	it('are the same luck again, and one cause made rarer leaves the others where they were until one of its own falls away', () => {
		const luck = { seed: 1, replication: 3 }
		expect(drawStops(pilot, hours(50), luck)).toEqual(drawStops(pilot, hours(50), luck))
		expect(drawStops(pilot, hours(50), { ...luck, replication: 4 })).not.toEqual(drawStops(pilot, hours(50), luck))
		const first = drawStops(pilot, hours(50), luck)[0]!
		const rarer = {
			...pilot,
			stops: pilot.stops.map((stop) => (stop.words === first.words ? { ...stop, meanTimeBetweenS: 1e9 } : stop)),
		}
		const others = drawStops(pilot, hours(50), luck).filter(({ words }) => words !== first.words)
		expect(drawStops(rarer, hours(50), luck)[0]!.words).toBe(others[0]!.words)
	})

	it('hold the line of a scenario and start it again, but not while the scenario has it stand', () => {
		const { scenario } = loadedScenario('shift-8h', 'x.yaml')
		const stop = (fromS: number) => ({ station: 'Feed' as const, words: 'x', fromS, toS: fromS + 300 })
		const { timeline } = withStops(scenario, [stop(600), stop(hours(6) + 60)])
		expect(timeline.filter(({ atS }) => atS < 1000).map(({ atS, order }) => [atS, order])).toEqual([
			[600, 'hold'],
			[900, 'start'],
		])
		expect(timeline).toHaveLength(scenario.timeline.length + 2)
	})
})

describe('a better station', () => {
	it.each(STATIONS)('%s still makes a line that runs', (station) => {
		const better = improvedLine(pilot, station, 0.1)
		const { product } = steadyLine(better, recipe, nominalControls(better, recipe))
		expect(product.netGPerH).toBeGreaterThan(350)
	})

	it('does what its name says: a longer furnace holds longer, a longer dryer dries more, a drier cake carries less salt', () => {
		const at = (line: typeof pilot) => steadyLine(line, recipe, nominalControls(line, recipe))
		const base = at(pilot)
		expect(at(improvedLine(pilot, 'Heating', 0.1)).parcel.tAboveS).toBeGreaterThan(base.parcel.tAboveS + 0.5)
		expect(at(improvedLine(pilot, 'Drying', 0.1)).parcel.moistureKgPerKg).toBeLessThan(base.parcel.moistureKgPerKg)
		expect(at(improvedLine(pilot, 'Wash', 0.1)).product.residualNaClWtpct).toBeLessThan(base.product.residualNaClWtpct)
	})
})

describe('what a live twin has learnt', () => {
	const names = uncertaintyOf(pilot).map(({ name }) => name)
	const [feeder, yields] = [names.indexOf('feeder'), names.indexOf('yield')]
	const sd = names.map((name) => (name === 'feeder' || name === 'yield' ? 0.02 : 0.001))
	const parameters = parametersFrom(
		names.map((name) => (name === 'feeder' ? 1.1 : name === 'yield' ? 0.9 : 1)),
		pilot.stations.heating.modules.length,
	)
	// More powder and less of it at the scale look alike: the two are known much better together than each alone.
	const parameterCovariance = names.flatMap((_, i) =>
		names.map((_, k) => sd[i]! * sd[k]! * (i === k ? 1 : new Set([i, k, feeder, yields]).size === 2 ? -0.95 : 0)),
	)
	const known = { line: pilot, recipe, learnt: { parameters, parameterCovariance } }
	const of = { unknown: ['line'], known: [] } as const

	it('is drawn about what was learnt, and together where it was learnt together', () => {
		const unknowns = unknownsOf(known, of)
		const drawn = drawsOf(unknowns, 512, 1).map((row) => valuesAt(unknowns, row, known))
		const of_ = (name: string) => drawn.map((values) => values[name]!)
		expect(mean(of_('feeder'))).toBeCloseTo(1.1, 3)
		expect(sampleStandardDeviation(of_('yield'))).toBeCloseTo(0.02, 3)
		expect(sampleCorrelation(of_('feeder'), of_('yield'))).toBeCloseTo(-0.95, 1)
		// The product of both hardly spreads at all.
		expect(sampleStandardDeviation(of_('feeder').map((x, n) => x * of_('yield')[n]!))).toBeLessThan(0.008)
	})

	it('stands for what is not drawn', () => {
		const { parameters: used } = withUnknowns(known, { quench: 0.8 })
		expect(used.feeder).toBe(1.1)
		expect(used.quench).toBe(0.8)
		const point = recipePoint(pilot, recipe)
		const net = (learnt?: (typeof known)['learnt']) =>
			settledOutputs({ line: pilot, recipe, recipes: {}, learnt }, point, {})[OUTPUT_INDEX.net_g_per_h]!
		expect(net(known.learnt) / net()).toBeCloseTo(1.1 * 0.9, 2)
	})

	it('makes what is promised of a chance narrower than the register does', () => {
		const spread = (learnt?: (typeof known)['learnt']) => {
			const setting = { line: pilot, recipe, recipes: {}, learnt }
			const rows = execute(setting, drawnRun('', recipePoint(pilot, recipe), { of, seed: 1, count: 64 }))
			return sampleStandardDeviation(rows.map((row) => row[OUTPUT_INDEX.net_g_per_h]!))
		}
		expect(spread(known.learnt)).toBeLessThan(spread() / 3)
	})
})
