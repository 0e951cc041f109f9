import { checkText } from '@emberline/line-config'
import { createLineMachines } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { runScenario } from './run-scenario.ts'
import { parseScenario, SCENARIO_FILE, type Scenario } from './scenario.ts'
import { linePartsOf } from './scenario-problems.ts'
import { summaryRows } from './summary-rows.ts'
import { ordersFor, phasesOf } from './timeline.ts'

const BASE = `kind: scenario
name: shift
title: A short shift
line: pilot
recipe: htr-bisb
start: warm
duration: 20 min
setpoints: { quenchLength: 0.35 m }
`
const scenarioWith = (timeline: string): Scenario => parseScenario(`${BASE}timeline:\n${timeline}`, 'a.yaml')
const mistakes = (timeline: string): string[] => {
	const checked = checkText(`${BASE}timeline:\n${timeline}`, 'a.yaml', SCENARIO_FILE)
	return checked.ok ? [] : checked.issues.map((issue) => `${issue.line}:${issue.column} ${issue.path}: ${issue.message}`)
}

describe('timeline of a scenario file', () => {
	it('tells events out of order, beyond the end and without content, each with its line', () => {
		expect(mistakes('  - { at: 10 min, order: stop }\n  - { at: 5 min, order: start }\n')).toEqual([
			'11:7 timeline.1.at: found 300 s after 600 s, expected the events in order of time',
		])
		expect(mistakes('  - { at: 20 min, order: stop }\n')).toEqual([
			'10:7 timeline.0.at: found 1200 s, expected less than the duration, 1200 s',
		])
		expect(mistakes('  - { at: 5 min }\n')).toEqual([
			'10:5 timeline.0: found nothing that happens, expected order, recipe or setpoints',
		])
	})

	it('tells a recipe that the line does not run, an order that there is not and a key that there is not', () => {
		const [recipe] = mistakes('  - { at: 5 min, recipe: nts-bisnsp }\n')
		expect(recipe).toMatch(/^10:\d+ timeline\.0\.recipe: no such recipe on pilot, .*did you mean "nts-bisnsb"\?$/)
		const [order] = mistakes('  - { at: 5 min, order: halt }\n')
		expect(order).toMatch(/^10:\d+ timeline\.0\.order: .*"stop".*"hold".*"start"/)
		const [key] = mistakes('  - { at: 5 min, recipy: nts-bisnsb }\n')
		expect(key).toMatch(/^10:\d+ timeline\.0\.recipy: unknown key, did you mean "recipe"\?$/)
	})

	it('holds its set-points to the same bounds as those of the scenario', () => {
		expect(mistakes('  - { at: 5 min, setpoints: { webSpeed: 95 mm/s, emitters: [1300 K] } }\n')).toEqual([
			'10:31 timeline.0.setpoints.webSpeed: found a web speed of 0.095 m/s, expected 0.01 to 0.09 m/s on pilot',
			'10:50 timeline.0.setpoints.emitters: found a list of 1, expected 4, one for each of the heating modules',
		])
	})
})

describe('phases of a timeline', () => {
	const scenario = scenarioWith(
		'  - { at: 2 min, setpoints: { webSpeed: 45 mm/s } }\n  - { at: 4 min, order: stop }\n  - { at: 8 min, recipe: nts-bisnsb, order: start }\n',
	)
	const phases = phasesOf(scenario, linePartsOf(scenario, 'a.yaml'))

	it('keep what was set until something else is, and begin afresh with a recipe', () => {
		expect(phases.map(({ fromS, wanted, recipe }) => [fromS, wanted, recipe.id])).toEqual([
			[0, 'run', 'htr-bisb'],
			[120, 'run', 'htr-bisb'],
			[240, 'stop', 'htr-bisb'],
			[480, 'run', 'nts-bisnsb'],
		])
		expect(phases.map(({ run }) => run.webSpeedMPerS)).toEqual([0.05, 0.045, 0.045, 0.05])
		expect(phases.map(({ run }) => run.quenchLengthM).slice(0, 3)).toEqual([0.35, 0.35, 0.35])
		expect(phases[3]?.run.emitterSetpointK).not.toEqual(phases[2]?.run.emitterSetpointK)
	})

	it('give the orders of an operator, and none while the line is on its way', () => {
		const { line } = linePartsOf(scenario, 'a.yaml')
		const machines = createLineMachines(line)
		const warm = machines.initial('warm', 0)
		expect(ordersFor('run', warm)).toEqual([])
		expect(ordersFor('stop', warm)).toEqual([{ kind: 'command', command: 'STOP' }])
		const stopping = machines.step(warm, ordersFor('stop', warm), 1000)
		expect(stopping.line.state).toBe('Stopping')
		expect(ordersFor('stop', stopping)).toEqual([])
		expect(ordersFor('run', machines.initial('cold', 0))).toEqual([{ kind: 'command', command: 'RESET' }])
	})
})

