import { medianSorted, quantileSorted } from 'simple-statistics'
import type { Finding } from '../report/findings.ts'
import type { Outcome } from '../runner/run.ts'
import { HISTORY_OUTPUTS, SCENARIO_OUTPUTS, type ScenarioOutputName } from '../scenario-outputs.ts'
import { type DrawnOf, drawsOf, unknownsOf, valuesAt } from '../unknowns.ts'
import type { LoadedScenario } from './setting.ts'

export const scenarioOutput = (outcome: Outcome, output: ScenarioOutputName): number => {
	const value = outcome[0]![SCENARIO_OUTPUTS.indexOf(output)]!
	return Number.isFinite(value) ? value : 0
}

/**
 * Values of what nobody knows, a row a draw, for each scenario: the same draw lies at the same probability of each thing in all of them, by its
 * name, so that scenarios on different lines and recipes meet the same world.
 */
export function commonDraws(
	scenarios: readonly LoadedScenario[],
	of: DrawnOf,
	count: number,
	seed: number,
): readonly (readonly Readonly<Record<string, number>>[])[] {
	const each = scenarios.map((scenario) => unknownsOf(scenario, of))
	const names = [...new Set(each.flatMap((unknowns) => unknowns.map(({ name }) => name)))]
	const rows = drawsOf(
		names.map((name) => each.flat().find((unknown) => unknown.name === name)!),
		count,
		seed,
	)
	return each.map((unknowns, s) => {
		const places = unknowns.map(({ name }) => names.indexOf(name))
		return rows.map((row) =>
			valuesAt(
				unknowns,
				places.map((place) => row[place]!),
				scenarios[s]!,
			),
		)
	})
}

/** Histories laid over one another: middle and the band in which nine of ten runs lie. */
export function overlays(runs: readonly { readonly name: string; readonly outcomes: readonly Outcome[] }[]): Finding[] {
	const column = (name: (typeof HISTORY_OUTPUTS)[number]) => HISTORY_OUTPUTS.indexOf(name)
	return (['net_g_per_h', 'whole_line_kW'] as const).map(
		(output): Finding => ({
			kind: 'bands',
			title: output === 'net_g_per_h' ? 'Product at the scale, g/h' : 'Power of the whole line, kW',
			x: 'time, h',
			y: output,
			series: runs.map(({ name, outcomes }) => {
				const histories = outcomes.map((outcome) => outcome.slice(1)).filter((rows) => rows.length > 0)
				const length = Math.min(...histories.map((rows) => rows.length))
				const times = Array.from({ length: Number.isFinite(length) ? length : 0 }, (_, i) => i)
				const sorted = times.map((i) => histories.map((rows) => rows[i]![column(output)]!).sort((a, b) => a - b))
				return {
					name,
					x: times.map((i) => histories[0]![i]![column('t_s')]! / 3600),
					middle: sorted.map((values) => medianSorted(values)),
					low: sorted.map((values) => quantileSorted(values, 0.05)),
					high: sorted.map((values) => quantileSorted(values, 0.95)),
				}
			}),
		}),
	)
}
