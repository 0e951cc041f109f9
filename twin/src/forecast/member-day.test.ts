import { loadLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { chance } from './chance.ts'
import { lineLayout } from './line-layout.ts'
import { type DayInputs, memberDay } from './member-day.ts'
import type { Task } from './plan.ts'
import { logRepairMean, REPAIR_LOG_SD, type StopBelief } from './repairs.ts'
import type { RunningPoint } from './running-point.ts'
import { webHeatOf } from './web-heat.ts'

const layout = lineLayout(loadLine('pilot'))

/** The worked HTR column of the pilot, rounded: what the tests here need is its shape. */
const POINT: RunningPoint = {
	recipe: 'htr-bisb',
	webSpeedMPerS: 0.05,
	modules: [1347.7, 1343.8, 1343.8, 1342.7].map((emitterK, n) => ({
		emitterK,
		wallK: 298.15 + (emitterK - 298.15) * 0.568,
		electricalW: [5839, 441, 441, 818][n]!,
		webW: [5040, 0, 0, 0][n]!,
		gasW: [198, 200, 200, 218][n]!,
		slotsW: [254, 0, 0, 254][n]!,
		wallsW: [347, 241, 241, 346][n]!,
		coolantW: 0,
		doseEqS: [1.4, 2.3, 2.3, 2.95][n]!,
	})),
	webHeat: webHeatOf({
		inletK: 298.15,
		webSpeedMPerS: 0.05,
		bareJPerMK: 58,
		modules: [1347.7, 1343.8, 1343.8, 1342.7].map((emitterK, n) => ({
			emitterK,
			lengthM: [0.15, 0.1, 0.1, 0.15][n]!,
			webW: [5040, 0, 0, 0][n]!,
			webOutK: 1340,
		})),
	}),
	productKgPerM: 401.3e-3 / 180,
	dryLoadingKgPerM2: 0.1,
	peakK: 1340,
	doseEqS: 8.95,
	doseAfterS: 0,
	good: true,
	doseLimitS: 24,
	spliceDistanceM: 0.5,
	dose: { activationEnergyJPerMol: 52_400, referenceK: 1340 },
	freshWaterM3PerS: 5.75e-6,
	otherGridW: 4300,
	kept: [],
	standingLoss: 1,
	standingShare: 0.4,
	shown: { zone: [1, 1, 1, 1], line: 1, water: 1 },
}

/** A cause whose rate is as good as known. */
const sureCause = (betweenS: number, repairS: number): StopBelief => ({
	code: 201,
	shape: 1e4,
	exposureS: 1e4 * betweenS,
	logRepairMean: logRepairMean(repairS),
	logRepairSd: REPAIR_LOG_SD,
})

const run = (lengthM: number): Task => ({ kind: 'run', recipe: 'htr-bisb', lengthM, notBeforeS: 0 })
const rollChange: Task = { kind: 'stand', what: 'rollChange', recipe: 'htr-bisb', expectedS: 480, notBeforeS: 0, elapsedS: 0 }

const day = (change: Partial<DayInputs> = {}, member = 0) =>
	memberDay({
		layout,
		tasks: [run(Infinity)],
		points: new Map([['htr-bisb', POINT]]),
		causes: [],
		chance: { stops: chance(1, member, 'stops'), repairs: chance(1, member, 'repairs'), plan: chance(1, member, 'plan') },
		start: {
			webSpeedMPerS: 0.05,
			emitterK: POINT.modules.map((module) => module.emitterK),
			wallK: POINT.modules.map((module) => module.wallK),
			standsForS: null,
			warmingUp: false,
			web: [{ toM: 10, productKgPerM: POINT.productKgPerM, good: true }],
		},
		horizonsS: [900, 3600, 14400, 28800],
		...change,
	})

const grams = (kg: Float64Array, toS: number) => 1000 * kg.subarray(0, toS / 10).reduce((sum, x) => sum + x, 0)

describe('one member of the forecast', () => {
	it('that runs without a stop keeps the steady account', () => {
		const { marks, scrapedKg, scrapedGoodKg } = day()
		expect(marks[1]!.metres).toBeCloseTo(180, 6)
		expect(marks[1]!.modules.map((m) => m.electricalJ / 3600)).toEqual(
			POINT.modules.map((m) => expect.closeTo(m.webW + m.gasW + m.slotsW + m.wallsW, 3)),
		)
		expect(marks[1]!.lineJ / 3600).toBeCloseTo((5839 + 441 + 441 + 818) / 0.95 + 800 + 4300, -1)
		expect(marks[1]!.waterM3 * 1000).toBeCloseTo(20.7, 3)
		expect(grams(scrapedKg, 3600)).toBeCloseTo(401.3, 0)
		expect(grams(scrapedGoodKg, 3600)).toBeCloseTo(401.3, 0)
		expect(marks[1]!.peakKM / marks[1]!.leftM).toBeCloseTo(1340, 6)
		expect(marks[1]!.doseSM / marks[1]!.leftM).toBeCloseTo(8.95, 6)
		expect(marks[1]!.scrapM).toBe(0)
	})

	it('loses a roll change and the reheating after it', () => {
		const through = day({ tasks: [run(60), rollChange, run(Infinity)] })
		const mark = through.marks[1]!
		const standsS = (180 - mark.metres) / 0.05
		// Ramp down, 480 s within the spread of planned times, set-back to about 1150 K and up again at 1 K/s and thread speed.
		expect(standsS).toBeGreaterThan(480)
		expect(standsS).toBeLessThan(1000)
		expect(mark.scrapM).toBeGreaterThan(1)
		expect(mark.scrapM).toBeLessThan(8)
		expect(grams(through.scrapedGoodKg, 3600)).toBeLessThan(grams(through.scrapedKg, 3600))
	})

	it('stops when the schedule ends, and the furnace cools', () => {
		const { marks } = day({ tasks: [run(90)] })
		expect(marks[2]!.metres - 90).toBeLessThan(0.7)
		expect(marks[3]!.modules[0]!.emitterK).toBeLessThan(700)
		expect(marks[3]!.modules[0]!.electricalJ).toBe(marks[2]!.modules[0]!.electricalJ)
	})

	it('waits out a repair that is going on', () => {
		const start = {
			webSpeedMPerS: 0,
			emitterK: [1000, 1000, 1000, 1000],
			wallK: [800, 800, 800, 800],
			standsForS: 600,
			warmingUp: false,
			web: [{ toM: 10, productKgPerM: POINT.productKgPerM, good: true }],
		}
		const { marks } = day({ start })
		expect(marks[0]!.metres).toBeLessThan(16)
		expect(marks[1]!.metres).toBeLessThan(180 - 30)
		expect(marks[1]!.metres).toBeGreaterThan(100)
	})

	it('closes the heat account of every module in every mode', () => {
		const cause = sureCause(2000, 400)
		const { marks } = day({ tasks: [run(60), rollChange, run(Infinity)], causes: [cause] })
		for (const module of marks.at(-1)!.modules) {
			const out = module.webJ + module.gasJ + module.slotsJ + module.wallsJ + module.coolantJ + module.storedJ
			expect(Math.abs(module.electricalJ - out)).toBeLessThan(1e-6 * module.electricalJ)
		}
	})

	it('stops about as often as the mean time between stops says', () => {
		const cause = sureCause(3600, 300)
		const metres = Array.from({ length: 60 }, (_, member) => day({ causes: [cause] }, member).marks[3]!.metres)
		const mean = metres.reduce((a, b) => a + b, 0) / 60
		// 3600 s of running, 300 s of repair and some 250 s of ramps and reheating a cycle.
		expect(mean / 1440).toBeGreaterThan(0.8)
		expect(mean / 1440).toBeLessThan(0.93)
	})

	it('is the same again for the same streams', () => {
		const cause = sureCause(3600, 300)
		expect(day({ causes: [cause] }, 5)).toEqual(day({ causes: [cause] }, 5))
	})
})
