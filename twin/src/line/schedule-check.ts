import type { LineConfig } from '@emberline/line-config'
import type { ScheduleItem } from '../port.ts'

/** Planned times are rounded: so much of an overlap is none [ms]. */
const ROUNDING_MS = 1000

/**
 * Every mistake of a plan, in words, in its order; a plan with one is not taken up at all. Empty for a plan that can be run: all its
 * recipes run on this line, and no item that has its own start and follows nobody begins before the one in front of it is planned to end.
 * An `after` with a start is no overlap: it waits for both.
 */
export function scheduleMistakes(items: readonly ScheduleItem[], config: LineConfig): readonly string[] {
	const known = new Set(Object.entries(config.recipes).flat())
	const mistakes: string[] = []
	let before: { readonly id: string; readonly startMs: number; readonly endMs: number } | null = null
	for (const item of items) {
		const { id, recipe, start_ms } = item
		if (recipe !== undefined && !known.has(recipe))
			mistakes.push(`${id}: no recipe "${recipe}" on this line, expected one of ${Object.values(config.recipes).join(', ')}`)
		if (item.kind === 'recipeChange' && recipe === undefined) mistakes.push(`${id}: a recipe change without its recipe`)
		const free: boolean = start_ms !== undefined && item.after === undefined
		if (free && before !== null && start_ms !== undefined && start_ms < before.endMs - ROUNDING_MS) {
			const overS = Math.round((before.endMs - start_ms) / 1000)
			mistakes.push(
				start_ms < before.startMs
					? `${id}: starts before ${before.id}, which stands in front of it`
					: `${id}: overlaps ${before.id} by ${overS} s`,
			)
		}
		const startMs = Math.max(
			start_ms ?? Number.NEGATIVE_INFINITY,
			free ? Number.NEGATIVE_INFINITY : (before?.endMs ?? Number.NEGATIVE_INFINITY),
		)
		before = { id, startMs, endMs: startMs + (item.expected_s ?? 0) * 1000 }
	}
	return mistakes
}
