import { loadLine, loadRecipes } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { createLineMachines } from '../line/line-machines.ts'
import { warmLine } from '../line/line-model.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { nominalParameters } from '../line/parameters.ts'
import type { Posterior } from '../live/posterior.ts'
import { FORECAST_CHANGE_PARTS, type Forecast, type LineFrame, type ScheduleItem } from '../port.ts'
import { parametersFrom, priorSd } from '../sync/parameters.ts'
import { forecast } from './forecast.ts'
import { Forecaster, type ForecasterOptions, type ForecasterSnapshot } from './forecaster.ts'

const LINE = { ...loadLine('pilot'), stops: [] }
const RECIPES = Object.fromEntries(loadRecipes().map((recipe) => [recipe.id, recipe]))
const RECIPE = RECIPES['htr-bisb']!
const START_MS = 1_790_000_000_000 - (1_790_000_000_000 % 900_000)
const QUARTER_MS = 900_000
const RUN = nominalControls(LINE, RECIPE)
const PARAMETERS = nominalParameters(LINE)
const MODEL = warmLine(LINE, RECIPE, RUN, PARAMETERS).snapshot()
const SD = priorSd(LINE).map((s) => 0.2 * s)
const OPTIONS: ForecasterOptions = { line: LINE, recipes: RECIPES, seed: 1, members: 2 }
/** What the meters of this plant show over what the model makes: 4 % more energy, 8 % more in module 2, 3 % less product. */
const SHOWN = { line: 1.04, second: 1.08, product: 0.97 }

const ACCOUNT = { station: 'Heating', toGasKW: 0.02, toSlotsKW: 0, toWallsKW: 0.02, toCoolantKW: 0, storedKW: 0, doseEqS: 2 }

/** A plant that runs at the model's own pace, quarter by quarter, with meters that differ from the model. */
class Plant {
	tMs = START_MS
	quarters = 0

	posterior(change: Partial<Posterior> = {}): Posterior {
		const hours = this.quarters / 4
		return {
			tMs: this.tMs,
			health: 'tracking',
			healthReason: '',
			recipe: RECIPE.id,
			model: MODEL,
			parameters: PARAMETERS,
			parameterSd: parametersFrom(SD, PARAMETERS.zoneLoss.length),
			parameterCovariance: SD.flatMap((s, i) => SD.map((_, j) => (i === j ? s * s : 0))),
			controls: RUN,
			runControls: RUN,
			machines: createLineMachines(LINE).initial('warm', START_MS),
			stop: null,
			schedule: [],
			scheduleId: null,
			cursor: null,
			webPositionM: 180 * hours,
			rollRemainingM: null,
			totals: {
				scaleG: 401.3 * SHOWN.product * hours,
				lineKWh: 12.98 * SHOWN.line * hours,
				waterL: 20.7 * hours,
				scrapM: 0,
			},
			...change,
		}
	}

	/** Frames of the next quarter, one each 10 s. */
	run(forecaster: Forecaster): void {
		const kW = [5.839, 0.441 * SHOWN.second, 0.441, 0.818]
		const end = this.tMs + QUARTER_MS
		for (; this.tMs < end; this.tMs += 10_000)
			forecaster.frame({
				tMs: this.tMs,
				health: 'tracking',
				line: { state: 'Execute', sinceMs: START_MS, stopReason: 0 },
				webSpeedMPerS: 0.05,
				residuals: kW.map((measured, n) => ({ tag: `Heating/Zone${n + 1}/Power`, measured, expected: measured, sd: 0.1 })),
				soft: { peakK: { x: 1340, sd: 3 }, doseEqS: { x: 8.95, sd: 0.3 } },
				zones: kW.map((electricalKW, n) => ({ ...ACCOUNT, zone: n + 1, electricalKW, toWebKW: 0.9 * electricalKW })),
			} as unknown as LineFrame)
		this.quarters++
	}
}

const made = (forecaster: Forecaster, posterior: Posterior): Forecast => {
	const job = forecaster.job(posterior)
	return forecaster.take(job, forecast(job.posterior, { line: LINE, recipes: RECIPES, ...job.options }))
}
const target = (f: Forecast, name: string, hS: number, zone?: number) =>
	f.targets.find((t) => t.target === name && t.hS === hS && t.zone === zone)!

/** Forecasts of some quarters in a row. */
function day(quarters: number, forecaster = new Forecaster(OPTIONS), plant = new Plant()): readonly Forecast[] {
	return Array.from({ length: quarters }, () => {
		const told = made(forecaster, plant.posterior())
		plant.run(forecaster)
		return told
	})
}