describe('a run with a timeline', () => {
	const scenario = scenarioWith(
		'  - { at: 2 min, order: hold }\n  - { at: 4 min, order: start }\n  - { at: 7 min, recipe: nts-bisnsb }\n',
	)
	const parts = linePartsOf({ ...scenario }, 'a.yaml')
	const { summary, history } = runScenario({ ...scenario, samplingS: 60, durationS: 3600 }, parts)

	it('stands still while held, starts again and feeds the other recipe', () => {
		const at = (minute: number) => history[minute - 1]
		expect(at(2)).toMatchObject({ state: 'Execute', web_speed_m_s: 0.05, recipe: 'htr-bisb' })
		expect(at(4)).toMatchObject({ state: 'Held', web_speed_m_s: 0, recipe: 'htr-bisb' })
		expect(at(7)).toMatchObject({ state: 'Execute', recipe: 'htr-bisb' })
		// The coordinator changes over: nothing is set otherwise before the web stands, and no powder lies on it while the emitters cool.
		const change = history.filter(({ t_s, state }) => t_s > 420 && state !== 'Execute')
		expect(change.every(({ recipe }) => recipe === 'nts-bisnsb')).toBe(true)
		expect(change.at(-1)?.emitter_K[0]).toBeLessThan(650)
		// What lay on the web as it stood has run out after its 2.9 m at thread speed.
		expect(change.filter(({ t_s }) => t_s > 800).every(({ furnace_gph }) => furnace_gph < 1)).toBe(true)
		expect(history.at(-1)).toMatchObject({ state: 'Execute', web_speed_m_s: 0.05, recipe: 'nts-bisnsb' })
		expect(summary.scrap_m).toBeGreaterThan(0)
		expect(summary.scrap_m).toBeLessThan(8)
		expect(summary.recipe).toBe('nts-bisnsb')
		expect(summary.profile.peak_K).toBeLessThan(1200)
	})

	it('says what each phase made and lost, and every gram of both recipes', () => {
		expect(summary.timeline.map(({ at_s, what }) => [at_s, what])).toEqual([
			[0, 'warm start with htr-bisb'],
			[120, 'hold'],
			[240, 'start'],
			[420, 'recipe nts-bisnsb'],
		])
		const [run, held, started] = summary.timeline
		expect(run?.lost_s).toBe(0)
		expect(held?.lost_s).toBe(120)
		expect(started?.lost_s).toBeGreaterThan(5)
		// Cooling from HTR to NTS, over bare web.
		expect(summary.timeline[3]?.lost_s).toBeGreaterThan(1200)
		const lost = summary.timeline.reduce((sum, row) => sum + row.lost_s, 0)
		expect(summary.execute_s + lost).toBe(summary.duration_s)
		expect(summary.by_recipe.map(({ recipe }) => recipe)).toEqual(['htr-bisb', 'nts-bisnsb'])
		const [htr, nts] = summary.by_recipe
		expect(htr?.good_g).toBeLessThan(htr?.product_g ?? 0)
		// Powder of the other recipe is laid once its emitters are there: none of it is lost.
		expect(nts?.good_g).toBe(nts?.product_g)
		expect(Math.abs(summary.mass_closure)).toBeLessThan(1e-9)
	})

	it('keeps the heat of the zones apart for the time of each recipe, which together is that of the run', () => {
		const parts = summary.zones_by_recipe
		expect(parts.map(({ recipe }) => recipe)).toEqual(['htr-bisb', 'nts-bisnsb'])
		expect(parts.reduce((sum, { execute_s }) => sum + execute_s, 0)).toBeCloseTo(summary.execute_s, 6)
		for (const [n, zone] of summary.zones.entries()) {
			const kJ = parts.reduce((sum, { execute_s, zones }) => sum + (zones[n]?.to_web_kW ?? Number.NaN) * execute_s, 0)
			expect(kJ / summary.execute_s).toBeCloseTo(zone.to_web_kW, 9)
		}
		const [htr, nts] = parts.map(
			({ zones }) => zones.find(({ station, zone }) => station === 'Heating' && zone === 1)?.electrical_kW,
		)
		expect(htr).toBeGreaterThan(5)
		expect(nts).toBeLessThan(2)
		expect(summary.flags.map(({ recipe, code }) => `${recipe} ${code}`)).toContain('nts-bisnsb oxide-not-reducible')
	})

	it('is printed as tables, which a run without a timeline has not', () => {
		const heads = summaryRows(summary).map(({ head }) => head.join(' '))
		expect(heads).toContain('at what recipe at the scale g not in Execute')
		expect(heads.some((head) => head.startsWith('recipe off the web g'))).toBe(true)
		expect(heads.filter((head) => / fed, .* heater kW/.test(head)).length).toBe(2)
	})
})
