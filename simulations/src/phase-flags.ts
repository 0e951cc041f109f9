import type { LineConfig } from '@emberline/line-config'
import { type ModelParameters, rangeFlags, steadyLine } from '@emberline/twin'
import type { FlagSummary } from './summary.ts'
import type { Phase } from './timeline.ts'

/**
 * Where model or material leave their safe ground at rest in any phase of a timeline that runs. One flag of a kind for each recipe: that of
 * the phase which goes furthest beyond the limit.
 */
export function phaseFlags(line: LineConfig, phases: readonly Phase[], parameters: ModelParameters): readonly FlagSummary[] {
	const worst = new Map<string, FlagSummary>()
	for (const { recipe, run, wanted } of phases) {
		if (wanted !== 'run') continue
		for (const flag of rangeFlags(line, recipe, steadyLine(line, recipe, run, parameters))) {
			const kind = `${recipe.id} ${flag.code} ${flag.words}`
			const known = worst.get(kind)
			if (known === undefined || beyond(flag) > beyond(known)) worst.set(kind, { ...flag, recipe: recipe.id })
		}
	}
	return [...worst.values()]
}

const beyond = ({ value, limit }: Pick<FlagSummary, 'value' | 'limit'>): number => Math.abs(value - limit)
