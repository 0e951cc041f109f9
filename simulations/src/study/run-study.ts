import type { LineConfig, Recipe } from '@emberline/line-config'
import { chance } from '@emberline/twin'
import type { Study, VariedName } from './study.ts'
import { evaluatePoint, type Point, type PointResult, recipePoint, registerDraws } from './study-point.ts'

export interface StudyResult {
	readonly rows: readonly PointResult[]
	/** Of `optimise`: judged by draws that the search did not steer by; candidates are tried on them from the best down until one keeps every limit. Null where no point keeps every limit. */
	readonly best: PointResult | null
}

/** How many fresh draws judge the answer. */
const FRESH_DRAWS = 200
/** Of a step that did not help; one that did widens it by four such. */
const SHRINK = 0.985

/** Runs a study on the settled line; the same study gives the same result. */
export function runStudy(
	study: Study,
	{ line, recipe }: { readonly line: LineConfig; readonly recipe: Recipe },
	onProgress: (share: number) => void = () => {},
): StudyResult {
	const draws = registerDraws(line, study.seed, study.draws)
	const mayBreak = 1 - study.probability
	const keeps = (row: PointResult) => row.limits.every(({ pBroken }) => pBroken <= mayBreak + 1e-9)
	if (study.method === 'grid') {
		const points = gridOf(study)
		const rows = points.map((point, n) => {
			onProgress(n / points.length)
			return evaluatePoint(line, recipe, point, draws)
		})
		return { rows, best: null }
	}
	const names = Object.keys(study.vary) as VariedName[]
	const bounds = names.map((name) => study.vary[name]!)
	const { normal } = chance(study.seed, 0, 'search')
	const rows: PointResult[] = []
	const at = (x: readonly number[]): Point =>
		Object.fromEntries(names.map((name, i) => [name, bounds[i]!.from + x[i]! * (bounds[i]!.to - bounds[i]!.from)]))
	const better = (a: PointResult, b: PointResult) => {
		const [brokenA, brokenB] = [a, b].map((r) => r.limits.reduce((s, l) => s + Math.max(0, l.pBroken - mayBreak), 0))
		return brokenA !== brokenB ? brokenA! < brokenB! : a.goodGph > b.goodGph
	}
	// From the recipe, or where the bounds come nearest to it. Evolution strategy (1+1) with the one-fifth rule: a step that helps widens the search, others narrow it.
	const recipeAt = recipePoint(line, recipe)
	let x = names.map((name, i) => {
		const { from, to } = bounds[i]!
		return Math.min(1, Math.max(0, (recipeAt[name] - from) / (to - from)))
	})
	let step = 0.25
	let best = evaluatePoint(line, recipe, at(x), draws)
	rows.push(best)
	const kept: PointResult[] = keeps(best) ? [best] : []
	while (rows.length < study.evaluations) {
		onProgress(rows.length / study.evaluations)
		const tried = x.map((v) => Math.min(1, Math.max(0, v + step * normal())))
		const row = evaluatePoint(line, recipe, at(tried), draws)
		rows.push(row)
		if (better(row, best)) {
			x = tried
			best = row
			step = Math.min(0.5, step / SHRINK ** 4)
			if (keeps(row)) kept.push(row)
		} else step = Math.max(0.005, step * SHRINK)
	}
	const fresh = registerDraws(line, study.seed + 7919, FRESH_DRAWS)
	for (const candidate of kept.toReversed()) {
		const judged = evaluatePoint(line, recipe, candidate.point, fresh)
		if (keeps(judged)) return { rows, best: judged }
	}
	return { rows, best: null }
}

function gridOf(study: Study): Point[] {
	let points: Point[] = [{}]
	for (const name of Object.keys(study.vary) as VariedName[]) {
		const { from, to, steps } = study.vary[name]!
		points = points.flatMap((point) =>
			Array.from({ length: steps }, (_, i) => ({ ...point, [name]: from + ((to - from) * i) / (steps - 1) })),
		)
	}
	return points
}
