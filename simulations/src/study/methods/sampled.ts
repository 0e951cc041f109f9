import { type Limit, limitsOf } from '../limits.ts'
import { type Finding, percent, type StudyFindings } from '../report/findings.ts'
import { limitWords } from '../report/words.ts'
import type { Method } from '../runner/run.ts'
import { gridPoints, sweepPoints } from '../sampling/grid.ts'
import { latinHypercube } from '../sampling/latin-hypercube.ts'
import { sobolPoints } from '../sampling/sobol-sequence.ts'
import { recipePoint, SHOWN } from '../set-points.ts'
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

type SampledStudy = StudyOf<'grid' | 'sweep' | 'latin-hypercube' | 'sobol-sequence'>

/** The settled line at many points, each over the same draws: what it makes, and how often each limit breaks. */
export function* sampled(study: SampledStudy, { settings, line, recipe, learnt }: MethodParts): Method<StudyFindings> {
	const setting = settings.add({ line, recipe, recipes: {}, learnt })
	const limits = limitsOf(line, recipe, study)
	const points = fractions(study, fractionsOf(study.vary, recipePoint(line, recipe))).map((x) => pointAt(study.vary, x))
	const over = { of: { unknown: study.unknown, known: study.known }, seed: study.seed, count: study.draws }
	const outcomes = yield points.map((point) => drawnRun(setting, point, over))
	const results = points.map((point, n) => pointResult(point, outcomes[n]!, limits))
	const keeps = (result: PointResult) => keepsAll(limits, result)
	const kept = results.filter(keeps)
	const most = kept.reduce<PointResult | null>((best, each) => (best === null || each.goodGph > best.goodGph ? each : best), null)
	const says =
		most === null
			? [`None of ${results.length} points keeps every limit in ${surelyWords(study)} of the draws.`]
			: [
					`${kept.length} of ${results.length} points keep every limit in ${surelyWords(study)} of the draws; the most they make is ${most.goodGph.toFixed(0)} good g/h, at ${variedNames(
						study.vary,
					)
						.map((name) => `${SHOWN[name].words} ${shown(name, most.point[name]!)}`)
						.join(', ')}.`,
				]
	return {
		says,
		findings: [
			...pointRows(study, results, limits),
			...contourOf(study, results, (result) => worstBeyond(limits, result.draws)),
			...variedNames(study.vary).map(
				(name): Finding => ({
					kind: 'scatter',
					title: `Good product over ${SHOWN[name].words}`,
					x: axisName(name),
					y: 'good g/h',
					points: results.map((result) => ({
						x: result.point[name]! * SHOWN[name].factor,
						y: result.goodGph,
						kept: keeps(result),
					})),
				}),
			),
			{
				kind: 'table',
				title: 'Limits and how many of the points break them too often',
				head: ['limit', 'at', 'points that break it'],
				rows: limits.map((limit, i) => [
					limitWords(limit.name),
					String(limit.limit),
					String(results.filter(({ pBroken }) => isBroken(limit, pBroken[i]!)).length),
				]),
			},
		],
		table: pointTable(results, limits),
		best: null,
	}
}

/** For so few points, what each makes and what limits it. */
const TOLD_POINTS = 40

function pointRows(study: SampledStudy, results: readonly PointResult[], limits: readonly Limit[]): Finding[] {
	if (results.length > TOLD_POINTS) return []
	const names = variedNames(study.vary)
	const broken = ({ pBroken }: PointResult) =>
		limits
			.map((limit, i) => ({ name: limit.name, p: pBroken[i]!, isOver: isBroken(limit, pBroken[i]!) }))
			.filter(({ isOver }) => isOver)
			.sort((a, b) => b.p - a.p)
	return [
		{
			kind: 'table',
			title: 'What each point makes, and what limits it',
			head: [...names.map((name) => SHOWN[name].words), 'good g/h', 'broken too often, by share of the draws'],
			rows: results.map((result) => [
				...names.map((name) => (result.point[name] === undefined ? '' : shown(name, result.point[name]))),
				result.goodGph.toFixed(0),
				broken(result)
					.map(({ name, p }) => `${limitWords(name)} (${percent(p)})`)
					.join('; '),
			]),
		},
	]
}

function fractions(study: SampledStudy, base: readonly number[]): number[][] {
	const names = variedNames(study.vary)
	const steps = names.map((name) => study.vary[name]!.steps)
	switch (study.method) {
		case 'grid':
			return gridPoints(steps)
		case 'sweep':
			return sweepPoints(base, steps)
		case 'latin-hypercube':
			return latinHypercube(study.points, names.length, study.seed)
		case 'sobol-sequence':
			return sobolPoints(study.points, names.length, study.seed)
	}
}

/** A grid over two things is a map. */
function contourOf(study: SampledStudy, results: readonly PointResult[], beyond: (result: PointResult) => number): Finding[] {
	const [x, y, ...more] = variedNames(study.vary)
	if (study.method !== 'grid' || x === undefined || y === undefined || more.length > 0) return []
	const columns = study.vary[x]!.steps
	const rows = study.vary[y]!.steps
	const at = (row: number, column: number) => results[column * rows + row]!
	const table = (value: (result: PointResult) => number) =>
		Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => value(at(row, column))))
	return [
		{
			kind: 'contour',
			title: 'Good g/h, and where every limit is kept',
			x: { name: axisName(x), at: Array.from({ length: columns }, (_, c) => at(0, c).point[x]! * SHOWN[x].factor) },
			y: { name: axisName(y), at: Array.from({ length: rows }, (_, r) => at(r, 0).point[y]! * SHOWN[y].factor) },
			values: table(({ goodGph }) => goodGph),
			beyond: table(beyond),
		},
	]
}
