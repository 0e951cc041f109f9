import { loadLine, loadRecipe } from '@emberline/line-config/files'
import { nominalControls, rangeFlags, steadyLine } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { beyond, beyondAt, limitsOf, shareBroken } from './limits.ts'
import { OUTPUT_INDEX, OUTPUTS, outputsOf } from './outputs.ts'
import { execute } from './runner/execute.ts'
import { SCENARIO_OUTPUTS } from './scenario-outputs.ts'
import { settledOutputs } from './settled.ts'
import { loadedScenario } from './study-files.ts'

const line = loadLine('pilot')
const recipe = loadRecipe('htr-bisb', line)
const ALL = { within: ['powder', 'window', 'line', 'plc', 'flag'], probability: 0.95 } as const

describe('a settled run', () => {
	it('tells what the line looked at finely tells, to two ten-thousandths', () => {
		const fine = outputsOf(line, recipe, steadyLine(line, recipe, nominalControls(line, recipe)))
		const run = settledOutputs({ line, recipe, recipes: {} }, {}, {})
		// The greatest velocity of the volatiles is that of a step, so that it moves with the steps.
		const near = (name: string) => (name === 'volatile_velocity_m_s' ? 5e-3 : 2e-4)
		for (const [n, name] of OUTPUTS.entries())
			expect(Math.abs(run[n]! - fine[n]!), name).toBeLessThanOrEqual(near(name) * Math.max(1e-3, Math.abs(fine[n]!)))
	})

	it('keeps every limit at the set-points of the recipe, as worked, and makes what reaches the scale less the web beside splices', () => {
		const run = settledOutputs({ line, recipe, recipes: {} }, {}, {})
		for (const limit of limitsOf(line, recipe, ALL)) expect(beyond(limit, run), limit.name).toBeLessThanOrEqual(0)
		expect(run[OUTPUT_INDEX.good_g_per_h]! / run[OUTPUT_INDEX.net_g_per_h]!).toBeCloseTo(1 - 1 / 800, 9)
	})

	it('makes no good product where the powder is not good, and says which limits are broken', () => {
		const run = settledOutputs({ line, recipe, recipes: {} }, { emitterShift: -80 }, {})
		expect(run[OUTPUT_INDEX.good_g_per_h]).toBe(0)
		const broken = limitsOf(line, recipe, ALL).filter((limit) => beyond(limit, run) > 0)
		expect(broken.map(({ name }) => name)).toEqual(expect.arrayContaining(['peak_K_min', 'window_peak_K_min']))
	})

	it('flags a layer too thick, by as much as the flag of the engineer says', () => {
		const point = { dryLoading: 0.2 }
		const [flag] = rangeFlags(line, recipe, steadyLine(line, recipe, { ...nominalControls(line, recipe), screwRevPerS: 80 / 60 }))
		const run = settledOutputs({ line, recipe, recipes: {} }, point, {})
		expect(run[OUTPUT_INDEX['layer-not-lumped']]).toBeCloseTo((flag!.value - flag!.limit) / flag!.limit, 2)
	})

	it('counts draws beyond a limit, and how far beyond the draw at the edge of what may break is', () => {
		const [limit] = limitsOf(line, recipe, { within: ['line'], probability: 0.95 }).filter(
			({ name }) => name === 'water_L_per_kg_max',
		)
		const draws = Array.from({ length: 100 }, (_, n) => OUTPUTS.map((name) => (name === 'water_L_per_kg' ? n + 0.5 : 0)))
		expect(shareBroken(limit!, draws)).toBe(0.4)
		expect(beyondAt(limit!, draws)).toBeCloseTo(95.5 / 60 - 1, 9)
		expect(beyondAt({ ...limit!, probability: 0.59 }, draws)).toBeLessThan(0)
		expect(beyondAt(limit!, draws, 0.5)).toBeGreaterThan(beyondAt(limit!, draws))
		expect(
			beyond(
				limit!,
				OUTPUTS.map(() => Number.NaN),
			),
		).toBe(1)
	})
})

describe('a run of a scenario', () => {
	const { scenario } = loadedScenario('htr-bisb', 'x.yaml')
	const setting = { line, recipe, recipes: {} }
	const output = (
		name: (typeof SCENARIO_OUTPUTS)[number],
		values = {},
		luck: { seed: number; replication: number } | null = null,
		hours = 0.25,
	) => {
		const run = { kind: 'scenario', setting: '', scenario: { ...scenario, durationS: hours * 3600 }, values, luck } as const
		return execute(setting, run)[0]![SCENARIO_OUTPUTS.indexOf(name)]!
	}

	it('without luck and with all nominal makes what the scenario makes', () => {
		expect(output('net_g_per_h')).toBeCloseTo(401.3, 0)
		expect(output('execute_share')).toBe(1)
	})

	it('takes values for what nobody knows on top of the factors of the scenario', () => {
		expect(output('net_g_per_h', { feeder: 1.1 }) / output('net_g_per_h')).toBeCloseTo(1.1, 2)
		expect(output('net_g_per_h', { 'precursor.saltPerCitrateKgPerKg': 8 })).toBeLessThan(260)
	})

	it('stands for the stops that luck brings, the same again', () => {
		const luck = { seed: 1, replication: 9 }
		const share = output('execute_share', {}, luck, 1.1)
		expect(share).toBeLessThan(1)
		expect(output('execute_share', {}, luck, 1.1)).toBe(share)
	})
})
