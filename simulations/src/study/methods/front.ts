import { beyondAt, limitsOf } from '../limits.ts'
import type { Finding, StudyFindings } from '../report/findings.ts'
import { short } from '../report/findings.ts'
import { wordsFor } from '../report/words.ts'
import type { Method, Outcome } from '../runner/run.ts'
import { frontOf, paretoSearch } from '../search/front.ts'
import { excess } from '../search/judged.ts'
import { recipePoint, SHOWN } from '../set-points.ts'
import type { StudyOf } from '../study.ts'
import {
	drawnRun,
	fractionsOf,
	meanOf,
	pointAt,
	pointResult,
	pointTable,
	shown,
	surelyWords,
	variedNames,
} from './point-result.ts'
import type { MethodParts } from './setting.ts'

/** What of one thing costs how much of another: points that no other one beats in everything, every limit kept. */
export function* front(study: StudyOf<'front'>, { settings, line, recipe, learnt }: MethodParts): Method<StudyFindings> {
	const setting = settings.add({ line, recipe, recipes: {}, learnt })
	const limits = limitsOf(line, recipe, study)
	const over = { of: { unknown: study.unknown, known: study.known }, seed: study.seed, count: study.draws }
	const atRecipe = recipePoint(line, recipe)
	const valuesOf = (draws: Outcome) => study.objectives.map(({ output }) => meanOf(draws, output))
	const signed = (values: readonly number[]) => values.map((value, i) => (study.objectives[i]!.aim === 'most' ? -value : value))
	const [atStart] = yield [drawnRun(setting, atRecipe, over)]

	const search = paretoSearch({ ...study, start: fractionsOf(study.vary, atRecipe) })
	const results = []
	let step = search.next()
	while (!step.done) {
		const points = step.value.map((x) => pointAt(study.vary, x))
		const outcomes = yield points.map((point) => drawnRun(setting, point, over))
		results.push(...points.map((point, n) => pointResult(point, outcomes[n]!, limits)))
		step = search.next(
			outcomes.map((draws) => ({
				values: signed(valuesOf(draws)),
				constraints: limits.map((limit) => beyondAt(limit, draws)),
			})),
		)
	}
	const best = frontOf(step.value)
	const plain = (values: readonly number[]) => signed(values)
	const pair = (values: readonly number[]): [number, number] => [values[0]!, values[1]!]
	const names = variedNames(study.vary)
	const titles = study.objectives.map(({ output }) => output)
	const ends = [best[0], best.at(-1)].flatMap((one) => (one === undefined ? [] : [plain(one.values)]))
	const plot: Finding = {
		kind: 'front',
		title: `Front of ${titles.map(wordsFor).join(' and ')}, every limit kept in ${surelyWords(study)} of the draws`,
		x: titles[0]!,
		y: titles[1]!,
		front: best.map(({ values }) => pair(plain(values))),
		others: step.value.filter((one) => excess(one) === 0).map(({ values }) => pair(plain(values))),
		recipe: pair(valuesOf(atStart!)),
	}
	return {
		says:
			best.length === 0
				? ['No point was found that keeps every limit.']
				: [
						`${best.length} points of which none beats another: from ${ends.map((values) => values.map((v, i) => `${wordsFor(titles[i]!)} ${short(v)}`).join(', ')).join(' to ')}.`,
					],
		findings: [
			plot,
			{
				kind: 'table',
				title: 'Points of the front',
				head: [...titles.map(wordsFor), ...names.map((name) => SHOWN[name].words)],
				rows: best.map(({ x, values }) => [
					...plain(values).map(short),
					...names.map((name) => shown(name, pointAt(study.vary, x)[name]!)),
				]),
			},
		],
		table: pointTable(results, limits),
		best: null,
	}
}
