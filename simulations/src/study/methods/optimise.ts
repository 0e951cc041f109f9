import type { LineConfig, Recipe } from '@emberline/line-config'
import { beyondAt, type Limit, limitsOf } from '../limits.ts'
import { OUTPUT_INDEX } from '../outputs.ts'
import { type Best, type Finding, percent, type StudyFindings, short } from '../report/findings.ts'
import { limitWords } from '../report/words.ts'
import type { Method, Outcome } from '../runner/run.ts'
import { gridPoints } from '../sampling/grid.ts'
import { cmaEs } from '../search/cma-es.ts'
import { gaussianProcessSearch } from '../search/gaussian-process.ts'
import type { Judged } from '../search/judged.ts'
import { type Point, recipePoint, SHOWN, type VariedName } from '../set-points.ts'
import type { StudyOf } from '../study.ts'
import {
	axisName,
	drawnRun,
	fractionsOf,
	isBroken,
	keepsAll,
	type PointResult,
	pointAt,
	pointResult,
	pointTable,
	shown,
	surelyWords,
	variedNames,
	worstBeyond,
} from './point-result.ts'
import type { MethodParts } from './setting.ts'

/** How many fresh draws judge the answer, and how far their seed is from that of the search. */
const FRESH_DRAWS = 1024
const FRESH_SEED = 7919
/** Of these, enough to see that a candidate will not do: so many standard errors beyond what may break. */
const SIFT_DRAWS = 128
const SIFT_ERRORS = 1.5
/** The search keeps limits in more of its draws than asked, by this share of what may break: else it would end where its own draws just happen to pass. */
const RESERVE = 0.08
/** Candidates that fresh draws judge at most, the best first, so many at a time. */
const CANDIDATES = 256
const AT_ONCE = 8
/** First step of the search, of the ranges: what keeps every limit is a sliver of them about the recipe. */
const STEP = 0.07
/** Water for each gram is sought from half to twice the recipe's. */
const WATER_FOLD = 2
/** Of the map about the answer. */
const MAP_STEPS = 9
/** Either way of the answer, of the ranges. */
const MAP_SHARE = 0.06
const MAP_DRAWS = 96
/** A limit this near, as a share of itself, is said to limit. */
const NEAR = 0.02

/**
 * The set-points with most good grams an hour among those that keep every limit in so large a share of the draws. Search and judgement use
 * different draws: what is told of the answer was not chosen by.
 */
export function* optimise(study: StudyOf<'optimise'>, { settings, line, recipe, learnt }: MethodParts): Method<StudyFindings> {
	const setting = settings.add({ line, recipe, recipes: {}, learnt })
	const limits = limitsOf(line, recipe, study)
	const atRecipe = recipePoint(line, recipe)
	const over = { of: { unknown: study.unknown, known: study.known }, seed: study.seed, count: study.draws }
	const results: PointResult[] = []
	const run = (point: Point) => drawnRun(setting, point, over)
	const [atStart] = yield [run(atRecipe)]
	const scale = Math.max(1, pointResult(atRecipe, atStart!, limits).goodGph)

	const search = searchOf(study, startOf(study, atRecipe))
	let step = search.next()
	while (!step.done) {
		const points = step.value.map((x) => soughtAt(study, x, atRecipe))
		const outcomes = yield points.map(run)
		results.push(...points.map((point, n) => pointResult(point, outcomes[n]!, limits)))
		step = search.next(outcomes.map((draws) => judged(draws, limits, scale)))
	}

	const fresh = { ...over, seed: study.seed + FRESH_SEED, count: study.unknown.length === 0 ? 1 : FRESH_DRAWS }
	const some = { ...fresh, count: Math.min(fresh.count, SIFT_DRAWS) }
	const keeps = (result: PointResult) => keepsAll(limits, result)
	const [ofRecipe] = yield [drawnRun(setting, atRecipe, fresh)]
	const candidates = [...spread(step.value).map(({ x }) => soughtAt(study, x, atRecipe)), atRecipe]
	let best: PointResult | null = null
	while (candidates.length > 0 && best === null) {
		// A few draws sift, all of them judge.
		const group = candidates.splice(0, AT_ONCE)
		const sifted = yield group.map((point) => drawnRun(setting, point, some))
		const left = group.filter((point, n) => {
			const { pBroken } = pointResult(point, sifted[n]!, limits)
			return limits.every(
				({ probability: p }, i) => pBroken[i]! <= 1 - p + SIFT_ERRORS * Math.sqrt((p * (1 - p)) / some.count) + 1e-9,
			)
		})
		const outcomes = yield left.map((point) => drawnRun(setting, point, fresh))
		best = left.map((point, n) => pointResult(point, outcomes[n]!, limits)).find(keeps) ?? null
	}
	const recipeResult = pointResult(atRecipe, ofRecipe!, limits)
	const answer = best === null ? null : answerOf(best, recipeResult, limits)
	const map: Finding[] = []
	const [x, y] = variedNames(study.vary)
	if (best !== null && x !== undefined && y !== undefined) {
		const about = best.point
		const near = (name: VariedName) => {
			const { from, to } = study.vary[name]!
			const half = MAP_SHARE * (to - from)
			return { from: Math.max(from, about[name]! - half), to: Math.min(to, about[name]! + half), steps: MAP_STEPS }
		}
		const points = gridPoints([MAP_STEPS, MAP_STEPS]).map((share): Point => {
			const point = { ...about, ...pointAt({ [x]: near(x), [y]: near(y) }, share) }
			const feed = (at: Point) => (at.webSpeed ?? atRecipe.webSpeed) * (at.dryLoading ?? atRecipe.dryLoading)
			return x === 'freshWater' || y === 'freshWater' || about.freshWater === undefined
				? point
				: { ...point, freshWater: (about.freshWater * feed(point)) / feed(about) }
		})
		const outcomes = yield points.map((point) => drawnRun(setting, point, { ...fresh, count: Math.min(fresh.count, MAP_DRAWS) }))
		map.push(
			mapAbout(
				points.map((point, n) => pointResult(point, outcomes[n]!, limits)),
				limits,
				[x, y],
				about,
			),
		)
	}
	return {
		says: saysOf(study, answer, recipeResult, limits, { line, recipe }),
		findings: [
			...(answer === null ? [] : [setPointTable(study, answer.point, atRecipe), limitTable(answer, limits)]),
			...map,
			...variedNames(study.vary).map((name) => scatterOf(name, results, answer, limits)),
		],
		table: pointTable(results, limits),
		best: answer,
	}
}

