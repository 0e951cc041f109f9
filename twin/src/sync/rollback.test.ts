import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { warmLine } from '../line/line-model.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { Estimator } from './estimator.ts'

const line = loadLine()
const recipe = [...loadRecipesOfLine(line).values()][0]!
const run = nominalControls(line, recipe)
const START_MS = 1_790_000_000_000
const SPEED = 'Line/Status/CurMachSpeed'
const atM = [2.45, 2.5, 2.6, 2.8, 3.0, 3.2]

/** A line that slows down to 30 mm/s at `SLOWS_S`; the twin hears of it `lateS` later, and nothing of its speed in between. */
const SLOWS_S = 120
function heardLate(lateS: number, seconds = 260) {
	const model = warmLine(line, recipe, run)
	const estimator = new Estimator(line, model)
	let heard = run.webSpeedMPerS
	let restored: Estimator | null = null
	for (let s = 1; s <= seconds; s++) {
		const tMs = START_MS + 1000 * s
		if (s === SLOWS_S + lateS) heard = 0.03
		estimator.advance(tMs, { ...run, webSpeedMPerS: heard }, 1, recipe)
		const say = (at: number, value: number) =>
			estimator.compare({ tMs: START_MS + 1000 * at, tag: SPEED, value, certain: true }, undefined)
		if (s < SLOWS_S) say(s, 50)
		if (s === SLOWS_S + lateS) {
			const copy = warmLine(line, recipe, run)
			copy.goBack(model.snapshot())
			restored = new Estimator(line, copy, JSON.parse(JSON.stringify(estimator.snapshot())))
			restored.advance(tMs, { ...run, webSpeedMPerS: heard }, 0, recipe)
			restored.compare({ tMs: START_MS + 1000 * SLOWS_S, tag: SPEED, value: 30, certain: true }, undefined)
			say(SLOWS_S, 30)
			expect(copy.profile(atM)).toEqual(model.profile(atM))
		}
	}
	return { model, estimator }
}

describe('a reading of the speed that comes late', () => {
	const inTime = heardLate(0)

	it.each([20, 60, 120])('by %d s leaves the web where it would be had it come in time', (lateS) => {
		const { model, estimator } = heardLate(lateS)
		expect(estimator.wentBack).toBe(1)
		expect(model.fedM).toBeCloseTo(inTime.model.fedM, 6)
		const [found, wanted] = [model.profile(atM).temperatureK, inTime.model.profile(atM).temperatureK]
		for (const [i, k] of found.entries()) expect(Math.abs(k - wanted[i]!)).toBeLessThan(0.5)
		expect(model.productKg).toBeCloseTo(inTime.model.productKg, 4)
	})

	it('tells web that left just once', () => {
		const model = warmLine(line, recipe, run)
		const estimator = new Estimator(line, model)
		const told: number[] = []
		for (let s = 1; s <= 150; s++) {
			estimator.advance(START_MS + 1000 * s, run, 1, recipe)
			if (s === 100) estimator.compare({ tMs: START_MS + 60_000, tag: SPEED, value: 30, certain: true }, undefined)
			told.push(...model.takeLeft().map(({ fedM }) => fedM))
		}
		expect(estimator.wentBack).toBe(1)
		expect(new Set(told).size).toBe(told.length)
		const spacing = told.slice(1).map((m, i) => m - told[i]!)
		expect(Math.max(...spacing)).toBeLessThan(1.5 * line.web.parcelLengthM)
	})

	it('that says no more than noise, or is older than three minutes, changes nothing', () => {
		const model = warmLine(line, recipe, run)
		const estimator = new Estimator(line, model)
		for (let s = 1; s <= 300; s++) {
			estimator.advance(START_MS + 1000 * s, run, 1, recipe)
			if (s === 200) estimator.compare({ tMs: START_MS + 150_000, tag: SPEED, value: 50.4, certain: true }, undefined)
			if (s === 300) estimator.compare({ tMs: START_MS + 50_000, tag: SPEED, value: 20, certain: true }, undefined)
		}
		expect(estimator.wentBack).toBe(0)
	})
})
