import { loadLine, loadRecipesOfLine } from '@emberline/line-config/files'
import { describe, expect, it } from 'vitest'
import { chance } from '../forecast/chance.ts'
import { nominalControls } from '../line/nominal-controls.ts'
import { steadyLine } from '../line/steady-line.ts'
import { observablesOf } from '../sync/observables.ts'
import { parameterNames, parametersFrom, priorSd } from '../sync/parameters.ts'
import { steadyOutputs } from '../sync/steady-outputs.ts'
import { CalibrationError, calibrate } from './calibrate.ts'
import type { SteadyRun } from './steady-runs.ts'

const LINE = loadLine()
const RECIPES = Object.fromEntries([...loadRecipesOfLine(LINE).values()].map((recipe) => [recipe.id, recipe]))
const NAMES = parameterNames(4)
const SPREAD = priorSd(LINE)

/** A run of a line whose factors, biases and noise are known: what its instruments show over what the nominal line would. */
function runOf(recipeId: string, factors: readonly number[], seed: number): SteadyRun {
	const recipe = RECIPES[recipeId]!
	const controls = nominalControls(LINE, recipe)
	const noise = chance(seed, 0, 'noise')
	const at = (vector: readonly number[]) => {
		const parameters = parametersFrom(vector, 4)
		const steady = steadyLine(LINE, recipe, controls, parameters)
		return { steady, expected: steadyOutputs(LINE, recipe, steady, parameters).expected }
	}
	const [nominal, real] = [at(NAMES.map(() => 1)), at(factors)]
	const zones = nominal.steady.zones.filter(({ station }) => station === 'Heating')
	return {
		recipe: recipeId,
		controls,
		seconds: 3600,
		residuals: observablesOf(LINE).map((observable, i) => {
			const [was, is] = [nominal.expected[i] ?? null, real.expected[i] ?? null]
			if (was === null || is === null) return null
			const off = observable.floor(was) * noise.normal() + observable.own(was) * noise.normal()
			return { mean: is - was + off, expected: was, sd: 0.1 * observable.noise(was), minutes: 60 }
		}),
		lossKW: zones.map((z) => z.toGasKW + z.toSlotsKW + z.toWallsKW + z.toCoolantKW),
		wallKW: zones.map((z) => z.toSlotsKW + z.toWallsKW + z.toCoolantKW),
		lab: [],
	}
}

describe('calibration of a line whose parameters are known', () => {
	const draw = (seed: number) => {
		const stream = chance(seed, 0, 'parameters')
		return SPREAD.map((sd) => Math.max(0.3, 1 + sd * Math.max(-2, Math.min(2, stream.normal()))))
	}

	it('holds the truth within its intervals about as often as they say', () => {
		let [inside, told] = [0, 0]
		for (let seed = 1; seed <= 4; seed++) {
			const truth = draw(seed)
			const { parameters } = calibrate(LINE, RECIPES, [runOf(seed % 2 === 0 ? 'htr-bisb' : 'nts-bisnsb', truth, seed)], {
				profiles: false,
			})
			for (const { name, value, sd } of parameters) {
				const real = truth[NAMES.indexOf(name)]
				if (real === undefined) continue
				told++
				if (Math.abs(value - real) <= 1.96 * sd) inside++
			}
		}
		// Of 56: 95 % are 53; fewer than 48 come by chance once in a thousand.
		expect(told).toBe(56)
		expect(inside).toBeGreaterThanOrEqual(48)
	}, 300_000)

	it('moves what the log tells and leaves what it does not as it was thought, and says which', () => {
		const truth = NAMES.map((name) => (name === 'feeder' ? 1.08 : name === 'zoneLoss4' ? 1.3 : 1))
		const found = calibrate(LINE, RECIPES, [runOf('htr-bisb', truth, 7)], { profiles: false })
		const of = (name: string) => found.parameters.find((one) => one.name === name)!
		expect(of('feeder').value).toBeGreaterThan(1.04)
		expect(of('zoneLoss4').value).toBeGreaterThan(1.12)
		expect(of('feeder').resolved).toBe(true)
		// Without a laboratory nothing tells of the coarsening.
		expect(of('coarsening').resolved).toBe(false)
		expect(of('coarsening').sd).toBeCloseTo(LINE.uncertainty.coarsening, 3)
		expect(of('coarsening').value).toBeCloseTo(1, 3)
		expect(found.fit.squareAfter).toBeLessThan(found.fit.squareBefore)
		for (const [i, row] of found.correlations.entries()) expect(row[i]).toBeCloseTo(1, 9)
		for (const { correlation } of found.confused) expect(Math.abs(correlation)).toBeGreaterThanOrEqual(0.7)
	}, 300_000)

	it('refuses a log in which the line never ran steadily', () => {
		expect(() => calibrate(LINE, RECIPES, [])).toThrow(CalibrationError)
	})
})
