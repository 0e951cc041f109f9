import type { ForecastLimit } from '../port.ts'
import type { MemberResult } from './ensemble.ts'
import type { KeptValue } from './running-point.ts'

/**
 * Probability that powder fed before each horizon breaks a limit: the share of members in which a recipe that begins by then does at its
 * steady line.
 */
export function ensembleLimits(
	members: readonly MemberResult[],
	horizonsS: readonly number[],
	quiet: MemberResult,
): readonly ForecastLimit[] {
	return horizonsS.flatMap((hS) => {
		const recipes = new Set(quiet.day.fed.filter(({ fromS }) => fromS < hS).map(({ recipe }) => recipe))
		const first = quiet.points.get(quiet.day.fed[0]?.recipe ?? '')
		return (first?.kept ?? []).map(({ name, unit, per }, n): ForecastLimit => {
			const broken = members.filter(({ points }) =>
				[...recipes].some((recipe) => {
					const kept = points.get(recipe)?.kept[n]
					return kept !== undefined && isBroken(kept)
				}),
			).length
			const limit = first?.kept[n]?.limit ?? Number.NaN
			return { name, unit, limit: limit * per, hS, probability: broken / members.length }
		})
	})
}

const isBroken = ({ value, limit, most }: KeptValue): boolean => (most ? value > limit : value < limit)
