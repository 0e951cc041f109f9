import { loadLine } from '@emberline/line-config/files'
import { createLineMachines, nominalControls, warmLine } from '@emberline/twin'
import { describe, expect, it } from 'vitest'
import { RollOnLine } from './roll-on-line.ts'
import { runScenario } from './run-scenario.ts'
import { parseScenario } from './scenario.ts'
import { linePartsOf } from './scenario-problems.ts'

const run = (more: string) => {
	const scenario = parseScenario(
		`kind: scenario\nname: roll\ntitle: A roll that ends\nline: pilot\nrecipe: htr-bisb\nstart: warm\nduration: 25 min\nsampling: 10 s\n${more}\n`,
		'roll.yaml',
	)
	return runScenario(scenario, linePartsOf(scenario, 'roll.yaml'))
}
const states = ({ history }: ReturnType<typeof run>) =>
	history.map(({ state }) => state).filter((state, n, all) => state !== all[n - 1])

describe('the roll in a what-if', () => {
	it('comes to its end: the line is held for the next one, which is spliced to it, and the web beside the splice is lost', () => {
		const ends = run('rollLeft: 20 m')
		expect(states(ends)).toEqual(['Execute', 'Holding', 'Held', 'Unholding', 'Execute'])
		const { rolls, timeline, scrap_m, execute_s, duration_s } = ends.summary
		expect(rolls).toHaveLength(1)
		// All but the tail of 2 m, 18 m at 50 mm/s; then eight minutes of change.
		expect(rolls[0]?.used_m).toBeGreaterThan(17.9)
		expect(rolls[0]?.used_m).toBeLessThan(18.3)
		expect(rolls[0]?.at_s).toBeGreaterThan(840)
		expect(rolls[0]?.at_s).toBeLessThan(870)
		expect(duration_s - execute_s).toBeGreaterThan(480)
		expect(timeline).toEqual([])
		const { splicesM, changed } = new RollOnLine(loadLine('pilot'))
		expect([splicesM, changed]).toEqual([[], []])
		// Half a metre to either side of the joint, at the least.
		expect(scrap_m).toBeGreaterThanOrEqual(1)
		expect(scrap_m).toBeLessThan(4)
	})

	it('lasts through a run that is shorter than a roll, and is as long as the line file says', () => {
		const whole = run('')
		expect(states(whole)).toEqual(['Execute'])
		expect(whole.summary.rolls).toEqual([])
		expect(new RollOnLine(loadLine('pilot')).leftM).toBe(loadLine('pilot').web.rollLengthM)
	})

	it('is new after a change that the plan has, and is not changed again', () => {
		const items = [
			'{ id: a, kind: run, length: 15 m }',
			'{ id: b, kind: rollChange, expected: 2 min }',
			'{ id: c, kind: run, length: 500 m }',
		]
		const planned = run(`rollLeft: 20 m\nschedule:\n${items.map((item) => `  - ${item}`).join('\n')}`)
		expect(planned.summary.rolls).toHaveLength(1)
		expect(planned.summary.rolls[0]?.used_m).toBeLessThan(16)
		expect(states(planned)).toEqual(['Execute', 'Holding', 'Held', 'Unholding', 'Execute'])
	})

	it('has the feed splice as soon as it doses again', () => {
		const line = loadLine('pilot')
		const machines = createLineMachines(line)
		const roll = new RollOnLine(line, 2.05)
		let at = machines.initial('warm', 0)
		const seen = new Set<string | null>()
		for (let n = 0; n < 6000; n++) {
			const before = at
			const ready = ['emittersWarm', 'dryerWarm', 'purgeProved'].map((name) => ({
				kind: 'condition' as const,
				name,
				holds: true,
			}))
			at = machines.step(at, [...ready, ...roll.orders(at)], at.tMs + 200)
			roll.took(before, at, 0.2, 10)
			seen.add(at.stations.Feed.mode)
		}
		expect(roll.splicesM).toEqual([10 - line.web.unwindAtM])
		expect([...seen]).toEqual(expect.arrayContaining(['roll-change', 'roll-mounted', 'splicing', 'dosing']))
		expect([at.line.state, at.stations.Feed.mode]).toEqual(['Execute', 'dosing'])
	})
})

it('a what-if that begins at the live line has what is left on its unwind', () => {
	const scenario = parseScenario(
		'kind: scenario\nname: live\ntitle: On from now\nline: pilot\nrecipe: htr-bisb\nstart: warm\nduration: 15 min\n',
		'live.yaml',
	)
	const parts = linePartsOf(scenario, 'live.yaml')
	const model = () => warmLine(parts.line, parts.recipe, nominalControls(parts.line, parts.recipe))
	const machines = createLineMachines(parts.line).initial('warm', 0)
	const rolls = (rollLeftM: number | null) =>
		runScenario({ ...scenario, start: { snapshot: 'live' } }, { ...parts, from: { model: model(), machines, rollLeftM } }).summary
			.rolls
	expect(rolls(10)).toHaveLength(1)
	expect(rolls(null)).toEqual([])
})
