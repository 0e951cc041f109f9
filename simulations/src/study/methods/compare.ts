import { normalQuantile } from '@emberline/twin'
import { mean, sampleStandardDeviation } from 'simple-statistics'
import { diffScenario } from '../../diff-scenario.ts'
import { type Finding, type StudyFindings, short } from '../report/findings.ts'
import { wordsFor } from '../report/words.ts'
import type { Method, Outcome, ScenarioRun } from '../runner/run.ts'
import { SCENARIO_OUTPUTS } from '../scenario-outputs.ts'
import type { StudyOf } from '../study.ts'
import { commonDraws, overlays, scenarioOutput } from './scenario-runs.ts'
import type { MethodParts } from './setting.ts'

/** Replications between two looks. */
const LOOK_EVERY = 8

export interface Difference {
	readonly mean: number
	readonly interval: readonly [number, number]
	readonly decided: boolean
}

/**
 * Mean of paired differences with an interval that still holds when one has looked so many times and compared so many scenarios (Bonferroni):
 * Student's t by the expansion of Cornish and Fisher, good from 8 pairs on.
 */
export function pairedDifference(
	a: readonly number[],
	b: readonly number[],
	{ confidence, looks }: { readonly confidence: number; readonly looks: number },
): Difference {
	const differences = a.map((value, n) => b[n]! - value)
	const middle = mean(differences)
	const freedom = differences.length - 1
	const z = normalQuantile(1 - (1 - confidence) / (2 * looks))
	const t = z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
	const half = (t * sampleStandardDeviation(differences)) / Math.sqrt(differences.length)
	return { mean: middle, interval: [middle - half, middle + half], decided: Math.abs(middle) > half }
}

/** Scenarios beside the first: the same draws and the same luck meet them all, and it ends once every difference is decided. */
export function* compare(study: StudyOf<'compare'>, { settings, scenarios }: MethodParts): Method<StudyFindings> {
	const ids = scenarios.map(({ scenario: _, ...setting }) => settings.add(setting))
	const draws = commonDraws(scenarios, study, study.replications, study.seed)
	const looks = Math.ceil(study.replications / LOOK_EVERY) * (scenarios.length - 1)
	const outcomes: Outcome[][] = scenarios.map(() => [])
	let differences: Difference[] = []
	let done = 0
	while (done < study.replications) {
		const upTo = Math.min(study.replications, done + LOOK_EVERY)
		const runs = scenarios.flatMap(({ scenario }, s) =>
			Array.from(
				{ length: upTo - done },
				(_, r): ScenarioRun => ({
					kind: 'scenario',
					setting: ids[s]!,
					scenario,
					values: draws[s]![done + r]!,
					luck: { seed: study.seed, replication: done + r },
				}),
			),
		)
		const came = yield runs
		for (const [s, all] of outcomes.entries()) all.push(...came.slice(s * (upTo - done), (s + 1) * (upTo - done)))
		done = upTo
		const values = outcomes.map((all) => all.map((outcome) => scenarioOutput(outcome, study.output)))
		differences = values.slice(1).map((other) => pairedDifference(values[0]!, other, { confidence: study.confidence, looks }))
		if (differences.every(({ decided }) => decided)) break
	}
	const names = scenarios.map(({ scenario }) => scenario.name)
	const level = `${100 * study.confidence} %`
	const verdict = (n: number): string => {
		const { mean: middle, interval, decided } = differences[n]!
		return `${wordsFor(study.output)}: ${names[n + 1]} has ${short(Math.abs(middle))} ${middle < 0 ? 'less' : 'more'} than ${names[0]} (${short(interval[0])} to ${short(interval[1])} at ${level}${decided ? '' : ': not decided'}).`
	}
	return {
		says: [
			...differences.map((_, n) => verdict(n)),
			`${done} of ${study.replications} replications${done < study.replications ? ': the rest could not have changed the verdict' : ''}.`,
		],
		findings: [
			{
				kind: 'bars',
				title: `Difference of ${wordsFor(study.output)} to ${names[0]}`,
				unit: study.output,
				series: ['difference'],
				bars: differences.map(({ mean: value, interval }, n) => ({ name: names[n + 1]!, values: [{ value, interval }] })),
				note: `Intervals hold together and whenever one stops, ${level}.`,
			},
			differenceTable(names, outcomes, study.confidence),
			...scenarios.slice(1).map(
				(other): Finding => ({
					kind: 'table',
					title: `What ${other.scenario.name} has otherwise than ${names[0]}`,
					head: ['what', names[0]!, other.scenario.name],
					rows: diffScenario(scenarios[0]!.scenario, other.scenario).map(({ path, a, b }) => [
						path,
						JSON.stringify(a) ?? '',
						JSON.stringify(b) ?? '',
					]),
				}),
			),
			...overlays(names.map((name, s) => ({ name, outcomes: outcomes[s]! }))),
		],
		table: {
			columns: ['scenario', 'replication', ...SCENARIO_OUTPUTS],
			rows: outcomes.flatMap((all, s) =>
				all.map((outcome, r) => [names[s]!, r, ...SCENARIO_OUTPUTS.map((output) => scenarioOutput(outcome, output))]),
			),
		},
		best: null,
	}
}

/** Every output of every scenario, with the difference to the first and how sure it is. */
function differenceTable(names: readonly string[], outcomes: readonly (readonly Outcome[])[], confidence: number): Finding {
	const rows = SCENARIO_OUTPUTS.flatMap((output) => {
		const values = outcomes.map((all) => all.map((outcome) => scenarioOutput(outcome, output)))
		return names.map((name, s) => {
			const { mean: middle, interval } = pairedDifference(values[0]!, values[s]!, { confidence, looks: 1 })
			const difference = s === 0 ? ['', ''] : [short(middle), `${short(interval[0])} to ${short(interval[1])}`]
			return [wordsFor(output), name, short(mean(values[s]!)), ...difference]
		})
	})
	return {
		kind: 'table',
		title: 'Differences, each by itself',
		head: ['output', 'scenario', 'mean', `difference to ${names[0]}`, `${100 * confidence} %`],
		rows,
	}
}
