import { mean, quantileSorted, sampleVariance } from 'simple-statistics'
import { type Finding, percent, type StudyFindings, short } from '../report/findings.ts'
import { wordsFor } from '../report/words.ts'
import type { Method, ScenarioRun } from '../runner/run.ts'
import { SCENARIO_OUTPUTS } from '../scenario-outputs.ts'
import type { StudyOf } from '../study.ts'
import { commonDraws, overlays, scenarioOutput } from './scenario-runs.ts'
import type { MethodParts } from './setting.ts'

/** What of the spread of an output comes from not knowing, and what from luck. */
export interface Spread {
	readonly mean: number
	/** Standard deviation of the means of the draws, less what luck leaves in them. */
	readonly ofParameters: number
	/** Standard deviation within a draw. */
	readonly ofLuck: number
}

/** From a table of draws (rows) and replications: analysis of variance with random effects; a part cannot be below nothing. */
export function spreadOf(table: readonly (readonly number[])[]): Spread {
	const within = mean(table.map((row) => (row.length > 1 ? sampleVariance([...row]) : 0)))
	const means = table.map((row) => mean([...row]))
	const between = means.length > 1 ? sampleVariance(means) - within / table[0]!.length : 0
	return { mean: mean(means), ofParameters: Math.sqrt(Math.max(0, between)), ofLuck: Math.sqrt(within) }
}

/** A scenario over draws of what nobody knows, each with runs of luck of its own: the two kinds of uncertainty kept apart. */
export function* monteCarlo(study: StudyOf<'monte-carlo'>, { settings, scenarios }: MethodParts): Method<StudyFindings> {
	const { scenario, ...on } = scenarios[0]!
	const setting = settings.add(on)
	const [draws] = commonDraws([scenarios[0]!], study, study.draws, study.seed)
	const runs = draws!.flatMap((values, draw) =>
		Array.from(
			{ length: study.replications },
			(_, r): ScenarioRun => ({
				kind: 'scenario',
				setting,
				scenario,
				values,
				luck: { seed: study.seed, replication: draw * study.replications + r },
			}),
		),
	)
	const outcomes = yield runs
	const rows = SCENARIO_OUTPUTS.map((output) => {
		const table = draws!.map((_, draw) =>
			Array.from({ length: study.replications }, (_, r) => scenarioOutput(outcomes[draw * study.replications + r]!, output)),
		)
		const all = table.flat().sort((a, b) => a - b)
		return {
			output,
			...spreadOf(table),
			low: quantileSorted(all, 0.05),
			middle: quantileSorted(all, 0.5),
			high: quantileSorted(all, 0.95),
		}
	})
	const good = rows[0]!
	const total = good.ofParameters ** 2 + good.ofLuck ** 2
	const spread: Finding = {
		kind: 'table',
		title: 'Outputs, and what their spread comes from',
		head: ['output', 'mean', '5 %', '50 %', '95 %', 'standard deviation from what is not known', 'from luck'],
		rows: rows.map(({ output, mean, low, middle, high, ofParameters, ofLuck }) => [
			wordsFor(output),
			...[mean, low, middle, high, ofParameters, ofLuck].map(short),
		]),
	}
	return {
		says: [
			`${short(good.mean)} good g/h over the whole time, 90 % of the runs from ${short(good.low)} to ${short(good.high)}; ${percent(total > 0 ? good.ofParameters ** 2 / total : 0)} of the variance is of what nobody knows, the rest of luck.`,
		],
		findings: [
			spread,
			{
				kind: 'bars',
				title: 'Standard deviation of good g/h',
				unit: 'g/h',
				series: ['standard deviation'],
				bars: [
					{ name: 'what is not known', values: [{ value: good.ofParameters }] },
					{ name: 'luck', values: [{ value: good.ofLuck }] },
				],
			},
			...overlays([{ name: scenario.name, outcomes }]),
		],
		table: {
			columns: ['draw', 'replication', ...Object.keys(draws![0] ?? {}), ...SCENARIO_OUTPUTS],
			rows: runs.map((run, n) => [
				Math.floor(n / study.replications),
				n % study.replications,
				...Object.values(run.values),
				...SCENARIO_OUTPUTS.map((output) => scenarioOutput(outcomes[n]!, output)),
			]),
		},
		best: null,
	}
}