/**
 * The point that the search means by `x`. Wash water is sought for each gram of powder and follows speed and loading: the limits on it are
 * limits per product, so that a faster line would else be out of them at once.
 */
function soughtAt(study: StudyOf<'optimise'>, x: readonly number[], recipe: Required<Point>): Point {
	const point = pointAt(study.vary, x)
	const ends = study.vary.freshWater
	if (ends === undefined) return point
	const feed =
		((point.webSpeed ?? recipe.webSpeed) * (point.dryLoading ?? recipe.dryLoading)) / (recipe.webSpeed * recipe.dryLoading)
	const share = x[variedNames(study.vary).indexOf('freshWater')]!
	const water = recipe.freshWater * feed * WATER_FOLD ** (2 * share - 1)
	return { ...point, freshWater: Math.min(ends.to, Math.max(ends.from, water)) }
}

/** The recipe, as the search means it. */
const startOf = (study: StudyOf<'optimise'>, recipe: Required<Point>): number[] =>
	fractionsOf(study.vary, recipe).map((share, i) => (variedNames(study.vary)[i] === 'freshWater' ? 0.5 : share))

/** The best of all that was tried, and ever fewer of the others: where the best ones all lie beyond a limit by a hair, ones further within it are judged too. */
const spread = (tried: readonly Judged[]): readonly Judged[] =>
	[...new Set(Array.from({ length: CANDIDATES }, (_, n) => Math.floor(tried.length * (n / CANDIDATES) ** 2)))].map(
		(n) => tried[n]!,
	)

function searchOf(study: StudyOf<'optimise'>, start: readonly number[]) {
	const { seed, evaluations } = study
	return study.strategy === 'cma-es'
		? cmaEs({ start, step: STEP, bounds: [0, 1], seed, evaluations })
		: gaussianProcessSearch({ start, seed, evaluations })
}

const judged = (draws: Outcome, limits: readonly Limit[], scale: number): Omit<Judged, 'x'> => ({
	value: -pointResult({}, draws, []).goodGph / scale,
	constraints: limits.map((limit) => beyondAt(limit, draws, RESERVE)),
})

