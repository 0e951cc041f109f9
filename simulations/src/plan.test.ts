import { ConfigError } from '@emberline/line-config'
import { describe, expect, it } from 'vitest'
import { linePartsOf, parseScenario, runScenario } from './index.ts'

const yaml = (plan: string, more = '') => `kind: scenario
name: plan
title: Two rolls and a planned stop
line: pilot
recipe: htr-bisb
start: warm
duration: 70 min
sampling: 10 s
${more}schedule:
${plan}`
const PLAN = `  - { id: r1, kind: run, length: 20 m, recipe: htr-bisb }
  - { id: c1, kind: rollChange, expected: 2 min }
  - { id: r2, kind: run, length: 5 m }
  - { id: s1, kind: stop, expected: 5 min }
  - { id: x1, kind: recipeChange, recipe: nts-bisnsb, expected: 20 min }
  - { id: r3, kind: run, length: 20 m, recipe: nts-bisnsb }
`
const run = (text: string) => {
	const scenario = parseScenario(text, 'plan.yaml')
	return runScenario(scenario, linePartsOf(scenario, 'plan.yaml'))
}

describe('a scenario with a plan', () => {
	const result = run(yaml(PLAN))
	const { summary, history } = result

	it('is driven by the coordinator: every item in its turn, a roll held, a stop stopped, the recipe changed in it', () => {
		expect(summary.timeline.map(({ what, recipe }) => [what, recipe])).toEqual([
			['warm start with htr-bisb', 'htr-bisb'],
			['r1: run of 20 m', 'htr-bisb'],
			['c1: roll change', 'htr-bisb'],
			['r2: run of 5 m', 'htr-bisb'],
			['s1: planned stop', 'htr-bisb'],
			['s1: planned stop, recipe nts-bisnsb', 'nts-bisnsb'],
			['r3: run of 20 m', 'nts-bisnsb'],
		])
		const states = history.map(({ state }) => state).filter((state, n, all) => state !== all[n - 1])
		expect(states.filter((state) => !/ing$|Idle/.test(state))).toEqual(['Execute', 'Held', 'Execute', 'Stopped', 'Execute'])
	})

	it('takes the time that the plan gives a roll change and a stop, and runs the metres', () => {
		const at = Object.fromEntries(summary.timeline.map(({ what, at_s }) => [what.slice(0, 2), at_s]))
		// At 50 mm/s; the cursor goes on when the line leaves Execute.
		expect(at.c1).toBeGreaterThanOrEqual(400)
		expect(at.c1).toBeLessThan(405)
		const held = history.filter(({ state }) => state === 'Held')
		expect(10 * held.length).toBeGreaterThan(105)
		expect(10 * held.length).toBeLessThan(135)
		const last = history.at(-1)
		expect([last?.state, last?.recipe]).toEqual(['Execute', 'nts-bisnsb'])
		expect(summary.by_recipe.map(({ recipe }) => recipe)).toEqual(['htr-bisb', 'nts-bisnsb'])
	})

	it('gives the same result twice', () => {
		expect(run(yaml(PLAN))).toEqual(result)
	})
})

describe('a plan with mistakes', () => {
	const problems = (text: string) => {
		try {
			parseScenario(text, 'plan.yaml')
		} catch (error) {
			if (error instanceof ConfigError) return error.issues.map(({ line, path, message }) => `${line} ${path}: ${message}`)
			throw error
		}
		return []
	}

	it('is refused with each of them named', () => {
		const plan = `  - { id: r1, kind: run, length: 20 m, start: 5 min }
  - { id: r1, kind: rollChange }
  - { id: r2, kind: run, length: 5 m, recipe: gold }
`
		const told = problems(yaml(plan, 'timeline: [{ at: 5 min, order: hold }]\n'))
		expect(told).toHaveLength(4)
		expect(told[0]).toMatch('timeline: found a timeline beside a schedule, expected one of them')
		expect(told[1]).toMatch('schedule.0.start: found 300 s, expected none: the plan begins with the run')
		expect(told[2]).toMatch('schedule.1.id: found "r1" twice, expected another than that of item 1')
		expect(told[3]).toMatch('schedule.2.recipe: no such recipe on pilot')
	})

	it('is held to what a plan of the plant is held to', () => {
		const plan = `  - { id: r1, kind: run, length: 20 m }
  - { id: r2, kind: run, length: 20 m, start: 5 min }
  - { id: x1, kind: recipeChange }
`
		const told = problems(yaml(plan)).join('\n')
		expect(told).toMatch('r2: overlaps r1 by 100 s')
		expect(told).toMatch('x1: a recipe change without its recipe')
	})
})
