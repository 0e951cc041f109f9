import { describe, expect, it } from 'vitest'
import { diffScenario } from './diff-scenario.ts'
import { parseScenario } from './scenario.ts'

const scenario = (more: string) =>
	parseScenario(
		`kind: scenario\nname: a\ntitle: A\nline: pilot\nrecipe: htr-bisb\nstart: warm\nduration: 10 min\n${more}`,
		'a.yaml',
	)

describe('difference of two scenarios', () => {
	it('is each value that is not the same, by its path', () => {
		const a = scenario('setpoints:\n  emitters: [1340 K, 1340 K, 1340 K, 1340 K]\n')
		const b = scenario('speedFactor: 1.2\nsetpoints:\n  emitters: [1340 K, 1340 K, 1350 K, 1340 K]\n  webSpeed: 45 mm/s\n')
		expect(diffScenario(a, b)).toEqual([
			{ path: 'speedFactor', a: 1, b: 1.2 },
			{ path: 'setpoints.emittersK.2', a: 1340, b: 1350 },
			{ path: 'setpoints.webSpeedMPerS', a: undefined, b: 0.045 },
		])
	})

	it('is nothing between equal scenarios', () => {
		expect(diffScenario(scenario('speedFactor: 1.2\n'), scenario('speedFactor: 1.2\n'))).toEqual([])
	})
})