describe('the forecaster', () => {
	it('comes to what the meters of this line show, and tells its skill', () => {
		const told = day(5)
		const [first, last] = [told[0]!, told.at(-1)!]
		const over = (f: Forecast, name: string, zone?: number) => target(f, name, 3600, zone).q['0.5']
		expect(over(first, 'kWh', 2)).toBeCloseTo(0.441, 2)
		expect(Math.abs(over(last, 'kWh', 2) / (0.441 * SHOWN.second) - 1)).toBeLessThan(0.02)
		expect(Math.abs(over(last, 'kWh') / (12.98 * SHOWN.line) - 1)).toBeLessThan(0.02)
		expect(Math.abs(over(last, 'grams') / (401.3 * SHOWN.product) - 1)).toBeLessThan(0.02)
		const { q } = target(last, 'grams', 3600)
		expect(q['0.05']).toBeLessThan(401.3 * SHOWN.product)
		expect(q['0.95']).toBeGreaterThan(401.3 * SHOWN.product)
		const second = last.budgets.find((one) => one.zone === 2 && one.hS === 3600)!
		expect(second.actual!.electricalKW).toBeCloseTo(0.441 * SHOWN.second, 9)
		expect(second.actual!.toWebKW).toBeCloseTo(0.9 * 0.441 * SHOWN.second, 9)
		expect(first.skills).toBeUndefined()
		const skill = last.skills!.find((one) => one.target === 'grams' && one.hS === 900)!
		expect(skill.outcomes).toBeGreaterThan(3.5)
		expect(skill.meanError).toBeLessThan(5)
		expect(target(last, 'grams', 3600).baselines!.persistence).toBeCloseTo(401.3 * SHOWN.product, 6)
	})

	it('learns from nothing that has not come true yet', () => {
		const [one, other] = [new Forecaster(OPTIONS), new Forecaster(OPTIONS)]
		const plant = new Plant()
		const told = [made(one, plant.posterior()), made(other, plant.posterior())]
		expect(told[0]).toEqual(told[1])
		// The quarter has not ended: whatever goes on in it, the next forecast is the same.
		one.frame({ ...frameAt(plant.tMs + 300_000), webSpeedMPerS: 0.01 })
		other.frame(frameAt(plant.tMs + 300_000))
		const soon = { ...plant.posterior(), tMs: plant.tMs + 300_000 }
		const levels = [one, other].map((forecaster) => forecaster.job(soon).options.levels)
		expect(levels[0]).toEqual(levels[1])
	})

	it('goes on from its snapshot in another process to the same forecasts', () => {
		const [plant, forecaster] = [new Plant(), new Forecaster(OPTIONS)]
		day(3, forecaster, plant)
		const saved = JSON.parse(JSON.stringify(forecaster.snapshot())) as ForecasterSnapshot
		const { tMs, quarters } = plant
		const on = day(2, forecaster, plant)
		const again = Object.assign(new Plant(), { tMs, quarters })
		expect(day(2, new Forecaster(OPTIONS, saved), again)).toEqual(on)
	})

	it('says why a forecast is another one, in parts that add up to the change', () => {
		const [plant, forecaster] = [new Plant(), new Forecaster(OPTIONS)]
		const first = made(forecaster, plant.posterior())
		expect(first.changes).toBeUndefined()
		plant.run(forecaster)
		const half = { ...RUN, webSpeedMPerS: RUN.webSpeedMPerS / 2, screwRevPerS: RUN.screwRevPerS / 2 }
		const slower = made(forecaster, plant.posterior({ runControls: half }))
		const hour = slower.changes!.find((one) => one.target === 'grams' && one.hS === 3600)!
		for (const { from, to, parts } of slower.changes!)
			expect(FORECAST_CHANGE_PARTS.reduce((sum, part) => sum + parts[part], 0)).toBeCloseTo(to - from, 6)
		expect(hour.parts.setpoints).toBeLessThan(-50)
		expect(hour.parts.setpoints / (hour.to - hour.from)).toBeGreaterThan(0.8)
		expect(slower.explanation).toContain('by speed and set-points')
		plant.run(forecaster)
		const schedule: ScheduleItem[] = [
			{ id: 'r', kind: 'run', length_m: 5, recipe: 'HTR' },
			{ id: 's', kind: 'stop', after: 'r', expected_s: 3000 },
			{ id: 't', kind: 'run', after: 's', length_m: 2000, recipe: 'HTR' },
		]
		const cursor = { itemId: 'r', sinceMs: plant.tMs, doneM: 0 }
		const planned = made(forecaster, plant.posterior({ runControls: half, schedule, cursor, scheduleId: 'new' }))
		const changed = planned.changes!.find((one) => one.target === 'grams' && one.hS === 14_400)!
		expect(changed.parts.schedule / (changed.to - changed.from)).toBeGreaterThan(0.8)
		expect(planned.explanation).toContain('by the new plan')
	})

	it('gives what it was given where nothing is learnt', () => {
		const forecaster = new Forecaster({ ...OPTIONS, learning: false })
		const told = day(4, forecaster)
		const job = forecaster.job(new Plant().posterior())
		expect(job.options).not.toHaveProperty('levels')
		expect(job.options).not.toHaveProperty('stops')
		expect(Math.abs(target(told.at(-1)!, 'kWh', 3600, 2).q['0.5'] / 0.441 - 1)).toBeLessThan(0.02)
	})
})

function frameAt(tMs: number): LineFrame {
	return {
		tMs,
		health: 'tracking',
		line: { state: 'Execute', sinceMs: START_MS, stopReason: 0 },
		webSpeedMPerS: 0.05,
		residuals: [],
		zones: [],
		soft: { peakK: { x: 1340, sd: 3 }, doseEqS: { x: 8.95, sd: 0.3 } },
	} as unknown as LineFrame
}