function answerOf(best: PointResult, recipe: PointResult, limits: readonly Limit[]): Best {
	return {
		point: best.point,
		goodGph: best.goodGph,
		goodGphDraws: best.draws.map((row) =>
			Number.isFinite(row[OUTPUT_INDEX.good_g_per_h]!) ? row[OUTPUT_INDEX.good_g_per_h]! : 0,
		),
		recipeGoodGph: recipe.goodGph,
		limits: limits.map((limit, i) => ({
			name: limit.name,
			limit: limit.limit,
			pBroken: best.pBroken[i]!,
			nearness: beyondAt(limit, best.draws),
		})),
	}
}

function saysOf(
	study: StudyOf<'optimise'>,
	answer: Best | null,
	recipe: PointResult,
	limits: readonly Limit[],
	parts: { readonly line: LineConfig; readonly recipe: Recipe },
): string[] {
	const broken = limits.filter((limit, i) => isBroken(limit, recipe.pBroken[i]!)).map(({ name }) => name)
	const ofRecipe = `The set-points of ${parts.recipe.id} make ${recipe.goodGph.toFixed(0)} good g/h ${
		broken.length === 0 ? 'and keep every limit as surely' : `and break ${broken.map(limitWords).join('; ')} more often than that`
	}.`
	if (answer === null) return [`No point was found that keeps every limit in ${surelyWords(study)} of the draws.`, ofRecipe]
	const near = answer.limits.filter(({ nearness, limit }) => nearness > -NEAR && limit !== 0).map(({ name }) => name)
	return [
		`${answer.goodGph.toFixed(0)} good g/h with every limit kept in ${surelyWords(study)} of ${answer.goodGphDraws.length} draws that the search did not see.`,
		ofRecipe,
		near.length === 0 ? 'No limit is near: the ranges of the study limit.' : `What limits: ${near.map(limitWords).join('; ')}.`,
	]
}

const setPointTable = (study: StudyOf<'optimise'>, point: Point, recipe: Required<Point>): Finding => ({
	kind: 'table',
	title: 'Set-points of the answer',
	head: ['set-point', 'answer', 'recipe', 'from', 'to'],
	rows: variedNames(study.vary).map((name) => [
		SHOWN[name].words,
		shown(name, point[name]!),
		shown(name, recipe[name]),
		shown(name, study.vary[name]!.from),
		shown(name, study.vary[name]!.to),
	]),
})

const limitTable = (answer: Best, limits: readonly Limit[]): Finding => ({
	kind: 'table',
	title: 'Limits at the answer',
	head: ['limit', 'at', 'kind', 'share of draws that break it', 'room left at that share'],
	rows: answer.limits.map(({ name, limit, pBroken, nearness }, i) => [
		limitWords(name),
		short(limit),
		limits[i]!.of,
		percent(pBroken),
		limits[i]!.of === 'flag' ? '' : percent(-nearness),
	]),
	note: `Judged by ${answer.goodGphDraws.length} draws that the search did not steer by. Room is told as a share of the limit, in the draw at the edge of what may break.`,
})

const scatterOf = (
	name: VariedName,
	results: readonly PointResult[],
	answer: Best | null,
	limits: readonly Limit[],
): Finding => ({
	kind: 'scatter',
	title: `Points tried, over ${SHOWN[name].words}`,
	x: axisName(name),
	y: 'good g/h',
	points: results.map((result) => ({
		x: result.point[name]! * SHOWN[name].factor,
		y: result.goodGph,
		kept: keepsAll(limits, result),
	})),
	...(answer === null ? {} : { best: { x: answer.point[name]! * SHOWN[name].factor, y: answer.goodGph } }),
})

function mapAbout(
	results: readonly PointResult[],
	limits: readonly Limit[],
	[x, y]: readonly [VariedName, VariedName],
	best: Point,
): Finding {
	const at = (row: number, column: number) => results[column * MAP_STEPS + row]!
	const table = (value: (result: PointResult) => number) =>
		Array.from({ length: MAP_STEPS }, (_, row) => Array.from({ length: MAP_STEPS }, (_, column) => value(at(row, column))))
	return {
		kind: 'contour',
		title:
			'Good g/h about the answer, and where every limit is kept; wash water follows the powder, the other set-points as in the answer',
		x: { name: axisName(x), at: Array.from({ length: MAP_STEPS }, (_, c) => at(0, c).point[x]! * SHOWN[x].factor) },
		y: { name: axisName(y), at: Array.from({ length: MAP_STEPS }, (_, r) => at(r, 0).point[y]! * SHOWN[y].factor) },
		values: table(({ goodGph }) => goodGph),
		beyond: table(({ draws }) => worstBeyond(limits, draws)),
		best: { x: best[x]! * SHOWN[x].factor, y: best[y]! * SHOWN[y].factor },
	}
}
