import type { Forecast } from '@emberline/twin'

/** A line of explain.jsonl, one for each forecast: why it is another one, what simpler ones say, how good the last were, limits and budgets. */
export function explainLine({ originMs, targets, explanation, changes = [], skills = [], limits = [], budgets }: Forecast) {
	return {
		origin: originMs,
		explanation: explanation ?? null,
		changes: changes.map(({ target, hS, from, to, parts }) => ({ target, h_s: hS, from, to, parts })),
		baselines: targets.flatMap(({ target, zone, hS, baselines }) =>
			baselines === undefined ? [] : [{ target, ...(zone !== undefined && { zone }), h_s: hS, ...baselines }],
		),
		skills: skills.map(({ hS, ...skill }) => ({ ...skill, h_s: hS })),
		limits: limits.map(({ hS, ...limit }) => ({ ...limit, h_s: hS })),
		budgets: budgets.map(({ hS, ...budget }) => ({ ...budget, h_s: hS })),
	}
}
