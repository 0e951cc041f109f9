import { OUTPUTS, type OutputName } from '../outputs.ts'
import { type Finding, percent, type StudyFindings, short } from '../report/findings.ts'
import { wordsFor } from '../report/words.ts'
import type { Method, Outcome } from '../runner/run.ts'
import { elementaryEffects, morrisPoints } from '../sampling/morris.ts'
import { saltelliPoints, sobolIndices } from '../sampling/sobol-indices.ts'
import type { StudyOf } from '../study.ts'
import { type Factor, factorRun, factorsOf, outputOf } from './factors.ts'
import type { MethodParts } from './setting.ts'

/** Bars that a figure shows at most. */
const SHOWN_BARS = 18
/** What moves an output by less than this share of it is no bar. */
const UNSEEN = 5e-4

/** Each factor at either end of its range, the others nominal. */
export function* tornado(study: StudyOf<'tornado'>, { settings, line, recipe, learnt }: MethodParts): Method<StudyFindings> {
	const setting = settings.add({ line, recipe, recipes: {}, learnt })
	const factors = factorsOf({ line, recipe, learnt }, study, study.vary)
	const nominal = factors.map((factor) => factor.nominal)
	const ends = factors.flatMap((factor, i) => factor.range.map((end) => nominal.map((value, k) => (k === i ? end : value))))
	const outcomes = yield [nominal, ...ends].map((values) => factorRun(setting, factors, values))
	const findings = study.outputs.map((output): Extract<Finding, { kind: 'tornado' }> => {
		const bars = factors.map((factor, i) => ({
			name: factor.name,
			ends: [factor.words(factor.range[0]), factor.words(factor.range[1])] as const,
			values: [outputOf(outcomes[1 + 2 * i]!, output), outputOf(outcomes[2 + 2 * i]!, output)] as const,
		}))
		const base = outputOf(outcomes[0]!, output)
		const width = ({ values: [low, high] }: (typeof bars)[number]) => Math.abs(high - low)
		return {
			kind: 'tornado',
			title: wordsFor(output),
			unit: output,
			base,
			bars: bars
				.filter((bar) => width(bar) > UNSEEN * Math.abs(base))
				.sort((a, b) => width(b) - width(a))
				.slice(0, SHOWN_BARS),
		}
	})
	return {
		says: findings.map(
			({ title, base, bars }) =>
				`${title} is ${short(base)}; ${bars
					.slice(0, 3)
					.map(
						({ name, ends, values }) =>
							`${wordsFor(name)} from ${ends[0]} to ${ends[1]} takes it from ${short(values[0])} to ${short(values[1])}`,
					)
					.join('; ')}.`,
		),
		findings,
		table: factorTable(factors, [nominal, ...ends], outcomes),
		best: null,
	}
}

/** Elementary effects over the cube of probabilities: what matters at all, and what only together with other things. */
export function* screening(study: StudyOf<'morris'>, { settings, line, recipe, learnt }: MethodParts): Method<StudyFindings> {
	const setting = settings.add({ line, recipe, recipes: {}, learnt })
	const factors = factorsOf({ line, recipe, learnt }, study, study.vary)
	const points = morrisPoints(study.trajectories, factors.length, study.levels, study.seed)
	const values = points.map((point) => point.map((u, i) => factors[i]!.at(insideOf(u))))
	const outcomes = yield values.map((row) => factorRun(setting, factors, row))
	const findings = study.outputs.flatMap((output): Finding[] => {
		const effects = elementaryEffects(
			points,
			outcomes.map((outcome) => outputOf(outcome, output)),
		)
		const ordered = factors.map(({ name }, i) => ({ name, ...effects[i]! })).sort((a, b) => b.muStar - a.muStar)
		return [
			{
				kind: 'bars',
				title: `Elementary effects on ${wordsFor(output)}, over the whole range of each factor`,
				unit: output,
				series: ['mean of the absolute effects', 'their spread: curvature and interplay'],
				bars: ordered
					.slice(0, SHOWN_BARS)
					.map(({ name, muStar, sigma }) => ({ name, values: [{ value: muStar }, { value: sigma }] })),
			},
			{
				kind: 'table',
				title: `Effects on ${wordsFor(output)}`,
				head: ['factor', 'mean', 'mean of the absolute', 'spread'],
				rows: ordered.map(({ name, mu, muStar, sigma }) => [wordsFor(name), short(mu), short(muStar), short(sigma)]),
			},
		]
	})
	return {
		says: findings.flatMap((finding) =>
			finding.kind === 'bars'
				? [
						`${wordsFor(finding.unit)} is moved most by ${finding.bars
							.slice(0, 3)
							.map(({ name }) => wordsFor(name))
							.join(', ')}.`,
					]
				: [],
		),
		findings,
		table: factorTable(factors, values, outcomes),
		best: null,
	}
}

/** The ends of the cube of probabilities are at infinity: the outer levels stand for the quantiles 1 % and 99 %. */
const insideOf = (u: number): number => 0.01 + 0.98 * u

/** Shares of the variance: of each factor alone, and with its interplay. */
export function* indices(
	study: StudyOf<'sobol-indices'>,
	{ settings, line, recipe, learnt }: MethodParts,
): Method<StudyFindings> {
	const setting = settings.add({ line, recipe, recipes: {}, learnt })
	const factors = factorsOf({ line, recipe, learnt }, study, study.vary)
	const points = saltelliPoints(study.samples, factors.length, study.seed)
	const values = points.map((point) => point.map((u, i) => factors[i]!.at(u)))
	const outcomes = yield values.map((row) => factorRun(setting, factors, row))
	const findings = study.outputs.map((output): Extract<Finding, { kind: 'bars' }> => {
		const shares = sobolIndices(
			outcomes.map((outcome) => outputOf(outcome, output)),
			factors.length,
			study,
		)
		const ordered = factors.map(({ name }, i) => ({ name, ...shares[i]! })).sort((a, b) => b.total.value - a.total.value)
		return {
			kind: 'bars',
			title: `Share of the variance of ${wordsFor(output)}`,
			unit: 'share of the variance',
			series: ['alone', 'with all its interplay'],
			bars: ordered.slice(0, SHOWN_BARS).map(({ name, first, total }) => ({ name, values: [first, total] })),
			note: `Bars are 95 % of ${study.bootstrap} resamplings of ${study.samples} rows.`,
		}
	})
	return {
		says: findings.map(
			({ title, bars }) =>
				`${title}: ${bars
					.slice(0, 3)
					.map(({ name, values }) => `${wordsFor(name)} ${percent(values[1]!.value)}`)
					.join(', ')}.`,
		),
		findings,
		table: factorTable(factors, values, outcomes),
		best: null,
	}
}

const factorTable = (factors: readonly Factor[], values: readonly (readonly number[])[], outcomes: readonly Outcome[]) => ({
	columns: [...factors.map(({ name }) => name), ...OUTPUTS],
	rows: values.map((row, n) => [...row, ...OUTPUTS.map((name: OutputName) => outputOf(outcomes[n]!, name))]),
})
